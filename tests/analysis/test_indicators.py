"""Likelihood ratios against closed forms: a signal's odds as written, an act's as the logit of its payoffs."""

from __future__ import annotations

import math

import pytest

from detente.analysis.indicators import measure_indicators
from detente.analysis.signs import Indicator, Indicators
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.play import simulate
from detente.solve.backward import solve

CRISIS = """
crisis: One month
calendar: {from: 2015-05, to: 2015-05}
state: {front: {scale: [held, lost], starts: held}}
actors:
  patron:
    precision: 2
    types: {calm: {prior: 0.6, gain: 0}, hungry: {prior: 0.4, gain: 1}}
    wants: {ground: gain * (front - held)}
each month:
  - signal wires:
      alarm: ALARM
      calm_seas: rest
  - patron decides:
      wait: {}
      arm: {then: front = lost}
"""
PLAYS = 40_000
# Nobody else wants anything, so the patron takes each act by the logit of its payoff.
ARM_IF_HUNGRY = 1 / (1 + math.exp(-2))


def found(alarm: str = "0.5 if patron is hungry else 0.2") -> Indicators:
    game = compile_game(loads(CRISIS.replace("ALARM", alarm)), {"patron": 9})
    return measure_indicators(simulate(solve(game).require(), num_plays=PLAYS, seed=1))


def of(indicators: Indicators, seen: str) -> Indicator:
    return next(each for each in indicators.indicators if each.seen == seen)


def information(one: float, other: float) -> float:
    """The mutual information of a type with prior 0.6 and a message that it gives by `one`, the other by `other`."""
    whole = 0.6 * one + 0.4 * other
    pairs = ((0.6, one, whole), (0.4, other, whole), (0.6, 1 - one, 1 - whole), (0.4, 1 - other, 1 - whole))
    return sum(weight * p * math.log2(p / q) for weight, p, q in pairs)


def test_a_signal_has_the_ratio_that_is_written() -> None:
    alarm = of(found(), "alarm")
    assert (alarm.type, alarm.stage, alarm.owner, alarm.date) == ("hungry", "wires", "", "2015-05")
    assert (alarm.share, alarm.share_else, alarm.ratio) == pytest.approx((0.5, 0.2, 2.5), abs=1e-9)
    assert (alarm.low, alarm.high) == pytest.approx((2.5, 2.5), abs=1e-6)  # nothing about it is sampled


def test_an_act_has_that_of_its_logit_within_its_interval() -> None:
    arm, wait = of(found(), "arm"), of(found(), "wait")
    assert arm.high is not None
    assert arm.low < ARM_IF_HUNGRY / 0.5 < arm.high
    assert wait.type == "calm"
    assert wait.ratio == pytest.approx(0.5 / (1 - ARM_IF_HUNGRY), rel=0.05)
    assert arm.high / arm.low < 1.06


def test_bits_are_mutual_information() -> None:
    bits = {stage.stage: stage.bits for stage in found().stages}
    assert bits["wires"] == pytest.approx(information(0.2, 0.5), abs=1e-3)
    assert bits["decides"] == pytest.approx(information(0.5, ARM_IF_HUNGRY), abs=4e-3)
    assert found().entropy == {"patron": pytest.approx(-0.6 * math.log2(0.6) - 0.4 * math.log2(0.4))}


def test_what_only_one_type_shows_bounds_the_ratio_from_below() -> None:
    alarm = of(found("0.5 if patron is hungry else 0"), "alarm")
    assert (alarm.ratio, alarm.high, alarm.share_else) == (None, None, 0.0)
    assert alarm.low == pytest.approx(0.5 * 0.6 * PLAYS / 3, rel=0.02)  # the rule of three


def test_what_tells_nothing_has_no_bits() -> None:
    bits = {stage.stage: stage.bits for stage in found("0.3 if patron is hungry else 0.3").stages}
    assert bits.get("wires", 0.0) == pytest.approx(0.0, abs=1e-12)


def test_the_interval_covers_the_ratio_as_often_as_it_says() -> None:
    game = compile_game(loads(CRISIS.replace("ALARM", "0.3 if patron is hungry else 0.3")), {"patron": 9})
    solved, hits = solve(game).require(), 0
    for seed in range(60):
        arm = of(measure_indicators(simulate(solved, num_plays=2_000, seed=seed)), "arm")
        assert arm.high is not None
        hits += arm.low < ARM_IF_HUNGRY / 0.5 < arm.high
    assert hits >= 52  # of 60 at 95 %; fewer has a chance below 0.5 %


def test_nobody_to_tell_apart() -> None:
    lines = [line for line in CRISIS.splitlines() if "types:" not in line]
    text = "\n".join(lines).replace("gain * ", "").replace("signal", "chance").replace("ALARM", "0.3")
    game = compile_game(loads(text))
    nothing = measure_indicators(simulate(solve(game).require(), num_plays=100, seed=0))
    assert (nothing.indicators, nothing.stages, nothing.entropy) == ((), (), {})


def test_every_season_has_its_most_telling_sign() -> None:
    """Acts say nothing at precision zero; wires come in autumn alone, and most often in October."""
    text = CRISIS.replace("to: 2015-05", "to: 2016-08").replace("precision: 2", "precision: 0")
    odds = "(0.5 if month == 10 else 0.3) if patron is hungry else 0.2"
    autumn = "- signal wires:\n      when: month >= 9 and month <= 11"
    text = text.replace("- signal wires:", autumn).replace("ALARM", odds)
    game = compile_game(loads(text), {"patron": 9})
    seasons = measure_indicators(simulate(solve(game).require(), num_plays=2_000, seed=1)).seasons
    assert [(each.first, each.last) for each in seasons][:3] == [
        ("2015-05", "2015-06"), ("2015-07", "2015-08"), ("2015-09", "2015-10")
    ]  # fmt: skip
    assert len(seasons) == 8
    telling = {each.first: [sign for sign in each.signs if sign.bits > 1e-3] for each in seasons}
    # That there is no alarm is the same sign, the other way round.
    assert {first: [(sign.seen, sign.date) for sign in signs] for first, signs in telling.items() if signs} == {
        "2015-09": [("alarm", "2015-10")],
        "2015-11": [("alarm", "2015-11")],
    }
    for each in seasons:
        assert [sign.bits for sign in each.signs] == sorted((sign.bits for sign in each.signs), reverse=True)
        assert len(each.signs) <= 3
    assert found().seasons == (), "a calendar of one month has none"
