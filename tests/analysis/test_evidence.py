"""What events say of types, rival models and claims, against Bayes' rule by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pytest

from detente.analysis.evidence import AT_RANDOM, learn
from detente.analysis.options import Options
from detente.analysis.workbench import Workbench
from detente.errors import DetenteError
from detente.scenario.model import Scenario
from detente.service.setting_up import build_workbench, quiet
from support.dated import TEXT, first_act, with_events


def bench_of(scenario: Scenario, num_plays: int = 2_000) -> Workbench:
    return build_workbench(scenario, None, Options(num_points=41, num_plays=num_plays), quiet)


ARMED: Sequence[str] = ("date: 2015-05, happened: patron plays arm, says: Arms were sent.",)


def test_types_and_models_by_bayes_rule() -> None:
    scenario = with_events(TEXT, *ARMED)
    bench = bench_of(scenario)
    found = learn(bench, scenario.events, ["cheap_sanctions"])
    equilibrium = bench.equilibrium(None)
    sigma, prior = first_act(equilibrium, "arm"), equilibrium.game.prior[0]
    hungry = next(each for each in found.types if each.type == "hungry")
    assert hungry.posterior == pytest.approx(prior[1] * sigma[1] / (prior @ sigma), abs=1e-9)
    assert hungry.believed == pytest.approx(hungry.posterior, abs=0.02)
    rivals = {each.name: each for each in found.models}
    # Without aims every act of the menu is as likely: restrain, withdraw, arm.
    assert rivals[AT_RANDOM].log_likelihood == pytest.approx(np.log(1 / 3), abs=1e-9)
    other = bench.equilibrium("cheap_sanctions")
    expected = np.log(prior @ first_act(other, "arm"))
    assert rivals["cheap_sanctions"].log_likelihood == pytest.approx(expected, abs=1e-9)
    assert rivals["cheap_sanctions"].log_factor == pytest.approx(expected - np.log(prior @ sigma), abs=1e-9)
    assert found.by_actor == {"patron": pytest.approx(-np.log2(prior @ sigma))}


def test_claims_are_judged_before_and_after() -> None:
    scenario = with_events(TEXT, *ARMED, "date: 2015-05, happened: front == advance")
    found = learn(bench_of(scenario), scenario.events)
    moved = {each.id: each for each in found.claims}
    assert moved["ground_moves"].after_value == 1
    assert moved["ground_moves"].before_value is not None
    assert moved["ground_moves"].before_value < 1
    # Of four claims one is about another game.
    assert (len(found.claims), found.num_left) == (3, 1)
    json.dumps(found.to_json(), allow_nan=False)


def test_impossible_events_and_none() -> None:
    scenario = with_events(TEXT, "date: 2015-05, happened: neighbour plays restore")
    found = learn(bench_of(scenario, 400), scenario.events)
    assert found.impossible[0].text == "neighbour plays restore"
    assert found.types == found.claims == ()
    assert json.loads(json.dumps(found.to_json(), allow_nan=False))["log_likelihood"] == "-inf"
    with pytest.raises(DetenteError, match="there are none"):
        learn(bench_of(scenario), ())
