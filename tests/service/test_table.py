"""A crisis made ready for the table."""

from __future__ import annotations

import pytest

from detente.analysis.options import Options
from detente.errors import DetenteError, UnsolvedError
from detente.scenario.loading import loads
from detente.service import load
from detente.service.table import table_game
from support.tables import solved


def test_the_belief_grid_is_fixed_so_that_a_saved_game_has_it() -> None:
    game = solved("hidden")
    assert game.options.num_points == {"moscow": 7, "kyiv": 7}
    assert game.equilibrium.certificate.num_unsolved == 0


def test_its_text_is_the_crisis() -> None:
    game = solved("classics/proxy")
    assert loads(game.text, "crisis").hash == game.scenario.hash


def test_a_variant_is_made_ready_as_such() -> None:
    game = table_game("classics/proxy", variant="in_doubt", options=Options(has_grid_error=False))
    assert game.scenario.variant == "in_doubt"
    assert loads(game.text, "crisis", "in_doubt").hash == game.scenario.hash


def test_refusals_say_why() -> None:
    with pytest.raises(DetenteError, match="solved on its game tree"):
        table_game(load("classics/jury"))
    with pytest.raises(UnsolvedError):
        table_game("classics/proxy", options=Options(max_steps=1, has_grid_error=False))
