"""The filter against probabilities that are known: the solver's, Bayes' rule, the game tree, and plain simulation."""

from __future__ import annotations

import numpy as np
import pytest

from detente.claims.readings import Readings
from detente.evidence.filter import filter_plays, list_combinations
from detente.simulate.play import simulate
from detente.trees.behaviour import compute_behaviour
from detente.trees.unfold import unfold
from support.dated import COVERT, TEXT, first_act, solved, solved_with, with_events


def test_the_first_act_has_the_probability_of_the_policy() -> None:
    """Σ_θ prior(θ) σ(arm | θ), and the type by Bayes' rule: exact, whatever the number of plays."""
    scenario = with_events(TEXT, "date: 2015-05, happened: patron plays arm")
    equilibrium = solved(TEXT)
    sigma, prior = first_act(equilibrium, "arm"), equilibrium.game.prior[0]
    found = filter_plays(equilibrium, scenario.events, 80)
    assert found.log_likelihood == pytest.approx(np.log(prior @ sigma), abs=1e-9)
    assert found.surprises[0].bits == pytest.approx(-np.log2(prior @ sigma), abs=1e-9)
    assert found.type_shares[0][1] == pytest.approx(prior * sigma / (prior @ sigma), abs=1e-9)


def test_a_doubtful_report_counts_for_little_either_way() -> None:
    """s σ + (1 − s)(1 − σ), by type."""
    scenario = with_events(TEXT, "date: 2015-05, happened: patron plays arm, sure: 0.8")
    equilibrium = solved(TEXT)
    sigma, prior = first_act(equilibrium, "arm"), equilibrium.game.prior[0]
    likelihood = 0.8 * sigma + 0.2 * (1 - sigma)
    found = filter_plays(equilibrium, scenario.events, 80)
    assert found.log_likelihood == pytest.approx(np.log(prior @ likelihood), abs=1e-9)
    assert found.type_shares[0][1] == pytest.approx(prior * likelihood / (prior @ likelihood), abs=1e-9)


def test_what_a_row_says_does_not_depend_on_where_it_stands() -> None:
    """The patron's act comes before the answer, which tells of its type: P(arm), then P(keep | arm)."""
    rows = ("date: 2015-05, happened: neighbour plays keep", "date: 2015-05, happened: patron plays arm")
    equilibrium = solved(TEXT)
    sigma, prior = first_act(equilibrium, "arm"), equilibrium.game.prior[0]
    for order in (rows, rows[::-1]):
        found = filter_plays(equilibrium, with_events(TEXT, *order).events, 400)
        arm, keep = found.surprises
        assert (arm.event.text, keep.event.text) == ("patron plays arm", "neighbour plays keep")
        assert arm.log_likelihood == pytest.approx(np.log(prior @ sigma), abs=1e-9)
        assert arm.log_likelihood + keep.log_likelihood == pytest.approx(found.log_likelihood, abs=1e-9)


def test_what_happened_and_what_did_not_add_up() -> None:
    equilibrium = solved(TEXT)
    did = with_events(TEXT, "date: 2015-05, happened: patron plays arm")
    did_not = with_events(TEXT, "date: 2015-05, happened: not patron plays arm")
    both = [filter_plays(equilibrium, each.events, 80).log_likelihood for each in (did, did_not)]
    assert np.exp(both).sum() == pytest.approx(1, abs=1e-9)


def test_with_every_public_message_coded_the_type_is_as_the_players_believe() -> None:
    scenario = with_events(
        TEXT,
        "date: 2015-05, happened: patron plays arm",
        "date: 2015-05, happened: front == held",
        "date: 2015-05, seen: alarm",
        "date: 2015-05, happened: neighbour plays keep",
        "date: 2015-06, happened: patron plays restrain",
        "date: 2015-06, seen: calm",
        "date: 2015-06, happened: neighbour plays keep",
    )
    found = filter_plays(solved(TEXT), scenario.events, 400)
    assert found.paths is not None
    believed = found.paths.belief(2, 0, 1)
    assert np.ptp(believed) < 1e-12
    # The signal and the result are drawn, and weighed: their probability given the type is estimated.
    assert found.type_shares[0][2, 1] == pytest.approx(believed[0], abs=0.05)
    no_signal = with_events(
        _without_signal(TEXT),
        "date: 2015-05, happened: patron plays restrain",
        "date: 2015-05, happened: neighbour plays keep",
        "date: 2015-06, happened: patron plays withdraw",
        "date: 2015-06, happened: neighbour plays keep",
    )
    exact = filter_plays(solved_with(no_signal), no_signal.events, 40)
    assert exact.paths is not None
    assert exact.type_shares[0][2, 1] == pytest.approx(exact.paths.belief(2, 0, 1)[0], abs=1e-9)


