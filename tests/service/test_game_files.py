"""Tasks on files of game trees."""

from __future__ import annotations

from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError, ScenarioError
from support.game_files import LEADER, POKER


@pytest.fixture
def poker(tmp_path: Path) -> Path:
    file = tmp_path / "poker.efg"
    file.write_text(POKER, encoding="utf-8")
    return file


def test_precision_is_for_all_or_by_name(poker: Path) -> None:
    both = service.solve_game_file(poker, precision=2.0).answer.players
    assert [each.precision for each in both] == [2, 2]
    one = service.solve_game_file(poker, precision={"Bob": 3.0}).answer.players
    assert [each.precision for each in one] == [1, 3]


@pytest.mark.parametrize(
    ("precision", "message"),
    [
        ({"Bib": 2.0}, "there is no player 'Bib' — did you mean 'Bob'?"),
        (-1.0, "λ is a finite number from 0"),
        (float("nan"), "λ is a finite number from 0"),
    ],
)
def test_precision_that_means_nothing(poker: Path, precision: float, message: str) -> None:
    with pytest.raises(DetenteError, match="precision") as caught:
        service.solve_game_file(poker, precision=precision)
    assert message in str(caught.value)


def test_the_way_is_written(poker: Path, tmp_path: Path) -> None:
    service.solve_game_file(poker, precision=4.0, trace=tmp_path / "way.csv")
    lines = (tmp_path / "way.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "share_of_precision,player,information_set,action,probability"
    assert lines[1] == "0,Ann,has high,raise,0.5"
    assert lines[-1].startswith("1,Ann,has low,fold,")


def test_an_import_is_written_once(poker: Path, tmp_path: Path) -> None:
    out = tmp_path / "poker.yaml"
    assert service.import_game(poker, out).counts == {"actors": 2, "types": 2, "stages": 2}
    assert service.check(out).counts["actors"] == 2
    with pytest.raises(DetenteError, match="exists already"):
        service.import_game(poker, out)


def test_what_cannot_be_imported_can_be_solved(tmp_path: Path) -> None:
    file = tmp_path / "leader.efg"
    file.write_text(LEADER, encoding="utf-8")
    with pytest.raises(ScenarioError, match="can be solved as it is"):
        service.import_game(file)
    assert service.solve_game_file(file).answer.certificate.is_solved


@pytest.mark.parametrize("task", [service.solve_game_file, service.import_game])
def test_files_that_are_none(task: object, tmp_path: Path) -> None:
    broken = tmp_path / "broken.efg"
    broken.write_bytes(b'EFG 2 R "\xff"')
    for file, message in (
        (tmp_path / "no.efg", "there is no file"),
        (tmp_path / "a.txt", r"FILE\.efg"),
        (broken, "UTF-8"),
    ):
        with pytest.raises(DetenteError, match=message):
            task(file)  # type: ignore[operator]


def test_other_tasks_say_what_a_game_tree_is(poker: Path) -> None:
    with pytest.raises(DetenteError, match="is a game tree in Gambit's format, not a scenario"):
        service.check(str(poker))
