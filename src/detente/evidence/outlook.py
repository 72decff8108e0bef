"""What the coming periods hold, read off plays that agree with the events so far."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from detente.claims.estimates import wilson_interval
from detente.claims.readings import Readings
from detente.scenario.model import Decision
from detente.simulate.paths import Paths


@dataclass(frozen=True)
class Outlook:
    """How probable something is at a date.

    Args:
        period: index of the period. kind: "act" (done at some decision of its owner) or "state" (at its end).
        what: the owner, or the variable. which: the act or level.
        probability: share of plays. interval: 95 %, from the number of plays that count as independent.
    """

    period: int
    kind: str
    what: str
    which: str
    probability: float
    interval: tuple[float, float]

    @property
    def statement(self) -> str:
        """What may be written as an event."""
        return f"{self.what} plays {self.which}" if self.kind == "act" else f"{self.what} == {self.which}"


def read_outlook(paths: Paths, first: int, num_effective: float | None = None) -> tuple[Outlook, ...]:
    """The probability of every act and every level from a period on.

    Args:
        num_effective: how many of the plays count as independent; None: all.
    """
    number = paths.num_plays if num_effective is None else num_effective
    return tuple(each for period in range(first, paths.game.num_periods) for each in _period(paths, period, number))


def _period(paths: Paths, period: int, number: float) -> Iterator[Outlook]:
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
        yield _chance(period, ("act", owner, action), done, number)
    levels = paths.levels(period)
    for place, variable in enumerate(scenario.variables):
        if variable.lasts == "period":
            continue
        for level, name in enumerate(variable.levels):
            yield _chance(period, ("state", variable.name, name), levels[:, place] == level, number)


def _chance(period: int, what: tuple[str, str, str], happened: np.ndarray, number: float) -> Outlook:
    share = float(happened.mean())
    return Outlook(period, *what, share, wilson_interval(share, number))
