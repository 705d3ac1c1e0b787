from __future__ import annotations

from typing import Any

import pytest
from nlu_project import NLU, PROJECT, Example, examples_of, load_yaml


@pytest.fixture(scope="session")
def training() -> list[Example]:
    return [example for path in sorted((NLU / "data" / "nlu").glob("*.yml")) for example in examples_of(path)]


@pytest.fixture(scope="session")
def domain() -> dict[str, Any]:
    content = load_yaml(NLU / "domain.yml")
    assert isinstance(content, dict)
    return content


@pytest.fixture(scope="session")
def taxonomy() -> dict[str, Any]:
    content = load_yaml(PROJECT / "knowledge" / "taxonomy.yml")
    assert isinstance(content, dict)
    return content
