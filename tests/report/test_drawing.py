"""The drawing program, called as a program."""

from __future__ import annotations

import base64
import json
import subprocess
import sys
from xml.etree import ElementTree

import pytest

from detente.report import drawing

BARS = {"data": {"values": [{"a": "é", "b": 1}]}, "mark": "bar", "encoding": {"x": {"field": "a"}, "y": {"field": "b"}}}


def test_it_draws_every_chart_that_it_reads() -> None:
    command = [sys.executable, "-P", drawing.__file__]
    done = subprocess.run(command, input=json.dumps([BARS, BARS]).encode(), capture_output=True, check=True)
    first, second = json.loads(done.stdout)
    assert first == second
    assert "é" in "".join(ElementTree.fromstring(first).itertext())


def test_what_is_no_chart_is_an_error() -> None:
    with pytest.raises(ValueError, match="failed"):
        drawing.draw(json.dumps([{"mark": 3}]))


def test_it_paints_every_svg_that_it_reads() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="5"><rect width="9" height="4"/></svg>'
    (picture,) = json.loads(drawing.paint(json.dumps([svg])))
    data = base64.b64decode(picture)
    assert data.startswith(b"\x89PNG")
    assert (int.from_bytes(data[16:20]), int.from_bytes(data[20:24])) == (20, 10)  # twice as many pixels as units
