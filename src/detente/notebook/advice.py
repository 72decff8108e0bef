"""What may help against an error, in keyword arguments; Python prints it below the error."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from detente.errors import Advice, DetenteError, Wordings, advice_in_words


@contextmanager
def advised() -> Iterator[None]:
    """Adds the advice of an error to it as a note."""
    try:
        yield
    except DetenteError as error:
        if error.advice:
            error.add_note(advice_in_words(error.advice, WORDINGS))
        raise


def _points(many: Sequence[Advice]) -> str:
    inside = ", ".join(f"{each.actor!r}: {each.value}" for each in many)
    return f"num_points={{{inside}}}"


WORDINGS: Wordings = {
    "fewer_points": lambda many: f"This would fit: {', or '.join(_points([each]) for each in many)}.",
    "fewer_points_together": lambda many: f"This would fit: {_points(many)}.",
    "other_points": lambda many: (
        "Try another number of belief points (num_points; now "
        f"{', '.join(f'{each.actor}: {each.value}' if each.actor else str(each.value) for each in many)}). More points "
        "make values smoother between them, but fewer may skip the beliefs at which the solver fails."
    ),
    "lower_precision": lambda many: f"Try a lower precision for {', '.join(str(each.actor) for each in many)}.",
    "more_steps": lambda many: f"Try more solver steps at each node (max_steps; now {many[0].value}).",
    "allow_unsolved": lambda _: (
        "Set allow_unsolved=True to continue; the certificate then reports how often plays meet such a node."
    ),
}
"""By kind of advice."""
