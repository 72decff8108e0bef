"""What may help against an error, in options of the command."""

from __future__ import annotations

from collections.abc import Sequence

from detente.errors import Advice, Wordings, advice_in_words


def in_words(advice: Sequence[Advice]) -> str:
    """The advice as sentences, empty if there is none."""
    return advice_in_words(advice, WORDINGS)


def _points(each: Advice) -> str:
    return f"--points {each.actor}={each.value}"


WORDINGS: Wordings = {
    "fewer_points": lambda many: f"This would fit: {', or '.join(map(_points, many))}.",
    "fewer_points_together": lambda many: f"This would fit: {' '.join(map(_points, many))}.",
    "other_points": lambda many: (
        "Try another number of belief points (--points ACTOR=N; now "
        f"{', '.join(f'{each.actor}={each.value}' if each.actor else str(each.value) for each in many)}). More points "
        "make values smoother between them, but fewer may skip the beliefs at which the solver fails."
    ),
    "lower_precision": lambda many: f"Try a lower precision for {', '.join(str(each.actor) for each in many)}.",
    "more_steps": lambda many: f"Try more solver steps at each node (--steps N; now {many[0].value}).",
    "allow_unsolved": lambda _: (
        "Use --allow-unsolved to continue; the output then reports how often plays meet such a node."
    ),
}
"""By kind of advice."""
