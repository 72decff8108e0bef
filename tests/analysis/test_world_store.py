"""Rows are kept whole or not at all, of one thing only, by one process at a time, in files that others read."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from detente.analysis import world_store
from detente.analysis.accuracy import GridChoice
from detente.analysis.world_store import MANIFEST, WorldStore, list_stored
from detente.errors import DetenteError

COLUMNS = {"world": "BIGINT", "numbers.cost": "DOUBLE", "arms.verdict": "VARCHAR", "variants.free": "BOOLEAN"}
GRID = GridChoice({"patron": 9}, {"patron": 5}, {"patron": 0.25}, 0.01, "nodes", False)


def row(world: int, cost: float | None = 0.5, verdict: str | None = "holds") -> dict[str, object]:
    return {"world": world, "numbers.cost": cost, "arms.verdict": verdict, "variants.free": world % 2 == 0}


def store(folder: Path, seed: int = 1) -> WorldStore:
    return WorldStore(folder, {"seed": seed, "claims": ("arms",)}, COLUMNS)


def test_rows_are_what_was_added_in_the_order_of_worlds(tmp_path: Path) -> None:
    kept = store(tmp_path / "it's here")
    kept.begin(GRID)
    kept.add([row(4), row(3, cost=None)])
    kept.add([row(0, verdict=None), row(1, cost=1), row(2, cost=1e-300)])
    assert kept.worlds() == {0, 1, 2, 3, 4}
    frame = kept.frame(3)
    assert list(frame.columns) == list(COLUMNS)
    assert frame["world"].tolist() == [0, 1, 2, 3]
    assert frame["numbers.cost"].tolist()[:3] == [0.5, 1.0, 1e-300]
    assert frame.isna().sum().to_dict() == {
        "world": 0,
        "numbers.cost": 1,
        "arms.verdict": 1,
        "variants.free": 0,
    }
    assert frame["variants.free"].tolist() == [True, False, True, False]


def test_other_programs_read_the_files(tmp_path: Path) -> None:
    kept = store(tmp_path)
    kept.begin(GRID)
    kept.add([row(1), row(2, verdict=None)])
    (found,) = duckdb.sql(f"SELECT count(*), sum(world) FROM '{tmp_path}/worlds-*.parquet'").fetchall()
    assert found == (2, 3)


def test_the_belief_grid_is_kept(tmp_path: Path) -> None:
    assert store(tmp_path).grid is None
    store(tmp_path).begin(GRID)
    assert store(tmp_path).grid == GRID


def test_a_folder_with_something_else_is_refused_with_the_difference(tmp_path: Path) -> None:
    store(tmp_path).begin(GRID)
    with pytest.raises(DetenteError, match="of something else: seed 1 there, 2 here"):
        store(tmp_path, seed=2)
    (tmp_path / MANIFEST).write_text('{"of": 3', encoding="utf-8")
    with pytest.raises(DetenteError, match="cannot be read as a manifest"):
        store(tmp_path)


def test_worlds_without_a_manifest_are_refused(tmp_path: Path) -> None:
    kept = store(tmp_path)
    kept.begin(GRID)
    kept.add([row(1)])
    (tmp_path / MANIFEST).unlink()
    with pytest.raises(DetenteError, match=r"no manifest\.json that says of what"):
        store(tmp_path)


def test_a_file_that_is_no_parquet_is_told(tmp_path: Path) -> None:
    store(tmp_path).begin(GRID)
    (tmp_path / "worlds-000000001.parquet").write_bytes(b"nothing")
    with pytest.raises(DetenteError, match=r"a file of worlds in .* cannot be read"):
        list_stored(tmp_path)


def test_two_processes_do_not_add_at_the_same_time(tmp_path: Path) -> None:
    refused = pytest.raises(DetenteError, match="another process adds worlds")
    with store(tmp_path).alone(), refused, store(tmp_path).alone():
        pass
    with store(tmp_path).alone():
        pass


def test_what_is_written_half_is_no_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = store(tmp_path)
    kept.begin(GRID)

    def full(*_: object) -> Path:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr(world_store, "write_whole", full)
        with pytest.raises(OSError, match="no space"):
            kept.add([row(1)])
    assert kept.worlds() == set()
    kept.add([row(1)])
    assert kept.worlds() == {1}
