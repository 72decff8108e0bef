"""Crises solved on their trees, against closed forms, scalar equations, published figures and Gambit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import brentq

from detente import service
from detente.errors import DetenteError, UnsolvedError
from detente.scenario.loading import loads
from detente.solve.equilibrium import Settings
from detente.trees.as_equilibrium import solve_on_tree
from detente.trees.exact import solve_game_tree
from detente.trees.grown import grow_tree
from support.private import CABLE, PRIVATE, SPY, VOLUNTEERS, largest_gap
from support.solved_trees import quietly


def logit(x: float) -> float:
    return float(1 / (1 + np.exp(-x)))


@pytest.mark.parametrize("name", list(PRIVATE))
def test_gambit_finds_the_same(name: str) -> None:
    assert largest_gap(PRIVATE[name], quietly("pygambit")) < 1e-6


def chance_of(text: str, sharpness: float) -> float:
    """How often a volunteer helps."""
    scenario = loads(text.replace("sharpness: 3", f"sharpness: {sharpness:g}"))
    (chance,) = {round(each, 9) for each in solve_game_tree(grow_tree(scenario, 1000).tree).policy[::2]}
    return float(chance)


@pytest.mark.parametrize("sharpness", [0.5, 3.0, 20.0])
def test_three_volunteers_solve_one_equation(sharpness: float) -> None:
    """Helping brings 1 - c, waiting 1 - (1 - p)²: the helper's odds are the logit of the difference."""
    p = brentq(lambda p: p - logit(sharpness * ((1 - 0.4) - (1 - (1 - p) ** 2))), 0, 1, xtol=1e-14)
    assert chance_of(VOLUNTEERS, sharpness) == pytest.approx(p, abs=1e-9)


def test_sharp_volunteers_are_those_of_the_paper() -> None:
    """Diekmann (Journal of Conflict Resolution 29, 1985): everybody waits with probability (c / b)^(1 / (n - 1))."""
    assert 1 - chance_of(VOLUNTEERS, 3000) == pytest.approx(0.4**0.5, abs=2e-3)


@pytest.mark.parametrize(("variant", "expected"), [(None, [1, 0.3143]), ("majority", [1, 0])])
def test_a_jury_is_that_of_the_paper(variant: str | None, expected: list[float]) -> None:
    """Feddersen and Pesendorfer (1998): under unanimity σ = 0.3143 of those with evidence for him convict."""
    scenario = service.load("classics/jury", variant=variant)
    game = grow_tree(scenario, 10_000).tree
    found = solve_game_tree(game.with_precision([5000.0] * game.num_players))
    assert found.policy[1::2] == pytest.approx(expected * 3, abs=1e-3)


BET = """
crisis: A bet on another's type
calendar: {rounds: 1}
state: {phase: {one of: [only], starts: only}}
joint prior:
  - {ann: a, bob: x, probability: 0.4}
  - {ann: a, bob: y, probability: 0.1}
  - {ann: b, bob: x, probability: 0.2}
  - {ann: b, bob: y, probability: 0.3}
actors:
  ann: {types: {a: {}, b: {}}}
  bob:
    precision: 2
    types: {x: {}, y: {}}
    wants: {right: (bob plays on_a) * (ann is a) + 0.4 * (bob plays on_b) * (ann is b)}
each round:
  - bob bets: {on_a: {}, on_b: {}}
"""


def test_correlated_types_tell_of_each_other_by_bayes_rule() -> None:
    found = solve_game_tree(grow_tree(loads(BET), 100).tree)
    # Being x, bob knows that ann is a with probability 2/3; being y, with 1/4.
    expected = [logit(2 * (p - 0.4 * (1 - p))) for p in (2 / 3, 1 / 4)]
    assert found.policy[::2] == pytest.approx(expected, abs=1e-14)


def test_who_knows_the_type_needs_no_prior() -> None:
    text = BET.replace("  bob:\n", "  bob:\n    knows: [ann]\n")
    policy = solve_game_tree(grow_tree(loads(text), 100).tree).policy
    assert sorted(set(np.round(policy[::2], 12))) == pytest.approx([logit(-2 * 0.4), logit(2)], abs=1e-11)


@pytest.mark.parametrize("name", ["cable", "spy"])
def test_what_everybody_sees_is_public(name: str) -> None:
    """`seen by` all actors is the same as no `seen by`; on the grid's own ground too."""
    text = PRIVATE[name].replace("  covert: yes\n      traces seen by: [jerusalem]\n", "  # traces\n")
    actors = ", ".join(actor.name for actor in loads(text).actors)
    everybody = text.replace("seen by: [washington]", f"seen by: [{actors}]").replace(
        "seen by: [kyiv]", f"seen by: [{actors}]"
    )
    nobody = "\n".join(line for line in text.splitlines() if "seen by:" not in line)
    one, other = solve_on_tree(loads(everybody)), solve_on_tree(loads(nobody))
    assert one.start_values == pytest.approx(other.start_values, abs=1e-9, nan_ok=True)
    assert one.start_values != pytest.approx(solve_on_tree(loads(PRIVATE[name])).start_values, abs=1e-4, nan_ok=True)


