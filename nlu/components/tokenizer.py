"""Chinese words by rjieba, with a user dictionary, on normalised text."""

from __future__ import annotations

from typing import Any

import rjieba
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from .paths import digest, project_file
from .text import normalize

_DICTIONARY = "words.txt"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class RustJiebaTokenizer(Tokenizer):
    """Tokens carry the normalised word and the span it has in the raw text."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"dictionary": None, "intent_tokenization_flag": False, "intent_split_symbol": "_"}

    @staticmethod
    def required_packages() -> list[str]:
        return ["rjieba"]

    @staticmethod
    def supported_languages() -> list[str]:
        return ["zh"]

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, words: tuple[str, ...]
    ) -> None:
        super().__init__(config)
        self._model_storage = model_storage
        self._resource = resource
        self._words = words
        # rjieba's own instance, which exists once the package is imported: a second one would cost another 24 MB.
        for word in words:
            rjieba.add_word(word, None, None)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> RustJiebaTokenizer:
        name = config["dictionary"]
        words = _read_words(project_file(name).read_text("utf-8")) if name else ()
        return cls(config, model_storage, resource, words)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource,
        execution_context: ExecutionContext, **kwargs: Any,
    ) -> RustJiebaTokenizer:  # fmt: skip
        with model_storage.read_from(resource) as folder:
            words = _read_words((folder / _DICTIONARY).read_text("utf-8"))
        return cls(config, model_storage, resource, words)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        return digest(config["dictionary"]) if config.get("dictionary") else None

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the dictionary inside the model: a served model must not depend on files that may change."""
        with self._model_storage.write_to(self._resource) as folder:
            (folder / _DICTIONARY).write_text("\n".join(self._words), "utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        for message in messages:
            _disarm(message)
        return super().process(messages)

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        normalized = normalize(message.get(attribute))
        tokens = []
        for word, start, end in rjieba.tokenize(normalized.text):
            if word.strip():
                raw_start, raw_end = normalized.raw_span(start, end)
                tokens.append(Token(word, raw_start, raw_end))
        return tokens


def _read_words(text: str) -> tuple[str, ...]:
    lines = (line.strip() for line in text.splitlines())
    return tuple(line for line in lines if line and not line.startswith("#"))


def _disarm(message: Message) -> None:
    """Rasa takes a text that starts with `/` for a literal intent (`/affirm@0.1`); a person only typed a slash."""
    text = message.get(TEXT)
    if isinstance(text, str) and text.lstrip().startswith("/"):
        message.set(TEXT, text.replace("/", "／", 1))
