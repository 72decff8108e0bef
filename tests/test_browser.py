"""The browser of the tests: what does not close is killed, and the next person gets another one."""

from __future__ import annotations

import os
import signal

from support.browser import a_browser, needs_browser

MARKUP = "data:text/html,<title>here</title>"


@needs_browser
def test_a_browser_that_no_longer_answers_is_replaced() -> None:
    with a_browser() as browser:
        before = browser.new_context()
        before.new_page().goto(MARKUP)
        (silent,) = browser.processes()
        os.kill(silent, signal.SIGSTOP)
        browser.close(before, seconds=1)
        assert browser.processes() == []
        after = browser.new_context()
        page = after.new_page()
        page.goto(MARKUP)
        assert page.title() == "here"
        assert browser.processes() not in ([], [silent])
        browser.close(after)
