"""The exact tree against closed forms, the twin and Gambit: what the package is measured by must be right itself."""

from __future__ import annotations

import io
from collections.abc import Callable

import numpy as np
import pytest
from scipy.optimize import brentq
from scipy.special import expit

from detente.scenario.loading import apply_on_top, loads
from detente.trees.efg import list_players, to_efg
from detente.trees.unfold import unfold
from support.at_once import COVERT, CROSSING, SEATS, by_profile, matrix
from support.branch import Exact, NoSolutionError, other_solutions, solve_exactly
from support.exact_numbers import Numbers
from support.exact_play import Play
from support.exact_slope import Slope
from support.exact_tree import ExactTree
from support.games import SMALL, chain_store
from support.habits import HABITS, HABITS_AT_ONCE
from support.held_out import ATTRITION, POKER, held_out, with_claims
from support.held_out_long import entrants, held_out_long
from support.judged import find_exact
from support.solved_trees import quietly
from support.twin import solve_tree

CRISES = {
    **SMALL,
    "chain_store": chain_store(3),
    "crossing": CROSSING,
    "covert_at_once": COVERT,
    "seats": SEATS,
    "attrition": with_claims(ATTRITION, ["value(first)"], rounds=3, precision=20, doubt=0.2),
}

WITH_HABITS = {
    **{f"habits: {name}": text for name, text in HABITS.items()},
    **{f"habits at once: {name}": text for name, text in HABITS_AT_ONCE.items()},
}
"""Base rates, occasions, menus, patience and precision by type, units of time."""

CRISES |= WITH_HABITS


def exact_of(text: str) -> Exact:
    return solve_exactly(ExactTree(loads(text)))


def values_of(exact: Exact) -> dict[tuple[str, str], float]:
    """(actor, type) -> expected payoff at the start."""
    names = [(actor.name, kind.name) for actor in exact.tree.scenario.actors for kind in actor.types]
    return dict(zip(names, exact.play.value[0, :, 0].tolist(), strict=True))


@pytest.mark.parametrize(
    "name", ["two_sided", "three_types", "looks_like", "belief_payoff", "crossing", "seats", *WITH_HABITS]
)
def test_values_are_those_of_the_twin(name: str) -> None:
    exact = exact_of(CRISES[name])
    assert exact.residual < 1e-12
    assert values_of(exact) == pytest.approx(solve_tree(loads(CRISES[name])).values, abs=1e-11)


@pytest.mark.parametrize(
    "name", ["two_sided", "covert", "belief_payoff", "chain_store", "crossing", "seats", "attrition", *WITH_HABITS]
)
def test_steps_solve_the_equation_to_first_order(name: str) -> None:
    """The sparse equations against the change of the whole tree along the step."""
    tree, random = ExactTree(loads(CRISES[name])), np.random.default_rng(4)
    size = tree.num_unknowns
    point, right, border = random.normal(size=size), random.normal(size=size + 1), random.normal(size=size + 1)
    step = Slope(tree, point, 0.7).factor(border, shift=0.3)(right)
    along, of_scale = step[:size], step[size]
    moved = Play(tree, (point + 1e-30j * along)[:, None], 0.7 + 1e-30j * of_scale)
    # A payoff that depends on beliefs by an expression is itself differenced.
    assert moved.wanted[:, 0].imag / 1e-30 - 1.3 * along == pytest.approx(right[:size], abs=1e-6)
    assert border @ step == pytest.approx(right[size])


@pytest.mark.parametrize("precision", [1, 20])
def test_a_last_entrant_meets_a_store_that_looks_no_further(precision: float) -> None:
    """Of one round: the weak store loses 1 by fighting and the tough one gains 1, the entrant expects ±0.5."""
    tree = ExactTree(loads(entrants(1, precision, 0.1).text))
    exact = solve_exactly(tree)
    tough, weak = expit(precision), expit(-precision)
    fights = 0.1 * tough + 0.9 * weak
    enters = expit(precision * 0.5 * (1 - 2 * fights))
    assert np.exp(exact.play.policy[0][0][0, 1, 0, 0]) == pytest.approx(enters, abs=1e-12)
    assert values_of(exact)["store", "weak"] == pytest.approx(2 * (1 - enters) - enters * weak, abs=1e-12)


