"""Claims judged on plays in which everybody chooses at random."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente import service
from detente.analysis import verdicts as judging
from detente.claims.verdict import Verdict
from detente.report.words import at_random_in_words

# A patron that arms in nearly every round; at random it arms in every second one.
CRISIS = """
crisis: A patron that knows what it wants
calendar: {rounds: 2}
state: {front: {scale: [held, lost], starts: held}}
numbers: {gain: 1}
actors:
  patron: {precision: 50, wants: {land: gain * (front == lost)}}
each round:
  - patron decides:
      wait: {}
      arm: {costs: 0.3, then: front = lost}
variants:
  no_gain: {numbers.gain: 0}
claims:
  - {id: ever, says: It arms at some time., holds if: P(patron plays arm) > 0.7}
  - {id: first, says: It arms at once., holds if: P(patron plays arm at 1) > 0.7}
  - {id: never, says: It arms rarely., holds if: P(patron plays arm at 1) < 0.7}
  - {id: for_gain, says: It arms for gain., holds if: P(patron plays arm at 1) > P(patron plays arm at 1) under no_gain}
  - {id: worth, says: It gets something., holds if: value(patron) > 0.5}
  - {id: sure, says: Two is more than one., holds if: 2 > 1}
"""
OPTIONS = service.Options(num_plays=4_000, seed=5)


@pytest.fixture
def crisis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))
    path = tmp_path / "crisis.yaml"
    path.write_text(CRISIS, encoding="utf-8")
    return path


def judged(path: Path) -> dict[str, Verdict]:
    return {claim.id: claim for claim in service.claims(path, options=OPTIONS).claims}


def test_numbers_are_those_of_fair_coins(crisis: Path) -> None:
    found = judged(crisis)
    numbers = {name: claim.at_random for name, claim in found.items()}
    shares = {"ever": 0.75, "first": 0.5, "never": 0.5, "for_gain": 0.0}
    for name, share in shares.items():
        own = numbers[name]
        assert own is not None
        assert own.value == pytest.approx(share, abs=0.025)
    # Armed at 1: paid 1 in both rounds; at 2 only: 1. It costs 0.3 each time: 0.5 · 2 + 0.25 · 1 − 2 · 0.5 · 0.3.
    worth = numbers["worth"]
    assert worth is not None
    assert worth.value == pytest.approx(0.95, abs=0.05)
    assert numbers["sure"] is None


def test_what_would_also_hold_at_random_is_told(crisis: Path) -> None:
    found = judged(crisis)
    remarks = {name: at_random_in_words(claim) for name, claim in found.items()}
    assert [claim.verdict for claim in found.values()] == ["holds", "holds", "fails", "holds", "holds", "holds"]
    assert remarks["ever"] == remarks["worth"] == "It would also hold at base rates, whatever anybody wants."
    assert remarks["never"] == "It would hold at base rates, whatever anybody wants."
    assert remarks["first"] == remarks["for_gain"] == remarks["sure"] == ""
    # A variant that changes only payoffs changes nothing if nobody heeds them.
    own = found["for_gain"].at_random
    assert own is not None
    assert (own.verdict, own.value) == ("no visible effect", 0.0)
    assert found["ever"].to_json()["would_hold_at_random"] is True
    assert found["ever"].to_json()["at_random"]["verdict"] == "holds"


def test_it_is_cached_with_the_verdict(crisis: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = judged(crisis)
    asked: list[int] = []
    played = judging.judge_at_random
    monkeypatch.setattr(
        judging,
        "judge_at_random",
        lambda bench, statements, indices: asked.extend(indices) or played(bench, statements, indices),
    )
    assert judged(crisis) == first
    assert asked == []
