"""Sliders: the page's script computes what the emulator says, and nothing that a scenario names can end it."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from detente.analysis.emulation import EmulatedClaim, EmulatedNumber, Emulator
from detente.report.parts.sliders import show_sliders
from detente.report.templates import render_template

NUMBERS = (EmulatedNumber("doubt", 0.0, 1.0, 0.75), EmulatedNumber("cost", 0.0, 2.0, 1.0))
# 0.3 + 0.2 z1 − 0.1 z1² + 0.4 z1 z2, at z1 = 0.5 and z2 = 0: 0.375; its leverage there is 1 + 0.25.
CLAIM = EmulatedClaim(
    "it_holds",
    True,
    False,
    (0.3, 0.2, 0.0, -0.1, 0.0, 0.4),
    tuple(tuple(float(i == j and i < 2) for j in range(6)) for i in range(6)),
    2.0,
    0.01,
    0.9,
    0.2,
    ">",
    0.38,
    40,
)
EMULATOR = Emulator(NUMBERS, (CLAIM, replace(CLAIM, claim="unknown_one", explained=0.1)), 3)
CHROMIUM = shutil.which("chromium")


def page(emulator: Emulator) -> str:
    return str(render_template("sliders.html.jinja", {"sliders": show_sliders(emulator)}))


def test_nothing_to_show() -> None:
    assert show_sliders(None) is None
    assert show_sliders(replace(EMULATOR, claims=(replace(CLAIM, explained=0.4),))) is None


def test_what_it_does_not_know_is_said() -> None:
    text = page(EMULATOR)
    assert "explains less than half of how they differ between worlds: unknown one." in text
    assert 'id="emulated-0"' in text
    assert 'id="emulated-1"' not in text


def test_no_name_ends_the_script() -> None:
    text = page(replace(EMULATOR, numbers=(replace(NUMBERS[0], name="</script><b>"), NUMBERS[1])))
    assert text.count("</script>") == 1
    assert "<b>" not in text


@pytest.mark.skipif(CHROMIUM is None, reason="needs a browser")
@pytest.mark.parametrize(
    ("claim", "row"),
    [
        (CLAIM, ["it holds", "holds", "37.5 % ± 2.9 %", "38.0 %", "90 %"]),
        (replace(CLAIM, threshold=0.36), ["it holds", "too close to say", "37.5 % ± 2.9 %", "38.0 %", "90 %"]),
        (replace(CLAIM, threshold=0.6), ["it holds", "fails", "37.5 % ± 2.9 %", "38.0 %", "90 %"]),
        (replace(CLAIM, most_leverage=1.2), ["it holds", "does not know", "37.5 % ± 2.9 %", "38.0 %", "90 %"]),
    ],
)
def test_the_script_computes_the_polynomial(claim: EmulatedClaim, row: list[str], tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    text = page(replace(EMULATOR, claims=(claim,)))
    file.write_text(f'<!doctype html><meta charset="utf-8"><body>{text}</body>', encoding="utf-8")
    command = [str(CHROMIUM), "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={tmp_path / 'profile'}"]
    done = subprocess.run([*command, "--dump-dom", file.as_uri()], capture_output=True, text=True, check=True)
    found = re.search(r'<tr id="emulated-0".*?</tr>', done.stdout, re.DOTALL)
    assert found is not None
    cells = re.findall(r"<td.*?</td>", found[0], re.DOTALL)
    assert [re.sub(r"<.*?>", "", cell) for cell in cells] == row
