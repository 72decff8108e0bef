"""Marks of forecasts beside those of simpler forecasters."""

from __future__ import annotations

import json
import math

import pytest

from detente.analysis.options import Options
from detente.analysis.scoring import LAST, MODEL, PRIOR, RANDOM, RATES, WEIGHED, score
from detente.errors import DetenteError
from detente.service.setting_up import build_workbench, quiet
from support.dated import TEXT, first_act, with_events


def test_the_first_act_by_every_forecaster() -> None:
    scenario = with_events(TEXT, "date: 2015-05, happened: patron plays arm")
    bench = build_workbench(scenario, None, Options(num_points=41, num_plays=20_000), quiet)
    found = score(bench, (), scenario.events)
    (outcome,) = found.outcomes
    equilibrium = bench.equilibrium(None)
    chance = float(equilibrium.game.prior[0] @ first_act(equilibrium, "arm"))
    given = outcome.probabilities
    assert given[MODEL] == pytest.approx(chance, abs=0.015)
    assert given[PRIOR] == pytest.approx(chance, abs=0.015)
    assert given[RANDOM] == pytest.approx(1 / 3, abs=0.015)
    # Nothing was known that could weigh the two.
    assert given[WEIGHED] == pytest.approx((given[MODEL] + given[RANDOM]) / 2)
    assert given[RATES] == given[LAST] == 0.5
    assert (outcome.actor, outcome.horizon, found.origin) == ("patron", 1, "rolling")
    assert found.marks[0].log_score == pytest.approx(math.log2(given[MODEL]))
    assert found.marks[0].brier == pytest.approx((1 - given[MODEL]) ** 2)


def test_frequencies_and_last_time_by_hand() -> None:
    """Known: arm, not arm, arm. The rate is (2 + 1/2) / 4; it changed twice in two steps: (2 + 1/2) / 3."""
    scenario = with_events(
        TEXT,
        "date: 2015-05, happened: patron plays arm",
        "date: 2015-06, happened: not patron plays arm",
        "date: 2015-07, happened: patron plays arm",
    )
    outcomes = with_events(
        TEXT, "date: 2015-08, happened: not patron plays arm", "date: 2015-08, happened: front == advance"
    ).events
    bench = build_workbench(scenario, None, Options(num_points=9, num_plays=2_000), quiet)
    found = score(bench, scenario.events, outcomes)
    given = found.outcomes[0].probabilities
    assert given[RATES] == pytest.approx(1 - 2.5 / 4)
    assert given[LAST] == pytest.approx(2.5 / 3)
    assert found.marks[0].ranked is not None
    assert found.marks[-1].ranked is None
    assert sum(number for _, _, number in found.calibration) == 2
    assert set(found.by_actor) == {"patron", ""}


def test_frequencies_know_that_another_act_or_level_says_no() -> None:
    """Known of `arm`: restrain, arm, and that the patron did not withdraw, which says nothing: (1 + 1/2) / 3."""
    scenario = with_events(
        TEXT,
        "date: 2015-05, happened: patron plays restrain",
        "date: 2015-06, happened: patron plays arm",
        "date: 2015-07, happened: not patron plays withdraw",
        "date: 2015-05, happened: front == held",
        "date: 2015-06, happened: front == advance",
    )
    outcomes = with_events(
        TEXT, "date: 2015-08, happened: patron plays arm", "date: 2015-08, happened: front == advance"
    ).events
    bench = build_workbench(scenario, None, Options(num_points=9, num_plays=500), quiet)
    found = score(bench, scenario.events, outcomes).outcomes
    assert [each.probabilities[RATES] for each in found] == [pytest.approx(0.5), pytest.approx(0.5)]
    assert found[0].probabilities[LAST] == pytest.approx(1 - 1.5 / 2)


def test_not_before_a_part_does_not_deny_the_whole() -> None:
    """`not A and B` is no denial of `A and B`, of which one was known: its own frequency is that of none in none."""
    scenario = with_events(TEXT, "date: 2015-05, happened: patron plays arm and front == held")
    outcomes = with_events(
        TEXT,
        "date: 2015-06, happened: not patron plays arm and front == held",
        "date: 2015-06, happened: not (patron plays arm and front == held)",
    ).events
    bench = build_workbench(scenario, None, Options(num_points=9, num_plays=500), quiet)
    part, whole = score(bench, scenario.events, outcomes).outcomes
    assert part.probabilities[RATES] == 0.5
    assert whole.probabilities[RATES] == pytest.approx(1 - 1.5 / 2)


def test_a_fixed_origin_looks_further_ahead() -> None:
    outcomes = with_events(
        TEXT, "date: 2015-05, happened: front == held", "date: 2015-08, happened: front == held"
    ).events
    bench = build_workbench(
        with_events(TEXT, "date: 2015-05, happened: patron plays restrain"),
        None,
        Options(num_points=9, num_plays=2_000),
        quiet,
    )
    found = score(bench, bench.base.events, outcomes, "2015-07")
    assert [each.horizon for each in found.outcomes] == [2]
    assert {each.ahead_interval for each in found.marks} == {None}
    json.dumps(found.to_json(), allow_nan=False)


def test_what_cannot_be_scored() -> None:
    scenario = with_events(TEXT, "date: 2015-06, seen: alarm")
    bench = build_workbench(scenario, None, Options(num_points=9, num_plays=400), quiet)
    with pytest.raises(DetenteError, match="outcomes are acts and states"):
        score(bench, (), scenario.events)
    with pytest.raises(DetenteError, match="not a date of the calendar"):
        score(bench, (), with_events(TEXT, "date: 2015-06, happened: front == held").events, "2014-01")
