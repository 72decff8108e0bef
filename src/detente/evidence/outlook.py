"""What the coming periods hold, read off plays that agree with the events so far.

Plays of one family (`filter.py`) have had a past in common, and what comes after it they do alone. The variance of a
share p among N plays is therefore estimated from sums over families,

    Σ_f (Σ_{i ∈ f} (x_i − p))² / N²,

which is p (1 − p) / N where families are as different within as among one another, and more where a family agrees on
what it has from its past. With few families it is uncertain itself, which Student's t says. Sources: H. P. Chan and
T. L. Lai, Annals of Statistics 41 (2013) 2877–2904; A. Lee and N. Whiteley, Biometrika 105 (2018) 609–625.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int
from scipy.stats import t as student

from detente.claims.estimates import Z_95, wilson_interval
from detente.claims.readings import Readings
from detente.scenario.model import Decision
from detente.simulate.paths import Paths

FEWEST_FAMILIES = 3.0
"""Of fewer, counted by their sizes, nothing is estimated: they count as agreeing on everything."""


About = tuple[int, str, str, str]
"""Of what a probability is: period, kind, owner or variable, act or level."""


@dataclass(frozen=True)
class Outlook:
    """How probable something is at a date.

    Args:
        period: index of the period. kind: "act" (done at some decision of its owner) or "state" (at its end).
        what: the owner, or the variable. which: the act or level.
        probability: share of plays. interval: 95 %, Wilson's for so many independent plays as have the same variance.
    """

    period: int
    kind: str
    what: str
    which: str
    probability: float
    interval: tuple[float, float]

    @property
    def about(self) -> About:
        """What it is the probability of."""
        return self.period, self.kind, self.what, self.which

    @property
    def statement(self) -> str:
        """What may be written as an event."""
        return f"{self.what} plays {self.which}" if self.kind == "act" else f"{self.what} == {self.which}"


Families = Int[np.ndarray, " play"]


def read_outlook(paths: Paths, first: int, families: Families | None = None) -> tuple[Outlook, ...]:
    """The probability of every act and every level from a period on, as far as somebody asks.

    Args:
        families: of every play the family that it is of; None: each is alone.
    """
    last = paths.game.scenario.calendar.told.num_periods
    return tuple(each for period in range(first, last) for each in _period(paths, period, families))


def count_independent(happened: Bool[np.ndarray, " play"], families: Families | None) -> float:
    """How many independent plays would tell as well how often something happened.

    What happened in no play or in all of them, as in families that agree on everything.
    """
    num_plays = len(happened)
    if families is None:
        return float(num_plays)
    sizes = np.bincount(families)
    alike = num_plays**2 / float((sizes**2).sum())
    share = float(happened.mean())
    if share in (0, 1) or alike < FEWEST_FAMILIES:
        return alike
    apart = np.bincount(families, happened - share)
    variance = float((apart**2).sum()) / num_plays**2
    variance *= float(student.ppf(0.975, alike - 1) / Z_95) ** 2
    return float(min(share * (1 - share) / variance, num_plays))


def _period(paths: Paths, period: int, families: Families | None) -> Iterator[Outlook]:
    scenario, readings = paths.game.scenario, Readings(paths)
    acts: dict[tuple[str, str], np.ndarray] = {}
    for stage in scenario.stages:
        if not isinstance(stage, Decision):
            continue
        for action in dict.fromkeys(each.name for each in stage.actions):
            at = paths.game.stage_names.index(stage.name)
            index = readings.menu_index(stage.owner, action, period, at)
            if not (index >= 0).any():
                continue
            wanted = index[paths.state[:, period, at]]
            done = (paths.act[:, period, at] == wanted) & (wanted >= 0)
            # An owner that has the act at several decisions plays it if it does at one of them.
            acts[stage.owner, action] = done | acts.get((stage.owner, action), np.zeros_like(done))
    for (owner, action), done in acts.items():
        yield _chance(period, ("act", owner, action), done, families)
    levels = paths.levels(period)
    for place, variable in enumerate(scenario.variables):
        if variable.lasts == "period":
            continue
        for level, name in enumerate(variable.levels):
            yield _chance(period, ("state", variable.name, name), levels[:, place] == level, families)


def _chance(period: int, what: tuple[str, str, str], happened: np.ndarray, families: Families | None) -> Outlook:
    share = float(happened.mean())
    return Outlook(period, *what, share, wilson_interval(share, count_independent(happened, families)))
