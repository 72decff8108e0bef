"""The Sochi scenario: whole, argued for, and of a size that can be solved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from detente.claims.grammar import parse
from detente.game.compile import compile_game
from detente.game.tables import Game
from detente.scenario import library, loading
from detente.scenario.model import Decision, Scenario

SOCHI = library.find("sochi-2015")
SCENARIO = loading.load(SOCHI)
COARSE = {"moscow": 3, "obama": 3}


@pytest.fixture(scope="module")
def game() -> Game:
    return compile_game(SCENARIO, COARSE)


def written_numbers(scenario: Scenario) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The numbers of the file that are facts or judgements."""
    for name, entry in scenario.document["numbers"].items():
        if isinstance(entry, Mapping):
            yield name, entry


def test_the_calendar_runs_past_the_inauguration() -> None:
    labels = SCENARIO.calendar.labels
    assert (labels[0], labels[-1]) == ("2015-05", "2017-04")
    assert "2017-01" in labels


@pytest.mark.parametrize("variant", [variant.name for variant in SCENARIO.variants])
def test_every_variant_changes_the_crisis_into_a_whole_one(variant: str) -> None:
    changed = loading.load(SOCHI, variant)
    assert changed.variant == variant
    assert changed.hash != SCENARIO.hash


@pytest.mark.long
@pytest.mark.parametrize("variant", ["isolation", "obama_stays", "reward"])
def test_variants_that_take_most_away_leave_everybody_a_move(variant: str) -> None:
    assert compile_game(loading.load(SOCHI, variant), COARSE).num_periods == 24


@pytest.mark.parametrize("claim", SCENARIO.claims, ids=lambda claim: claim.id)
def test_every_claim_is_a_sentence_with_a_source_and_a_statement(claim: Any) -> None:
    assert parse(claim, SCENARIO) is not None
    assert claim.note.source == "baunov"
    assert claim.note.why
    pieces = [piece.strip() for piece in claim.says.split("…")]
    assert all(pieces)
    assert max(len(piece.split()) for piece in pieces) <= 40


def test_there_are_enough_claims_and_none_twice() -> None:
    assert len(SCENARIO.claims) >= 16
    assert len({claim.says for claim in SCENARIO.claims}) == len(SCENARIO.claims)
    assert len({claim.statement for claim in SCENARIO.claims}) == len(SCENARIO.claims)


def test_every_number_is_argued_for() -> None:
    for name, entry in written_numbers(SCENARIO):
        assert entry.get("why"), name
        assert "source" not in entry or entry["source"] in SCENARIO.sources, name


def test_base_values_are_the_middles_of_their_ranges() -> None:
    for name, entry in written_numbers(SCENARIO):
        assert ("range" in entry) != ("value" in entry), name
        assert "base" not in entry, name
        if "range" in entry:
            low, high = entry["range"]
            assert low < high, name


def test_every_number_is_used() -> None:
    rest = {key: value for key, value in SCENARIO.document.items() if key != "numbers"}
    formulas = [entry for entry in SCENARIO.document["numbers"].values() if isinstance(entry, str)]
    text = repr(rest) + repr(formulas)
    assert [name for name in SCENARIO.document["numbers"] if name not in text] == []


def test_successors_are_never_softer_than_obama_in_any_world() -> None:
    ranges = {name: entry["range"] for name, entry in written_numbers(SCENARIO) if "range" in entry}
    assert ranges["even_more_so"][0] > 1
    assert ranges["reset_fatigue"][0] > 0
    assert ranges["clinton_on_arms"][0] > -ranges["restraint"][0]
    assert ranges["baltic_war"][0] > ranges["intervention"][1]


def test_europe_votes_in_the_months_of_the_published_decisions(game: Game) -> None:
    votes = game.stage_names.index("votes")
    dates = [
        SCENARIO.calendar.labels[number]
        for number, period in enumerate(game.periods)
        if any(table.mover >= 0 for table in period.stages[votes])
    ]
    assert dates == ["2015-06", "2015-12", "2016-06", "2016-12"]


def test_the_white_house_changes_hands_in_january(game: Game) -> None:
    speaks = game.stage_names.index("speaks")
    names = [actor.name for actor in SCENARIO.actors]
    holders = [{names[table.mover] for table in period.stages[speaks] if table.mover >= 0} for period in game.periods]
    inauguration = SCENARIO.calendar.labels.index("2017-01")
    assert holders[:inauguration] == [{"obama"}] * inauguration
    assert holders[inauguration:] == [{"clinton", "republican"}] * (len(holders) - inauguration)


def test_what_moscow_hides_is_hidden() -> None:
    covert = {stage.name for stage in SCENARIO.stages if isinstance(stage, Decision) and stage.is_covert}
    assert covert == {"answers_the_advance", "replies"}


def test_the_size_stays_within_what_can_be_solved(game: Game) -> None:
    assert max(len(codes) for period in game.periods for codes in period.codes) <= 2_000


def test_the_page_names_every_claim_and_only_variants_that_there_are() -> None:
    page = (Path(__file__).parents[2] / "docs" / "crises" / "sochi_2015.md").read_text(encoding="utf-8")
    named = set(re.findall(r"<!-- verdict (\w+) -->", page))
    assert named == {claim.id for claim in SCENARIO.claims}
    mechanisms = page.split("## The mechanisms")[1].split("\n## ")[0]
    rows = [line.split("|") for line in mechanisms.splitlines() if re.match(r"\| \d+ ", line)]
    assert [int(row[1]) for row in rows] == list(range(1, 24))
    known = {variant.name for variant in SCENARIO.variants} | {"finland_1939"}
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row[3])} <= known


def test_one_member_can_end_sanctions_and_one_can_block_an_easing(game: Game) -> None:
    names = [actor.name for actor in SCENARIO.actors]
    for stage, owner in (("answers_the_easing", "east"), ("answers_the_vote", "south")):
        tables = [table for period in game.periods for table in period.stages[game.stage_names.index(stage)]]
        assert {names[table.mover] for table in tables if table.mover >= 0} == {owner}
