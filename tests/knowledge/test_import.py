"""A folder of official papers becomes statute files; what cannot be read is named and never stops the rest."""

from __future__ import annotations

import datetime as dt
import io
import os
import re
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.article_numbers import chinese_number, read_number
from knowledge.cards import Card
from knowledge.importing.layout import join_lines, tidy
from knowledge.importing.run import import_folder
from knowledge.statutes import Statute, load_statutes
from tests.knowledge import papers
from tests.knowledge.conftest import FOLDER, TODAY


@dataclass
class Office:
    """A folder of papers and the laws they go into."""

    papers: Path
    laws: Path
    cards: list[Card] = field(default_factory=list)
    told: str = ""

    def bring(self, *, dry_run: bool = False) -> int:
        out = io.StringIO()
        code = import_folder(self.papers, self.laws, cards=self.cards, sheets=[], out=out, today=TODAY, dry_run=dry_run)
        self.told = out.getvalue()
        return code

    @property
    def held(self) -> dict[str, Statute]:
        return dict(load_statutes(self.laws).by_name)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    (tmp_path / "papers").mkdir()
    return Office(tmp_path / "papers", tmp_path / "laws")


def written(law: Statute) -> list[str]:
    return [article.text for article in law.articles.values()]


# ---------------------------------------------------------------------- the five kinds of file
@pytest.mark.parametrize("kind", ["md", "txt", "gb.txt", "docx", "numbers.docx", "html", "gb.htm", "pdf", "word.pdf"])
def test_a_paper_of_any_kind_gives_the_same_articles(office: Office, kind: str) -> None:
    path, text = office.papers / f"办法.{kind}", papers.paper()
    match kind:
        case "md":
            path.write_text("\n\n".join(["# " + text[0], text[1], "## " + text[2], *text[3:]]))
        case "txt":
            papers.write_txt(path, text)
        case "gb.txt":
            papers.write_txt(path, text, "gb18030")
        case "docx" | "numbers.docx":
            papers.write_docx(path, text, numbered_by_word=kind == "numbers.docx")
        case "html":
            papers.write_html(path, text)
        case "gb.htm":
            papers.write_html(path, text, "gb18030")
        case _:
            papers.write_pdf(path, text, lines_a_page=5, indent="\t" if kind == "word.pdf" else "　　")
    assert office.bring() == 0, office.told
    law = office.held[papers.TITLE]
    assert list(law.articles) == ["第一条", "第二条", "第三条", "第四条"]
    assert written(law) == list(papers.ARTICLES), "not a word is lost, added or joined wrongly"
    assert (law.version, law.effective) == (dt.date(2026, 5, 20), dt.date(2026, 6, 1))
    assert law.source == path.name and "imported_on: '2026-11-23'" in next(office.laws.glob("*.md")).read_text()


def test_our_own_laws_come_back_unchanged_through_pdf_pages(office: Office) -> None:
    """Real statutes, printed, with headers and page numbers, read back and compared article by article."""
    shutil.copytree(FOLDER / "laws", office.laws)
    for name in ("工伤保险条例", "劳动合同法", "关于维护新就业形态劳动者劳动保障权益的指导意见"):
        head, body = (FOLDER / "laws" / f"{name}.md").read_text().split("---\n", 2)[1:]
        title = next(line for line in head.splitlines() if line.startswith("name:")).split(":", 1)[1].strip(' "')
        version = load_statutes(FOLDER / "laws").by_name[name].version
        lines = [line.lstrip("# ") for line in body.splitlines() if line.strip() and not line.startswith("# ")]
        printed_on = f"（{version.year}年{version.month}月{version.day}日公布）"
        papers.write_pdf(office.papers / f"{name}.pdf", [title, printed_on, *lines])
    assert office.bring() == 0, office.told
    assert office.told.count("没有变化\n") == 3, office.told


def test_the_same_papers_twice_change_nothing(office: Office) -> None:
    papers.write_docx(office.papers / "办法.docx", papers.paper())
    office.bring()
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in office.laws.iterdir()}
    assert office.bring() == 0 and "没有变化 1" in office.told
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in office.laws.iterdir()} == before


def test_a_dry_run_writes_nothing(office: Office) -> None:
    papers.write_docx(office.papers / "办法.docx", papers.paper())
    assert office.bring(dry_run=True) == 0 and "新的 1" in office.told and "什么都没有写" in office.told
    assert not office.laws.exists()


