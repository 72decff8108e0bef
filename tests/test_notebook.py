"""The façade for notebooks, and the public names of the package."""

from __future__ import annotations

import importlib

import numpy as np
import pytest

import detente
from detente.errors import DetenteError
from detente.notebook import Claims, Crisis, Plays, Solution
from detente.scenario.library import TEMPLATE


@pytest.fixture(scope="module")
def crisis() -> Crisis:
    return detente.load(TEMPLATE)


@pytest.fixture(scope="module")
def solution(crisis: Crisis) -> Solution:
    return crisis.solve(points=9)


@pytest.fixture(scope="module")
def plays(solution: Solution) -> Plays:
    return solution.simulate(num_plays=1_000, seed=5)


def test_every_public_name_is_there() -> None:
    for name in detente.__all__:
        assert getattr(detente, name) is not None
    assert set(detente.__all__) <= set(dir(detente))
    with pytest.raises(AttributeError, match="no attribute 'solv'"):
        _ = detente.solv


def test_public_names_hide_no_module() -> None:
    for name in detente.__all__:
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"detente.{name}")


def test_a_crisis_knows_its_variants(crisis: Crisis) -> None:
    assert crisis.variants == ("cheap_sanctions", "trusted_patron", "no_offensive")
    changed = crisis.variant("no_offensive")
    assert repr(changed) == "<Crisis: A ceasefire and its patron, variant no_offensive>"
    assert "breakthrough" in str(crisis)
    assert "breakthrough" not in str(changed)
    assert "Does it pay the patron" in crisis._repr_html_()


def test_values_have_names(solution: Solution) -> None:
    assert list(solution.values["actor"]) == ["patron", "patron", "neighbour"]
    assert solution.certificate.num_unsolved == 0
    assert "decision points satisfies the equilibrium condition" in solution._repr_html_()


def test_a_policy_in_words(solution: Solution) -> None:
    policy = solution.policy("patron", "2015-08", front="retreat")
    assert list(policy.columns) == ["restrain", "arm"]
    np.testing.assert_allclose(policy.sum(axis=1), 1)
    by_type = policy.droplevel(["decision", "situation"])
    assert by_type.loc["hungry", "arm"] > by_type.loc["cautious", "arm"]


def test_a_policy_depends_on_the_belief(solution: Solution) -> None:
    trusted = solution.policy("neighbour", beliefs={"patron": {"cautious": 0.99, "hungry": 0.01}})
    feared = solution.policy("neighbour", beliefs={"patron": {"cautious": 0.01, "hungry": 0.99}})
    assert (trusted["lift"].dropna() > feared["lift"].dropna()).all()


def test_a_policy_at_a_grid_point_is_the_solved_one(solution: Solution) -> None:
    equilibrium = solution.equilibrium
    middle = {"cautious": 0.5, "hungry": 0.5}  # log-odds zero, the middle of nine points
    shown = solution.policy("patron", beliefs={"patron": middle}).to_numpy()
    log_policy = equilibrium.log_policies[0][0][0]
    assert log_policy is not None
    solved = np.exp(log_policy[0, 4]).T
    np.testing.assert_allclose(shown, solved, rtol=1e-6)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("patrom",), "no actor 'patrom'"),
        (("patron", "2019-01"), "no date '2019-01'"),
        (("patron", None, {"neighbour": {"x": 1.0}}), "private types"),
        (("patron", None, {"patron": {"hungry": 0.4}}), "sum to one"),
    ],
)
def test_misuse_is_named(solution: Solution, arguments: tuple[object, ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        solution.policy(*arguments)  # type: ignore[arg-type]


def test_the_nearest_name_is_said(solution: Solution) -> None:
    with pytest.raises(DetenteError, match="no actor 'patrom' — did you mean 'patron'"):
        solution.policy("patrom")


def test_plays_go_by_the_name_of_the_command_line_too(crisis: Crisis, solution: Solution) -> None:
    assert solution.simulate(plays=300).paths.num_plays == 300
    with pytest.raises(DetenteError, match="from 1 to 2,000,000"):
        solution.simulate(plays=10**11)
    with pytest.raises(DetenteError, match="from 1 to 2,000,000"):
        crisis.check_claims(plays=0)


def test_plays_as_tables_and_charts(plays: Plays) -> None:
    assert plays.dataset.sizes["play"] == 1_000
    shares = plays.states.groupby(["date", "variable"])["share"].sum()
    np.testing.assert_allclose(shares, 1)
    assert {"Front", "Sanctions", "The patron: decides"} <= set(plays.charts())
    assert plays._repr_html_().count("<svg") == len(plays.charts())


def test_policies_side_by_side(crisis: Crisis) -> None:
    compared = crisis.compare("cheap", plays=500, points=5)
    assert set(compared.table["policy"]) == {"base", "cheap_sanctions"}
    assert list(compared.charts()) == ["Patron, cautious", "Patron, hungry", "Neighbour"]
    assert "patron, hungry" in compared._repr_html_()
    under = crisis.variant("no_offensive").compare("trusted_patron", "no_offensive", plays=500, points=5)
    assert set(under.table["policy"]) == {"no_offensive", "trusted_patron"}


def test_claims_by_name(crisis: Crisis) -> None:
    claims: Claims = crisis.check_claims(num_plays=1_000, points=9)
    assert len(claims) == 4
    assert claims["arms_tell"].verdict in {"holds", "fails", "undecided"}
    assert list(claims.table["id"]) == [claim.id for claim in claims]
    assert "Whoever arms its friends" in claims._repr_html_()
    with pytest.raises(KeyError, match="arms_tell"):
        claims["arms"]


def test_a_small_crisis_is_a_tree_and_a_game_of_openspiel() -> None:
    crisis = detente.load("classics/beer-quiche")
    assert len(crisis.tree().nodes) == 15
    with pytest.raises(DetenteError, match="more than 9"):
        crisis.tree(most_nodes=9)
    pytest.importorskip("pyspiel")
    game = crisis.as_openspiel()
    policy = crisis.solve(points=41).as_openspiel_policy(game)
    assert policy.action_probability_array.sum() == pytest.approx(4)
