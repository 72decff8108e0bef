"""Variants measured by workers: the same numbers and certificates as without them."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente import service
from detente.analysis import helping
from detente.analysis.results import Judged
from detente.workers import can_copy
from support.made import PATRON

pytestmark = pytest.mark.skipif(not can_copy(), reason="this process cannot be copied here")

CLAIMS = """
claims:
  - {id: one, says: Arms come., holds if: P(moscow plays arm) under no_rout > 0.5}
  - {id: two, says: Routs cost Kyiv., holds if: value(kyiv) > value(kyiv) under no_rout}
  - {id: three, says: Talk helps., holds if: E(sanctions) under dialogue < E(sanctions)}
  - {id: four, says: Arms come at once., holds if: P(moscow plays arm at 2015-05) > 0.5}
"""
OPTIONS = service.Options(num_plays=2_000, seed=3, num_points=9)


def judged(folder: Path, monkeypatch: pytest.MonkeyPatch, worthwhile: float) -> Judged:
    monkeypatch.setattr(helping, "WORTHWHILE_SECONDS", worthwhile)
    monkeypatch.setattr(helping, "num_cores", lambda: 2)
    monkeypatch.setenv("DETENTE_VERDICTS", str(folder / f"verdicts-{worthwhile}"))
    return service.claims(folder / "crisis.yaml", options=OPTIONS)


def test_numbers_and_certificates_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[int] = []
    apply = helping.apply_in_turn

    def counting(function, arguments, num_workers):  # type: ignore[no-untyped-def]
        used.append(num_workers)
        return apply(function, arguments, num_workers)

    monkeypatch.setattr(helping, "apply_in_turn", counting)
    (tmp_path / "crisis.yaml").write_text(PATRON + CLAIMS, encoding="utf-8")
    alone = judged(tmp_path, monkeypatch, 1e9)
    assert not used
    helped = judged(tmp_path, monkeypatch, 0.0)
    assert used
    assert helped.claims == alone.claims
    assert list(helped.certificates) == list(alone.certificates)
    for name, certificate in alone.certificates.items():
        assert helped.certificates[name] == certificate, name
