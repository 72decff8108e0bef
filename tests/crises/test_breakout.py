"""The breakout clock, 2013–16: whole, argued for, and of a size that is solved in seconds."""

from __future__ import annotations

from typing import Any

import pytest

from detente.claims.grammar import parse
from detente.game.compile import compile_game
from detente.game.tables import Game
from detente.scenario import library, loading
from detente.scenario.model import Decision
from detente.solve.backward import solve
from support.argued import require_argued_numbers

BREAKOUT = library.find("breakout-2013")
SCENARIO = loading.load(BREAKOUT)
COARSE = {"tehran": 5, "washington": 3}


@pytest.fixture(scope="module")
def game() -> Game:
    return compile_game(SCENARIO, COARSE)


@pytest.mark.parametrize("variant", [variant.name for variant in SCENARIO.variants])
def test_every_variant_changes_the_crisis_into_a_whole_one(variant: str) -> None:
    assert compile_game(loading.load(BREAKOUT, variant), COARSE).num_periods == 24  # of which 12 are told


@pytest.mark.parametrize("claim", SCENARIO.claims, ids=lambda claim: claim.id)
def test_every_claim_has_a_source_a_reason_and_a_statement(claim: Any) -> None:
    assert parse(claim, SCENARIO) is not None
    assert claim.note.source in ("estimate", "fact_sheet", "analyst")
    assert claim.note.why


def test_every_number_is_a_fact_or_a_judgement_around_its_middle() -> None:
    require_argued_numbers(SCENARIO)


def test_both_sides_have_something_to_hide() -> None:
    assert {actor.name for actor in SCENARIO.actors if len(actor.types) > 1} == {"tehran", "washington"}
    assert [stage.name for stage in SCENARIO.stages if isinstance(stage, Decision) and stage.is_covert] == [
        "works_out_of_sight"
    ]


def test_inspectors_see_more_than_others_in_every_world() -> None:
    numbers = SCENARIO.document["numbers"]
    assert numbers["seen_inspected"]["range"][0] >= numbers["seen_anyway"]["range"][1]
    assert numbers["seen_anyway"]["range"][0] >= numbers["false_alarm"]["range"][1]
    assert numbers["access_hedger"]["range"][0] >= numbers["access_seeker"]["range"][1]


def test_relief_comes_after_the_steps() -> None:
    responds = next(stage for stage in SCENARIO.stages if stage.name == "responds")
    assert isinstance(responds, Decision)
    suspend = next(act for act in responds.actions if act.name == "suspend")
    assert suspend.when is not None
    assert "clock == a_year" in suspend.when.text
    assert SCENARIO.document["numbers"]["a_year"]["value"] == 4


def test_it_is_solved_on_a_coarse_grid(game: Game) -> None:
    assert solve(game).certificate.num_unsolved == 0


def test_its_size_is_that_of_a_few_seconds(game: Game) -> None:
    assert max(len(codes) for period in game.periods for codes in period.codes) <= 50
