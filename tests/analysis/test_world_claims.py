"""Claims in given worlds, against the logit of an act in closed form."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detente import service
from detente.analysis import world_claims
from detente.analysis.cache import VerdictCache
from detente.analysis.world_claims import ClaimsInWorlds, is_clear, kind_of, require_uncertain
from detente.claims.estimates import exact_interval
from detente.claims.verdict import ComparisonVerdict, EffectSize, Verdict, VerdictKind
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


def test_all_plays_are_drawn_where_the_first_leave_a_claim_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arming has probability 1/2 where it costs what it gains: far from there, the first plays decide."""
    monkeypatch.setattr(world_claims, "FEWEST_RUNS", 1)
    options = replace(OPTIONS, num_plays=2_000)
    bench = build_workbench(write_crisis(tmp_path), None, options, service.quiet)
    claims = ClaimsInWorlds(bench, options, [0], cache=VerdictCache(None), first_plays=500)
    worlds = [claims.world([cost, 0.6, 0.5]) for cost in (0.1, 0.6, 0.9)]
    claims.judge([each for each in map(claims.open, worlds) if each is not None])
    shares = [float(share_of_arming(np.array(world.numbers["cost"]), np.array(0.6))) for world in worlds]
    for world, share, num_plays in zip(worlds, shares, (500, 2_000, 500), strict=True):
        verdict = world.verdicts[0]
        assert verdict.interval is not None
        low, high = exact_interval(verdict.value or 0.0, num_plays)
        assert verdict.interval == pytest.approx((low, high), abs=1e-9)
        assert verdict.value == pytest.approx(share, abs=4 * np.sqrt(share * (1 - share) / num_plays))


def test_a_verdict_is_clear_if_a_wider_interval_would_not_reach_the_threshold() -> None:
    def made(value: float, threshold: float, kind: VerdictKind, effect: EffectSize | None = None) -> ComparisonVerdict:
        return ComparisonVerdict("", kind, value, (value - 0.04, value + 0.02), threshold, True, (), effect=effect)

    def clear(kind: VerdictKind, *comparisons: ComparisonVerdict) -> bool:
        return is_clear(Verdict("a", "", "", "", "", kind, 0.0, None, "", comparisons))

    # 0.06 below 0.565 and 0.03 above 0.465: the interval half as wide again.
    assert clear("holds", made(0.565, 0.5, "holds"))
    assert not clear("holds", made(0.555, 0.5, "holds"))
    assert clear("fails", made(0.465, 0.5, "fails"))
    assert not clear("fails", made(0.475, 0.5, "fails"))
    assert not clear("holds", made(0.9, 0.5, "holds"), made(0.555, 0.5, "holds"))
    assert clear("fails", made(0.1, 0.5, "fails"), made(0.555, 0.5, "holds"))
    assert not clear("undecided", made(0.9, 0.5, "holds"), made(0.51, 0.5, "undecided"))
    small = EffectSize("variant", "", 0.0, 0.08, 0.08, (0.04, 0.1), 0.1, is_visible=True)
    assert clear("holds", made(0.08, 0.0, "holds", replace(small, smallest=0.05)))
    assert not clear("holds", made(0.08, 0.0, "holds", small))


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
