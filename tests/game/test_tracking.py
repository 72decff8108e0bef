"""Which beliefs have to be tracked, by hand, and what else the grid of a game says."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.accuracy import fix_grid
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.play import simulate
from detente.solve.backward import solve
from detente.solve.equilibrium import Settings
from support.agreement import assert_agreement, gap_in_values, solve_both
from support.games import SMALL
from support.untracked import ONE_AND_THE_OTHER, UNTRACKED, USES
from support.watch import WATCH


def tracked(text: str, variant: str | None = None) -> dict[str, bool]:
    """By informed actor whether the belief about it has axes."""
    game = compile_game(loads(text, variant=variant))
    names = [game.scenario.actors[actor].name for actor in game.informed]
    return {name: game.grid.is_tracked(position) for position, name in enumerate(names)}


@pytest.mark.parametrize("name", UNTRACKED)
def test_what_nobody_asks_for_later_is_not_tracked(name: str) -> None:
    assert not any(tracked(UNTRACKED[name]).values())


@pytest.mark.parametrize("name", USES)
def test_what_is_asked_for_later_is_tracked(name: str) -> None:
    assert all(tracked(USES[name]).values())


def test_one_belief_is_tracked_and_the_other_is_not() -> None:
    assert tracked(ONE_AND_THE_OTHER) == {"north": False, "south": True}


def test_the_default_grid_is_that_of_the_tracked_beliefs() -> None:
    """One axis has 121 points or, to reach from an uneven prior to both ends, more; two have 61 each."""
    one, two = (fix_grid(loads(text), None, 0.01).points for text in (ONE_AND_THE_OTHER, SMALL["two_sided"]))
    assert one["south"] >= 121
    assert all(61 <= number < 121 for number in two.values())


@pytest.mark.parametrize("name", SMALL)
def test_small_crises_need_every_belief(name: str) -> None:
    """In each of them the informed side moves again, or somebody is paid by its type or by the belief."""
    assert all(tracked(SMALL[name]).values())


def test_perceptions_need_every_belief() -> None:
    """Without them the same would be tracked of one side alone."""
    text = WATCH.replace("rounds: 2", "rounds: 1")
    assert tracked(text) == {"east": False, "west": False}
    assert tracked(text, "one_sided") == {"east": True, "west": True}


def test_the_only_point_is_the_prior() -> None:
    game = compile_game(loads(UNTRACKED["three_types"]), {"north": 25})
    assert game.grid.sizes == game.grid.num_points == (1,)
    np.testing.assert_allclose(game.grid.probabilities(0), [[0.2, 0.4, 0.4]], rtol=1e-14)


def test_trees_need_certainty_of_everybody() -> None:
    game = compile_game(loads(UNTRACKED["once"]), {"north": 5}, tracks_all=True)
    assert game.grid.sizes == (5,)


@pytest.mark.parametrize("name", UNTRACKED)
def test_the_tree_has_the_same_solution(name: str) -> None:
    """Policies are kept in single precision, values are not."""
    equilibrium, solution = solve_both(UNTRACKED[name], 5, 4.0)
    assert equilibrium.game.grid.size == 1
    assert gap_in_values(equilibrium, solution) < 1e-9
    assert_agreement(equilibrium, solution, 1e-6)


def test_the_tree_has_the_same_solution_where_another_belief_is_tracked() -> None:
    equilibrium, solution = solve_both(ONE_AND_THE_OTHER, 401, 8.0)
    assert_agreement(equilibrium, solution, 1e-5)


@pytest.mark.parametrize("name", UNTRACKED)
def test_axes_change_nothing_but_the_error_of_their_grid(name: str) -> None:
    scenario = loads(UNTRACKED[name])
    informed = [actor.name for actor in scenario.actors if len(actor.types) > 1]
    # On each of two axes half as many intervals; what lies between the points is off by the square of their distance.
    points, error = (81, 2e-4) if len(informed) == 1 else (41, 8e-4)
    exact, on_grid = (
        solve(compile_game(scenario, dict.fromkeys(informed, points), tracks_all=tracks_all), Settings(regret=True))
        for tracks_all in (False, True)
    )
    assert on_grid.game.grid.size >= points ** len(informed)
    np.testing.assert_allclose(exact.start_values, on_grid.start_values, atol=error)
    for own, other in zip(exact.certificate.regrets or (), on_grid.certificate.regrets or (), strict=True):
        assert own.gain == pytest.approx(other.gain, abs=error)


MANY = 24


def many_types(before: str = "", after: str = "") -> str:
    """A game of one move by an actor with 24 types, with stages before and after it."""
    types = "".join(
        f"      t{k}: {{prior: {k + 1} / {MANY * (MANY + 1) // 2}, appetite: {k / 4}}}\n" for k in range(MANY)
    )
    return (
        "crisis: A threat of many minds\ncalendar: {rounds: 1}\n"
        "state: {front: {scale: [back, held, advance], starts: held}}\n"
        f"actors:\n  patron:\n    precision: 1.5\n    types:\n{types}"
        "    wants: {ground: appetite * (front - held)}\n"
        "  neighbour:\n    precision: 2\n    wants: {ground: held - front, wound: -2 * (front == advance)}\n"
        f"each round:\n{before}"
        "  - patron decides:\n      restrain: {costs: 0.2}\n      arm: {then: front up}\n"
        f"{after}"
    )


PRIOR = np.arange(1, MANY + 1) / (MANY * (MANY + 1) // 2)
APPETITE = np.arange(MANY) / 4


def logit(precision: float, gain: np.ndarray | float) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-precision * np.asarray(gain))))


def test_many_types_that_move_once() -> None:
    equilibrium = solve(compile_game(loads(many_types())))
    arms = logit(1.5, APPETITE + 0.2)
    expected = [*(arms * APPETITE - (1 - arms) * 0.2), -3 * PRIOR @ arms]
    np.testing.assert_allclose(equilibrium.start_values, expected, rtol=1e-9, atol=1e-9)
    log_policy = equilibrium.log_policies[0][0][0]
    assert log_policy is not None
    np.testing.assert_allclose(np.exp(log_policy[0, 0, 1].astype(float)), arms, rtol=1e-6)


def test_many_types_between_two_moves_of_the_other_side() -> None:
    """The neighbour digs in on the prior, and pushes back where the front has moved."""
    text = many_types(
        "  - neighbour digs:\n      pass_by: {}\n      dig: {costs: 0.5, gives: {patron: -0.3}}\n",
        "  - neighbour answers:\n      when: front == advance\n"
        "      bear: {}\n      push: {costs: 1.5, then: front down}\n",
    )
    equilibrium = solve(compile_game(loads(text)))
    pushes = logit(2, -1.5 + 3)
    arms = logit(1.5, (1 - pushes) * APPETITE + 0.2)
    later = PRIOR @ arms * (pushes * -1.5 + (1 - pushes) * -3)
    digs = logit(2, -0.5)
    expected = [*(arms * (1 - pushes) * APPETITE - (1 - arms) * 0.2 - 0.3 * digs), later - 0.5 * digs]
    np.testing.assert_allclose(equilibrium.start_values, expected, rtol=1e-9, atol=1e-9)


def test_many_types_of_whom_a_signal_tells() -> None:
    """Nobody decides: what is expected of a signal, by type and on average."""
    text = many_types().partition("  - patron decides")[0] + (
        "  - signal leak:\n"
        "      heard: {probability: patron.appetite / 8, then: front up}\n      silence: {probability: rest}\n"
    )
    equilibrium = solve(compile_game(loads(text)))
    heard = APPETITE / 8
    np.testing.assert_allclose(
        equilibrium.start_values, [*(heard * APPETITE), -3 * PRIOR @ heard], rtol=1e-9, atol=1e-9
    )


def test_beliefs_in_play_follow_bayes() -> None:
    """After its move the belief about the patron is the posterior, and its acts have the shares of the closed form."""
    equilibrium = solve(compile_game(loads(many_types())))
    paths = simulate(equilibrium, num_plays=20_000, seed=1)
    arms = logit(1.5, APPETITE + 0.2)
    has_armed = paths.levels(0)[:, 0] == 2
    share = PRIOR @ arms
    assert has_armed.mean() == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / 20_000))
    for kind in (0, 5, 23):
        posterior = np.where(has_armed, PRIOR[kind] * arms[kind] / share, PRIOR[kind] * (1 - arms[kind]) / (1 - share))
        np.testing.assert_allclose(paths.belief(1, 0, kind), posterior, rtol=1e-5)