def _without_signal(text: str) -> str:
    before, after = text.split("  - signal observers_report:")
    return before + "  - neighbour answers:" + after.split("  - neighbour answers:")[1]


def test_the_probability_of_several_events_is_that_of_the_tree() -> None:
    """Covert acts, traces and states: every way through the tree with the behaviour at its information sets."""
    scenario = with_events(
        COVERT,
        "date: 1, seen: found",
        "date: 1, happened: neighbour plays keep",
        "date: 2, happened: front == advance",
        "date: 2, happened: patron plays send, sure: 0.9",
    )
    equilibrium = solved(COVERT)
    tree = unfold(equilibrium.game.scenario)
    behaviour = compute_behaviour(tree, equilibrium)
    reached = np.ones(len(tree.nodes))
    ways: list[list[str]] = [[] for _ in tree.nodes]
    for index, node in enumerate(tree.nodes):
        prob = behaviour[node.information] if node.information >= 0 else np.array(node.probabilities)
        for option, child, each in zip(node.options, node.children, prob, strict=True):
            reached[child] = reached[index] * each
            ways[child] = [*ways[index], f"{node.label}: {option}"]
    total = 0.0
    for index, node in enumerate(tree.nodes):
        if node.options:
            continue
        weight = reached[index]
        weight *= any(way.startswith("1 supplies") and "found" in way for way in ways[index])
        weight *= any(way.startswith("1 answers") and way.endswith(": keep") for way in ways[index])
        sent = any(way.startswith("2 supplies") and way.endswith(": send") for way in ways[index])
        weight *= 0.9 if sent else 0.1
        total += weight * _is_lost(ways[index])
    found = filter_plays(equilibrium, scenario.events, 40_000)
    assert found.log_likelihood == pytest.approx(np.log(total), abs=4 * found.error + 1e-3)
    assert 0 < found.error < 0.05


def _is_lost(way: list[str]) -> bool:
    """Whether the front has advanced at the end, as the words of the way have it."""
    front = "held"
    for step in way:
        if "front=advance" in step:
            front = "advance"
        if "front=held" in step or ("answers" in step and step.endswith(": strike")):
            front = "held"
    return front == "advance"


def test_plain_simulation_finds_the_same_probability() -> None:
    scenario = with_events(
        TEXT,
        "date: 2015-06, happened: patron plays arm",
        "date: 2015-07, happened: front == advance and sanctions == in_force",
    )
    equilibrium = solved(TEXT)
    readings = Readings(simulate(equilibrium, 100_000, seed=5))
    happened = np.ones(100_000, dtype=bool)
    for event in scenario.events:
        assert event.condition is not None
        happened &= readings.holds(event.condition, event.period, readings.num_stages)
    share = happened.mean()
    found = filter_plays(equilibrium, scenario.events, 20_000, seed=1)
    error = np.hypot(found.error, np.sqrt((1 - share) / (share * 100_000)))
    assert found.log_likelihood == pytest.approx(np.log(share), abs=4 * error)
    assert found.paths is not None
    after = Readings(found.paths)
    for event in scenario.events:
        assert event.condition is not None
        assert after.holds(event.condition, event.period, after.num_stages).all()


def test_an_event_of_probability_one_changes_nothing() -> None:
    scenario = with_events(TEXT, "date: 2015-06, happened: front >= retreat")
    found = filter_plays(solved(TEXT), scenario.events, 80)
    assert found.log_likelihood == 0
    assert found.surprises[0].bits == 0
    assert found.type_shares[0] == pytest.approx(np.tile(found.type_shares[0][0], (13, 1)), abs=1e-12)


