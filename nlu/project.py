"""Where the files of the NLU project are, and the fingerprint that says whether a model is up to date."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent
CONFIG = ROOT / "config.yml"
DOMAIN = ROOT / "domain.yml"
TRAINING_DATA = ROOT / "data" / "nlu"
MODELS = ROOT / "models"
FINGERPRINT = MODELS / "fingerprint.txt"
RESULTS = ROOT / "results"
PLOTS = ROOT.parent / "build" / "plots"  # matplotlib, where `scripts/setup.py --plots` was run
CORRECTIONS = TRAINING_DATA / "corrections.yml"
LEXICON = ROOT.parent / "knowledge" / "lexicon"  # words we share with the rest of the project
DANGER_EXAMPLES = ROOT.parent / "actions" / "crisis" / "examples"  # and sentences


def fingerprint(training_data: Path = TRAINING_DATA) -> str:
    """SHA-256 over everything a model is made from: data, lookups, lexicon, danger, config, domain, components, packages."""
    import hashlib  # here: it loads OpenSSL, which the supervisor (serve.py) has no use for

    files = [CONFIG, DOMAIN, ROOT / "requirements.lock", ROOT / "data" / "lookups.yml"]
    files += sorted(path for path in LEXICON.iterdir() if path.suffix in (".txt", ".yml"))
    files += [ROOT / "danger.py", *danger_examples()]
    files += sorted(training_data.glob("*.yml")) + sorted((ROOT / "components").glob("*.py"))
    total = hashlib.sha256()
    for file in files:
        total.update(file.name.encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def danger_examples() -> list[Path]:
    """The files of sentences of danger and of what only sounds like it."""
    return sorted(DANGER_EXAMPLES.glob("*.yml"))


def models() -> list[Path]:
    """Trained models, the newest first."""
    return sorted(MODELS.glob("nlu-*.tar.gz"), key=lambda path: path.name, reverse=True)


def current_model() -> Path | None:
    """The newest model, or None when there is none."""
    return next(iter(models()), None)


def control_socket(port: int) -> Path:
    """Where the server on `port` is told to swap its model (swap.py). Relative to ROOT: the name of a socket must be short."""
    return MODELS.relative_to(ROOT) / f"serve-{port}.sock"
