"""Symmetric games: which states are counterparts, and of whom nothing of the kind can be said."""

from __future__ import annotations

import numpy as np
import pytest

from detente.errors import DetenteError
from detente.game.compile import compile_game
from detente.game.exchange import require_exchanges
from detente.scenario.loading import loads

RACE = """
crisis: A race with a lottery
calendar: {rounds: 3}
state:
  here: {from: 0, to: 2, starts: 0}
  there: {from: 0, to: 2, starts: 0}
  luck: {one of: [none, tail_here, tail_there], starts: none, lasts: one period}
actors:
  ann: {precision: 2, wants: {lead: (here - there) * (1 + (luck == tail_here)) + 0.5 * (luck == tail_there)}}
  bob: {precision: 2, wants: {lead: (there - here) * (1 + (luck == tail_there)) + 0.5 * (luck == tail_here)}}
  watcher: {wants: {close: -1 * abs(here - there)}}
each round:
  - at once:
      ann runs: {rest: {}, run: {costs: 0.2, then: here up}}
      bob runs_too: {rest: {}, run: {costs: 0.2, then: there up}}
  - chance wind:
      help_here: {probability: 0.3, then: luck = tail_here}
      help_there: {probability: 0.3, then: luck = tail_there}
      nothing: {probability: rest}
  - watcher cheers: {calm: {}, shout: {costs: 0.1 * here + 0.1 * there}}
""".replace("rest: {}", "stay: {}")

SYMMETRIC = "\n".join(line for line in RACE.splitlines() if "help_" not in line)


def test_states_are_counterparts_with_the_two_sides_changed() -> None:
    """The results of chance that help either side are equally likely, and written in an order that does not match."""
    with pytest.raises(DetenteError, match="cannot change places"):
        require_exchanges(compile_game(loads(RACE)))
    game = compile_game(loads(SYMMETRIC))
    (exchange,) = require_exchanges(game)
    assert exchange.actors == (0, 1)
    for t, period in enumerate(game.periods):
        levels = game.space.decode(period.codes[0])
        pairs = exchange.states[t][0]
        assert set(pairs[:, 0]) == set(range(len(levels)))
        np.testing.assert_array_equal(levels[pairs[:, 0]][:, [1, 0]], levels[pairs[:, 1]][:, :2])
    own = exchange.own(2, 0)
    levels = game.space.decode(game.periods[2].codes[0])[own]
    np.testing.assert_array_equal(levels[:, 0], levels[:, 1])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("ann: {precision: 2,", "ann: {precision: 2, patience: 0.5,", "their patience differs"),
        ("then: there up", "then: there = 2", "differ"),
        (
            "run: {costs: 0.2, then: here up}",
            "run: {costs: 0.3, then: here up}",
            "the payoffs of runs and runs_too differ",
        ),
        ("run: {costs: 0.2, then: here up}", "run: {costs: 0.2, when: here == 0, then: here up}", "the menus of runs"),
        ("0.1 * here + 0.1 * there", "0.1 * here", "the payoffs of cheers differ"),
    ],
)
def test_what_differs_is_named(old: str, new: str, message: str) -> None:
    require_exchanges(compile_game(loads(SYMMETRIC)))
    with pytest.raises(DetenteError, match=message):
        require_exchanges(compile_game(loads(SYMMETRIC.replace(old, new))))
