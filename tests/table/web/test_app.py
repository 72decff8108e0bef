"""A whole game in two browsers: nothing hidden in the wrong one, nothing that runs, nothing that leaves the machine."""

from __future__ import annotations

import re
import subprocess
import sys
import urllib.request
from typing import Any
from urllib.error import HTTPError

import pytest

from support.browser import Heard, Served, a_person, accessibility_faults
from support.hostile import MOLE, OWL, PRIVATE, SCRIPT
from support.playing import decide, sit, wait_for_menu

WIDTHS = (390, 820, 1280)


def _is_calm(page: Any, heard: Heard) -> None:
    """Nothing ran, nothing was asked of another machine, and the console is silent."""
    assert page.evaluate("window.ran") is None
    assert "1337" not in page.content()
    assert heard.hosts <= {"127.0.0.1", "data", "blob"}
    assert heard.complaints == []


def _fits(page: Any) -> None:
    """The page is no wider than the screen, on a phone, a tablet and a desk."""
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} is {wide} wide at {width}"


def test_a_whole_game_by_two_browsers(browser: Any, served: Served, table_number: int) -> None:
    with a_person(browser) as (mole, heard_by_mole), a_person(browser) as (owl, heard_by_owl):
        sit(mole, served.address, table_number, ("The mole",), begin=False, name="Ann")
        sit(owl, served.address, table_number, ("The owl",), begin=True, name="Bo")
        wait_for_menu(mole)
        assert accessibility_faults(mole) == []
        _fits(mole)
        assert SCRIPT in mole.locator("h1").inner_text()
        for shown in ("smile", "stamp", "smile"):
            wait_for_menu(mole)
            decide(mole, "Delve")
            mole.locator("label.choice", has_text="Smile").wait_for()
            mole.locator("input[type=range]").first.focus()
            mole.keyboard.press("ArrowRight")
            mole.get_by_label("What you intend with it").fill(f"{SCRIPT} to seem harmless")
            decide(mole, shown.capitalize())
            wait_for_menu(owl)
            decide(owl, "Hoot")
        owl.get_by_role("link", name="Read the debrief").wait_for()
        before = len(heard_by_owl.texts)
        assert heard_by_owl.has(PRIVATE[MOLE]) == []
        assert heard_by_mole.has(PRIVATE[OWL]) == []
        # They would be found: everybody got its own.
        assert len(heard_by_mole.has(PRIVATE[MOLE])) >= 3
        assert len(heard_by_owl.has(PRIVATE[OWL])) >= 2
        owl.get_by_role("link", name="Read the debrief").click()
        owl.get_by_role("heading", name="How everybody did").wait_for()
        assert "to seem harmless" in owl.locator("#main").inner_text()
        expected = owl.locator("table", has_text="A Brier score is").locator("tbody tr")
        assert {row.locator("td").nth(3).inner_text() for row in expected.all()} == {"hoot"}
        assert "The owl: hoot" in expected.first.locator("td").nth(2).inner_text()
        assert len(heard_by_owl.texts) > before
        assert accessibility_faults(owl) == []
        _fits(owl)
        _is_calm(mole, heard_by_mole)
        _is_calm(owl, heard_by_owl)


def test_what_is_hidden_changes_nothing_on_the_other_side(browser: Any, served: Served) -> None:
    """Two plays with another mole that does other things unseen, and the same in public: the owl's browser gets the
    same words and numbers."""
    (first, heard), (second, heard_again) = (
        _watch_owl(browser, served, number, unseen) for number, unseen in ((1, "Doze"), (3, "Delve"))
    )
    assert first[0] != second[0], "the seeds of these tables draw two kinds of mole"
    assert first[1] == second[1], "and the same kind of owl"
    assert heard == heard_again
    assert any("is “" in word for word in heard), "its own side at least"


def _watch_owl(browser: Any, served: Served, number: int, unseen: str) -> tuple[list[str], set[str]]:
    """What mole and owl are, by the umpire's page, and all words that reach the owl's browser in two rounds."""
    with a_person(browser) as (mole, _), a_person(browser) as (owl, heard), a_person(browser) as (umpire, _):
        sit(mole, served.address, number, ("The mole",), begin=False)
        sit(owl, served.address, number, ("The owl",), begin=True, name="Bo")
        for _ in range(2):
            wait_for_menu(mole)
            decide(mole, unseen)
            mole.locator("label.choice", has_text="Smile").wait_for()
            decide(mole, "Smile")
            wait_for_menu(owl)
            decide(owl, "Hoot")
        wait_for_menu(mole)
        owl.locator(".waiting").wait_for()
        umpire.goto(served.umpires[str(number)])
        umpire.locator(".types dd").first.wait_for()
        kinds = umpire.locator(".types dd").all_inner_texts()
        return kinds, _words(heard)


_WORD = re.compile(r'"((?:[^"\\]|\\.)*)"')
_WHILE_OPENING = ("The crisis is being solved", "The play has begun.", "Every chair is taken.")
_KEY = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|\d+|/seat/.*|Table \d+: take a chair")


def _words(heard: Heard) -> set[str]:
    """Every word, number and attribute that came by the socket once the play had begun, but for keys that are drawn."""
    updates = [text for text in heard.texts if text.startswith('42["update"')]
    # How much a browser is told while the play is being opened depends on how long that takes.
    frames = [text for text in updates if not any(said in text for said in _WHILE_OPENING)]
    return {word for frame in frames for word in _WORD.findall(frame) if not _KEY.fullmatch(word)}


def test_an_address_is_all_that_opens_a_seat(served: Served) -> None:
    for path in ("seat/umpire", "seat/" + "A" * 32, "umpire/" + "A" * 32, "debrief/x"):
        with urllib.request.urlopen(served.address + path) as answer:
            assert "belongs to no" in answer.read().decode()
    umpire = served.umpires["2"].rsplit("/", 1)[1]
    with urllib.request.urlopen(f"{served.address}seat/{umpire}") as answer:
        assert "belongs to no chair" in answer.read().decode()
    for path in (f"log/{'A' * 32}/log.csv", "log/x/table.json"):
        with pytest.raises(HTTPError, match="404"):
            urllib.request.urlopen(served.address + path)


def test_every_answer_carries_the_policy(served: Served) -> None:
    with urllib.request.urlopen(served.address) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert not re.search(r"https?:|\*", policy)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        text = answer.read().decode()
    assert set(re.findall(r"(?:src|href)=\"(https?://[^\"]*)", text)) == set()


def test_another_sites_name_for_this_machine_opens_nothing(served: Served) -> None:
    request = urllib.request.Request(served.address, headers={"Host": f"attacker.example:{served.port}"})
    with pytest.raises(HTTPError, match="400"):
        urllib.request.urlopen(request)


def test_the_first_page_waits_for_no_compiler() -> None:
    """What takes seconds to import is imported when a play begins."""
    code = "import sys, detente.table.web.app, detente.table.web.starting; "
    code += "print(sorted({'numba', 'pandas', 'scipy', 'xarray', 'duckdb', 'altair'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
