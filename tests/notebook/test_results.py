"""Results as notebooks display them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import detente
from detente.claims.verdict import VERDICTS
from detente.errors import DetenteError
from detente.notebook import Claims, Crisis, Plays, Solution
from detente.scenario.library import TEMPLATE


@pytest.fixture(scope="module")
def crisis() -> Crisis:
    return detente.load(TEMPLATE)


@pytest.fixture(scope="module")
def solution(crisis: Crisis) -> Solution:
    return crisis.solve(num_points=9)


@pytest.fixture(scope="module")
def plays(solution: Solution) -> Plays:
    return solution.simulate(num_plays=1_000, seed=5)


def test_values_have_names(solution: Solution) -> None:
    assert list(solution.values["actor"]) == ["patron", "patron", "neighbour"]
    assert solution.certificate.num_unsolved == 0
    assert "Solved: every one of" in solution._repr_html_()


def test_plays_as_tables_and_charts(plays: Plays) -> None:
    assert plays.dataset.sizes["play"] == 1_000
    shares = plays.states.groupby(["date", "variable"])["share"].sum()
    np.testing.assert_allclose(shares, 1)
    assert {"Front", "Sanctions", "The patron: decides"} <= set(plays.charts())
    assert plays._repr_html_().count("<svg") == len(plays.charts())


def test_policies_compared(crisis: Crisis) -> None:
    compared = crisis.compare("cheap", num_plays=500, num_points=5)
    assert set(compared.table["policy"]) == {"base", "cheap_sanctions"}
    assert list(compared.charts()) == ["Patron, cautious", "Patron, hungry", "Neighbour"]
    assert "patron, hungry" in compared._repr_html_()
    under = crisis.variant("no_offensive").compare("trusted_patron", "no_offensive", num_plays=500, num_points=5)
    assert set(under.table["policy"]) == {"no_offensive", "trusted_patron"}


def test_claims_by_name(crisis: Crisis) -> None:
    claims: Claims = crisis.check_claims(num_plays=1_000, num_points=9)
    assert len(claims) == 4
    assert claims["arms_tell"].verdict in VERDICTS
    assert list(claims.table["id"]) == [claim.id for claim in claims]
    assert "Whoever arms its friends" in claims._repr_html_()
    with pytest.raises(KeyError, match="arms_tell"):
        claims["arms"]


def test_plays_and_trees_are_written(plays: Plays, tmp_path: Path) -> None:
    assert plays.write(tmp_path / "plays.csv").read_text(encoding="utf-8").startswith("kind,date,what")
    exported = detente.load("classics/beer-quiche").export(tmp_path / "beer.efg")
    assert exported.num_nodes == 15
    with pytest.raises(DetenteError, match=r"FILE\.nc"):
        plays.write(tmp_path / "plays.xlsx")
