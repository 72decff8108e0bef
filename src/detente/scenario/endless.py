"""Calendars without an end: what must hold of a crisis that has one, and how many of its rounds are played out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

from detente.errors import EvaluationError
from detente.scenario.calendars import MAX_PERIODS
from detente.scenario.constants import compute_number_values, evaluate_constant
from detente.scenario.expressions import CalendarField, Formula
from detente.scenario.keys.crisis import CrisisKeys
from detente.scenario.model import Measure, Scenario, list_formulas, walk
from detente.scenario.site import Site

WEIGHT_LEFT = 0.01
"""Rounds are played out until what follows weighs less than this for the most patient actor."""

FEWEST_ROUNDS = 2


def count_rounds(scenario: Scenario) -> int:
    """How many rounds are played out unless the user says so: the first N with δ^N < `WEIGHT_LEFT` for every actor."""
    patience = max(_patience_by_actor(scenario).values(), default=0.0)
    if not 0 < patience < 1:
        return FEWEST_ROUNDS if patience <= 0 else MAX_PERIODS
    return min(max(FEWEST_ROUNDS, math.floor(math.log(WEIGHT_LEFT) / math.log(patience)) + 1), MAX_PERIODS)


def play_out_rounds(scenario: Scenario, number: int) -> Scenario:
    """The scenario with so many rounds to be played out; measures over all rounds are then over these."""

    def shortened(measure: Measure) -> Measure:
        return replace(measure, first=min(measure.first, number - 1), last=min(measure.last, number - 1))

    calendar = scenario.calendar
    labels = tuple(str(each) for each in range(1, number + 1))
    return replace(
        scenario,
        calendar=replace(calendar, labels=labels),
        measures=tuple(map(shortened, scenario.measures)),
    )


def check_endless(scenario: Scenario, crisis: CrisisKeys, site: Site) -> None:
    """Notes what an endless crisis cannot have: patience of one, and what depends on the date."""
    if not scenario.calendar.is_endless:
        return
    keys = crisis.actors.entries if crisis.actors is not None else {}
    for actor, patience in _patience_by_actor(scenario).items():
        own = keys.get(actor)
        place = crisis.actors.places[actor] if crisis.actors is not None else None
        if patience >= 1 and place is not None:
            where = own.patience.where if own is not None and own.patience is not None else place
            site.wrong(where, f"in an endless calendar every patience is below 1; that of {actor} is {patience:g}")
    for actor_record in scenario.actors:
        own = keys.get(actor_record.name)
        if actor_record.leaves is not None and own is not None and own.leaves is not None:
            site.wrong(own.leaves.where, "nobody leaves at a date of an endless calendar, in which no date matters")
    for formula in _formulas_of_game(scenario):
        if formula.where is not None and any(isinstance(part, CalendarField) for part in walk(formula.tree)):
            site.wrong(
                formula.where,
                f"`{formula.text}` depends on the date; in an endless calendar nothing does. A public variable can "
                "count rounds",
            )
    if scenario.sees and crisis.calendar is not None:
        actors = ", ".join(dict.fromkeys(actor for actor, _ in scenario.sees))
        site.wrong(crisis.calendar.where, f"an endless crisis is one game for all; {actors} cannot see another one")


def _patience_by_actor(scenario: Scenario) -> dict[str, float]:
    """The patience of every actor, of its most patient type; without those that have no number yet."""
    found = {}
    try:
        numbers = compute_number_values(scenario)
        for actor in scenario.actors:
            traits = [kind.patience or actor.patience for kind in actor.types]
            found[actor.name] = max(evaluate_constant(each.tree, numbers) for each in traits)
    except (EvaluationError, ValueError, KeyError):
        # Noted as a mistake of its own.
        return found
    return found


def _formulas_of_game(scenario: Scenario) -> Iterator[Formula]:
    """All formulas on which moves and payoffs depend."""
    afterwards = scenario.calendar.afterwards
    yield from list_formulas((scenario.actors, scenario.stages, afterwards if isinstance(afterwards, tuple) else ()))
