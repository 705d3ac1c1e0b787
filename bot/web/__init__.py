"""The web chat: its public API and the page that uses it."""
