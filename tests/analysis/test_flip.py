"""The nearest flips lie where the closed form of a single choice by quantal response has them."""

from __future__ import annotations

import json
import math

import pytest

from detente import service
from detente.analysis.flip import find_flips, judge_as_stated, reverse
from detente.analysis.turning import Turn
from support.one_shot import BEND, COST, GAIN, NOISE, OPTIONS, bench, flip_of, flips, needed, share


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))


ROOM = GAIN - COST - needed(0.7)
"""By how much the advantage of arming must fall for the claim to fail."""


def bracketed(turn: Turn | None, exact: float, noise: float = NOISE) -> None:
    """Whether the exact distance lies in the bracket, but for the draws."""
    assert turn is not None
    assert turn.near - noise <= exact <= turn.far + noise
    assert turn.far - turn.near <= flips().tolerance * 1.001


def test_the_nearest_change_of_one_number() -> None:
    """The range of `cost` is one, so that its share is the room; `x` would have to move by sqrt(room / bend)."""
    flip = flip_of("arms")
    assert flip.verdict == flip.stated == "holds"
    assert math.sqrt(ROOM / BEND) < ROOM
    bracketed(flip.one, math.sqrt(ROOM / BEND), 0.01)
    assert flip.one is not None
    assert [change.name for change in flip.one.changes] == ["x"]
    assert flip.one.verdict == "fails"
    assert flip.one.confirmed
    (change,) = flip.one.changes
    assert abs(change.outer - change.base) == pytest.approx(flip.one.far)
    assert abs(change.share) == pytest.approx(flip.one.far)


def test_the_bracket_of_every_number_holds_its_own_turn() -> None:
    flip = flip_of("arms")
    cost = flip.by_number["cost"]
    assert cost is not None
    # Not the nearest, so that it need not be narrow.
    assert cost.near - NOISE <= ROOM <= cost.far + NOISE
    assert cost.changes[0].share > 0
    # Within its range of 0.2 the gain falls by 0.1 at most, and the room is larger.
    assert ROOM > 0.1
    assert flip.by_number["gain"] is flip.by_number["idle"] is flip.by_number["guest.calm"] is None


def test_two_numbers_together_need_less_of_each() -> None:
    """Of `x` and `cost` by the same share h: h + bend h² = room."""
    flip = flip_of("arms")
    exact = (-1 + math.sqrt(1 + 4 * BEND * ROOM)) / (2 * BEND)
    assert flip.pair is not None
    assert set(flip.pair) == {"x", "cost"}
    bracketed(flip.two, exact, 0.01)
    assert flip.two is not None
    assert flip.one is not None
    assert flip.two.far < flip.one.far
    assert flip.two.confirmed


def test_a_prior_and_no_number_turns_what_depends_on_types() -> None:
    flip = flip_of("quiet")
    assert flip.one is flip.two is None
    bracketed(flip.prior, (0.8 - 0.5) / 0.98, 0.02)
    assert flip.prior is not None
    assert flip.prior.verdict == "fails"
    assert flip.prior.changes[0].name == "guest.calm"


def test_a_claim_with_two_sides_is_measured_as_its_verdict_is() -> None:
    flip = flip_of("nearly_free")
    cost = flip.by_number["cost"]
    assert cost is not None
    exact = GAIN - COST - needed(share(GAIN) - 0.2)
    assert cost.near - NOISE <= exact <= cost.far + NOISE
    assert flip.is_difference


def test_a_claim_about_plain_numbers_is_left_out() -> None:
    assert [each.claim for each in flips().claims] == ["arms", "nearly_free", "quiet"]


def test_what_is_reported_is_what_the_same_crisis_says_with_these_numbers_set() -> None:
    flip = flip_of("arms")
    assert flip.one is not None
    for part, verdict in (("outer", "fails"), ("inner", "holds")):
        values = {change.name: getattr(change, part) for change in flip.one.changes}
        judged = judge_as_stated(bench("arms"), tuple(sorted(values.items())), 0)
        assert judged is not None
        assert judged.verdict == verdict
        if part == "outer":
            assert (judged.value, judged.interval) == (flip.one.value, flip.one.interval)


def test_the_same_seed_gives_the_same_bytes() -> None:
    first = find_flips(bench("quiet"), ["guest.calm"])
    second = find_flips(bench("quiet"), ["guest.calm"])
    assert second.num_cached > first.num_cached == 0
    assert json.dumps(first.to_json()) == json.dumps(second.to_json())


def test_what_an_undecided_claim_turns_to_is_any_decided_verdict() -> None:
    assert reverse("undecided") == {"holds", "fails", "no visible effect"}
    assert reverse("holds") == {"fails", "no visible effect"}
    assert reverse("fails") == reverse("no visible effect") == {"holds"}


def test_named_numbers_alone_are_varied() -> None:
    found = find_flips(bench("arms"), ["cost=0.3:0.9", "gain"], draws=False)
    (flip,) = found.claims
    assert set(flip.by_number) == {"cost", "gain"}
    assert flip.one is not None
    assert flip.one.near - 0.01 <= ROOM / 0.6 <= flip.one.far + 0.01
    assert flip.two is not None
    # 0.6 h of the cost and 0.2 h of the gain.
    assert flip.two.near - 0.01 <= ROOM / 0.8 <= flip.two.far + 0.01
    assert flip.boundary is None


def test_where_nothing_is_solved_no_flip_is_reported() -> None:
    """A patience above one makes no crisis; the search goes on and says so."""
    from detente.scenario.loading import loads
    from detente.service.setting_up import build_workbench, quiet
    from detente.service.turning import with_claims
    from support.one_shot import CRISIS

    text = CRISIS.replace("  idle: {range: [1, 100], prior: log}", "  idle: {range: [0.5, 1.5], base: 0.9}")
    text = text.replace("    precision: 20\n    wants", "    precision: 20\n    patience: idle\n    wants")
    own = build_workbench(with_claims(loads(text), "arms"), None, service.Options(num_plays=500, num_points=9), quiet)
    found = find_flips(own, ["idle"])
    assert found.claims[0].one is None
    assert found.faults
    assert "patience" in found.faults[0]
    assert OPTIONS.seed == 5
