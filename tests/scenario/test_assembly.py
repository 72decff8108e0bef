"""A file's tree becomes one scenario."""

from __future__ import annotations

import hashlib
import json

import pytest

from detente.scenario.assembly import DATE_WORDS, Draft, build_draft, compute_fingerprint
from detente.scenario.loading import loads
from detente.scenario.model import Scenario
from detente.scenario.positions import Where
from detente.scenario.reading import read_text
from detente.scenario.tree import Document, Table
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


def draft(text: str, variant: str | None = None) -> Draft:
    return build_draft(read_text(text, "ceasefire"), "ceasefire", "", variant)


def test_the_fingerprint_is_of_canonical_json() -> None:
    document = Document(read_text("a: 1\nb: [x]\n", "f"), Table(Where("f", 1, 1, "file")))
    assert compute_fingerprint(document) == hashlib.sha256(b'{"a":1,"b":["x"]}').hexdigest()[:16]
    other = compute_fingerprint(document, (("east", "alarmed"),))
    assert other == hashlib.sha256(b'[{"a":1,"b":["x"]},[["east","alarmed"]]]').hexdigest()[:16]


def test_what_is_declared_with_a_mistake_is_unclear() -> None:
    made = draft(CEASEFIRE.replace("front: {scale", "front: {scle").replace("price: {value: 2", "price: {value: 1 / 0"))
    assert {"front", "price", "total"} <= made.unclear
    assert not {"aid", "burden"} & made.unclear
    assert {"aid", "house", "mood"} == {variable.name for variable in made.scenario.variables}
    assert draft(CEASEFIRE.replace("to: 2015-10", "to: 2015-13")).unclear >= DATE_WORDS


def test_acts_that_a_variant_takes_away_are_remembered() -> None:
    assert draft(CEASEFIRE).scenario.gone == frozenset()
    assert draft(CEASEFIRE, "no_arms").scenario.gone == {("patron", "arm")}


def test_a_perception_of_a_seat_is_that_of_all_its_holders() -> None:
    text = CEASEFIRE.replace("variants:\n", "variants:\n  misled: {sees: {capital: no_arms, hawk: poor}}\n")
    assert draft(text, "misled").scenario.sees == (("dove", "no_arms"), ("hawk", "poor"))
    assert draft(text, "misled").scenario.hash != draft(text).scenario.hash