def test_a_long_chain_store_deters_as_kreps_and_wilson_say() -> None:
    """Six rounds at λ = 20: nobody enters before the last rounds, and a weak store would fight (b = 0.5, 0.1 > b^4)."""
    tree = ExactTree(loads(entrants(6, 20, 0.1).text))
    exact = solve_exactly(tree)
    assert tree.num_unknowns > 500
    assert exact.residual < 1e-10
    answers = next(n for n, group in enumerate(tree.groups) if group.actors == (0,))
    assert np.exp(exact.play.policy[0][0][0, 1, 0, 0]) == pytest.approx(float(expit(-10)), abs=1e-5)
    assert np.exp(exact.play.policy[answers][0][0, 1, 1, 0]) > 0.999


@pytest.mark.parametrize(
    "name", ["two_sided", "covert", "three_types", "signal", "chain_store", "crossing", "attrition", *WITH_HABITS]
)
def test_gambit_begins_in_the_same_way(name: str) -> None:
    """The first mover's policy rests on the whole solution; Gambit too follows the principal branch."""
    gambit = quietly("pygambit")
    # A payoff cannot depend on beliefs in a game tree.
    text = CRISES[name].replace("0.5 * belief(moscow is dove)", "0.5 * (line == held)")
    exact, tree = exact_of(text), unfold(loads(text))
    (solution,) = gambit.qre.logit_solve_lambda(gambit.read_efg(io.StringIO(to_efg(tree, by_date=True))), 1.0)
    theirs_of = {player: iter(list(solution.profile[player])) for player in list_players(tree, by_date=True)}
    root, policies = exact.tree.groups[0], exact.play.policy[0]
    movers = [node for node in (root.members[0], root.members[0].second) if node is not None]
    seen = 0
    for information in tree.information_sets:
        player = f"{tree.players[information.player]} {tree.scenario.calendar.labels[information.period]}"
        _, theirs = next(theirs_of[player])
        stage = information.stage - root.members[0].position.stage
        if information.period == 0 and stage in range(len(root.actors)) and not information.observations:
            menu = movers[stage].actions
            ours = np.exp(policies[stage][0, [menu.index(act) for act in information.actions], information.type, 0])
            assert ours.sum() == pytest.approx(1)
            assert ours == pytest.approx([float(prob) for _, prob in theirs], abs=1e-6)
            seen += 1
    assert seen == sum(exact.tree.rules.num_types[actor] for actor in root.actors)


def poker(precision: float) -> tuple[float, float]:
    """The caller's rate of calls and the queen's rate of bets, by one equation for the first.

    A king gains 2 + c by betting and a queen 2 − 3 c; a call gains 3 − 4 μ if μ is the posterior of a king.
    """

    def caller(calls: float) -> tuple[float, float]:
        king, queen = expit(precision * (2 + calls)), expit(precision * (2 - 3 * calls))
        return float(expit(precision * (3 - 4 * king / (king + queen)))), float(queen)

    calls = float(brentq(lambda c: caller(c)[0] - c, 0, 1, xtol=1e-15))
    return calls, caller(calls)[1]


@pytest.mark.parametrize("precision", [5, 20, 100, 1000])
def test_poker_solves_its_one_equation(precision: float) -> None:
    quantities = ("rate(caller plays call)", "rate(bettor plays bet given bettor is queen)")
    text = with_claims(POKER, quantities, precision=precision, king=0.5, stake=2)
    found = [claim.number for claim in find_exact(text)]
    assert found == pytest.approx(poker(precision), abs=1e-9)


def test_poker_tends_to_its_mixed_equilibrium() -> None:
    """A king bets, a queen bets one time in three, and two bets in three are called."""
    assert poker(1000) == pytest.approx((2 / 3, 1 / 3), abs=5e-4)


def roots(function: Callable[[float], float]) -> list[float]:
    """All roots between 0 and 1 that a fine mesh brackets."""
    mesh = np.linspace(1e-9, 1 - 1e-9, 20_000)
    values = [function(float(x)) for x in mesh]
    return [
        float(brentq(function, mesh[n], mesh[n + 1], xtol=1e-15))
        for n in range(len(mesh) - 1)
        if values[n] * values[n + 1] < 0
    ]


def test_several_equilibria_are_found() -> None:
    """Two sides that want to meet have three logit equilibria at precision 6, the roots of one equation."""
    text = matrix(by_profile((1, 0, 0, 0.8)), by_profile((1, 0, 0, 0.8)), 6.0)

    def answer(prob: float) -> float:
        return float(expit(6 * (prob - 0.8 * (1 - prob))))

    expected = roots(lambda prob: answer(answer(prob)) - prob)
    assert len(expected) == 3
    tree = ExactTree(loads(text))
    found = other_solutions(tree, solve_exactly(tree), 40)
    tops = sorted(float(np.exp(each.play.policy[0][0][0, 0, 0, 0])) for each in found)
    assert tops == pytest.approx(expected, abs=1e-9)
    # From uniform play the branch leads to the equilibrium that risk favours.
    assert np.exp(found[0].play.policy[0][0][0, 0, 0, 0]) == pytest.approx(max(expected), abs=1e-9)


