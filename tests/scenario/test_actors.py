"""Actors become the records that the file describes."""

from __future__ import annotations

import pytest

from detente.scenario import expressions as ex
from detente.scenario.constants import constant
from detente.scenario.loading import loads
from detente.scenario.model import Scenario
from support.ceasefire import CEASEFIRE


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(CEASEFIRE, "ceasefire")


def test_actors(scenario: Scenario) -> None:
    patron, dove, hawk = scenario.actors
    assert [constant(kind.prior, scenario) for kind in patron.types] == [0.6, 0.4]
    assert constant(patron.types[1].parameters[0][1], scenario) == 2.0
    assert (constant(patron.patience, scenario), constant(patron.precision, scenario)) == (0.9, 3.0)
    assert (dove.seat, dove.leaves) == ("capital", 4)
    assert dove.legacy is not None
    assert constant(dove.legacy, scenario) == 0.5
    assert [kind.name for kind in dove.types] == ["only"]
    assert (constant(hawk.patience, scenario), constant(hawk.precision, scenario)) == (0.95, 2.0)
    assert hawk.legacy is None
    assert scenario.seats == {"capital": (dove, hawk)}
    assert patron.wants[1].note.why == "habit"
    assert constant(patron.wants[1].weight, scenario) == 2.0


def test_public_parameters_stand_in_formulas_as_their_values(scenario: Scenario) -> None:
    quiet = scenario.actors[0].wants[1].formula.tree
    assert isinstance(quiet, ex.Choice)
    assert quiet.value == ex.Binary("/", ex.NamedNumber("burden"), ex.Number(2.0))
