"""A server is started, is ended, and goes on with a play; the network needs the join code."""

from __future__ import annotations

import json
import signal
from pathlib import Path
from typing import Any

import pytest

from detente.errors import DetenteError
from detente.table.web.binding import Binding
from detente.table.web.starting import Opening
from support.browser import a_person, serving
from support.command import invoke, unboxed
from support.hostile import HOSTILE
from support.playing import decide, sit, wait_for_menu


@pytest.fixture
def crisis(tmp_path: Path) -> str:
    file = tmp_path / "hostile.yaml"
    file.write_text(HOSTILE, encoding="utf-8")
    return str(file)


def test_openings_that_make_no_sense() -> None:
    with pytest.raises(DetenteError, match="0 tables"):
        Opening(Binding(), num_tables=0)
    with pytest.raises(DetenteError, match="too short for a join code"):
        Opening(Binding(), code="a b")


@pytest.mark.long
def test_a_play_survives_the_end_of_its_server(browser: Any, crisis: str, tmp_path: Path) -> None:
    kept = tmp_path / "game.json"
    with serving(crisis, "--points", "5", "--save", str(kept)) as served, a_person(browser) as (owl, _):
        sit(owl, served.address, 1, ("The owl",), begin=True, name="Bo")
        wait_for_menu(owl)
        decide(owl, "Hoot")
        wait_for_menu(owl)
        history = owl.locator("section.history").inner_text()
        served.process.send_signal(signal.SIGKILL)
        served.process.wait()
    assert [entry["text"] for entry in json.loads(kept.read_text(encoding="utf-8"))["entries"]] == ["hoot"]
    with serving("", "--resume", str(kept)) as served, a_person(browser) as (owl, _):
        owl.goto(served.chairs["1"]["owl"])
        wait_for_menu(owl)
        assert owl.locator("section.history").inner_text() == history


@pytest.mark.long
def test_who_sits_from_the_start_begins_at_once(browser: Any, crisis: str) -> None:
    with (
        serving(crisis, "--points", "5", "--seat", "owl=Bo", "--type", "owl=wakeful", "--no-ask") as served,
        a_person(browser) as (owl, _),
    ):
        owl.set_default_timeout(60_000)
        owl.goto(served.chairs["1"]["owl"])
        wait_for_menu(owl)
        owl.get_by_text("The owl is “wakeful”.").wait_for()
        assert not owl.locator("textarea").count()


@pytest.mark.long
def test_the_network_needs_the_code_and_the_umpire_begins(browser: Any, crisis: str) -> None:
    with (
        serving(crisis, "--points", "5", "--host", "0.0.0.0", "--code", "blue 42") as served,
        a_person(browser) as (owl, _),
        a_person(browser) as (umpire, _),
    ):
        owl.set_default_timeout(60_000)
        owl.goto(served.address)
        owl.get_by_label("Join code").fill("red 42")
        owl.get_by_role("checkbox").first.uncheck()
        owl.get_by_label("The owl").check()
        owl.get_by_role("button", name="Sit down").click()
        owl.get_by_text("This is not the code.").wait_for()
        owl.get_by_label("Join code").fill("BLUE42")
        owl.get_by_role("button", name="Sit down").click()
        owl.wait_for_url("**/seat/**")
        owl.get_by_text("The umpire begins the play.").wait_for()
        assert not owl.get_by_role("button", name="Begin").count()
        umpire.goto(served.umpires["1"])
        umpire.get_by_text("Join code: blue 42").wait_for()
        umpire.get_by_role("button", name="Begin the play").click()
        wait_for_menu(owl)


def test_mistakes_are_said_before_anything_listens(crisis: str, tmp_path: Path) -> None:
    for arguments, words in (
        (("table", "no-such-crisis"), "no-such-crisis"),
        (("table", crisis, "--seat", "badger"), "there is no chair 'badger'"),
        (("table", crisis, "--type", "owl=drowzy"), "owl has no type 'drowzy' — did you mean 'drowsy'"),
        (("table", crisis, "--type", "badger=drowsy"), "badger"),
        (("table", crisis, "--port", "70000"), "port: 70000 is not a whole number from 0 to 65,535"),
        (("table", crisis, "--host", ""), "host: the address is empty"),
        (("table",), "name a crisis"),
        (("table", crisis, "--host", "192.0.2.1", "--port", "0"), "cannot listen at 192.0.2.1"),
        (("table", "--resume", str(tmp_path / "none.json")), "none.json"),
    ):
        result = invoke(*arguments, "--no-browser")
        assert result.exit_code == 2, result.output
        assert words in unboxed(result.output)
