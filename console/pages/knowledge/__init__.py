"""The knowledge pages: cards, their review, questions without an answer, what is due."""

from console.pages.knowledge.addresses import knowledge_pages

__all__ = ["knowledge_pages"]
