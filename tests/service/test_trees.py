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


@pytest.mark.parametrize("name", ["classics/beer-quiche", "classics/tripwire"])
def test_a_short_crisis_has_the_same_values_on_its_tree(name: str) -> None:
    """The belief grid's error is what separates the two."""
    solved = service.solve(name, options=service.Options(num_points=201))
    expected: dict[str, float] = {}
    for each in solved.values:
        expected[each.actor] = expected.get(each.actor, 0.0) + each.prior * each.value
    answer = service.solve_on_tree(name).answer
    assert answer.certificate.is_solved
    found = [each.value for each in answer.players[: len(expected)]]
    assert found == pytest.approx(list(expected.values()), abs=1e-3)


def test_a_long_crisis_is_told_its_size() -> None:
    with pytest.raises(DetenteError, match=r"would have .* nodes, more than 100,000"):
        service.solve_on_tree("classics/hawk-dove")