def test_a_paper_without_articles_is_kept_in_passages_and_said_so(office: Office) -> None:
    title = "关于做好高温天气职工防暑降温工作的通知"
    long = "各级工会要督促用人单位落实防暑降温措施，发现问题及时报告。" * 9
    papers.write_docx(
        office.papers / "通知.docx",
        ["宝鸡市总工会", title, "一、提高认识", long, long, "二、抓好落实", "请各单位认真执行。", "2026年6月10日"],
    )
    assert office.bring() == 0 and "全文" in office.told and "段" in office.told
    (law,) = office.held.values()
    assert law.name.endswith(title) and law.version == dt.date(2026, 6, 10)
    assert len(law.articles) >= 3 and all(str(article) == f"《{law.short}》" for article in law.articles.values())
    assert "".join(written(law)).count("防暑降温措施") == 18


def test_a_notice_in_front_of_the_rules_does_not_give_them_its_name(office: Office) -> None:
    papers.write_txt(
        office.papers / "a.txt",
        [
            "宝鸡市总工会关于印发《宝鸡市职工互助保障办法》的通知",
            "各县区总工会：",
            "现印发给你们，请遵照执行。",
            *papers.paper(),
        ],
    )
    office.bring()
    assert list(office.held) == [papers.TITLE]


def test_what_is_not_stated_is_reported_and_not_guessed(office: Office) -> None:
    path = office.papers / "县里的规定.txt"
    papers.write_txt(path, [f"第{n}条　职工之家每周开放五天，会员凭证进入。" for n in "一二三"])
    os.utime(path, (0, dt.datetime(2025, 2, 3, 12).timestamp()))
    assert office.bring() == 0
    assert "没找到标题" in office.told and "文件日期 2025-02-03" in office.told and "请核对" in office.told
    assert office.held["县里的规定"].effective is None


def test_a_draft_is_not_taken_for_law(office: Office) -> None:
    papers.write_txt(office.papers / "a.txt", papers.paper(title="宝鸡市职工互助保障办法（征求意见稿）"))
    office.bring()
    (law,) = office.held.values()
    assert not law.in_force(dt.date(2030, 1, 1)) and "征求意见稿" in office.told


def test_an_annex_and_a_signature_belong_to_no_article(office: Office) -> None:
    after = ["附件：互助金标准表", "住院的，按实际支出的百分之十发给。", "宝鸡市总工会", "2026年5月20日"]
    papers.write_docx(office.papers / "a.docx", [*papers.paper(), *after])
    office.bring()
    law = office.held[papers.TITLE]
    assert law.articles["第四条"].text == papers.ARTICLES[3]
    assert law.articles["附录"].text == after[1]


def test_kangxi_radicals_of_some_printers_become_plain_characters(office: Office) -> None:
    papers.write_pdf(office.papers / "a.pdf", [text.replace("工", "⼯") for text in papers.paper()])
    office.bring()
    assert "工会会员" in written(office.held[papers.TITLE])[1]


def test_a_line_that_ends_inside_a_number_or_a_list_of_items_goes_on() -> None:
    full = "工" * 30
    lines = [
        full + "应当在3",
        "0日内按照第四条第（二）项、第" + "工" * 17,
        "（三）、（四）项办理。",
        "（五）另起一项。",
    ]
    joined = join_lines(lines)
    assert joined == ["".join(lines[:3]), lines[3]]