def test_impossible_events_are_named_with_their_reason() -> None:
    scenario = with_events(
        TEXT, "date: 2015-05, happened: neighbour plays restore", "date: 2015-06, happened: front == held"
    )
    found = filter_plays(solved(TEXT), scenario.events, 80)
    assert found.paths is None
    assert found.log_likelihood == -np.inf
    assert "nobody can do it" in found.surprises[0].reason
    assert "earlier event is impossible" in found.surprises[1].reason
    state = with_events(TEXT, "date: 2015-05, happened: sanctions == in_force and neighbour plays lift")
    assert "no play that agrees" in filter_plays(solved(TEXT), state.events, 80).surprises[0].reason


def test_the_same_seed_gives_the_same_plays() -> None:
    scenario = with_events(TEXT, "date: 2015-06, seen: alarm, sure: 0.7")
    first, second = (filter_plays(solved(TEXT), scenario.events, 12_000, seed=3) for _ in range(2))
    assert first.paths is not None
    assert second.paths is not None
    assert first.log_likelihood == second.log_likelihood
    assert np.array_equal(first.paths.act, second.paths.act)
    assert filter_plays(solved(TEXT), scenario.events, 12_000, seed=4).log_likelihood != first.log_likelihood


def test_the_likelihood_alone_needs_no_play_after_the_last_event() -> None:
    scenario = with_events(TEXT, "date: 2015-06, happened: patron plays arm")
    whole = filter_plays(solved(TEXT), scenario.events, 400)
    short = filter_plays(solved(TEXT), scenario.events, 400, to_the_end=False)
    assert short.paths is None
    assert short.log_likelihood == whole.log_likelihood


def test_combinations_have_their_priors() -> None:
    found = list_combinations(solved(TEXT).game)
    assert np.exp([each.log_prior for each in found]).sum() == pytest.approx(1)
    assert [each.types for each in found] == [(0, 0), (1, 0)]


def test_what_was_seen_is_kept_if_it_is_wanted() -> None:
    scenario = with_events(TEXT, "date: 2015-05, seen: alarm")
    plain = filter_plays(solved(TEXT), scenario.events, 400).paths
    assert plain is not None
    assert plain.message is None
    paths = filter_plays(solved(TEXT), scenario.events, 400, with_messages=True).paths
    assert paths is not None
    assert paths.message is not None
    table = paths.game.periods[0].stages[1][0]
    kinds = table.message_seen[0, paths.message[:, 0, 1]]
    assert {table.seen[kind] for kind in kinds.tolist()} == {("alarm",)}


def test_one_run_has_no_error_and_the_same_mean() -> None:
    scenario = with_events(TEXT, "date: 2015-06, happened: front == advance")
    four = filter_plays(solved(TEXT), scenario.events, 8_000, to_the_end=False)
    one = filter_plays(solved(TEXT), scenario.events, 8_000, to_the_end=False, num_runs=1)
    assert one.error == 0
    assert one.log_likelihood == pytest.approx(four.log_likelihood, abs=6 * four.error)


def test_plays_go_on_as_far_as_somebody_asks() -> None:
    """What is told of a calendar that goes on is what is told of one that is told to its end."""
    events = with_events(TEXT, "date: 2015-06, happened: patron plays arm").events
    whole = filter_plays(solved(TEXT), events, 400).paths
    cut = filter_plays(solved(TEXT.replace("to: 2016-04,", "to: 2016-02, goes on for: 2 months,")), events, 400).paths
    assert whole is not None
    assert cut is not None
    assert (whole.num_periods, cut.num_periods) == (12, 10)
    for name in ("act", "state", "mover", "payoffs"):
        np.testing.assert_array_equal(getattr(cut, name), getattr(whole, name)[:, :10], err_msg=name)
    np.testing.assert_array_equal(cut.log_odds, whole.log_odds[:, :11])
    np.testing.assert_array_equal(cut.types, whole.types)
