"""Words and character n-grams of a sentence, weighted by TF-IDF.

Against two CountVectorsFeaturizers: n-grams cross word borders (a wrong cut of a dialect word does not matter), long
accounts do not outweigh short questions, and one pass is several times faster.
"""

from __future__ import annotations

import json
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
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer

from .text import normalize


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class TfidfFeaturizer(SparseFeaturizer, GraphComponent):
    """Sentence features only: shape (1, words + n-grams), each of the two blocks of length 1."""

    @classmethod
    def required_components(cls) -> list[type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {**SparseFeaturizer.get_default_config(), "words": [1, 2], "characters": [1, 4], "min_df": 1}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Wrong ranges are reported by scikit-learn when training."""

    def __init__(self, config: dict[str, Any], name: str, model_storage: ModelStorage, resource: Resource) -> None:
        super().__init__(name, config)
        self._model_storage = model_storage
        self._resource = resource
        self._vectorizers = {
            "words": self._vectorizer("words", analyzer="word", tokenizer=_as_is, preprocessor=_as_is,
                                      token_pattern=None),
            "characters": self._vectorizer("characters", analyzer="char"),
        }  # fmt: skip

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
        return cls(config, execution_context.node_name, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> TfidfFeaturizer:  # fmt: skip
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            for kind, vectorizer in component._vectorizers.items():
                terms = json.loads((folder / f"{kind}.json").read_text("utf-8"))
                vectorizer.vocabulary_ = {term: column for column, term in enumerate(terms)}
                vectorizer.idf_ = np.load(folder / f"{kind}.npy", allow_pickle=False)
        return component

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.training_examples if example.get(TEXT)]
        with self._model_storage.write_to(self._resource) as folder:
            for kind, vectorizer in self._vectorizers.items():
                vectorizer.fit([_content(kind, example) for example in examples])
                terms = vectorizer.get_feature_names_out().tolist()
                (folder / f"{kind}.json").write_text(json.dumps(terms, ensure_ascii=False), "utf-8")
                np.save(folder / f"{kind}.npy", vectorizer.idf_.astype(np.float32))
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        wanted = [message for message in messages if isinstance(message.get(TEXT), str)]
        if wanted:
            blocks = [v.transform([_content(kind, m) for m in wanted]) for kind, v in self._vectorizers.items()]
            for message, row in zip(wanted, csr_matrix(hstack(blocks), dtype=np.float32), strict=True):
                message.add_features(Features(row, FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages


def _as_is(value: Any) -> Any:
    return value


def _content(kind: str, message: Message) -> Any:
    if kind == "characters":
        return normalize(message.get(TEXT)).text
    return [token.text for token in message.get(TOKENS_NAMES[TEXT]) or []]
