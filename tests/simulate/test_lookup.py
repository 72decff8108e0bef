"""From the state of a stage to its table, and its place there."""

from __future__ import annotations

from detente.simulate.lookup import build_lookup
from support.compiled_view import game_of
from support.games import SEAT
from support.made import made_equilibrium


def test_every_state_is_found_in_its_table() -> None:
    for game in (made_equilibrium(0).game, game_of(SEAT, num_points={"dove": 3, "rival": 3})):
        for number, period in enumerate(game.periods):
            for stage, codes in enumerate(period.codes[:-1]):
                lookup = build_lookup(game, number, stage)
                assert len(lookup.table) == len(codes)
                for state, (table, place) in enumerate(zip(lookup.table, lookup.position, strict=True)):
                    assert lookup.tables[table].states[place] == state
