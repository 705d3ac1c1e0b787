"""What the assistant knows: policy cards, dated facts, programs, stations, and the search over the cards."""

from pathlib import Path

LEXICON = Path(__file__).with_name("lexicon")  # words of labour and of Baoji that several rooms share
