"""The first page: whoever is slow sees that a chair has gone, and who chooses none is told so."""

from __future__ import annotations

import signal
import urllib.request
from typing import Any

from support.browser import Served, a_person, accessibility_faults
from support.playing import sit

WIDTHS = (390, 820, 1280)


def test_taking_a_chair(browser: Any, served: Served, table_number: int) -> None:
    with a_person(browser) as (slow, heard), a_person(browser) as (quick, _):
        slow.set_default_timeout(60_000)
        slow.goto(served.address)
        section = slow.locator("section.place").nth(table_number - 1)
        section.get_by_label("The owl").wait_for()
        assert accessibility_faults(slow) == []
        for width in WIDTHS:
            slow.set_viewport_size({"width": width, "height": 900})
            assert slow.evaluate("document.documentElement.scrollWidth") <= width
        for box in section.get_by_role("checkbox").all():
            box.uncheck()
        section.get_by_role("button", name="Sit down and wait").click()
        slow.get_by_text("Choose a chair first.").wait_for()
        sit(quick, served.address, table_number, ("The owl",), begin=False, name="Bo")
        section.get_by_text("The owl: Bo").wait_for()
        assert section.get_by_role("checkbox").count() == 1
        # Who leaves the chair makes it free again.
        quick.get_by_role("button", name="Leave the chair").click()
        section.get_by_label("The owl").wait_for()
        assert heard.complaints == []


def test_a_browser_that_leaves_while_it_is_written_to_ends_no_server(served: Served) -> None:
    """The system then sends a signal, which would end a process that does not ask for anything else."""
    served.process.send_signal(signal.SIGPIPE)
    for _ in range(2):
        with urllib.request.urlopen(served.address) as page:
            assert page.status == 200
    assert served.process.poll() is None
