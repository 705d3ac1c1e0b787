"""`rasa data validate` for this project: domain, training data and config against each other.

nlu/.venv/bin/python nlu/validate.py
"""

from __future__ import annotations

import os
import sys

from lean import install_stand_ins, quiet_rasa
from project import CONFIG, DOMAIN, ROOT, TRAINING_DATA


def main() -> int:
    """Exit code 0: nothing to complain about (warnings count as complaints)."""
    install_stand_ins()
    os.chdir(ROOT)
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.validator import Validator

    quiet_rasa()
    importer = TrainingDataImporter.load_from_config(str(CONFIG), str(DOMAIN), [str(TRAINING_DATA)])
    validator = Validator.from_importer(importer)
    checks = {
        "intents of the data and of the domain are the same": validator.verify_intents(ignore_warnings=False),
        "no example stands under two intents": validator.verify_example_repetition_in_intents(ignore_warnings=False),
        "the domain is valid": validator.verify_domain_validity(),
        "the model has a name": validator.config.get("assistant_id") is not None,
    }
    for check, holds in checks.items():
        print("ok  " if holds else "FAIL", check)
    return 0 if all(checks.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