# ---------------------------------------------------------------------- what cannot be read
def broken_papers(folder: Path) -> dict[str, str]:
    """File name → a word of the reason that must be given."""
    whole = folder / "whole.docx"
    papers.write_docx(whole, papers.paper())
    (folder / "torn.docx").write_bytes(whole.read_bytes()[:300])
    whole.unlink()
    with zipfile.ZipFile(folder / "table.docx", "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    with zipfile.ZipFile(folder / "bomb.docx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"<w>" + b" " * (80 * 1024 * 1024))
    with zipfile.ZipFile(folder / "entities.docx", "w") as archive:
        archive.writestr("word/document.xml", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>')
    (folder / "scan.pdf").write_bytes(papers.pdf([[], [], []]))
    (folder / "torn.pdf").write_bytes(papers.pdf([["宝鸡市职工互助保障办法"]])[:400])
    (folder / "locked.pdf").write_bytes(
        papers.pdf([["办法"]], "/Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (y) /P -4 >> ")
    )
    (folder / "noise.txt").write_bytes(bytes(range(128, 256)) * 40)
    (folder / "empty.md").write_bytes(b"")
    (folder / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0")
    (folder / "blank.html").write_text("<html><script>1</script></html>")
    return {
        "torn.docx": "损坏", "table.docx": "不是 Word", "bomb.docx": "压缩炸弹", "entities.docx": "DOCTYPE",
        "scan.pdf": "扫描", "torn.pdf": "损坏", "locked.pdf": "密码", "noise.txt": "编码", "empty.md": "空的",
        "old.doc": "另存为 .docx", "blank.html": "没有文字",
    }  # fmt: skip


def test_broken_papers_are_named_with_the_reason_and_the_rest_goes_on(office: Office) -> None:
    reasons = broken_papers(office.papers)
    papers.write_docx(office.papers / "zz_good.docx", papers.paper())
    assert office.bring() == 1
    for name, reason in reasons.items():
        lines = [line for line in office.told.splitlines() if name in line]
        assert lines and all(reason in line for line in lines), f"{name}: {lines}"
    assert f"没能导入 {len(reasons)}" in office.told and list(office.held) == [papers.TITLE]


def test_links_out_of_the_folder_and_huge_files_are_refused(office: Office, tmp_path: Path) -> None:
    papers.write_txt(tmp_path / "secret.txt", papers.paper(title="别处的办法"))
    (office.papers / "link.txt").symlink_to(tmp_path / "secret.txt")
    (office.papers / "outside").symlink_to(tmp_path, target_is_directory=True)
    with (office.papers / "huge.txt").open("wb") as file:
        file.truncate(51 * 1024 * 1024)
    assert office.bring() == 1
    assert "链接" in office.told and "太大" in office.told and not office.laws.exists()


@pytest.mark.parametrize("there", [True, False])
def test_an_empty_or_missing_folder_is_said_kindly(office: Office, *, there: bool) -> None:
    if not there:
        office.papers.rmdir()
    assert office.bring() == 2 and "请看看路径" in office.told


def test_an_older_text_or_a_part_never_takes_the_place_of_the_law(office: Office) -> None:
    papers.write_txt(office.papers / "a.txt", papers.paper())
    office.bring()
    held = written(office.held[papers.TITLE])
    old = "（2024年3月1日宝鸡市总工会通过）"
    papers.write_txt(
        office.papers / "a.txt", papers.paper(["旧的第一条，说法不同。", *papers.ARTICLES[1:3]], preamble=old)
    )
    assert office.bring() == 1 and "没有覆盖" in office.told
    papers.write_txt(
        office.papers / "a.txt", ["宝鸡市职工互助保障办法", papers.PREAMBLE, "第一条　只有这一条了，是节选的。"]
    )
    assert office.bring() == 1 and "节选" in office.told
    assert written(office.held[papers.TITLE]) == held


def test_two_papers_of_one_name_that_differ_are_not_mixed(office: Office) -> None:
    papers.write_txt(office.papers / "a.txt", papers.paper())
    papers.write_txt(office.papers / "b.txt", papers.paper(["另一种写法的第一条。", *papers.ARTICLES[1:]]))
    assert office.bring() == 1 and "已经从“a.txt”导入" in office.told
    assert written(office.held[papers.TITLE]) == list(papers.ARTICLES)


# ---------------------------------------------------------------------- size
@pytest.mark.slow
def test_three_hundred_pages_show_progress_and_fit_in_memory(office: Office) -> None:
    sentence = "用人单位应当按照规定为职工办理互助保障手续，并将办理情况向职工公示，接受工会和职工的监督。"
    body = [f"第{chinese_number(n)}条　{sentence * 12}" for n in range(1, 521)]
    pages = papers.write_pdf(office.papers / "big.pdf", [papers.TITLE, papers.PREAMBLE, *body])
    assert pages >= 300
    # The peak is the process's own (VmHWM): ru_maxrss of a child still counts the parent it was forked from.
    script = (
        "import sys; from pathlib import Path; from knowledge.__main__ import main; code = main(sys.argv[1:]);"
        "print(Path('/proc/self/status').read_text()); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, "import", str(office.papers), "--into", str(office.laws)],
        cwd=FOLDER.parent, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert done.returncode == 0 and f"第 100/{pages} 页" in done.stdout and "520 条" in done.stdout
    peak = re.search(r"VmHWM:\s*(\d+) kB", done.stdout)
    assert peak is not None and int(peak[1]) < 400 * 1024, f"{peak and int(peak[1]) // 1024} MB"


# ---------------------------------------------------------------------- small parts
@given(st.integers(1, 9999))
def test_numbers_of_articles_read_back(value: int) -> None:
    assert read_number(chinese_number(value)) == value == read_number(str(value))


@given(st.lists(st.text("工会法第一条二、（）。，；附件章 　x9-", max_size=60), max_size=30))
@settings(max_examples=200)
def test_joining_lines_loses_no_character(lines: list[str]) -> None:
    def letters(parts: list[str]) -> str:
        return "".join("".join(parts).split())

    assert letters(join_lines(lines)) == letters(lines)
    assert letters(tidy(lines)) == letters([line for line in lines if line.strip("# \t　")])
