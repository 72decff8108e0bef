"""Claims about a crisis with several equilibria: the interval reaches over all of them, unless somebody says which."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.optimize import brentq

from detente import service
from detente.claims.verdict import Verdict

PRECISION = 4.0

# Two who want to meet: both at the harbour is worth 1, both at the station 0.9. Whoever is the first to act does not
# matter, as they choose at once.
MEETING = """
crisis: Two who want to meet
calendar: {rounds: 1}
state:
  ann_at: {one of: [nowhere, harbour, station], starts: nowhere}
  bob_at: {one of: [nowhere, harbour, station], starts: nowhere}
definitions:
  met: (ann_at == harbour and bob_at == harbour) + 0.9 * (ann_at == station and bob_at == station)
actors:
  ann: {precision: 4, wants: {company: met}}
  bob: {precision: 4, wants: {company: met}}
each round:
  - at once:
      ann goes:
        harbour_walk: {then: ann_at = harbour}
        station_walk: {then: ann_at = station}
      bob goes_too:
        harbour_walk: {then: bob_at = harbour}
        station_walk: {then: bob_at = station}
claims:
  - {id: harbour, says: They meet at the harbour., holds if: P(ann plays harbour_walk at 1) > 0.5}
  - id: same
    says: Neither is bolder.
    holds if: P(ann plays harbour_walk at 1) >= P(bob plays harbour_walk at 1) - 0.1
"""


def logit_equilibria() -> list[float]:
    """Probabilities of the harbour in the symmetric equilibria: p = 1 / (1 + exp(−λ (p − 0.9 (1 − p))))."""

    def excess(p: float) -> float:
        return 1 / (1 + np.exp(-PRECISION * (p - 0.9 * (1 - p)))) - p

    grid = np.linspace(0.0, 1.0, 1001)
    values = [excess(p) for p in grid]
    return [
        float(brentq(excess, low, high))
        for low, high, one, other in zip(grid, grid[1:], values, values[1:], strict=False)
        if one * other < 0
    ]


@pytest.fixture
def crisis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))
    path = tmp_path / "meeting.yaml"
    path.write_text(MEETING, encoding="utf-8")
    return path


def judged(path: Path, **changes: object) -> dict[str, Verdict]:
    options = service.Options(num_plays=4_000, seed=5, **changes)  # type: ignore[arg-type]
    return {claim.id: claim for claim in service.claims(path, options=options).claims}


def test_the_interval_reaches_over_all_stable_equilibria(crisis: Path) -> None:
    lowest, _, highest = logit_equilibria()
    verdict = judged(crisis)["harbour"]
    assert verdict.verdict == "undecided"
    assert verdict.interval is not None
    low, high = verdict.interval
    assert low < lowest + 0.02
    assert high > highest - 0.02
    assert "there is another equilibrium, in which it is" in verdict.note
    (comparison,) = verdict.comparisons
    assert comparison.is_open_by_solutions
    assert not comparison.is_open_by_grid


def test_what_does_not_differ_between_equilibria_is_decided(crisis: Path) -> None:
    assert judged(crisis)["same"].verdict == "holds"


def test_whoever_names_a_rule_gets_its_equilibrium_alone(crisis: Path) -> None:
    _, _, highest = logit_equilibria()
    # From coins up, both lean to the better place.
    for verdict in (
        judged(crisis, equilibrium="principal")["harbour"],
        judged(named(crisis))["harbour"],
    ):
        assert verdict.verdict == "holds"
        assert verdict.interval is not None
        low, high = verdict.interval
        assert low <= highest <= high
        assert high - low < 0.05


def named(path: Path) -> Path:
    """The same crisis, whose file names a rule."""
    other = path.with_name("named.yaml")
    other.write_text(path.read_text(encoding="utf-8") + "equilibrium: principal\n", encoding="utf-8")
    return other
