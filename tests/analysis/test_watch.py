"""The indicators board, against likelihood ratios of the solved policies and entropies by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest

from detente.analysis.board import Board, Sign
from detente.analysis.options import Options
from detente.analysis.watch import watch
from detente.analysis.workbench import Workbench
from detente.errors import DetenteError
from detente.scenario.model import Scenario
from detente.service.setting_up import build_workbench, quiet
from support.dated import TEXT, first_act, with_events


def bench_of(scenario: Scenario, num_plays: int = 20_000) -> Workbench:
    return build_workbench(scenario, None, Options(num_points=9, num_plays=num_plays, seed=1), quiet)


def find(board: Board, hypothesis: str, seen: str, date: str = "2015-05") -> Sign:
    (sign,) = [each for each in board.signs if (each.hypothesis, each.seen, each.date) == (hypothesis, seen, date)]
    return sign


def board_claim(board: Board, name: str) -> float:
    (found,) = [each.probability for each in board.hypotheses if each.name == name]
    return found


def entropy(share: float) -> float:
    return float(-share * np.log2(share) - (1 - share) * np.log2(1 - share))


def test_the_first_act_tells_of_the_type_as_its_policies_do() -> None:
    scenario = with_events(TEXT)
    bench = bench_of(scenario)
    board = watch(bench, (), ahead=1)
    sigma, prior = first_act(bench.equilibrium(None), "arm"), bench.equilibrium(None).game.prior[0]
    sign = find(board, "patron is hungry", "arm")
    assert sign.ratio == pytest.approx(sigma[1] / sigma[0], rel=0.05)
    assert sign.low < sigma[1] / sigma[0] < sign.high
    assert sign.now == pytest.approx(prior[1], abs=0.01)
    posterior = prior[1] * sigma[1] / (prior @ sigma)
    assert sign.if_seen == pytest.approx(posterior, abs=0.01)
    without = prior[1] * (1 - sigma[1]) / (1 - prior @ sigma)
    assert sign.if_not == pytest.approx(without, abs=0.02)
    seen = float(prior @ sigma)
    expected = entropy(prior[1]) - seen * entropy(posterior) - (1 - seen) * entropy(without)
    assert sign.bits == pytest.approx(expected, abs=0.01)
    assert (sign.owner, sign.source, sign.is_state) == ("patron", "decides", False)
    # A whole decision tells at least as much as one of its acts.
    (place,) = [each for each in board.lookouts if (each.source, each.hypothesis) == ("decides", "patron is hungry")]
    assert place.bits >= sign.bits - 1e-3


def test_a_signal_tells_as_its_odds_say() -> None:
    """The alarm is raised with 0.5 of a hungry patron, else with 0.2: 2.5 times the odds."""
    sign = find(watch(bench_of(with_events(TEXT)), (), ahead=1), "patron is hungry", "alarm")
    assert sign.low < 2.5 < sign.high
    assert sign.ratio == pytest.approx(2.5, rel=0.06)
    assert sign.without == pytest.approx(0.5 / 0.8, rel=0.06)


def test_events_come_first_and_dates_follow_them() -> None:
    scenario = with_events(TEXT, "date: 2015-05, happened: patron plays arm", "date: 2015-06, seen: alarm")
    board = watch(bench_of(scenario, 4_000), scenario.events, ahead=2)
    assert (board.as_of, board.last, board.until, board.learned_to) == ("2015-07", "2015-08", "2016-04", "2015-06")
    assert {each.date for each in board.signs} <= {"2015-07", "2015-08"}
    hungry = next(each for each in board.hypotheses if each.name == "patron is hungry")
    assert hungry.probability > 0.6
    assert hungry.bits == pytest.approx(entropy(hungry.probability))
    json.dumps(board.to_json(), allow_nan=False)
    assert board.rows()[0]["bits"] == max(each.bits for each in board.signs)


def test_claims_and_outcomes_are_open_questions() -> None:
    board = watch(bench_of(with_events(TEXT), 4_000), (), ahead=3)
    kinds = {each.kind: each for each in board.hypotheses}
    assert set(kinds) >= {"type", "outcome", "claim"}
    words = {each.name: each.words for each in board.hypotheses}
    assert words["ground_moves"] == "eventually front is advance"
    # What comes eventually is less likely once it has not come yet; an outcome is not news of itself.
    sign, probability = find(board, "ground_moves", "held", "2015-07"), board_claim(board, "ground_moves")
    assert sign.if_seen < probability < sign.if_not <= 1
    assert not [each for each in board.signs if each.hypothesis.startswith("front ==") and each.source == "front"]


def test_a_variant_is_held_against_the_crisis_as_written() -> None:
    scenario = with_events(TEXT)
    bench = bench_of(scenario)
    board = watch(bench, (), ahead=1, models=["cheap_sanctions"])
    (model,) = [each for each in board.hypotheses if each.kind == "model"]
    assert model.probability == 0.5
    prior = bench.equilibrium(None).game.prior[0]
    ratio = (prior @ first_act(bench.equilibrium("cheap_sanctions"), "arm")) / (
        prior @ first_act(bench.equilibrium(None), "arm")
    )
    found = [each for each in board.signs if (each.kind, each.seen) == ("model", "arm")]
    assert all(each.low < ratio < each.high for each in found)
    assert bool(found) or abs(np.log(ratio)) < 0.15


def test_what_cannot_be_watched() -> None:
    scenario = with_events(TEXT, "date: 2015-05, happened: neighbour plays restore")
    bench = bench_of(scenario, 400)
    with pytest.raises(DetenteError, match="at least 1 period"):
        watch(bench, (), ahead=0)
    with pytest.raises(DetenteError, match="not a date of the calendar"):
        watch(bench, (), "2031-01")
    with pytest.raises(DetenteError, match=r"impossible in this crisis: dated:\d+:\d+ .*2015-05"):
        watch(bench, scenario.events)


def test_a_model_that_there_is_not_is_told_before_anything_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = build_workbench(with_events(TEXT), None, Options(num_points=5), quiet)
    monkeypatch.setattr(type(bench), "equilibrium", lambda *_: pytest.fail("it was solved"))
    with pytest.raises(DetenteError, match="unknown variant 'cheap_sanction'"):
        watch(bench, (), models=["cheap_sanction"])
