"""Ours beside a stock Rasa bot, on one machine in one run. README.md says what is fair in it and what is not."""
