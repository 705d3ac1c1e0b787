"""Train a stock project. Runs in build/stock-venv: `train_stock.py FOLDER nlu|bot NAME`.

`nlu` trains the language model alone, from the same importer as `bot`, so that Rasa's cache hands its parts to `bot` (the
importer of `rasa train nlu` leaves the intents of stories out, and DIET would be trained a second time).
"""

from __future__ import annotations

import logging
import os
import sys

from rasa.model_training import TrainingType, _train_graph
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.utils.common import configure_logging_and_warnings
from rasa.utils.log_utils import configure_structlog


def main() -> int:
    folder, kind, name = sys.argv[1:4]
    os.chdir(folder)
    configure_logging_and_warnings(logging.INFO)
    configure_structlog(logging.WARNING)
    importer = TrainingDataImporter.load_from_config("config.yml", "domain", ["data"])
    wanted = TrainingType.NLU if kind == "nlu" else TrainingType.BOTH
    done = _train_graph(importer, wanted, output_path="models", fixed_model_name=f"{kind}-{name}",
                        finetuning_epoch_fraction=1.0, persist_nlu_training_data=False)  # fmt: skip
    return int(done.code)


if __name__ == "__main__":
    sys.exit(main())
