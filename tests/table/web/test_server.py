"""What lies below all pages."""

from __future__ import annotations

import logging
import re
import sys

import pytest

from detente.table.web.server import HEADERS, POLICY, keep_terminal
from detente.table.web.style import style_sheet


def test_the_policy_names_no_other_machine() -> None:
    assert not re.search(r"https?:|\*", POLICY)
    assert {"default-src 'self' data: blob:", "frame-ancestors 'none'", "object-src 'none'"} <= set(POLICY.split("; "))
    assert HEADERS["Referrer-Policy"] == "no-referrer"


def test_the_style_asks_for_nothing() -> None:
    assert ".bench" in style_sheet()
    assert not re.search(r"url\(|@import|https?:", style_sheet())


def test_what_others_ask_for_controls_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """`GET /%1b]0;title%07` would set the title of the window in which the server runs."""
    handler = logging.StreamHandler(sys.stderr)
    logger = logging.getLogger("nicegui")
    logger.addHandler(handler)
    keep_terminal()
    try:
        logger.warning("http://127.0.0.1/%s not found", "\x1b]0;title\x07\u202e")
    finally:
        logger.removeHandler(handler)
    assert "http://127.0.0.1/?]0;title?? not found" in capsys.readouterr().err
