"""Forecasts given events, against the policy at the belief that the events lead to."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.foresight import Odds, foresee, weigh_outlooks
from detente.analysis.options import Options
from detente.claims.readings import Readings
from detente.errors import DetenteError
from detente.evidence.outlook import Outlook
from detente.service.setting_up import build_workbench, quiet
from detente.solve.at_belief import PoliciesAt
from support.dated import TEXT, with_events


def test_the_next_act_is_that_of_the_policy_at_the_belief() -> None:
    scenario = with_events(
        TEXT, "date: 2015-05, happened: patron plays restrain", "date: 2015-05, happened: neighbour plays keep"
    )
    bench = build_workbench(scenario, None, Options(num_points=41, num_plays=40_000), quiet)
    found = foresee(bench, scenario.events)
    assert (found.as_of, found.num_events, found.learned_to) == ("2015-06", 2, "2015-05")
    weighed = {(each.period, each.statement): each.probability for each in found.chances}
    rows = {(each.period, each.statement): share for each, share in zip(found.chances, found.alone, strict=True)}
    assert rows[1, "patron plays arm"] + rows[1, "patron plays restrain"] + rows[
        1, "patron plays withdraw"
    ] == pytest.approx(1)
    # The report of the observers was not coded: the forecast is a mean over what it may have been.
    equilibrium = bench.equilibrium(None)
    policies, prior = PoliciesAt(equilibrium), equilibrium.game.prior[0]
    at_start = np.exp(policies.find(0, 0, 0, np.array([0]), equilibrium.game.start_log_odds()[None])[:, :, 0])
    restrain = equilibrium.game.periods[0].stages[0][0].actions.index("restrain")
    expected, total = 0.0, 0.0
    for alarm in ([0.2, 0.5], [0.8, 0.5]):
        told = prior * at_start[restrain] * np.array(alarm)
        odds = np.array([[np.log(told[0] / told[1])]])
        second = equilibrium.game.periods[1].stages[0][0]
        states = equilibrium.game.space.decode(equilibrium.game.periods[1].codes[0])
        row = int(np.flatnonzero((states[second.states, :2] == [1, 1]).all(axis=1))[0])
        third = equilibrium.game.periods[0].stages[2][0]
        keep = third.actions.index("keep")
        place = int(
            np.flatnonzero(
                (equilibrium.game.space.decode(equilibrium.game.periods[0].codes[2])[third.states, :2] == [1, 1]).all(
                    axis=1
                )
            )[0]
        )
        kept = np.exp(policies.find(0, 2, 0, np.array([place]), odds)[keep, 0, 0])
        sigma = np.exp(policies.find(1, 0, 0, np.array([row]), odds)[second.actions.index("arm"), :, 0])
        expected += kept * float(told @ sigma)
        total += kept * float(told.sum())
    assert rows[1, "patron plays arm"] == pytest.approx(expected / total, abs=0.01)
    # At base rates both events are one act of as many as there are: by Bayes' rule from even odds, in the same order.
    acts = len(equilibrium.game.periods[0].stages[0][0].actions), int(third.available[place].sum())
    weight = total / (total + 1 / (acts[0] * acts[1]))
    assert found.weight == pytest.approx(weight, abs=0.01)
    at_base_rates = {
        (each.period, each.statement): share for each, share in zip(found.chances, found.at_base_rates, strict=True)
    }
    for what, share in weighed.items():
        assert share == pytest.approx(found.weight * rows[what] + (1 - found.weight) * at_base_rates[what])


def test_dates() -> None:
    scenario = with_events(TEXT, "date: 2016-04, happened: front == advance")
    bench = build_workbench(scenario, None, Options(num_points=9, num_plays=400), quiet)
    with pytest.raises(DetenteError, match="nothing is left"):
        foresee(bench, scenario.events)
    with pytest.raises(DetenteError, match="'2019-01' is not a date of the calendar"):
        foresee(bench, scenario.events, "2019-01")
    assert foresee(bench, scenario.events, "2016-01").num_events == 0
    bad = with_events(TEXT, "date: 2015-05, happened: neighbour plays restore")
    with pytest.raises(
        DetenteError, match=r"impossible in this crisis: dated:\d+:\d+ .*2015-05 'neighbour plays restore' \(nobody can"
    ):
        foresee(bench, bad.events)


def test_what_was_expected_before_and_without_aims_stands_beside_it() -> None:
    scenario = with_events(TEXT, "date: 2015-05, happened: patron plays arm")
    bench = build_workbench(scenario, None, Options(num_points=9, num_plays=20_000), quiet)
    found = foresee(bench, scenario.events)
    rows = {(each["date"], each["event"]): each for each in found.rows()}
    assert len(found.prior) == len(found.at_base_rates) == len(found.chances)
    # Without aims every act of the menu is as likely, whatever has happened.
    before = Readings(bench.paths()).holds(
        with_events(TEXT, "date: 2015-06, happened: front == advance").events[0].condition, 1, 3
    )
    assert rows["2015-06", "front == advance"]["prior"] == pytest.approx(before.mean())
    assert rows["2015-06", "neighbour plays restore"]["at_base_rates"] == 0
    # Arms go to a front that is held or lost; after them `arm` is in the menu unless they broke through (risk 1/2).
    arm = rows["2015-06", "patron plays arm"]["at_base_rates"]
    assert arm == pytest.approx(0.5 / 3, abs=0.01)
    assert "prior" not in found.to_json()
    # The event itself is one of three acts at base rates, and what the policies make of it in the crisis.
    equilibrium = bench.equilibrium(None)
    policy = np.exp(
        PoliciesAt(equilibrium).find(0, 0, 0, np.array([0]), equilibrium.game.start_log_odds()[None])[:, :, 0]
    )
    likely = float(policy[equilibrium.game.periods[0].stages[0][0].actions.index("arm")] @ equilibrium.game.prior[0])
    assert found.log_factor == pytest.approx(np.log(1 / 3) - np.log(likely), abs=1e-6)
    assert found.error == pytest.approx(0, abs=1e-9)  # the first event is weighed, not drawn
    without = foresee(bench, ())
    assert (without.log_factor, without.weight) == (None, 1.0)
    assert [each.probability for each in without.chances] == list(without.alone)


def test_an_interval_of_two_models_has_the_doubt_about_their_weights() -> None:
    one, other = (Outlook(0, "act", "ann", "go", share, (share - 0.01, share + 0.02)) for share in (0.8, 0.2))
    (sure,) = weigh_outlooks([one], [other], Odds(np.log(3), 0.0))
    assert sure.probability == pytest.approx(0.25 * 0.8 + 0.75 * 0.2)
    assert sure.interval == (pytest.approx(0.34), pytest.approx(0.37))
    # The weight is 1 / (1 + e^x): an error of 0.1 in x is one of 0.1 w (1 − w) in it, here 1.875 points.
    (unsure,) = weigh_outlooks([one], [other], Odds(np.log(3), 0.1))
    assert unsure.interval[1] - sure.interval[1] == pytest.approx(1.96 * 0.6 * 0.01875, rel=1e-3)
    (alone,) = weigh_outlooks([one], [], Odds(0.0, 0.0))
    assert alone.probability == pytest.approx(0.4)


def test_a_forecast_ends_with_what_is_told_and_knows_what_comes_after() -> None:
    """The same game with all dates told has the same plays, and more rows."""
    rows = {}
    for name, dates in (("told", "to: 2016-02, goes on for: 2 months,"), ("all", "to: 2016-04,")):
        scenario = with_events(TEXT.replace("to: 2016-04,", dates), "date: 2015-05, happened: patron plays arm")
        bench = build_workbench(scenario, None, Options(num_points=9, num_plays=400), quiet)
        found = foresee(bench, scenario.events)
        assert found.dates[-1] == dates[4:11]
        rows[name] = [(row["date"], row["event"], row["probability"], row["crisis_alone"]) for row in found.rows()]
        if name == "told":
            with pytest.raises(DetenteError, match=r"'2016-03' is not a date of the calendar \(2015-05 … 2016-02\)"):
                foresee(bench, scenario.events, "2016-03")
    assert rows["told"] == [row for row in rows["all"] if row[0] <= "2016-02"]
    assert len(rows["told"]) < len(rows["all"])
