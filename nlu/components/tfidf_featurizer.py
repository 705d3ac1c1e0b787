"""Words, character n-grams and runs of syllables of a sentence, weighted by TF-IDF.

Syllables (without tones) make 公商 and 工伤 one to the model: phones and voice input offer characters of the same sound.

Against two CountVectorsFeaturizers: n-grams cross word borders (a wrong cut of a dialect word does not matter), long
accounts do not outweigh short questions, and one pass is several times faster.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.sparse_featurizer.sparse_featurizer import SparseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from .paths import digest, project_file
from .text import normalize

_SOUNDS = "syllables.json"


@dataclass(frozen=True, slots=True)
class Block:
    """One kind of n-grams. `analyze`: content → n-grams; `columns`: n-gram → column; `weights`: per column (idf).

    scikit-learn finds n-grams and weights; a single message is weighed here, because its `transform` is made for many texts
    at once (docs/decisions/0002-nlu-pipeline.md has the figure).
    """

    analyze: Callable[[Any], list[str]]
    columns: Mapping[str, int]
    weights: np.ndarray

    def row(self, content: Any) -> tuple[np.ndarray, np.ndarray]:
        """Columns and TF-IDF values (sublinear, of length 1) of one text."""
        counts = Counter(column for term in self.analyze(content) if (column := self.columns.get(term)) is not None)
        columns = np.fromiter(counts.keys(), np.int32, len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), np.float32, len(counts)))) * self.weights[columns]
        length = float(np.sqrt((values**2).sum())) or 1.0
        return columns, (values / length).astype(np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TfidfFeaturizer(SparseFeaturizer, GraphComponent):
    """Sentence features only: shape (1, words + n-grams + syllables), each block of length 1. `sounds` null: no syllables."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            **SparseFeaturizer.get_default_config(), "words": [1, 2], "characters": [1, 4], "min_df": 1, "sounds": None,
            "sound_table": "../knowledge/lexicon/sounds.txt",
        }  # fmt: skip

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Wrong ranges are reported by scikit-learn when training."""

    def __init__(
        self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource, sounds: dict[str, str]
    ) -> None:
        """`sounds`: character → syllable."""
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._sounds = sounds
        of_tokens = {"analyzer": "word", "tokenizer": _as_is, "preprocessor": _as_is, "token_pattern": None}
        self._vectorizers = {
            "words": self._vectorizer("words", **of_tokens),
            "characters": self._vectorizer("characters", analyzer="char"),
        }
        if config["sounds"]:
            self._vectorizers["sounds"] = self._vectorizer("sounds", **of_tokens)
        self._blocks: dict[str, Block] = {}

    def _vectorizer(self, kind: str, **settings: Any) -> TfidfVectorizer:
        low, high = self._config[kind]
        return TfidfVectorizer(
            ngram_range=(low, high), min_df=self._config["min_df"], sublinear_tf=True, lowercase=False,
            dtype=np.float32, **settings,
        )  # fmt: skip

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> TfidfFeaturizer:
        sounds = read_sounds(project_file(config["sound_table"]).read_text("utf-8")) if config["sounds"] else {}
        return cls(config, execution_context.node_name, model_storage, resource, sounds)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return (
            digest(config.get("sound_table", cls.get_default_config()["sound_table"])) if config.get("sounds") else None
        )

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> TfidfFeaturizer:  # fmt: skip
        with model_storage.read_from(resource) as folder:
            sounds = json.loads((folder / _SOUNDS).read_text("utf-8"))
            component = cls(config, execution_context.node_name, model_storage, resource, sounds)
            for kind in component._vectorizers:
                terms = json.loads((folder / f"{kind}.json").read_text("utf-8"))
                component._learned(kind, terms, np.load(folder / f"{kind}.npy", allow_pickle=False))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        with self._model_storage.write_to(self._resource) as folder:
            # Inside the model: a served model must not depend on files that may change.
            (folder / _SOUNDS).write_text(json.dumps(self._sounds, ensure_ascii=False), "utf-8")
            for kind, vectorizer in self._vectorizers.items():
                vectorizer.fit([self._content(kind, example) for example in examples])
                terms = vectorizer.get_feature_names_out().tolist()
                (folder / f"{kind}.json").write_text(json.dumps(terms, ensure_ascii=False), "utf-8")
                weights = vectorizer.idf_.astype(np.float32)
                np.save(folder / f"{kind}.npy", weights)
                self._learned(kind, terms, weights)
        return self._resource

    def _learned(self, kind: str, terms: list[str], weights: np.ndarray) -> None:
        columns = {term: column for column, term in enumerate(terms)}
        self._blocks[kind] = Block(self._vectorizers[kind].build_analyzer(), columns, weights)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            if isinstance(message.get(TEXT), str):
                message.add_features(Features(self._row(message), FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def _row(self, message: Message) -> csr_matrix:
        """The blocks side by side, shape (1, features)."""
        rows, width = [], 0
        for kind, block in self._blocks.items():
            columns, values = block.row(self._content(kind, message))
            rows.append((columns + width, values))
            width += len(block.weights)
        columns, values = (np.concatenate(parts) for parts in zip(*rows, strict=True))
        return csr_matrix((values, columns, np.array([0, len(columns)], np.int32)), shape=(1, width))

    def _content(self, kind: str, message: Message) -> Any:
        if kind == "words":
            return [token.text for token in message.get(TOKENS_NAMES[TEXT]) or []]
        text = normalize(message.get(TEXT)).text
        if kind == "sounds":
            return [self._sounds.get(character, character) for character in text if character != " "]
        return text


def _as_is(value: Any) -> Any:
    return value


def read_sounds(text: str) -> dict[str, str]:
    """Character → syllable, from lines “syllable characters”; `#` begins a comment."""
    pairs = (line.split() for line in text.splitlines() if line.strip() and not line.startswith("#"))
    return {character: syllable for syllable, characters in pairs for character in characters}
