"""Actors become the records that the file describes."""

from __future__ import annotations

import pytest

from detente.scenario import expressions as ex
from detente.scenario.actors import ActorContext, build_actors, name_actors, place_seats
from detente.scenario.constants import compute_constant
from detente.scenario.loading import loads
from detente.scenario.model import Actor, Calendar, Scenario
from detente.scenario.names import Names
from detente.scenario.site import Site
from support.ceasefire import CEASEFIRE
from support.keys import crisis_keys, messages_of

FRAME = """
crisis: A frame
calendar: {rounds: 3}
state: {line: {one of: [here], starts: here}}
each round: [{chance sky: {grey: rest}}]
"""


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(CEASEFIRE, "ceasefire")


def test_actors(scenario: Scenario) -> None:
    patron, dove, hawk = scenario.actors
    assert [compute_constant(kind.prior, scenario) for kind in patron.types] == [0.6, 0.4]
    assert compute_constant(patron.types[1].parameters[0][1], scenario) == 2.0
    assert (compute_constant(patron.patience, scenario), compute_constant(patron.precision, scenario)) == (0.9, 3.0)
    assert (dove.seat, dove.leaves) == ("capital", 4)
    assert dove.legacy is not None
    assert compute_constant(dove.legacy, scenario) == 0.5
    assert [kind.name for kind in dove.types] == ["only"]
    assert (compute_constant(hawk.patience, scenario), compute_constant(hawk.precision, scenario)) == (0.95, 2.0)
    assert hawk.legacy is None
    assert scenario.seats == {"capital": (dove, hawk)}
    assert patron.wants[1].note.why == "habit"
    assert compute_constant(patron.wants[1].weight, scenario) == 2.0


def test_public_parameters_stand_in_formulas_as_their_values(scenario: Scenario) -> None:
    quiet = scenario.actors[0].wants[1].formula.tree
    assert isinstance(quiet, ex.Choice)
    assert quiet.value == ex.Binary("/", ex.NamedNumber("burden"), ex.Number(2.0))


def built(actors: str) -> tuple[tuple[Actor, ...], list[str]]:
    """The actors of three rounds with one number, and the messages of their mistakes."""
    keys = crisis_keys(f"{FRAME}actors: {{{actors}}}\n")
    calendar = Calendar("round", ("1", "2", "3"), ())
    site = Site(names=Names(calendar, numbers=("price",)))
    name_actors(keys.actors, site)
    conditions = place_seats(keys.actors, site)
    records = build_actors(keys.actors, ActorContext(calendar, conditions, 1), site)
    return records, messages_of(site)


def test_an_actor_of_whom_nothing_is_said_has_the_defaults() -> None:
    ((ann,), mistakes) = built("ann: {}")
    assert mistakes == []
    assert (ann.title, ann.patience.tree, ann.precision.tree) == ("ann", ex.Number(0.95), ex.Number(2.0))
    assert [(kind.name, kind.prior.tree) for kind in ann.types] == [("only", ex.Number(1.0))]
    assert (ann.leaves, ann.legacy, ann.seat) == (None, None, None)


def test_whoever_leaves_counts_the_rest_at_nothing_unless_it_says_so() -> None:
    ((ann, ben), mistakes) = built("ann: {leaves: 3}, ben: {leaves: 2, legacy: price}")
    assert mistakes == []
    assert (ann.leaves, ben.leaves) == (2, 1)
    assert ann.legacy is not None
    assert ann.legacy.tree == ex.Number(0.0)
    assert ben.legacy is not None
    assert ben.legacy.text == "price"


def test_leaving_outside_the_calendar_is_a_mistake() -> None:
    assert built("ann: {leaves: 4}")[1] == ["4 is outside the calendar (1 … 3); leave 'leaves' out to stay"]
