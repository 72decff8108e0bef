"""How likely events are in worlds, against the likelihood in closed form."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis import world_likelihoods as module
from detente.analysis.options import Options
from detente.analysis.workbench import Workbench
from detente.analysis.world_claims import require_uncertain
from detente.analysis.world_likelihoods import WorldLikelihoods, choose_coarsely
from detente.game.compile import compile_game
from detente.scenario.model import Scenario
from detente.scenario.worlds import with_numbers
from detente.service.setting_up import build_workbench, quiet
from detente.solve.backward import solve
from support.calibrated import CHOICE, log_terms, written
from support.dated import TEXT, first_act, with_events

HAPPENED = [True, True, False]


def bench_of(scenario: Scenario, num_points: int | None = None) -> Workbench:
    return build_workbench(scenario, None, Options(num_plays=40, num_points=num_points), quiet)


def likelihoods_of(scenario: Scenario, num_plays: int = 40) -> WorldLikelihoods:
    return WorldLikelihoods(bench_of(scenario), scenario.events, list(require_uncertain(scenario)), num_plays)


def fixed_to(scenario: Scenario, num_points: int) -> WorldLikelihoods:
    return WorldLikelihoods(bench_of(scenario, num_points), scenario.events, list(require_uncertain(scenario)), 200)


def test_games_have_the_likelihood_in_closed_form() -> None:
    found = likelihoods_of(written(HAPPENED))
    points = np.random.default_rng(0).random((7, 2))
    gain = np.array([each.numbers["gain"] for each in found.find_values(points)])
    assert gain == pytest.approx(-2 + 4 * points[:, 0])
    assert found(points) == pytest.approx(log_terms(gain, HAPPENED), abs=1e-9)
    assert found.num_solved == 7
    assert found.find_grid_error(found.find_values(points[:2])) is None


def test_processes_of_their_own_find_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    found = likelihoods_of(written(HAPPENED))
    points = np.random.default_rng(0).random((6, 2))
    here = found(points)
    monkeypatch.setattr(module, "WORTHWHILE_SECONDS", 1e-6)
    monkeypatch.setattr(module, "num_cores", lambda: 2)
    assert np.array_equal(found(points), here)


def test_a_variant_is_true_below_its_probability() -> None:
    text = CHOICE + "variants:\n  eager: {says: It pays more., probability: 0.3, actors.ann.precision: 2}\n"
    found = likelihoods_of(written(HAPPENED, text))
    assert found.num_coordinates == 3
    points = np.array([[0.7, 0.5, 0.29], [0.7, 0.5, 0.31]])
    assert [each.variants for each in found.find_values(points)] == [("eager",), ()]
    # Twice the precision is twice the gain.
    assert found(points) == pytest.approx(log_terms(np.array([1.6, 0.8]), HAPPENED), abs=1e-9)


def test_numbers_that_are_high_together() -> None:
    text = TEXT + "\ncorrelations:\n  both: {numbers: [burden, risk], correlation: 0.8}\n"
    found = likelihoods_of(with_events(text, "date: 2015-05, happened: patron plays arm"))
    drawn = found.find_values(np.random.default_rng(1).random((4_000, 2)))
    table = np.array([list(each.numbers.values()) for each in drawn])
    ranks = table.argsort(axis=0).argsort(axis=0)
    assert np.corrcoef(ranks.T)[0, 1] == pytest.approx(0.8, abs=0.03)


def test_the_grid_is_coarse_and_its_error_is_found() -> None:
    scenario = with_events(TEXT, "date: 2015-05, happened: patron plays arm")
    assert choose_coarsely(scenario) == {"patron": 65}
    points = np.array([[0.2, 0.5], [0.8, 0.5]])

    def log_share(numbers: dict[str, float], num_points: int) -> float:
        """Of plays in which the patron arms at once, from the policies of its types."""
        equilibrium = solve(compile_game(with_numbers(scenario, numbers, ()), {"patron": num_points}))
        return float(np.log(equilibrium.game.prior[0] @ first_act(equilibrium, "arm")))

    for found, own in ((likelihoods_of(scenario, 200), 65), (fixed_to(scenario, 5), 5)):
        worlds = found.find_values(points)
        error = found.find_grid_error(worlds)
        assert error is not None
        changes = np.array([log_share(w.numbers, 2 * own - 1) - log_share(w.numbers, own) for w in worlds])
        assert error.num_worlds == 2
        assert error.mean == pytest.approx(changes.mean(), abs=1e-6)
        assert error.most == pytest.approx(np.abs(changes - changes.mean()).max(), abs=1e-6)


def test_worlds_without_a_crisis_are_impossible() -> None:
    text = CHOICE.replace("  idle: {range: [0, 1], why: it moves nothing}", "  idle: {range: [0.5, 1.5], why: a test}")
    text = text.replace("patience: 0.5", "patience: idle").replace("0 * idle", "0")
    found = likelihoods_of(written(HAPPENED, text))(np.array([[0.5, 0.1], [0.5, 0.9]]))
    assert np.isfinite(found[0]).all()
    assert (found[1] == -np.inf).all()