def test_a_single_equilibrium_is_found_once() -> None:
    tree = ExactTree(loads(CRISES["two_sided"]))
    assert len(other_solutions(tree, solve_exactly(tree), 5)) == 1


COINS = """
crisis: Everybody plays at random
calendar: {rounds: 3}
state:
  heap: {from: 0, to: 3, starts: 0}
  flag: {one of: [lowered, lifted], starts: lowered, lasts: one period}
actors:
  hider:
    precision: 0
    types: {short: {prior: 0.25, size: 1}, tall: {prior: 0.75, size: 3}}
    wants: {high: size * heap}
  seeker: {precision: 0, patience: 1, wants: {seen: flag == lifted}}
each round:
  - hider adds: {keep: {}, add: {costs: 0.5, then: heap up}}
  - signal glimpse: {clear: {probability: 0.8 if hider is tall else 0.2, then: flag = lifted}, dark: rest}
  - seeker guesses: {low: {}, high: {when: flag == lifted}, none: {}}
variants: {even: {actors.hider.types.short.prior: 0.5, actors.hider.types.tall.prior: 0.5}}
"""

BY_HAND = {
    # Three fair coins: the heap has n with probability (1, 3, 3, 1) / 8.
    "P(eventually heap == 2)": 1 / 2,
    "P(heap >= 1 at 2)": 3 / 4,
    "P(always heap >= 1)": 1 / 2,
    "P(always heap >= 1 from 2)": 3 / 4,
    "P(not hider plays add)": 1 / 8,
    "P(hider plays add at 2)": 1 / 2,
    "P(hider plays add by 2 and heap == 2 at 3)": 3 / 8,
    "P(eventually heap == 3 given hider plays add at 1)": 1 / 4,
    # A heap of 1 is reached by period 1, 2 or 3; only the first two leave a period for what is to follow.
    "P(heap == 2 within 1 rounds of heap == 1)": 1 / 2,
    "E(heap at 3)": 3 / 2,
    "E(heap)": 1,
    "E(heap at 3 given hider plays add at 3)": 2,
    # The flag is lifted with 0.25 · 0.2 + 0.75 · 0.8 = 0.65, and then one guess in three is high.
    "P(flag == lifted at 1)": 0.65,
    "P(flag == lifted at 1 given hider is tall at 1)": 0.8,
    "rate(seeker plays high)": 1 / 3,
    "rate(seeker plays low)": 0.65 / 3 + 0.35 / 2,
    "P(seeker plays high at 1)": 0.65 / 3,
    "P(eventually heap == 3 given do(hider plays add at 1))": 1 / 4,
    "P(eventually heap == 3 given do(hider plays add))": 1,
    # Bayes: 0.6 / 0.65 after a clear glimpse, 0.15 / 0.35 after a dark one.
    "belief(hider is tall at 1)": 0.75,
    "belief(hider is tall at 1 given flag == lifted at 1)": 0.6 / 0.65,
    "belief(hider is tall at 1 given flag == lowered at 1)": 0.15 / 0.35,
    "value(seeker)": 3 * 0.65,
    "value(hider is tall)": 3 * (0.5 + 0.95 * 1 + 0.95**2 * 1.5) - 0.25 * (1 + 0.95 + 0.95**2),
    "P(flag == lifted at 1) under even - P(flag == lifted at 1)": 0.5 - 0.65,
}


def test_numbers_of_random_play_are_those_worked_out_by_hand() -> None:
    found = find_exact(with_claims(COINS, list(BY_HAND)))
    assert {claim.statement.removesuffix(" > 0.5"): claim.number for claim in found} == pytest.approx(BY_HAND)


RARE = """
crisis: Of two sorts of digger one digs, seldom
calendar: {rounds: 2}
state:
  mound: {from: 0, to: 2, starts: 0}
actors:
  digger: {precision: 0, types: {idle: {prior: 0.25}, busy: {prior: 0.75}}, wants: {peace: 0}}
  guard: {patience: 0.5, wants: {calm: mound}}
each round:
  - digger works:
      covert: yes
      comes up: 0.6
      usually: {dig: 0.3}
      traces: {heard: {probability: 0.5 if act == dig else 0.1, then: mound up}, nothing: rest}
      wait: {}
      dig: {when: digger is busy}
"""

