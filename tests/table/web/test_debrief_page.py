"""The debrief's page: what would have happened, a thousand times or by hand; and nothing of it before the end."""

from __future__ import annotations

import json
import urllib.request
from typing import Any
from urllib.error import HTTPError

import pytest

from support.browser import Served, a_person
from support.playing import decide, sit, wait_for_menu


def test_going_on_from_a_moment(browser: Any, served: Served, table_number: int) -> None:
    with a_person(browser) as (owl, heard):
        sit(owl, served.address, table_number, ("The owl",), begin=True, name="Bo")
        wait_for_menu(owl)
        token = owl.url.rsplit("/", 1)[1]
        with urllib.request.urlopen(f"{served.address}debrief/{token}") as early:
            assert "Not over yet" in early.read().decode()
        with pytest.raises(HTTPError, match="404"):
            urllib.request.urlopen(f"{served.address}log/{token}/log.csv")
        for _ in range(3):
            wait_for_menu(owl)
            decide(owl, "Hoot")
        owl.get_by_role("link", name="Read the debrief").click()
        owl.get_by_role("heading", name="Every move beside the equilibrium").wait_for()
        with owl.expect_download() as told:
            owl.get_by_role("link", name="The debrief as JSON").click()
        debrief = json.loads(told.value.path().read_text(encoding="utf-8"))
        moves = owl.locator("article.move")
        assert moves.count() == len(debrief["moves"]) == 3

        ways = moves.nth(1).locator("details.ways")
        ways.locator("summary").first.click()
        ways.get_by_label("Plays").select_option("100")
        ways.get_by_role("button", name="Replay from here").click()
        ways.get_by_text("Where 100 plays from here end").wait_for()
        shares = ways.locator("table").first.locator("td.number").all_inner_texts()
        # The levels of one variable, of a hundred plays: whole percentages that add up to all of them.
        assert sum(round(float(share.rstrip("\u00a0%"))) for share in shares) == 100

        # Every move can be gone on from, those of the mole, which nobody played, among them.
        any_moment = owl.locator("div.ways")
        assert any_moment.get_by_label("Before").locator("option").count() == 9
        any_moment.get_by_label("Before").select_option("5")
        any_moment.get_by_label("Plays").select_option("100")
        any_moment.get_by_role("button", name="Replay from this moment").click()
        any_moment.get_by_text("Where 100 plays from here end").wait_for()

        ways.get_by_role("button", name="Go on from here by hand").click()
        owl.wait_for_url("**/seat/**")
        assert not owl.url.endswith(token)
        wait_for_menu(owl)
        assert "Round 2" in owl.locator("ul.tally").inner_text()
        assert heard.complaints == []
        with pytest.raises(HTTPError, match="404"):
            urllib.request.urlopen(f"{served.address}log/{token}/table.json")
