"""Who sits where, and what pages are told."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError
from detente.scenario.model import Scenario
from detente.service.table import TableGame, table_game
from detente.table.session import Table, open_table
from detente.table.web.hall import Hall, SeatTakenError
from detente.table.web.passes import Door
from support.hostile import HOSTILE, MOLE, OWL


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    return service.loads(HOSTILE)


@pytest.fixture(scope="module")
def game(scenario: Scenario) -> TableGame:
    return table_game(scenario, options=service.Options(num_points=5))


def _hall(scenario: Scenario, game: TableGame, keep: Path | None = None) -> Hall:
    def open_one(players: Mapping[str, str], number: int) -> Table:
        return open_table(game, chairs=players, seed=number)

    return Hall(scenario, open_one, Door(None), keep=keep)


def test_a_chair_is_taken_once_and_left_before_the_play(scenario: Scenario, game: TableGame) -> None:
    hall = _hall(scenario, game)
    sitting, told = hall.add(), []
    sitting.listen("page", lambda: told.append(dict(sitting.players)))
    ann = hall.sit(sitting, (MOLE,), "Ann")
    assert hall.free_chairs(sitting) == (OWL,)
    with pytest.raises(SeatTakenError, match=r"taken\. Free: The owl"):
        hall.sit(sitting, (MOLE, OWL), "Bo")
    assert sitting.players == {MOLE: "Ann"}, "nobody gets half of what it asked for"
    hall.stand_up(sitting, ann)
    assert hall.seat_of(ann) is None
    assert hall.free_chairs(sitting) == (MOLE, OWL)
    sitting.forget("page")
    hall.sit(sitting, (OWL,), "")
    assert told == [{MOLE: "Ann"}, {}]
    assert sitting.players == {OWL: "The owl"}


def test_a_play_begins_once_and_is_kept_after_every_move(scenario: Scenario, game: TableGame, tmp_path: Path) -> None:
    hall = _hall(scenario, game, tmp_path / "kept.json")
    first, second = hall.add(), hall.add()
    hall.sit(first, (OWL,), "Ann")
    hall.sit(second, (OWL,), "Bo")

    async def play() -> None:
        await asyncio.gather(hall.begin(first), hall.begin(first), hall.begin(second))
        table = first.table
        assert table is not None
        await first.do(lambda: table.act(OWL, "hoot"))

    asyncio.run(play())
    assert hall.free_chairs(first) == ()
    kept = json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))
    assert kept["chairs"] == {OWL: "Ann"}
    assert [entry["text"] for entry in kept["entries"]] == ["hoot"]
    other = json.loads((tmp_path / "kept-2.json").read_text(encoding="utf-8"))
    assert (other["chairs"], other["entries"]) == ({OWL: "Bo"}, [])
    # Each table has luck of its own.
    assert kept["seed"] != other["seed"]


def test_what_is_wrong_with_a_crisis_is_said_at_the_table(scenario: Scenario, game: TableGame) -> None:
    hall = _hall(scenario, game)

    def fail() -> None:
        raise DetenteError("it cannot be solved")

    hall.prepare = fail
    sitting = hall.add()
    hall.sit(sitting, (OWL,), "Ann")
    asyncio.run(hall.begin(sitting))
    assert sitting.trouble == "it cannot be solved"
    assert sitting.table is None
    assert not sitting.is_opening


def test_a_seat_that_changes_hands_is_one_chair() -> None:
    def never(*_: object) -> Table:
        raise AssertionError

    hall = Hall(service.load("sochi-2015"), never, Door(None))
    holders = [actor for actor in hall.scenario.actors if actor.seat is not None]
    assert len(holders) > 1
    assert set(hall.chairs) & {actor.name for actor in holders} == set()
    assert {actor.seat for actor in holders} <= set(hall.chairs)
    assert all(hall.title(chair)[0].isupper() for chair in hall.chairs)
