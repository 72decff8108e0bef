"""What persons expect: read when it is stated, and scored when the play is over.

An expectation is a probability of an event. `ACTOR plays ACT`, without a date, is about the next decision of the actor
that has the act; all of one actor together are one question, and what they leave of 1 is for every other act. Any
other event of the language of claims (`front == beyond by 2015-08`, `rebels plays advance at 2015-07`) is a question of
its own, that is answered by yes or no.

Source: Brier, G. W. (1950), Verification of forecasts expressed in terms of probability, Monthly Weather Review 78,
1-3: the score is the sum over what can come of (stated − came)², from 0 to 2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from detente.claims.events import find_event
from detente.claims.readings import Readings
from detente.claims.statements import Event
from detente.errors import UnknownNameError
from detente.scenario.model import Decision, Scenario
from detente.scenario.names import listed, nearest
from detente.simulate.lookup import build_lookup
from detente.simulate.moves import decides_for
from detente.simulate.paths import Paths
from detente.table.moves import TableError, read_given

_NEXT_ACT = re.compile(r"\s*([^\W\d]\w*)\s+plays\s+([^\W\d]\w*(?:\s+-?\d+(?:\.\d+)?)?)\s*")
_ROUNDING = 1e-6
LEAST = 1e-6
"""A probability below this counts as this in the logarithmic score."""

OTHER, YES, NO = "another act", "yes", "no"


@dataclass(frozen=True)
class StatedExpectation:
    """One question with the stated probabilities of its answers.

    Args:
        owner: whose next act it is about; "" for an event. event: its text. stated: by answer; they sum to 1.
    """

    owner: str
    event: str
    stated: Mapping[str, float]


def read_expectations(expects: Mapping[str, float], scenario: Scenario) -> tuple[StatedExpectation, ...]:
    """The questions behind stated probabilities.

    Raises:
        TableError: a number is no probability, or those of one actor's acts sum to more than 1.
        UnknownNameError: an event names something that the crisis lacks.
    """
    by_owner: dict[str, dict[str, float]] = {}
    found: list[StatedExpectation] = []
    for key, number in expects.items():
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number <= 1:
            raise TableError(f"expects: {number!r} for '{key}' is not a probability from 0 to 1")
        next_act = _NEXT_ACT.fullmatch(key)
        if next_act is None:
            _read_event(key, scenario)
            found.append(StatedExpectation("", key.strip(), {YES: float(number), NO: 1 - float(number)}))
            continue
        owner, act = next_act[1], " ".join(next_act[2].split())
        _require_act(owner, act, scenario)
        by_owner.setdefault(owner, {})[act] = float(number)
    for owner, stated in by_owner.items():
        rest = 1 - sum(stated.values())
        if rest < -_ROUNDING:
            raise TableError(f"expects: the probabilities of what {owner} plays sum to {1 - rest:.3g}, more than 1")
        found.append(StatedExpectation(owner, "", {**stated, OTHER: max(rest, 0.0)}))
    return tuple(found)


def _read_event(text: str, scenario: Scenario) -> Event:
    event, forced = read_given("expects", text, scenario)
    if event is None or forced:
        raise TableError(f"expects: '{text}' is not an event; do(…) cannot be used in an expectation")
    return event


def _require_act(owner: str, act: str, scenario: Scenario) -> None:
    decisions = [each for each in scenario.stages if isinstance(each, Decision)]
    owners = list(dict.fromkeys([*(each.owner for each in decisions), *(actor.name for actor in scenario.actors)]))
    if owner not in owners:
        raise UnknownNameError(f"expects: nobody is called '{owner}'{nearest(owner, owners)} ({listed(owners)})")
    acts = [
        action.name
        for each in decisions
        if any(decides_for(scenario, owner, each.name, actor.name) for actor in scenario.movers(each))
        for action in each.actions
    ]
    if act not in acts:
        raise UnknownNameError(f"expects: {owner} has no act '{act}'{nearest(act, acts)} ({listed(acts)})")


def find_next_acts(paths: Paths, owner: str, acts: Sequence[str], start: tuple[int, int, int]) -> np.ndarray:
    """In every play the next act of an owner, at a decision that has one of the acts; "" where there is none.

    Args:
        start: period and stage from which on it counts, and the stage of that period that does not count itself.
    """
    game, found = paths.game, np.full(paths.num_plays, "", dtype=object)
    period0, stage0, own = start
    for period in range(period0, game.num_periods):
        for stage in range(stage0 if period == period0 else 0, len(game.stage_names)):
            if (period, stage) == (period0, own):
                continue
            lookup = build_lookup(game, period, stage)
            table_of = lookup.table[paths.state[:, period, stage]]
            for number, table in enumerate(lookup.tables):
                if table.mover < 0 or not set(acts) & set(table.actions):
                    continue
                name = game.scenario.actors[table.mover].name
                if not decides_for(game.scenario, owner, table.name, name):
                    continue
                chosen = paths.act[:, period, stage]
                is_here = (found == "") & (table_of == number) & (paths.mover[:, period, stage] == table.mover)
                found[is_here] = np.array(table.actions, dtype=object)[chosen[is_here]]
    return found


def find_answers(
    expectation: StatedExpectation, paths: Paths, start: tuple[int, int, int], readings: Readings | None = None
) -> np.ndarray:
    """In every play the answer that came, by its name in `stated`; "" where there is none. start: `find_next_acts`."""
    if not expectation.owner:
        mask = find_event(_read_event(expectation.event, paths.game.scenario), readings or Readings(paths))
        return np.where(mask.counts, np.where(mask.happened, YES, NO), "").astype(object)
    acts = [act for act in expectation.stated if act != OTHER]
    came = find_next_acts(paths, expectation.owner, acts, start)
    return np.array([each if each in acts or not each else OTHER for each in came], dtype=object)


def brier(stated: Mapping[str, float], came: str) -> float:
    """The sum of squared errors over all answers, from 0 (sure and right) to 2 (sure and wrong)."""
    return float(sum((probability - (answer == came)) ** 2 for answer, probability in stated.items()))


def log_score(stated: Mapping[str, float], came: str) -> float:
    """−ln of the probability of what came, of at least `LEAST`."""
    return -math.log(max(stated[came], LEAST))