def test_a_private_signal_is_worth_what_bayes_rule_makes_of_it() -> None:
    text = """
crisis: A spy's word
calendar: {rounds: 1}
state: {phase: {one of: [only], starts: only}}
actors:
  moscow: {types: {hawk: {prior: 0.3}, dove: {prior: 0.7}}}
  washington:
    precision: 3
    wants: {right: (washington plays arm) * (moscow is hawk) + (washington plays rest_) * (moscow is dove)}
each round:
  - signal word: {seen by: [washington], loud: 0.9 if moscow is hawk else 0.2, quiet: rest}
  - washington acts: {arm: {}, rest_: {}}
"""
    loud, quiet = 0.3 * 0.9 + 0.7 * 0.2, 0.3 * 0.1 + 0.7 * 0.8
    hawk = {"loud": 0.3 * 0.9 / loud, "quiet": 0.3 * 0.1 / quiet}
    value = 0.0
    for weight, p in ((loud, hawk["loud"]), (quiet, hawk["quiet"])):
        arm = logit(3 * (2 * p - 1))
        value += weight * (arm * p + (1 - arm) * (1 - p))
    assert solve_on_tree(loads(text)).start_values[2] == pytest.approx(value, abs=1e-12)


def test_the_certificate_says_what_was_solved() -> None:
    solved = solve_on_tree(loads(CABLE), Settings(regret=True))
    certificate, on_tree = solved.certificate, solved.certificate.on_tree
    assert on_tree is not None
    assert certificate.grade == "sound"
    assert (certificate.num_nodes, certificate.num_unsolved) == (8, 0)
    assert on_tree.num_nodes == 61
    assert len(on_tree.needs) == 4
    assert certificate.regrets is not None
    # Moscow decides nothing.
    assert next(each.gain for each in certificate.regrets) == pytest.approx(0, abs=1e-12)
    assert min(each.gain for each in certificate.regrets) >= -1e-12


def test_a_lost_branch_is_an_error() -> None:
    solved = solve_on_tree(loads(CABLE))
    on_tree = solved.certificate.on_tree
    assert on_tree is not None
    lost = replace(solved.certificate, num_unsolved=8, on_tree=replace(on_tree, share=0.5))
    with pytest.raises(UnsolvedError, match=r"the principal branch was lost at 50\.0% of the precision"):
        replace(solved, certificate=lost).require()


def test_policies_at_beliefs_are_refused() -> None:
    with pytest.raises(DetenteError, match="solved on its game tree"):
        solve_on_tree(loads(CABLE)).log_policies[0]


def test_a_tree_that_is_too_large_says_how_large_and_why() -> None:
    with pytest.raises(DetenteError) as error:
        solve_on_tree(loads(SPY.replace("rounds: 2", "rounds: 30")), most_nodes=100_000)
    message = str(error.value)
    assert "nodes, more than 100,000: its first " in message
    assert "jerusalem alone sees the traces of 'works'; washington alone sees what comes of 'tells'" in message
    assert "without that a belief grid would do" in message


MEETING = """
crisis: Three meet
calendar: {rounds: 1}
state: {here: {from: 0, to: 3, starts: 0}}
numbers: {sharpness: 6}
actors:
  ann: {precision: sharpness, wants: {meet: 2 * (here == 3) + (here == 0)}}
  bob: {precision: sharpness, wants: {meet: 2 * (here == 3) + (here == 0)}}
  cyd: {precision: sharpness, wants: {meet: 2 * (here == 3) + (here == 0)}}
each round:
  - at once:
      ann goes:  {east: {then: here up}, west: {}}
      bob walks: {east: {then: here up}, west: {}}
      cyd rides: {east: {then: here up}, west: {}}
claims:
  - {says: a, holds if: P(here == 3 at 1) > 0.5}
  - {says: b, holds if: P(here >= 0 at 1) > 0.5}
"""


def test_other_equilibria_are_those_of_the_scalar_equation() -> None:
    """All go east with p = logit(6 (2 p² − (1 − p)²)): three roots; the principal branch leads to the largest."""

    def left(p: float) -> float:
        return p - logit(6 * (2 * p**2 - (1 - p) ** 2))

    roots = [brentq(left, *ends, xtol=1e-14) for ends in ((0.0, 0.2), (0.2, 0.6), (0.6, 1.0))]
    worth = [2 * p**3 + (1 - p) ** 3 for p in roots]
    solved = solve_on_tree(loads(MEETING), num_starts=20)
    assert solved.start_values[0] == pytest.approx(worth[2], abs=1e-9)
    # Play leaves the one between, in which claims are not evaluated.
    assert [other.start_values[0] for other in solved.others.values()] == pytest.approx([worth[0]], abs=1e-9)
    multiplicity = solved.certificate.multiplicity
    assert multiplicity is not None
    found = {round(each.values[0], 8) for each in multiplicity.selections if each.num_unsolved == 0}
    assert {round(worth[0], 8), round(worth[2], 8)} <= found <= {round(each, 8) for each in worth}
    assert (multiplicity.num_several, multiplicity.most) == (3, 2)
    assert solved.certificate.grade == "with care"


def test_a_verdict_that_differs_between_equilibria_is_undecided() -> None:
    options = service.Options(num_plays=2000, fresh=True)
    (one, other) = service.claims(loads(MEETING), options=options).claims
    assert (one.verdict, other.verdict) == ("undecided", "holds")
    assert "there is another equilibrium" in one.note
    (meant, _) = service.claims(loads("equilibrium: principal\n" + MEETING), options=options).claims
    assert meant.verdict == "holds"


def test_one_equilibrium_is_sought_in_vain_elsewhere() -> None:
    """With a joint prior, a confidant, an intercept and a cable, whatever the start."""
    solved = solve_on_tree(loads(CABLE), num_starts=5)
    multiplicity = solved.certificate.multiplicity
    assert multiplicity is not None
    assert {(each.num_unsolved, abs(each.change) < 1e-9) for each in multiplicity.selections} == {(0, True)}
    assert solved.certificate.grade == "sound"
