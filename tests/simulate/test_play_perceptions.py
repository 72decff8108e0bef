"""Actors that act on perceptions of a crisis, against the enumerated tree in which each mixes in its own way."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from detente.analysis.options import Options, Stopwatch
from detente.analysis.tables import play_tables
from detente.analysis.values import start_values
from detente.analysis.verdicts import judge_claims
from detente.analysis.workbench import Workbench
from detente.report.model import describe_changes
from detente.scenario.loading import loads
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.solve.equilibrium import Equilibrium
from support.twin import Node, Solution, solve_tree
from support.watch import WATCH

POINTS = 161


def perceived(variant: str, points: int = POINTS) -> Equilibrium:
    scenario = loads(WATCH, variant=variant)
    return bench(variant, points).equilibrium(scenario.variant)


def bench(variant: str | None, points: int = 31, num_plays: int = 20_000) -> Workbench:
    scenario = loads(WATCH, variant=variant)
    options = Options(num_points=points, num_plays=num_plays, fresh=True)
    return Workbench(scenario, options, lambda *_: None, Stopwatch())


def played_in_the_tree(true: Solution, views: dict[int, Solution]) -> dict[tuple[int, ...], np.ndarray]:
    """By true types the expected payoffs: at every history the mover's own solution says what it does."""
    root: Node = true.visits[()].node

    def value(node: Node, types: tuple[int, ...]) -> np.ndarray:
        total = np.zeros(len(types))
        if not node.edges and not node.payments:
            return total
        view = views.get(node.actor, true)
        kind = types[node.actor] if node.actor >= 0 else 0
        policy = np.ones(1) if len(node.actions) < 2 else view.visits[node.history].policy[:, kind]
        discount = np.array([0.9, 0.8]) if node.is_period_end else np.ones(2)
        for edge in node.edges:
            share = float(edge.prob[:, min(kind, edge.prob.shape[1] - 1)] @ policy)
            if share > 0:
                total += share * discount * value(edge.child, types)
        for share, payments in zip(policy, node.payments, strict=True):
            for payment in payments:
                assert payment.table is not None
                assert not payment.others
                table = payment.table
                own = types[payment.payee] if table.shape[0] > 1 else 0
                total[payment.payee] += share * table[own, min(kind, table.shape[1] - 1)]
        return total

    return {types: value(root, types) for types in itertools.product(range(2), range(2))}


def means(paths: Paths) -> dict[tuple[int, ...], tuple[np.ndarray, np.ndarray]]:
    discounted = paths.discounted()
    found = {}
    for types in itertools.product(range(2), range(2)):
        of_these = discounted[(paths.types == np.array(types)).all(axis=1)]
        found[types] = of_these.mean(axis=0), of_these.std(axis=0) / np.sqrt(len(of_these))
    return found


@pytest.mark.parametrize(
    ("variant", "perceptions"), [("one_sided", {1: "alarmed"}), ("both", {1: "alarmed", 0: "trustful"})]
)
def test_plays_agree_with_the_tree_in_which_each_mixes_in_its_own_way(
    variant: str, perceptions: dict[int, str]
) -> None:
    true = solve_tree(loads(WATCH))
    views = {actor: solve_tree(loads(WATCH, variant=name)) for actor, name in perceptions.items()}
    expected = played_in_the_tree(true, views)
    found = means(simulate(perceived(variant), 200_000, seed=3))
    for types, value in expected.items():
        mean, error = found[types]
        assert np.all(np.abs(mean - value) < 4.5 * error + 2e-3), types
    common = played_in_the_tree(true, {})
    assert max(np.abs(common[types] - expected[types]).max() for types in expected) > 0.05


def test_a_perception_that_is_the_truth_changes_nothing() -> None:
    perceiving = simulate(perceived("same", 31), 5_000, seed=1)
    plain = simulate(bench(None).equilibrium(None), 5_000, seed=1)
    assert np.array_equal(perceiving.act, plain.act)
    assert np.array_equal(perceiving.payoffs, plain.payoffs)
    assert np.array_equal(perceiving.seen_log_odds[0], plain.log_odds)
    assert perceiving.view_of != plain.view_of


def test_beliefs_begin_at_the_priors_of_each_view() -> None:
    paths = simulate(perceived("both", 31), 1_000, seed=1)
    assert paths.belief(0, 0, 1, view=0) == pytest.approx(0.3)
    assert paths.belief(0, 0, 1, view=paths.view_of[1]) == pytest.approx(0.9)
    assert paths.belief(0, 0, 1, view=paths.view_of[0]) == pytest.approx(0.05)


def test_what_a_perception_holds_to_be_impossible_teaches_nothing() -> None:
    """There are no lights in the perception; when there are, its beliefs stay as they were."""
    paths = simulate(perceived("deaf", 31), 20_000, seed=1)
    view = paths.view_of[1]
    is_moved = paths.belief(1, 0, 1, view=view) != paths.belief(0, 0, 1, view=view)
    chance_of_lights = np.where(paths.act[:, 0, 0] == 2, 0.5, 0.1).mean()
    assert 1 - is_moved.mean() == pytest.approx(chance_of_lights, abs=0.01)
    assert (paths.belief(1, 0, 1) != paths.belief(0, 0, 1)).all()


