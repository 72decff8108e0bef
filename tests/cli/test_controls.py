"""Text that reaches a terminal controls nothing there."""

from __future__ import annotations

import json
import unicodedata

import pytest

from detente.cli.controls import json_without_controls, without_controls

DIRECTIONS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]
CONTROLS = [
    chr(code) for code in range(0x110000) if unicodedata.category(chr(code)) == "Cc" and chr(code) not in "\t\n"
]


HALVES = ["\ud800", "\udce9", "\udfff"]


@pytest.mark.parametrize("sign", [*CONTROLS, *DIRECTIONS, *HALVES], ids=lambda sign: f"{ord(sign):x}")
def test_what_controls_is_written_out(sign: str) -> None:
    shown = without_controls(f"a{sign}b")
    assert shown.isprintable()
    assert shown != "ab"
    assert json_without_controls(f'"a{sign}b"').isprintable()
    document = json.dumps(f"a{sign}b", ensure_ascii=False)
    assert json.loads(json_without_controls(document)) == f"a{sign}b"


def test_all_else_stays() -> None:
    text = "𝔇 Détente — “x” λ\t\n\\x1b שלום 🙂"
    assert without_controls(text) == text
    assert json_without_controls(text) == text
