"""What somebody says right after an alarm: was it none, is it so, or neither?

没想死，就是累 holds the very words that raise an alarm. Learned from afterwards/, and from ordinary messages (which deny
nothing), the way the second look is: character runs and the sentence vector. Asked only for some time after an alarm, and never
to send the person away who was called.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import yaml

from actions.crisis.second_look import grams, kept
from knowledge.meaning import Encoder, vectors
from knowledge.ranker import Ranker

Says = Literal["denies", "confirms", "unclear"]
FOLDER = Path(__file__).with_name("afterwards")
# From this probability on it is a denial, unless the second look sees danger from GRAVE on (docs/decisions/0008-danger.md). A
# denial not seen costs a second alarm; a plea taken for one would get the wrong words, while a person is on the way all the same.
SURE = 0.6
GRAVE = 0.6
_FAMILY = "denial"


@dataclass(frozen=True, slots=True)
class Denial:
    """Build with `learn` or `open`."""

    ranker: Ranker
    encoder: Encoder | None

    @classmethod
    def learn(cls, said: Sequence[tuple[str, Says]], encoder: Encoder | None) -> Denial:
        """`said`: plain texts as the rules see them, and what each is. Seconds."""
        texts = [text for text, _ in said]
        labels = [get_args(Says).index(says) for _, says in said]
        trained = Ranker.train([grams(text) for text in texts], vectors(texts, encoder), labels, len(get_args(Says)))
        return cls(trained, encoder)

    @classmethod
    def open(
        cls, key: str, said: Callable[[], Sequence[tuple[str, Says]]], encoder: Encoder | None, cache: Path | None
    ) -> Denial:
        """From `cache` when it was learned before under this key, else from `said()` and kept there."""
        return cls(kept(cache, _FAMILY, [key], lambda: cls.learn(said(), encoder).ranker), encoder)

    def denies(self, plain: str) -> bool:
        """Does this say that there is no danger? False for what says too little."""
        return self.likely(plain) >= SURE

    def likely(self, plain: str) -> float:
        """How likely it is a denial, 0 to 1."""
        if not plain:
            return 0.0
        shares = self.ranker.probabilities(grams(plain), vectors([plain], self.encoder)[0])
        return float(np.asarray(shares)[get_args(Says).index("denies")])


def load_said(folder: Path = FOLDER) -> list[tuple[str, Says]]:
    """Every sentence of the files once. Raises OSError, yaml.YAMLError or ValueError (which names the file)."""
    found: dict[str, Says] = {}
    for path in sorted(folder.glob("*.yml")):
        content: Any = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        if not isinstance(content, dict):
            raise ValueError(f"{path.name}：应当是“类别: 句子”的列表")
        for key, texts in content.items():
            says = next((says for says in get_args(Says) if says == key), None)
            if says is None:
                raise ValueError(f"{path.name}：不认识的类别“{key}”")
            for text in texts or ():
                found.setdefault(str(text).strip(), says)
    return list(found.items())
