"""What is drawn where a move changes its mover unseen, or a signal depends on two actors."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.play import simulate
from detente.simulate.unseen import draw_shift
from detente.solve.backward import solve
from support.unseen import BATTLES, BOTH, HEARTS, PROGRAMME


def test_message_and_type_are_drawn_with_their_odds() -> None:
    # One state and act; types 0 and 1; messages 0 and 1.
    shift_prob = np.zeros((1, 1, 2, 2, 2))
    shift_prob[0, 0, :, 0] = [[0.1, 0.2], [0.3, 0.4]]
    shift_prob[0, 0, :, 1] = [[0.0, 1.0], [0.0, 0.0]]
    uniform = (np.arange(1000) + 0.5) / 1000
    zero = np.zeros(1000, dtype=np.int64)
    message, after = draw_shift(shift_prob, (zero, zero, zero), uniform)
    counts = np.zeros((2, 2))
    np.add.at(counts, (message, after), 1)
    assert counts / 1000 == pytest.approx(np.array([[0.1, 0.2], [0.3, 0.4]]), abs=2e-3)
    message, after = draw_shift(shift_prob, (zero, zero, zero + 1), uniform)
    assert set(message) == {0}
    assert set(after) == {1}


@pytest.mark.parametrize("text", [PROGRAMME, HEARTS, BOTH])
def test_beliefs_are_right_on_average_at_every_date(text: str) -> None:
    """The mean public belief in what an actor is by then is the share of plays in which it is so."""
    scenario = loads(text)
    points = {actor.name: 13 for actor in scenario.actors if len(actor.types) > 1}
    paths = simulate(solve(compile_game(scenario, points)), 20_000, seed=1)
    (actor,) = paths.game.informed
    for period in range(paths.game.num_periods):
        for kind in range(len(scenario.actors[actor].types)):
            share = (paths.types_at(period)[:, actor] == kind).mean()
            assert paths.belief(period + 1, actor, kind).mean() == pytest.approx(share, abs=0.015)


def test_what_hidden_acts_brought_about_is_kept_by_period() -> None:
    paths = simulate(solve(compile_game(loads(PROGRAMME), {"tehran": 13})), 5_000, seed=1)
    works = paths.game.stage_names.index("works")
    built = paths.act[:, :, works] == 1
    begun = np.stack([paths.types_at(period)[:, 0] == 1 for period in (0, 1)], axis=1)
    assert not begun[:, 0][~built[:, 0]].any()
    assert begun[:, 0][built[:, 0]].mean() == pytest.approx(0.7, abs=0.03)
    assert (begun[:, 1] | ~begun[:, 0]).all()
    assert set(paths.to_dataset()["known"].sel(actor="tehran", date="1").values) == {
        "programme none",
        "programme begun",
    }


def test_battles_are_won_as_often_as_both_sides_strength_says() -> None:
    paths = simulate(solve(compile_game(loads(BATTLES), {"moscow": 13, "kyiv": 13})), 40_000, seed=1)
    fought = paths.act[:, 0, 1] == 1
    won = paths.levels(0)[:, 0] == 2
    for moscow, kyiv, odds in ((0, 0, 0.5), (0, 1, 0.8), (1, 0, 0.2), (1, 1, 0.5)):
        here = fought & (paths.types[:, 0] == moscow) & (paths.types[:, 1] == kyiv)
        assert won[here].mean() == pytest.approx(odds, abs=4 * 0.5 / np.sqrt(here.sum()))
