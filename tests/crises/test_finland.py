"""Finland and Turkey, 1939–41: whole, argued for, and solved in seconds."""

from __future__ import annotations

from typing import Any

import pytest

from detente.claims.grammar import parse
from detente.game.compile import compile_game
from detente.game.tables import Game
from detente.scenario import library, loading
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium
from support.argued import require_argued_numbers

FINLAND = library.find("finland-1939")
SCENARIO = loading.load(FINLAND)
COARSE = {"moscow": 5, "neighbour": 5}


@pytest.fixture(scope="module")
def game() -> Game:
    return compile_game(SCENARIO, COARSE)


@pytest.fixture(scope="module")
def equilibrium(game: Game) -> Equilibrium:
    return solve(game)


def dates_of(game: Game, stage: str) -> list[str]:
    """The dates at which somebody can have a move in the stage."""
    number = game.stage_names.index(stage)
    return [
        SCENARIO.calendar.labels[index]
        for index, period in enumerate(game.periods)
        if any(table.mover >= 0 for table in period.stages[number])
    ]


@pytest.mark.parametrize("variant", [variant.name for variant in SCENARIO.variants])
def test_every_variant_changes_the_crisis_into_a_whole_one(variant: str) -> None:
    assert compile_game(loading.load(FINLAND, variant), COARSE).num_periods == 9


@pytest.mark.parametrize("claim", SCENARIO.claims, ids=lambda claim: claim.id)
def test_every_claim_has_a_source_a_reason_and_a_statement(claim: Any) -> None:
    assert parse(claim, SCENARIO) is not None
    assert claim.note.source in ("baunov", "analyst")
    assert claim.note.why


def test_every_number_is_a_fact_or_a_judgement_around_its_middle() -> None:
    require_argued_numbers(SCENARIO)


def test_turkey_has_less_reason_to_join_and_more_protection_in_every_world() -> None:
    ranges = {name: entry["range"] for name, entry in SCENARIO.document["numbers"].items() if "range" in entry}
    assert ranges["treaty"][0] > SCENARIO.document["numbers"]["protection"]["value"]
    assert ranges["turkish_readiness"][0] <= ranges["readiness"][0]
    assert ranges["turkish_readiness"][1] < ranges["readiness"][1]
    turkey = loading.load(FINLAND, "turkey")
    assert turkey.document["numbers"]["protection"] == "treaty"


def test_things_can_happen_when_they_did(game: Game) -> None:
    assert dates_of(game, "asks") == ["1939-10", "1940-07", "1940-10"]
    assert dates_of(game, "strikes") == ["1939-10", "1940-07", "1940-10"]
    assert dates_of(game, "turns")[0] == "1940-07"
    assert dates_of(game, "decides")[0] == "1941-04"


def test_it_is_solved_on_a_coarse_grid(equilibrium: Equilibrium) -> None:
    assert equilibrium.certificate.num_unsolved == 0


def test_its_size_is_that_of_a_few_seconds(game: Game) -> None:
    assert max(len(codes) for period in game.periods for codes in period.codes) <= 50
