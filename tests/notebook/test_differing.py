"""Two versions compared in a notebook."""

from __future__ import annotations

from pathlib import Path

import detente
from support.chances import multiplied


def test_two_versions(tmp_path: Path) -> None:
    one, other = (detente.loads(multiplied(chance, 1, 1), name=str(chance)) for chance in (0.3, 0.9))
    found = detente.diff(one.scenario, other.scenario, judges=False)
    assert list(found.table["change"]) == ["numbers.first"]
    assert "One entry of the model differs" in repr(found)
    file = tmp_path / "a.json"
    detente.diff(one.scenario, other.scenario, judges=False, out=file)
    assert file.exists()
