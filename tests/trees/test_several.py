"""Other equilibria of a crisis on its game tree, of games whose equilibria are known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from scipy.optimize import brentq

from detente.analysis.options import Options
from detente.analysis.verdicts import judge_claims
from detente.analysis.workbench import Workbench
from detente.scenario.loading import loads
from detente.service.setting_up import build_workbench, quiet
from detente.trees.as_equilibrium import solve_on_tree

STAG_HUNT = """
crisis: Three who hunt
calendar: {rounds: 1}
state: {hunters: {from: 0, to: 3, starts: 0}}
actors:
  ann: {precision: 6, wants: {meat: 2 * (hunters == 3) - 0.6 * (ann plays join)}}
  bob: {precision: 6, wants: {meat: 2 * (hunters == 3) - 0.6 * (bob plays join)}}
  cyd: {precision: 6, wants: {meat: 2 * (hunters == 3) - 0.6 * (cyd plays join)}}
each round:
  - at once:
      ann hunts: {join: {then: hunters up}, stay: {}}
      bob goes:  {join: {then: hunters up}, stay: {}}
      cyd walks: {join: {then: hunters up}, stay: {}}
claims:
  - {id: meat, says: They bring meat home., holds if: P(hunters == 3 at 1) > 0.5}
"""


def symmetric(precision: float) -> list[float]:
    """Probabilities p of joining with p = logit(λ (2 p² − 0.6)), which all three share."""

    def left(p: float) -> float:
        return p - 1 / (1 + np.exp(-precision * (2 * p**2 - 0.6)))

    places = np.linspace(0, 1, 2001)
    return [
        brentq(left, low, high, xtol=1e-14) for low, high in itertools.pairwise(places) if left(low) * left(high) < 0
    ]


def test_the_other_way_to_hunt_is_in_the_certificate_and_in_the_claim() -> None:
    roots = symmetric(6)
    assert len(roots) == 3
    solved = solve_on_tree(loads(STAG_HUNT, "hunt"), with_others=True)
    worth = [2 * p**3 - 0.6 * p for p in roots]
    # From p = 1/2 the branch leads to one of the two outer roots; the one in the middle is not stable.
    main = int(np.argmin(np.abs(np.array(worth) - solved.start_values[0])))
    other = 2 - main
    assert main != 1
    assert solved.start_values[0] == pytest.approx(worth[main], abs=1e-9)
    assert [each.start_values[0] for each in solved.others.values()] == [pytest.approx(worth[other], abs=1e-9)]
    certificate = solved.certificate
    assert certificate.multiplicity is not None
    assert (certificate.multiplicity.num_several, certificate.multiplicity.most) == (3, 2)
    assert certificate.grade == "with care"


def test_a_claim_that_differs_between_them_is_undecided_unless_a_rule_is_named() -> None:
    low, _, high = symmetric(6)
    shares = sorted((low**3, high**3))
    (claim,) = judge_claims(_bench(STAG_HUNT)).claims
    assert claim.verdict == "undecided"
    assert claim.interval is not None
    assert claim.interval[0] <= shares[0]
    assert claim.interval[1] >= shares[1]
    assert "another equilibrium" in claim.note
    (named,) = judge_claims(_bench(STAG_HUNT.replace("state:", "equilibrium: principal\nstate:", 1))).claims
    assert named.verdict in ("holds", "fails")


def _bench(text: str) -> Workbench:
    return build_workbench(loads(text, "hunt"), None, Options(num_plays=2_000), quiet)


def test_one_equilibrium_is_said_to_be_the_only_one_found() -> None:
    """At λ = 1 the equation has one root."""
    assert len(symmetric(1)) == 1
    solved = solve_on_tree(loads(STAG_HUNT.replace("precision: 6", "precision: 1"), "hunt"), with_others=True)
    assert solved.others == {}
    assert solved.certificate.multiplicity is not None
    assert not solved.certificate.multiplicity.matters
    assert solved.certificate.grade == "sound"
