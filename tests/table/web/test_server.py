"""What lies below all pages."""

from __future__ import annotations

import re

from detente.table.web.server import HEADERS, POLICY
from detente.table.web.style import style_sheet


def test_the_policy_names_no_other_machine() -> None:
    assert not re.search(r"https?:|\*", POLICY)
    assert {"default-src 'self' data: blob:", "frame-ancestors 'none'", "object-src 'none'"} <= set(POLICY.split("; "))
    assert HEADERS["Referrer-Policy"] == "no-referrer"


def test_the_style_asks_for_nothing() -> None:
    assert ".bench" in style_sheet()
    assert not re.search(r"url\(|@import|https?:", style_sheet())
