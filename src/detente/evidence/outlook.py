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
        probability: share of plays. interval: 95 %, from the number of plays alone.
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


def read_outlook(paths: Paths, first: int) -> tuple[Outlook, ...]:
    """The probability of every act and every level from a period on."""
    return tuple(each for period in range(first, paths.game.num_periods) for each in _period(paths, period))


def _period(paths: Paths, period: int) -> Iterator[Outlook]:
    scenario, readings = paths.game.scenario, Readings(paths)
    acts: dict[tuple[str, str], np.ndarray] = {}
    for stage in scenario.stages:
        if not isinstance(stage, Decision):
            continue
        for action in dict.fromkeys(each.name for each in stage.actions):
            number = paths.game.stage_names.index(stage.name)
            index = readings.menu_index(stage.owner, action, period, number)
            if not (index >= 0).any():
                continue
            wanted = index[paths.state[:, period, number]]
            done = (paths.act[:, period, number] == wanted) & (wanted >= 0)
            # An owner that has the act at several decisions plays it if it does at one of them.
            acts[stage.owner, action] = done | acts.get((stage.owner, action), np.zeros_like(done))
    for (owner, action), done in acts.items():
        yield _chance(period, "act", owner, action, done)
    levels = paths.levels(period)
    for number, variable in enumerate(scenario.variables):
        if variable.lasts == "period":
            continue
        for level, name in enumerate(variable.levels):
            yield _chance(period, "state", variable.name, name, levels[:, number] == level)


def _chance(period: int, kind: str, what: str, which: str, happened: np.ndarray) -> Outlook:
    count, number = int(happened.sum()), len(happened)
    return Outlook(period, kind, what, which, count / number, wilson_interval(count / number, number))
