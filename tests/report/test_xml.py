"""Text as XML can hold it."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from detente.report.xml import printable


@pytest.mark.parametrize("code", [0x00, 0x07, 0x0B, 0x1F, 0xD800, 0xFFFE, 0xFFFF])
def test_what_xml_does_without_is_replaced(code: int) -> None:
    assert printable(f"a{chr(code)}b") == "a\ufffdb"


@pytest.mark.parametrize("code", [0x09, 0x0A, 0x20, 0xE9, 0xD7FF, 0xE000, 0xFFFD, 0x10000, 0x10FFFF])
def test_all_else_stays_and_can_be_read(code: int) -> None:
    assert printable(chr(code)) == chr(code)
    assert ElementTree.fromstring(f"<a>{chr(code)}</a>").text == chr(code)
