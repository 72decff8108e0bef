"""Saved games: taken up where they were left, and refused where they cannot be."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from detente.errors import DetenteError
from detente.service.setting_up import quiet
from detente.table.kept import load, to_json
from detente.table.session import load_table
from support.tables import play_first_acts, solved, table_of


def test_a_game_is_taken_up_where_it_was_left(tmp_path: Path) -> None:
    table = table_of("hidden", {"moscow": "Ann", "kyiv": "Bob"}, seed=9)
    table.pause(stamp="2026-01-01T10:00:00+00:00")
    table.reveal("kyiv", to="moscow")
    table.resume()
    table.inject("minsk plays warn at 1")
    table.advance()
    while len(table.list_waited_for()) < 2:
        table.act(table.list_waited_for()[0], table.view(table.list_waited_for()[0]).menu[0].act)
        table.advance()
    # One of two has decided when the game is left.
    table.act("kyiv", "give", expects={"moscow plays push": 0.5}, intends="to gain time")
    again = load_table(table.save(tmp_path / "game.json"))
    assert again.umpire() == table.umpire()
    for each in (table, again):
        play_first_acts(each)
    assert again.debrief() == table.debrief()
    assert to_json(again) == to_json(table)


def test_a_fork_can_be_saved(tmp_path: Path) -> None:
    table = table_of("hidden", {"moscow": "Ann"}, seed=9)
    play_first_acts(table)
    fork = table.fork(6, seed=4)
    play_first_acts(fork)
    again = load(fork.save(tmp_path / "game.json"), quiet, solved("hidden"))
    assert again.log() == fork.log()


def test_the_log_as_csv(tmp_path: Path) -> None:
    table = table_of("classics/proxy", {"proxy": "Ann"})
    table.act("proxy", "provoke", expects={"patron plays rescue": 0.75}, stamp="2026-01-01T10:00:00+00:00")
    table.advance()
    with table.save(tmp_path / "log.csv").open(newline="") as file:
        first, *others = csv.DictReader(file)
    assert (first["turn"], first["player"], first["act"], first["made_by"]) == ("1", "Ann", "provoke", "player")
    assert (first["expects"], first["stamp"]) == ("patron plays rescue=0.75", "2026-01-01T10:00:00+00:00")
    assert others[0]["made_by"] == "equilibrium"


@pytest.mark.parametrize("change", ["text", "fingerprint", "entries", "format", "seed"])
def test_what_cannot_be_taken_up_is_refused(change: str, tmp_path: Path) -> None:
    table = table_of("classics/proxy", {"proxy": "Ann"}, types={"patron": "loyal"})
    table.act("proxy", "provoke")
    table.advance()
    kept = json.loads(table.save(tmp_path / "game.json").read_text())
    kept[change] = {
        "text": kept["text"].replace("A patron", "A master"),
        "fingerprint": "0" * 16,
        "entries": [{"turn": 1}],
        "format": "detente table 9",
        "seed": "seven",
    }[change]
    (tmp_path / "game.json").write_text(json.dumps(kept))
    with pytest.raises(DetenteError, match=r"game\.json"):
        load_table(tmp_path / "game.json")


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text("{")
    for name in ("x.json", "none.json"):
        with pytest.raises(DetenteError, match=name):
            load_table(tmp_path / name)


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("turn",), "x", r"turn: .*valid integer.*, not x"),
        (("scenario",), None, r"scenario: .*valid string"),
        (("chairs", "proxy"), [], r"chairs\.proxy: .*valid string"),
        (("options", "accuracy"), "much", r"options\.accuracy: .*valid number"),
        (("options", "acuracy"), 0.01, r"options\.acuracy: .*not permitted"),
        (("entries", 0, "turn"), 1e300, r"entries\.0\.turn: "),
        (("entries", 0, "turn"), 10**6, "cannot be taken up: "),
        (("entries", 0, "kind"), "sing", r"an entry is one of act.*, not 'sing'"),
        (("entries", 0, "seat"), "nobody", "cannot be taken up: .*'nobody'"),
    ],
)
def test_what_was_changed_in_a_file_is_said_in_words(
    path: tuple[str | int, ...], value: object, message: str, tmp_path: Path
) -> None:
    table = table_of("classics/proxy", {"proxy": "Ann"}, types={"patron": "loyal"})
    table.act("proxy", "provoke")
    table.advance()
    kept = json.loads(table.save(tmp_path / "game.json").read_text())
    inner = kept
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    (tmp_path / "game.json").write_text(json.dumps(kept))
    with pytest.raises(DetenteError, match=rf"game\.json .*{message}") as caught:
        load_table(tmp_path / "game.json")
    assert not re.search(r"Error\b|__|NoneType", str(caught.value))


def test_a_file_that_is_nested_without_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "deep.json").write_text("[" * 200_000)
    with pytest.raises(DetenteError, match=r"deep\.json .*too deeply"):
        load_table(tmp_path / "deep.json")
