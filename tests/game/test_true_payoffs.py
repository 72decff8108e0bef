"""What is paid in play: by the true types of those whose types others are paid by."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.options import Options, Stopwatch
from detente.analysis.workbench import Workbench
from detente.game.compile import compile_game
from detente.game.true_payoffs import true_payoffs
from detente.scenario.loading import loads
from support.games import TWO_SIDED, chain_store


def test_without_payoffs_by_others_types_the_game_itself_pays() -> None:
    game = compile_game(loads(chain_store(2)), {"store": 3})
    payoffs = true_payoffs(game)
    assert payoffs.games == (game,)
    assert payoffs.numbers(np.array([[0, 1], [0, 0]])).tolist() == [0, 0]


def test_one_game_for_every_combination_of_types_that_others_are_paid_by() -> None:
    """North is paid by south's type: 0.3 for a line ahead if south is hard, nothing if it is soft."""
    game = compile_game(loads(TWO_SIDED), {"north": 3, "south": 3})
    payoffs = true_payoffs(game)
    assert payoffs.actors == (1,)
    assert payoffs.num_types == (2,)
    assert payoffs.numbers(np.array([[0, 0], [1, 1], [0, 1]])).tolist() == [0, 1, 1]
    soft, hard = (each.periods[0].end.flow for each in payoffs.games)
    assert soft.belief_values is None
    assert hard.belief_values is None
    ahead = game.space.decode(game.periods[0].codes[-1])[:, 0] - 1
    north, south = game.first_row(0), game.first_row(1)
    np.testing.assert_allclose(hard.values[:, north] - soft.values[:, north], 0.3 * ahead, atol=1e-15)
    np.testing.assert_array_equal(hard.values[:, south], soft.values[:, south])


PAID = """
crisis: Paid by the type of another
calendar: {rounds: 1AFTERWARDS}
state: {front: {scale: [low, high], starts: low}}
actors:
  ann: {patience: 1WANTS, seat: post, while: front == low}
  eve: {seat: post, while: front == high, types: {here: {prior: 0.5}, away: {prior: 0.5}}}
  bob: {types: {hard: {prior: 0.9, worth: 0}, soft: {prior: 0.1, worth: 1}}}
each round:
  - bob waits: {sit: {}}
  - post moves: {go: {COSTS}}
  - bob pays: {pay: {GIVES}}
  - bob ends: {stop: {}}
variants:
  mistaken: {actors.bob.types.hard.prior: 0.1, actors.bob.types.soft.prior: 0.9}
  eyes: {sees: {ann: mistaken}}
"""

FORMS = {
    "costs": {"COSTS": "costs: -1 * (bob is soft)"},
    "costs by parameter": {"COSTS": "costs: -bob.worth"},
    "gives": {"COSTS": "gives: {ann: 1 * (bob is soft)}"},
    "wants": {"WANTS": ", wants: {w: 1 * (bob is soft)}"},
    "aftermath": {"AFTERWARDS": ", afterwards: {ann: 1 * (bob is soft)}"},
}


def paid(**parts: str) -> str:
    text = PAID
    for name in ("AFTERWARDS", "WANTS", "COSTS", "GIVES"):
        text = text.replace(name, parts.get(name, ""))
    return text


@pytest.mark.parametrize("form", FORMS)
def test_whatever_is_paid_by_another_is_paid_by_the_true_type(form: str) -> None:
    """Ann takes bob to be soft with probability 0.9; he is with probability 0.1, and pays one unit then."""
    scenario = loads(paid(**FORMS[form]), variant="eyes")
    bench = Workbench(scenario, Options(num_points=11, num_plays=4_000), lambda *_: None, Stopwatch())
    paths = bench.play(scenario.variant, ())
    is_soft = paths.types[:, 2] == 1
    assert is_soft.mean() == pytest.approx(0.1, abs=0.02)
    np.testing.assert_array_equal(paths.discounted()[:, 0], is_soft.astype(float))


@pytest.mark.parametrize(
    ("parts", "actors"),
    [
        pytest.param({"GIVES": "gives: {ann: 1 * (bob is soft)}"}, (), id="the mover's own type is known as it moves"),
        pytest.param({"COSTS": "gives: {bob: bob.worth}"}, (), id="so is that of whoever is paid"),
        pytest.param({"COSTS": "costs: eve is away"}, (1,), id="not that of another who can hold the seat"),
        pytest.param({"COSTS": "costs: 0 * bob.worth"}, (2,), id="no algebra is done"),
        pytest.param({"WANTS": ", leaves: 1, wants: {w: bob is soft}"}, (), id="nobody is paid out of office"),
    ],
)
def test_whose_types_matter_to_what_others_are_paid(parts: dict[str, str], actors: tuple[int, ...]) -> None:
    game = compile_game(loads(paid(**parts)), {"bob": 3, "eve": 3}, tracks_all=True)
    assert true_payoffs(game).actors == actors