def test_a_mover_knows_its_true_menu() -> None:
    """East's perception lets west strike only at a crossed line; west strikes at a quiet one all the same."""
    paths = simulate(perceived("hopeful", 31), 5_000, seed=1)
    strikes_at_quiet = (paths.act[:, 0, 1] == 1) & (paths.levels(0)[:, 0] == 0)
    assert strikes_at_quiet.any()
    assert np.isfinite(paths.seen_log_odds[0]).all()


def test_a_type_that_does_not_occur_has_no_value_from_plays() -> None:
    values = start_values(bench("all_meek", 11, 500))
    assert [(value.actor, value.type) for value in values] == [("east", "meek"), ("west", "calm"), ("west", "edgy")]
    assert all(np.isfinite(value.value) for value in values)


def test_an_act_that_only_a_perception_has_is_no_fault() -> None:
    paths = simulate(perceived("surprised", 11), 1_000, seed=1)
    assert set(np.unique(paths.act[:, :, 1])) <= {0, 1}


def test_the_dataset_names_beliefs_by_view() -> None:
    paths = simulate(perceived("one_sided", 11), 500, seed=1)
    data = paths.to_dataset()
    assert list(data["eyes"].values) == ["west"]
    seen = data["own_belief"].sel(date="1", about="east is bold", eyes="west").values
    assert np.allclose(seen, paths.belief(1, 0, 1, view=1))


def test_reports_state_who_sees_what() -> None:
    tools = bench("both", 11, 500)
    assert describe_changes(tools.base) == [
        "East acts on a perception of the crisis, “trustful”: West is slow to strike.",
        "West acts on a perception of the crisis, “alarmed”.",
    ]
    rows = play_tables(tools).beliefs
    assert {(row["actor"], row["eyes"]) for row in rows} == {
        ("east", ""),
        ("east", "west"),
        ("west", ""),
        ("west", "east"),
    }
    seen = [row["mean"] for row in rows if row["eyes"] == "west" and row["type"] == "bold" and row["date"] == "1"]
    assert min(seen) > 0.5


def test_claims_can_refer_to_perceptions() -> None:
    tools = bench(None)
    first, second, third = judge_claims(tools).claims
    assert first.comparisons[0].sides[1].value == pytest.approx(float(tools.paths().discounted()[:, 1].mean()))
    assert first.interval is not None
    assert first.interval[0] < first.interval[1]
    assert second.verdict == "holds"
    assert third.verdict == "holds"


def test_values_and_certificates_of_a_crisis_with_perceptions() -> None:
    tools = bench("both")
    values = {(value.actor, value.type): value.value for value in start_values(tools)}
    discounted = tools.paths().discounted()
    is_bold = tools.paths().types[:, 0] == 1
    assert values["east", "bold"] == pytest.approx(float(discounted[is_bold, 0].mean()))
    assert set(tools.certificates) == {"both", "both + alarmed", "both + trustful"}
    assert all(certificate.num_unsolved == 0 for certificate in tools.certificates.values())


JUDGED = """
crisis: A blow that is right against one type and wrong against the other
calendar: {rounds: 1, afterwards: {judge: (blow == struck) * (other is good)}}
state: {blow: {scale: [none, struck], starts: none}}
numbers: {lure: 1}
actors:
  other:
    precision: 2
    types: {bad: {prior: 0.3, k: 1}, good: {prior: 0.7, k: -1}}
  judge:
    precision: 4
    types: {stern: {prior: 0.5, zeal: 1}, mild: {prior: 0.5, zeal: 0.5}}
    wants: {right: zeal * (blow == struck) * ((other is bad) - 0.5)}
each round:
  - other acts: {arm: {costs: -lure * k}, talk: {}}
  - judge answers:
      strike: {then: blow up, gives: {other: -1 + (judge is mild)}}
      hold: {}
variants:
  suspicion: {actors.other.types.bad.prior: 0.9, actors.other.types.good.prior: 0.1}
  upside:    {numbers.lure: -1}
  suspicious: {sees: {judge: suspicion}}
  misled:     {sees: {other: upside}}
"""


@pytest.mark.parametrize("variant", ["suspicious", "misled"])
def test_the_true_types_decide_what_is_paid(variant: str) -> None:
    """Under a mistaken belief they would be averaged wrongly, whoever is mistaken."""
    scenario = loads(JUDGED, variant=variant)
    options = Options(num_points=31, num_plays=20_000, fresh=True)
    solved = Workbench(scenario, options, lambda *_: None, Stopwatch()).equilibrium(variant)
    paths = simulate(solved, 20_000)
    is_struck, is_bad = paths.act[:, 0, 1] == 0, paths.types[:, 0] == 0
    zeal = np.where(paths.types[:, 1] == 0, 1.0, 0.5)
    np.testing.assert_allclose(paths.payoffs[:, 0, 1], zeal * is_struck * (is_bad - 0.5), atol=1e-6)
    np.testing.assert_allclose(paths.aftermath[:, 1], is_struck * ~is_bad, atol=1e-6)
    assert is_struck.mean() > 0.02
