"""The chained log of what staff did: written with the act it tells of, read by who may, verified by a command.

`python -m cases.audit verify` walks the chain; `python -m cases.audit head` prints its newest link to be written down elsewhere.
"""

from cases.audit.chain import GENESIS, Head, digest_of, record, record_once_an_hour
from cases.audit.reading import Line, actions_seen, lines
from cases.audit.verifying import Verdict, head, inspect, verify

__all__ = [
    "GENESIS",
    "Head",
    "Line",
    "Verdict",
    "actions_seen",
    "digest_of",
    "head",
    "inspect",
    "lines",
    "record",
    "record_once_an_hour",
    "verify",
]
