"""The inbox, the chats in it, and the canned replies of the desks."""

from console.pages.chats.addresses import chat_pages

__all__ = ["chat_pages"]
