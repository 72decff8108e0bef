"""A file's tree becomes one scenario."""

from __future__ import annotations

import json

import pytest

from detente.scenario.loading import loads
from detente.scenario.model import Scenario
from support.ceasefire import CEASEFIRE


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return loads(CEASEFIRE, "ceasefire")


def test_claims_and_sources_are_kept_as_written(scenario: Scenario) -> None:
    (claim,) = scenario.claims
    assert (claim.id, claim.statement) == ("calm", "P(always front == held) > 0.5")
    assert claim.where is not None
    assert CEASEFIRE.splitlines()[claim.where.line - 1][claim.where.column - 1 :] == claim.statement
    assert scenario.sources == {"wire": {"author": "A. Reporter", "published": "2015-05"}}


def test_the_document_is_plain_and_the_hash_follows_it(scenario: Scenario) -> None:
    assert json.loads(json.dumps(scenario.document)) == scenario.document
    assert scenario.hash == loads(CEASEFIRE.replace("# ", ""), "another name").hash
    assert scenario.hash != loads(CEASEFIRE.replace("0.3\n", "0.31\n")).hash
    assert scenario == loads(CEASEFIRE, "ceasefire")


def test_places_of_formulas(scenario: Scenario) -> None:
    where = scenario.actors[0].wants[0].formula.where
    assert str(where) == "ceasefire:28:15 actors.patron.wants.ground"
