"""The record of indicators as plain values."""

from __future__ import annotations

import json

from detente.analysis.signs import Indicator, Indicators, TellingStage


def test_as_json() -> None:
    one = Indicator("ann", "strong", "2015-05", "decides", "ann", "arm", 0.5, 0.0, None, 12.0, None, 0.1)
    found = Indicators((one,), (TellingStage("ann", "decides", "ann", "2015-05", 0.1, 0.2),), {"ann": 1.0}, 100)
    plain = json.loads(json.dumps(found.to_json()))
    assert plain["indicators"][0]["high"] is None
    assert plain["stages"][0]["total"] == 0.2
    assert plain["entropy"] == {"ann": 1.0}
