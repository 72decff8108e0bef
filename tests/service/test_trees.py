"""Small crises as game trees, written to files."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError


def test_export_writes_a_tree_whole_or_not_at_all(tmp_path: Path) -> None:
    found = service.export("classics/beer-quiche", tmp_path / "new" / "beer.efg")
    text = Path(found.file).read_text(encoding="utf-8")
    assert text.startswith('EFG 2 R "Beer or quiche for breakfast" { "newcomer" "bully" }')
    assert len(text.splitlines()) == 3 + found.num_nodes
    assert found.to_json()["information_sets"] == found.num_information_sets == 4
    by_date = service.export("classics/beer-quiche", tmp_path / "beer.efg", by_date=True)
    assert by_date.players == ("newcomer 1", "bully 1")
    with pytest.raises(DetenteError, match="more than 9"):
        service.export("classics/beer-quiche", tmp_path / "small.efg", most_nodes=9)
    with pytest.raises(DetenteError, match=r"FILE\.efg"):
        service.export("classics/beer-quiche", tmp_path / "small.txt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["beer.efg", "new"]
