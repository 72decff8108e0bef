"""The record of an emulator as plain values."""

from __future__ import annotations

import json

from detente.analysis.emulation import EmulatedNumber, Emulator


def test_as_json() -> None:
    plain = json.loads(json.dumps(Emulator((EmulatedNumber("a", 0.0, 1.0, 0.5),), (), 1).to_json()))
    assert plain == {"order": 1, "numbers": [{"name": "a", "low": 0.0, "high": 1.0, "base": 0.5}], "claims": []}
