"""Entities by lookup table: data/lookups.yml, and the places and platforms of the shared lexicon."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import rasa.shared.utils.io
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from .lookups import Lookups, read_places, read_table
from .paths import digest, project_file

_FILE = "lookups.json"
_SETTINGS = ("file", "places", "platforms")

Table = Mapping[str, Mapping[str, Sequence[str]]]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class LookupExtractor(GraphComponent, EntityExtractorMixin):
    """Adds an entity for every word of the table that stands in the text, with `confidence_entity` 1."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "file": "data/lookups.yml", "places": "../knowledge/lexicon/places.yml",
            "platforms": "../knowledge/lexicon/platforms.yml",
        }  # fmt: skip

    def __init__(self, table: Table, model_storage: ModelStorage, resource: Resource) -> None:
        self._table = table
        self._lookups = Lookups(table)
        self._model_storage = model_storage
        self._resource = resource

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LookupExtractor:
        content, places, platforms = (
            rasa.shared.utils.io.read_yaml_file(project_file(config[name])) for name in _SETTINGS
        )
        table = read_table({**content, "employer_platform": platforms})
        return cls({**table, "county": read_places(places)}, model_storage, resource)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> LookupExtractor:  # fmt: skip
        with model_storage.read_from(resource) as folder:
            return cls(json.loads((folder / _FILE).read_text("utf-8")), model_storage, resource)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        settings = {**cls.get_default_config(), **config}
        return "".join(digest(settings[name]) for name in _SETTINGS)

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the table inside the model: a served model must not depend on files that may change."""
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _FILE).write_text(json.dumps(self._table, ensure_ascii=False), "utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline learns from entities."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            found = [
                {"entity": entry.entity, "value": entry.value, "start": entry.start, "end": entry.end,
                 "confidence_entity": 1.0, "extractor": self.name}
                for entry in self._lookups.find(message.get(TEXT) or "")
            ]  # fmt: skip
            message.set(ENTITIES, message.get(ENTITIES, []) + found, add_to_output=True)
        return messages
