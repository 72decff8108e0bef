"""Claims in given worlds, against the logit of an act in closed form."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from detente import service
from detente.analysis.world_claims import ClaimsInWorlds, kind_of, require_uncertain
from detente.errors import DetenteError
from detente.service.setting_up import build_workbench
from support.explored import OPTIONS, share_of_arming, write_crisis


def test_the_numbers_of_worlds_are_those_of_the_logit(tmp_path: Path) -> None:
    bench = build_workbench(write_crisis(tmp_path), None, OPTIONS, service.quiet)
    claims = ClaimsInWorlds(bench, OPTIONS)
    worlds = [claims.world([cost, 0.6, 0.5]) for cost in (0.55, 0.6, 0.7)]
    opened = [each for each in map(claims.open, worlds) if each is not None]
    claims.judge([each for each in opened if each.open_claims])
    for world in worlds:
        expected = share_of_arming(np.array(world.numbers["cost"]), np.array(0.6))
        value = world.verdicts[0].value
        assert value is not None
        assert value == pytest.approx(float(expected), abs=0.08)
    assert [kind_of(world.verdicts[0]) for world in worlds][::2] == ["holds", "fails"]
    assert not any(world.faults for world in worlds)


def test_only_the_wanted_claims_and_what_is_uncertain(tmp_path: Path) -> None:
    bench = build_workbench(write_crisis(tmp_path), None, OPTIONS, service.quiet)
    claims = ClaimsInWorlds(bench, OPTIONS, [0])
    (opened,) = [each for each in [claims.open(claims.world([0.2, 0.6, 0.5]))] if each is not None]
    assert opened.open_claims in ([0], [])
    assert [each.name for each in claims.numbers] == ["cost", "gain", "idle"]
    certain = service.loads(
        "crisis: C\ncalendar: {rounds: 1}\nstate: {x: {one of: [a], starts: a}}\nactors: {p: {}}\n"
        "each round: [{p d: {wait: {}}}]"
    )
    with pytest.raises(DetenteError, match="no number of"):
        require_uncertain(certain)
