"""The addresses of the program pages, and who may open them."""

from console.pages.programs.addresses import program_pages

__all__ = ["program_pages"]
