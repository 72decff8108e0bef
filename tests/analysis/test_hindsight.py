"""What known events say, against Bayes' rule by hand."""

from __future__ import annotations

import pytest

from detente.analysis.foresight import foresee
from detente.analysis.hindsight import Expected
from detente.analysis.options import Options
from detente.service.setting_up import build_workbench, quiet
from support.dated import TEXT, first_act, with_events


def test_types_and_expectations_by_bayes_rule() -> None:
    scenario = with_events(
        TEXT,
        "date: 2015-05, happened: patron plays arm, says: Arms were sent.",
        "date: 2015-05, happened: front == held or front != held",
    )
    bench = build_workbench(scenario, None, Options(num_points=41, num_plays=2_000), quiet)
    found = foresee(bench, scenario.events)
    equilibrium = bench.equilibrium(None)
    sigma, prior = first_act(equilibrium, "arm"), equilibrium.game.prior[0]
    posterior = {each.type: each.posterior for each in found.types}
    assert posterior == pytest.approx(
        {
            kind.name: share
            for kind, share in zip(scenario.actors[0].types, prior * sigma / (prior @ sigma), strict=True)
        },
        abs=1e-9,
    )
    # Without aims every act of the menu is as likely: restrain, withdraw, arm. What is certain was expected by both.
    assert found.expected == (
        Expected("2015-05", "patron plays arm", "Arms were sent.", pytest.approx(prior @ sigma), pytest.approx(1 / 3)),
        Expected("2015-05", "front == held or front != held", "", pytest.approx(1), pytest.approx(1)),
    )


def test_without_known_events_nothing_is_said_of_them() -> None:
    scenario = with_events(TEXT, "date: 2015-06, happened: patron plays arm")
    bench = build_workbench(scenario, None, Options(num_points=9, num_plays=400), quiet)
    found = foresee(bench, scenario.events, "2015-06")
    assert found.types == found.expected == ()
