"""Policies tried in worlds, in a crisis whose values are known in closed form."""

from __future__ import annotations

import pytest

from detente.analysis.options import Options, Stopwatch
from detente.analysis.trials import Aim, Policy, Trials
from detente.analysis.workbench import Workbench, unseen
from detente.scenario.loading import loads, with_member
from support.bargain import bargain, leader_value

QUICK = Options(num_plays=500, num_points=9)
OFFER = {"k": "0.7"}


def tried(num_worlds: int, aim: Aim, text: str = "") -> tuple[Trials, Policy, Workbench]:
    base = loads(text or bargain())
    bench = Workbench(base, QUICK, unseen, Stopwatch())
    return Trials(bench, aim, num_worlds), Policy("k = 0.7", with_member(base, "offers", OFFER), OFFER), bench


def test_the_value_in_every_world_is_that_of_the_closed_form() -> None:
    # A policy comes on top of how things are: a variant that is true in some worlds changes the offer too.
    likely = bargain().replace("probability: 0.1", "probability: 0.5")
    trials, policy, bench = tried(6, Aim("leader", None), likely)
    assert {bool(variants) for _, variants in trials.worlds} == {True, False}
    values, fault = trials.try_out(policy)
    assert fault == ""
    expected = [leader_value(0.7, world["price"], world["worth"]) for world, _ in trials.worlds]
    assert values == pytest.approx(expected, abs=1e-6)
    offers = [0.3 if variants else 0.0 for _, variants in trials.worlds]
    written = [
        leader_value(offer, world["price"], world["worth"])
        for offer, (world, _) in zip(offers, trials.worlds, strict=True)
    ]
    assert trials.try_out(Policy("base", bench.base))[0] == pytest.approx(written, abs=1e-6)


def test_without_worlds_the_base_values() -> None:
    trials, policy, _ = tried(0, Aim("leader", None))
    assert trials.try_out(policy)[0] == [pytest.approx(leader_value(0.7), abs=1e-6)]
    assert trials.num_plays == 500


def test_a_measure_is_a_share_of_plays() -> None:
    trials, policy, _ = tried(0, Aim(None, "deals"))
    share = leader_value(0.7) / 1.3
    assert trials.try_out(policy)[0][0] == pytest.approx(share, abs=4 * (share * (1 - share) / 500) ** 0.5)


def test_what_was_tried_is_not_solved_again(monkeypatch: pytest.MonkeyPatch) -> None:
    trials, policy, _ = tried(3, Aim("leader", None))
    values = trials.try_out(policy)
    monkeypatch.setattr("detente.analysis.trials.solve_worlds", None)
    again, policy, _ = tried(3, Aim("leader", None))
    assert again.try_out(policy) == values
    other, policy, _ = tried(4, Aim("leader", None))
    with pytest.raises(TypeError):
        other.try_out(policy)


def test_a_policy_that_makes_no_crisis_in_some_world_is_told() -> None:
    text = bargain().replace(
        "accept: {then: deal = made}", "accept: {then: deal = made, when: price < 0.41 or deal == made}"
    )
    trials, policy, _ = tried(3, Aim("leader", None), text.replace("refuse: {}", "refuse: {when: price < 0.41}"))
    values, fault = trials.try_out(policy)
    assert values == []
    assert fault
