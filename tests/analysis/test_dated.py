"""What a run was given to learn from."""

from __future__ import annotations

import pytest

from detente.analysis.dated import Dated, find_dated, find_start
from detente.analysis.options import Options
from detente.errors import DetenteError
from detente.scenario.loading import with_variant
from detente.service.setting_up import build_workbench, quiet
from support.dated import TEXT, with_events

EARLIER = TEXT.replace("variants:", "variants:\n  earlier: {says: It began before., calendar.from: 2015-01}", 1)


def test_events_of_the_file_unless_others_are_given() -> None:
    scenario = with_events(EARLIER, "date: 2015-05, happened: patron plays arm")
    bench = build_workbench(scenario, None, Options(), quiet)
    assert find_dated(bench).of_base(bench) == scenario.events
    bench.dated = Dated((), scenario.events, "earlier")
    with pytest.raises(DetenteError, match="ask this question of that variant"):
        find_dated(bench).of_base(bench)


def test_a_forecast_begins_with_the_crisis() -> None:
    scenario = with_events(EARLIER)
    assert find_start(with_variant(scenario, "earlier"), scenario) == "2015-05"
    assert find_start(scenario, scenario) is None
