"""Early warnings (苗头): what rises at which employer, told to its county desk, and what they did about it."""

from console.pages.warnings.page import warnings_pages

__all__ = ["warnings_pages"]
