"""The umpire's page: it sees everything, stops the clock, lets things happen, tells things, and takes the log away."""

from __future__ import annotations

import csv
import json
from typing import Any

from support.browser import Served, a_person, accessibility_faults
from support.hostile import MOLE, PRIVATE
from support.playing import decide, sit, wait_for_menu


def test_what_an_umpire_does(browser: Any, served: Served, table_number: int) -> None:
    with a_person(browser) as (owl, heard), a_person(browser) as (umpire, heard_by_umpire):
        umpire.set_default_timeout(60_000)
        sit(owl, served.address, table_number, ("The owl",), begin=True, name="Bo")
        wait_for_menu(owl)
        umpire.goto(served.umpires[str(table_number)])
        umpire.get_by_role("heading", name="The log").wait_for()
        assert any(word in umpire.content() for word in ("velvet", "iron"))
        assert accessibility_faults(umpire) == []

        umpire.get_by_role("button", name="Pause").click()
        owl.locator("b", has_text="Paused").wait_for()
        assert not owl.get_by_role("button", name="Decide").count()
        umpire.get_by_role("button", name="Go on").click()
        wait_for_menu(owl)
        # What is written before the section is drawn anew would be lost with it.
        umpire.get_by_role("button", name="Pause").wait_for()

        umpire.get_by_label("Reveal or tell something").fill("<b>Keep calm</b>, said the umpire")
        umpire.get_by_label("To", exact=True).select_option(label="The owl")
        umpire.get_by_role("button", name="Reveal").click()
        owl.get_by_text("<b>Keep calm</b>, said the umpire").wait_for()
        umpire.get_by_text("The owl has been told.").wait_for()

        assert umpire.locator("datalist option[value='owl plays hoot at 1']").count() == 1
        umpire.get_by_label("Let something happen").fill("mole plays nonsense")
        umpire.get_by_role("button", name="Inject").click()
        umpire.locator(".notice.bad").wait_for()
        umpire.get_by_label("Let something happen").fill("mole plays stamp at 2")
        umpire.get_by_role("button", name="Inject").click()
        umpire.get_by_text("Injected: mole plays stamp at 2").wait_for()
        decide(owl, "Hoot")
        owl.locator(".history li", has_text="shows: stamp").first.wait_for()
        assert heard.has(PRIVATE[MOLE]) == []
        assert heard.complaints == heard_by_umpire.complaints == []
        _take_the_log(umpire)


def _take_the_log(umpire: Any) -> None:
    with umpire.expect_download() as told:
        umpire.get_by_role("link", name="Log as JSON").click()
    rows = json.loads(told.value.path().read_text(encoding="utf-8"))
    assert {"pause", "resume", "reveal", "inject", "move"} <= {row["kind"] for row in rows}
    assert all(row["stamp"] for row in rows if row["kind"] == "inject")
    with umpire.expect_download() as told:
        umpire.get_by_role("link", name="Log as CSV").click()
    table = list(csv.DictReader(told.value.path().read_text(encoding="utf-8").splitlines()))
    assert [row["act"] for row in table] == [row["act"] for row in rows]
    with umpire.expect_download() as told:
        umpire.get_by_role("link", name="Save the play").click()
    assert json.loads(told.value.path().read_text(encoding="utf-8"))["chairs"] == {"owl": "Bo"}
