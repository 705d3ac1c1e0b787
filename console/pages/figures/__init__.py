"""/figures: what waits, what people ask, what they do not find, and how far the services reach."""

from console.pages.figures.routes import figures_pages

__all__ = ["figures_pages"]
