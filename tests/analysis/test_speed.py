"""How slow this machine is, learned from the times that runs took."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from detente.analysis.speed import learn, read_slowness


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_the_last_runs_decide() -> None:
    assert read_slowness() == 1
    learn(10.0, 40.0)
    assert read_slowness() == pytest.approx(2)
    for _ in range(20):
        learn(10.0, 40.0)
    assert read_slowness() == pytest.approx(4, rel=1e-3)


def test_short_runs_teach_nothing(folder: Path) -> None:
    learn(0.5, 10.0)
    assert read_slowness() == 1
    assert not folder.exists()


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"slowness": "x"}', '{"slowness": 1e9}', '{"slowness": NaN}'])
def test_a_damaged_file_counts_as_none(folder: Path, content: str) -> None:
    folder.mkdir()
    (folder / "speed.json").write_text(content, encoding="utf-8")
    assert read_slowness() == 1
    learn(10.0, 20.0)
    assert read_slowness() == pytest.approx(math.sqrt(2), rel=1e-3)


def test_one_run_cannot_teach_nonsense() -> None:
    learn(10.0, 1e9)
    assert read_slowness() == pytest.approx(math.sqrt(30), rel=1e-3)