RARE_BY_HAND = {
    "P(digger plays dig at 1)": 0.75 * 0.6 * 0.3,
    "P(digger plays dig)": 0.75 * (1 - (1 - 0.6 * 0.3) ** 2),
    "P(digger plays dig at 1 given do(digger plays dig at 1))": 0.75 * 0.6,
    # Of the occasions at which the act can be chosen.
    "rate(digger plays dig)": 0.3,
    "rate(digger plays wait)": 0.75 * 0.7 + 0.25,
    # The busy are heard with 0.6 (0.3 · 0.5 + 0.7 · 0.1) + 0.4 · 0.1 = 0.172 in a round, the idle with 0.1.
    "P(mound == 1 at 1)": 0.75 * 0.172 + 0.25 * 0.1,
    "P(mound == 2 at 2)": 0.75 * 0.172**2 + 0.25 * 0.1**2,
    "belief(digger is busy at 1 given mound == 1 at 1)": 0.75 * 0.172 / (0.75 * 0.172 + 0.25 * 0.1),
    "belief(digger is busy at 2 given mound == 0 at 2)": 0.75 * 0.828**2 / (0.75 * 0.828**2 + 0.25 * 0.9**2),
    "value(guard)": (0.75 * 0.172 + 0.25 * 0.1) * (1 + 0.5 * 2),
}


def test_numbers_of_occasions_and_menus_by_type_are_those_worked_out_by_hand() -> None:
    found = find_exact(with_claims(RARE, list(RARE_BY_HAND)))
    assert {claim.statement.removesuffix(" > 0.5"): claim.number for claim in found} == pytest.approx(RARE_BY_HAND)


ALARM = """
crisis: Who arms is feared
calendar: {rounds: 1}
state: {mood: {from: 0, to: 1, starts: 0}}
actors:
  mover:
    types: {calm: {prior: 0.6, precision: 1, price: 0.4}, bold: {prior: 0.4, precision: 5, price: -0.3}}
    wants: {nothing: 0}
  other: {precision: 2, wants: {nothing: 0}}
each round:
  - mover chooses: {comes up: 0.5, usually: {arm: 0.2}, wait: {}, arm: {costs: price}}
  - other answers: {usually: {strike: 0.1}, sit: {}, strike: {costs: -1 if mover is bold else 1}}
"""


def test_a_signal_from_base_rates_and_precision_by_type_in_closed_form() -> None:
    """Acts are chosen by η exp(λ_k Q); the other sees whether there was an occasion, and strikes by 2 μ − 1."""

    def logit(rate: float, gain: float) -> float:
        return float(expit(np.log(rate / (1 - rate)) + gain))

    arms, prior = np.array([logit(0.2, -0.4), logit(0.2, 5 * 0.3)]), np.array([0.6, 0.4])
    joint = np.array([0.5 * prior, 0.5 * prior * (1 - arms), 0.5 * prior * arms])
    total = joint.sum(axis=1)
    gain = 2 * joint[:, 1] / total - 1
    strikes = np.array([logit(0.1, 2 * each) for each in gain])
    found = find_exact(with_claims(ALARM, ["P(mover plays arm)", "P(other plays strike)", "value(other)"]))
    expected = [0.5 * prior @ arms, total @ strikes, total @ (strikes * gain)]
    assert [claim.number for claim in found] == pytest.approx(expected, abs=1e-12)


def test_a_condition_that_never_holds_has_no_number() -> None:
    (claim,) = find_exact(with_claims(COINS, ["P(heap == 1 at 3 given heap == 2 at 1)"]))
    assert np.isnan(claim.number)


def test_what_does_not_solve_the_equation_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def beside(_tree: ExactTree, point: np.ndarray) -> np.ndarray:
        return np.asarray(point + 1e-3)

    monkeypatch.setattr("support.branch._polish", beside)
    with pytest.raises(NoSolutionError, match="residual"):
        exact_of(CRISES["two_sided"])


def test_held_out_crises_are_read_and_differ() -> None:
    crises = held_out()
    assert len(crises) == 60
    assert len({crisis.name for crisis in crises}) == len({crisis.text for crisis in crises}) == 60
    long = held_out_long()
    assert len({crisis.name for crisis in (*long, *crises)}) == len(long) + 60
    informed = set()
    for crisis in crises[::5]:
        scenario = loads(crisis.text)
        informed.add(sum(len(actor.types) > 1 for actor in scenario.actors))
        statements = Numbers(scenario, {}.__getitem__).statements()
        assert 3 <= len(statements) <= 6
        for variant in scenario.variants:
            apply_on_top(scenario, variant.name)
    assert informed >= {1, 2}
