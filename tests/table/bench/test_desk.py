"""The desk: a text that is edited, numbers that are moved, and verdicts that follow."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from detente import service
from detente.errors import DetenteError, ScenarioError
from detente.table.bench.board import BoardRow
from detente.table.bench.desk import AS_FIRST, Desk
from detente.table.bench.helper import ENDED, Failure, News
from detente.table.bench.jobs import ShownAnswer
from support.desks import CHOICE, Waiting, desk_of

QUICK = replace(service.QUICK, num_plays=4_000)


@pytest.fixture(autouse=True)
def _own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path_factory.mktemp("verdicts")))


@pytest.fixture
def on_desk(tmp_path: Path) -> tuple[Desk, Waiting, Waiting, Waiting, Path]:
    path = tmp_path / "choice.yaml"
    path.write_text(CHOICE, encoding="utf-8")
    desk, (checker, judge, oracle) = desk_of(str(path), tmp_path, options=QUICK)
    return desk, checker, judge, oracle, path


def row(desk: Desk) -> BoardRow:
    ((only,),) = (section.rows for section in desk.board)
    return only


Desks = tuple[Desk, Waiting, Waiting, Waiting, Path]


def test_a_number_that_is_moved_turns_a_verdict(on_desk: Desks) -> None:
    desk, checker, judge, _, path = on_desk
    desk.begin()
    assert desk.board == ()
    checker.run()
    assert row(desk).verdict == ""
    judge.run()
    # 1 / (1 + e²) = 11.9 %.
    assert row(desk).verdict == "fails"
    assert desk.summary.is_current
    assert (desk.summary.num_turned, desk.summary.num_moved, desk.summary.against) == (0, 0, AS_FIRST)
    (state,) = desk.sliders
    assert (state.slider.name, state.value, state.is_moved) == ("cost", 1.0, False)

    desk.move("cost", -2.0)
    assert row(desk).is_old
    assert not desk.summary.is_current
    judge.run()
    # 1 / (1 + e⁻⁴) = 98.2 %.
    assert row(desk).verdict == "holds"
    change = row(desk).change
    assert change is not None
    assert change.words == "fails → holds"
    before, after = (float(part.strip(" %")) for part in change.numbers.split("→"))
    assert (before, after) == (pytest.approx(11.9, abs=2), pytest.approx(98.2, abs=1))
    assert (desk.summary.num_turned, desk.summary.num_moved) == (1, 1)
    assert desk.set_in_words == "cost = -2"
    assert desk.command == f"detente.load({str(path)!r}, numbers={{'cost': -2.0}}).claims(seed=0, num_plays=10000)"
    # The file is as it was.
    assert path.read_text(encoding="utf-8") == CHOICE

    desk.pin()
    assert (desk.summary.num_turned, row(desk).change) == (0, None)
    assert "cost = -2" in desk.summary.against
    desk.put_back()
    judge.run()
    change = row(desk).change
    assert change is not None
    assert change.words == "holds → fails"


def test_a_newer_position_takes_the_place_of_an_older_one(on_desk: Desks) -> None:
    desk, checker, judge, _, _ = on_desk
    desk.begin()
    checker.run()
    (first,) = judge.jobs
    desk.move("cost", 0.5)
    desk.move("cost", -1.0)
    ((number, job),) = judge.jobs
    assert job.sheet.numbers == {"cost": -1.0}
    # What the first job still tells is not heard.
    judge._hear(News(first[0], ENDED))
    assert desk.trouble == ""
    judge.run()
    assert row(desk).verdict == "holds"
    assert number == judge.number


def test_positions_that_are_none_are_refused(on_desk: Desks) -> None:
    desk, checker, _, _, _ = on_desk
    desk.begin()
    checker.run()
    with pytest.raises(DetenteError, match="no slider is called 'price'"):
        desk.move("price", 1.0)
    with pytest.raises(DetenteError, match="is not from -2 to 2"):
        desk.move("cost", 3.0)
    assert desk.numbers == {}


def test_a_mistake_is_told_at_its_line_and_the_board_stays(on_desk: Desks) -> None:
    desk, checker, judge, _, path = on_desk
    desk.begin()
    checker.run()
    judge.run()
    wrong = CHOICE.replace("then: peace = broken", "then: peace = brokn")
    desk.edit(str(path), wrong)
    assert not desk.is_checked
    checker.run()
    (mistake,) = desk.mistakes
    path.write_text(wrong, encoding="utf-8")
    with pytest.raises(ScenarioError) as caught:
        service.check(path)
    assert desk.mistakes == caught.value.mistakes
    assert mistake.where.line == 11
    assert "did you mean 'broken'?" in mistake.message
    assert not judge.jobs
    assert row(desk).verdict == "fails"
    assert not desk.summary.is_current
    desk.edit(str(path), CHOICE)
    checker.run()
    assert desk.mistakes == ()
    # The text says what it said when it was judged.
    assert not judge.jobs
    assert desk.summary.is_current


def test_a_text_that_says_something_else_is_judged_again(on_desk: Desks) -> None:
    desk, checker, judge, _, path = on_desk
    desk.begin()
    checker.run()
    judge.run()
    desk.edit(str(path), CHOICE.replace("base: 1,", "base: -2,"))
    checker.run()
    judge.run()
    change = row(desk).change
    assert change is not None
    assert change.words == "fails → holds"
    with pytest.raises(DetenteError, match="no file"):
        desk.edit("/etc/passwd", "x")


def test_files_are_written_only_on_command(on_desk: Desks) -> None:
    desk, checker, _, _, path = on_desk
    desk.begin()
    desk.edit(str(path), CHOICE + "# mine\r\n")
    checker.run()
    assert path.read_text(encoding="utf-8") == CHOICE
    assert not desk.is_saved
    assert desk.save() == (path,)
    assert desk.is_saved
    assert path.read_text(encoding="utf-8") == CHOICE + "# mine\n"
    path.write_text(CHOICE, encoding="utf-8")
    desk.edit(str(path), CHOICE + "# other\n")
    with pytest.raises(DetenteError, match="was changed on disk"):
        desk.save()
    desk.reread()
    assert desk.texts == {str(path): CHOICE}


def test_a_desk_that_may_not_write_writes_nothing(on_desk: Desks, tmp_path: Path) -> None:
    path = on_desk[4]
    desk, (checker, *_) = desk_of(str(path), tmp_path, may_write=False)
    desk.begin()
    checker.run()
    desk.edit(str(path), CHOICE + "# mine\n")
    with pytest.raises(DetenteError, match="writes no files"):
        desk.save()
    with pytest.raises(DetenteError, match="writes no files"):
        desk.save_settings()
    assert path.read_text(encoding="utf-8") == CHOICE
    assert [file.name for file in tmp_path.iterdir()] == ["choice.yaml"]


def test_positions_are_kept_in_a_file_that_commands_take(on_desk: Desks) -> None:
    desk, checker, judge, _, path = on_desk
    desk.begin()
    checker.run()
    desk.move("cost", -2.0)
    written = desk.save_settings()
    assert written == path.with_name("choice.set.yaml")
    assert service.read_settings(written) == {"cost": -2.0}
    desk.put_back()
    desk.load_settings()
    assert desk.numbers == {"cost": -2.0}
    judge.run()
    assert row(desk).verdict == "holds"
    judged = service.claims(service.WithNumbers(path, service.read_settings(written)))
    assert [claim.verdict for claim in judged.claims] == ["holds"]


@pytest.mark.parametrize(
    ("task", "fields", "title"),
    [
        ("explain", {"claim": "it_breaks"}, "Why “it breaks” fails"),
        ("story", {}, ""),
        ("reasons", {"actor": "ann", "date": "1"}, ""),
        ("flip", {"claim": "it_breaks"}, ""),
        ("curve", {"claim": "it_breaks"}, ""),
    ],
)
def test_answers_are_those_of_the_commands(task: str, fields: dict[str, Any], title: str, on_desk: Desks) -> None:
    desk, checker, _, oracle, path = on_desk
    desk.begin()
    checker.run()
    desk.ask(task, **fields)
    assert desk.answer is None
    oracle.run()
    assert isinstance(desk.answer, ShownAnswer), desk.answer
    assert desk.answer.section["title"].startswith(title)
    assert desk.answer.section["lead"]
    assert desk.answer.command.startswith(f"detente.load({str(path)!r}).{task}(")


def test_why_there_is_no_answer_is_told(on_desk: Desks) -> None:
    desk, checker, _, oracle, _ = on_desk
    desk.begin()
    checker.run()
    desk.ask("reasons", actor="bob", date="1")
    oracle.run()
    assert isinstance(desk.answer, Failure)
    assert "bob" in desk.answer.message
    desk.ask("story")
    oracle._hear(News(oracle.number, ENDED))
    assert isinstance(desk.answer, Failure)
    assert "ended by the system" in desk.answer.message
    desk.ask("dance")
    oracle.run()
    assert "no question 'dance'" in desk.answer.message  # type: ignore[union-attr]
