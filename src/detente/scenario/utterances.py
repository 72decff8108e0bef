"""What acts say: assertions, which are true or false of what only the speaker knows, and promises of acts to come.

Both are compiled into what the language has already (`assertions.py`, `promises.py`); these records stay with the act,
so that plays can be read for what was said, what was true of it, and what was kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from detente.scenario.expressions import Formula

NOT_FOUND_OUT, FOUND_OUT = ASSERTION_LEVELS = ("not_found_out", "found_out")
"""Levels of the variable of an assertion that can be found out."""

NOT_GIVEN, STANDING, BROKEN = PROMISE_LEVELS = ("not_given", "standing", "broken")
"""Levels of the variable of a promise."""


@dataclass(frozen=True)
class Assertion:
    """What an act says of what only the speaker knows.

    Args:
        truth: whether it is true, by the speaker's type and the state in which it is said.
        found_out: how likely it is that everybody learns that it was false, at once; None if nobody ever does.
        variable: the one that is then at `FOUND_OUT`; "" if nothing is ever found out.
    """

    truth: Formula
    found_out: Formula | None = None
    variable: str = ""


@dataclass(frozen=True)
class Promise:
    """What an act promises: that its owner will make a move, or will not.

    Args:
        text: as the file writes it. acts: one of which is promised, or none of which (`forbids`); one act, or a range.
        due: at every decision that has the act, by its name: when the promise is due there.
        variable: one of `PROMISE_LEVELS` at every moment.
        num_periods: for how many periods it stands, that in which it is given included; None without an end.
    """

    text: str
    acts: tuple[str, ...]
    forbids: bool
    due: tuple[tuple[str, Formula], ...]
    variable: str
    num_periods: int | None = None

    def is_broken_by(self, action: str) -> bool:
        """Whether the act breaks the promise where it is due."""
        return (action in self.acts) == self.forbids
