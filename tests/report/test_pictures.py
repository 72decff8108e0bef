"""Pictures: whatever the words of a scenario are, they are words in the picture; and a page can do without pictures."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from detente.report import drawing
from detente.report.figures import Figure, choose_hues, draw_dots, draw_stacked
from detente.report.pictures import draw_pictures

# What means something to a regular expression's replacement, a format, a template, HTML, SVG, Vega or a spreadsheet.
WORDS = [
    r"US\UK \1 \g<x> \d",
    "%s %(a)s {0} {a} ${x} {{7*7}} {% raw %}",
    "<script>alert(1)</script> &amp; <b>",
    'role="x" aria-label="y" id="z" "q" \'q\'',
    "url(#a) href='#b'",
    "[bold]x[/] [/] :smile:",
    "=1+1",
    "datum.x || signal('y')",
]


def figure(words: str) -> Figure:
    rows = [{"date": "2015-05", "label": words, "share": 1.0}]
    return draw_stacked(words, words, rows, [words], choose_hues(1), as_bars=True)


SVG = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"{label}>\
<clipPath id="{name}c1" />\
<g{mark} clip-path="url(#{name}c1)" style="fill: url(#{name}c1); stroke: red"><use xlink:href="#{name}c1" />\
<text>id="c1" url(#c1) role="x"</text></g></svg>"""


def test_an_svg_says_what_it_shows_and_keeps_its_names_to_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = SVG.format(label="", name="", mark=' role="graphics-symbol" aria-label="mark"')
    path = tmp_path / "draws.py"
    path.write_text(f"import json\nprint(json.dumps([{engine!r}] * 2))", encoding="utf-8")
    monkeypatch.setattr(drawing, "__file__", str(path))
    drawn = draw_pictures({"f7": figure('Front <1> "high"'), "f8": figure("Back")})
    labels = "Front &lt;1&gt; &quot;high&quot;. Front &lt;1&gt; &quot;high&quot;", "Back. Back"
    assert drawn == {
        name: SVG.format(label=f' role="img" aria-label="{label}"', name=f"{name}-", mark="")
        for name, label in zip(("f7", "f8"), labels, strict=True)
    }


def test_words_of_a_scenario_are_words_in_the_picture() -> None:
    names = [f"f{number}" for number in range(len(WORDS))]
    drawn = draw_pictures({name: figure(words) for name, words in zip(names, WORDS, strict=True)})
    plain = ElementTree.fromstring(draw_pictures({"f": figure("plain")})["f"])
    for name, words in zip(names, WORDS, strict=True):
        root = ElementTree.fromstring(drawn[name])
        assert root.get("aria-label") == f"{words}. {words}"
        texts = [" ".join((element.text or "").split()) for element in root.iter() if element.text]
        assert words in texts
        assert [element.tag for element in root.iter()] == [element.tag for element in plain.iter()]


def test_policies_are_words_too() -> None:
    rows = [{"policy": words, "value": 1.0, "low": 0.5, "high": 1.5} for words in WORDS]
    drawn = draw_pictures({"f": draw_dots("Peace", "", rows, None, is_share=False)})["f"]
    texts = {element.text for element in ElementTree.fromstring(drawn).iter()}
    short = [words for words in WORDS if len(words) < 25]
    assert len(short) > 3
    assert set(short) <= texts


def test_characters_that_xml_does_without_are_replaced() -> None:
    drawn = draw_pictures({"f": figure("a\x1b[31m\ud800")})["f"]
    assert "a\ufffd[31m\ufffd" in {element.text for element in ElementTree.fromstring(drawn).iter()}


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("import os, signal\nos.kill(os.getpid(), signal.SIGABRT)", f"signal {signal.SIGABRT.value}"),
        ("raise MemoryError('no room')", "code 1: MemoryError: no room"),
        ("print('half of')", "Expecting value"),
    ],
)
def test_a_drawing_program_that_dies_is_a_warning(
    program: str, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "dies.py"
    path.write_text(program, encoding="utf-8")
    monkeypatch.setattr(drawing, "__file__", str(path))
    with pytest.warns(UserWarning, match="could not be drawn") as caught:
        assert draw_pictures({"f": figure("Front")}) == {}
    assert reason in str(caught[0].message)


def test_no_program_is_a_warning_and_no_figure_needs_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with pytest.warns(UserWarning, match="No such file"):
        assert draw_pictures({"f": figure("Front")}) == {}
    assert draw_pictures({}) == {}


@pytest.mark.skipif(sys.platform != "linux", reason="address space is limited otherwise elsewhere")
def test_little_address_space_ends_the_program_alone() -> None:
    limited = (
        "import resource, warnings, sys\n"
        "from detente.report.figures import draw_line\n"
        "from detente.report.pictures import draw_pictures\n"
        "resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))\n"
        "rows = [{'date': '1', 'value': 1.0}]\n"
        "print(draw_pictures({'f': draw_line('x', 'y', rows)}))\n"
    )
    done = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True, check=True)
    assert done.stdout == "{}\n"
    assert "ulimit -v" in done.stderr
