"""What the dialogue works with, built once by the program that runs it and passed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from actions.catalog import CardShelf, ProgramShelf
from actions.crisis import CrisisReplies, DangerWatch
from actions.fields import ChoiceWords, LearnedAnswers, Places
from actions.reading.calculation import CalculatorShelf
from actions.texts import Texts
from actions.understanding import Understander
from cases.crypto import KeyRing
from cases.worktime import WorkCalendar
from knowledge.followups import FollowUps
from knowledge.forms import FormSpec
from knowledge.passages import PassageIndex
from knowledge.stations import Station
from knowledge.taxonomy import Taxonomy


@dataclass(frozen=True, slots=True)
class Services:
    """`forms`: the built-in forms by flow id. `public_url`: where workers reach the web chat, without a slash at the end."""

    texts: Texts
    taxonomy: Taxonomy
    understander: Understander
    crisis: DangerWatch
    crisis_replies: CrisisReplies
    cards: CardShelf
    passages: PassageIndex
    calculators: CalculatorShelf
    followups: FollowUps
    programs: ProgramShelf
    stations: Sequence[Station]
    calendar: WorkCalendar
    keyring: KeyRing
    places: Places
    choice_words: ChoiceWords
    learned_answers: LearnedAnswers
    forms: Mapping[str, FormSpec]
    public_url: str
