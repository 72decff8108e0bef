"""How steps towards a fixed point are taken: their rule, and the constants that all implementations share.

The steps are implicit Euler steps of the logit dynamic (`kernel/response.py`, equations 5 to 8).
"""

from __future__ import annotations

from typing import NamedTuple

FIRST_STEP = 1.0
"""h from uniform play: the logit dynamic has unit rate, so one unit of its time is a gentle first step."""

LATER_FIRST_STEP = 100.0
"""h from a policy that should be near the solution: nearly Newton's step."""

LARGEST_SURPRISE = 0.7
AIMED_SURPRISE = 0.25
"""Share of F by which F after a step may differ from its linear prediction: above the first the step is taken back,
and h is chosen for the second. Both were tried from 0.1 to 1.5 on the chain store (λ = 2 … 20, 24 rounds); every node
was solved from 0.3 to 0.9, in fewest steps here."""

LARGEST_GROWTH = 1000.0
SMALLEST_GROWTH = 0.1
"""How much h may change in a step; the surprise of one step says little about steps of another order of magnitude."""

SMALLEST_STEP = 1e-6
LARGEST_STEP = 1e12
"""Beyond the second 1 / h is lost in rounding, and (5) is Newton's step."""

CAUTION = 0.5
"""h (ρ − 1) of a careful step: half of what would reach an unstable solution at once."""

LOWEST_SCORE = -700.0
"""Scores further below the menu's best count as this; exp of less is zero, and Bayes' rule needs a number."""

OUT_OF_MENU = -1e300
"""log η of an act that the menu of a type lacks: no payoff outweighs it, and Bayes' rule needs a number."""


class StepRule(NamedTuple):
    """How steps are taken.

    Args:
        max_steps: at every node. goal: a node stands still once its bound on the residual is at most this.
        is_drift: whether steps must keep the sense of the dynamic (7); otherwise any solution will do.
        is_careful: whether they must keep it along every direction (8).
    """

    max_steps: int
    goal: float
    is_drift: bool = True
    is_careful: bool = False
