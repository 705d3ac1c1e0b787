"""Which of the federation's programs a message is about.

Learns from the retrieval intents `ask_program/<id>` and `join_program/<id>`: one head for both, because what a program is
called does not depend on whether someone asks or signs up.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_RESPONSE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from .linear import LinearHead

ENTITY = "program"
RANKING = "program_ranking"
_RANKED = 3


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class ProgramClassifier(GraphComponent, EntityExtractorMixin):
    """Leaves exactly one `program` entity when the message is about a program, and `program_ranking` (best three).

    A program named in the text (LookupExtractor) wins; of several named the likeliest. Without a name the classifier
    speaks only if the program intents together reach `min_intent`: for any other message its guess means nothing.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        return [Featurizer]  # and an intent classifier, which Rasa cannot check while training

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {
            "epochs": 14, "sparse_scale": 1.75, "dense_scale": 1.0, "dropout": 0.3, "temperature": 1.0,
            "intents": ["ask_program", "join_program"], "min_intent": 0.1,
        }  # fmt: skip

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, head: LinearHead | None
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._head = head

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ProgramClassifier:
        return cls(config, model_storage, resource, None)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> ProgramClassifier:  # fmt: skip
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, LinearHead.load(folder))

    def train(self, training_data: TrainingData) -> Resource:
        examples = [
            example for example in training_data.intent_examples
            if example.get(TEXT) and example.get(INTENT) in self._config["intents"] and example.get(INTENT_RESPONSE_KEY)
        ]  # fmt: skip
        labels = [example.get(INTENT_RESPONSE_KEY).partition("/")[2] for example in examples]
        self._head = LinearHead.fit(examples, labels, self._config)
        with self._model_storage.write_to(self._resource) as folder:
            self._head.save(folder)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing later in the pipeline learns from entities."""
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            self._process_one(message)
        return messages

    def _process_one(self, message: Message) -> None:
        entities: list[dict[str, Any]] = message.get(ENTITIES, [])
        named = {entity["value"]: entity for entity in entities if entity["entity"] == ENTITY}
        if self._head is None or not message.get("intent_ranking"):
            return
        if not named and self._program_intent(message) < self._config["min_intent"]:
            return
        probabilities = dict(zip(self._head.classes, self._head.probabilities(message).tolist(), strict=True))
        message.set(RANKING, _ranking(probabilities, named), add_to_output=True)
        best = max(named or probabilities, key=lambda program: probabilities.get(program, 0.0))
        chosen = named.get(best) or {
            "entity": ENTITY, "value": best, "start": 0, "end": len(message.get(TEXT)),
            "confidence_entity": probabilities[best], "extractor": self.name,
        }  # fmt: skip
        others = [entity for entity in entities if entity["entity"] != ENTITY]
        message.set(ENTITIES, [*others, chosen], add_to_output=True)

    def _program_intent(self, message: Message) -> float:
        ranking = message.get("intent_ranking")
        return sum(entry["confidence"] for entry in ranking if entry["name"] in self._config["intents"])


def _ranking(probabilities: dict[str, float], named: dict[str, Any]) -> list[dict[str, Any]]:
    """The best programs, those named in the text first."""
    order = sorted(probabilities, key=lambda program: (program not in named, -probabilities[program]))
    return [{"name": program, "confidence": probabilities[program]} for program in order[:_RANKED]]
