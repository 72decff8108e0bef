"""A program of its own that draws: Vega-Lite as JSON from standard input, SVG as JSON to standard output.

With `--png` it reads SVG texts instead, and writes PNG pictures as base64. The drawing engine is that of a browser. It
reserves tens of gigabytes of addresses, and where it does not get them it ends its whole process, which is why that
process has nothing else to do (`pictures.py`).
"""

from __future__ import annotations

import base64
import json
import sys

SCALE = 2.0
"""Pixels of a PNG for each unit of its SVG: sharp in print at the size it has on a page."""


def draw(charts: str) -> str:
    """A JSON list of SVG texts, one for each chart of a JSON list."""
    import vl_convert

    return json.dumps([vl_convert.vegalite_to_svg(chart, show_warnings=False) for chart in json.loads(charts)])


def paint(pictures: str) -> str:
    """A JSON list of PNG pictures as base64, one for each SVG text of a JSON list."""
    import vl_convert

    return json.dumps(
        [base64.b64encode(vl_convert.svg_to_png(svg, scale=SCALE)).decode("ascii") for svg in json.loads(pictures)]
    )


if __name__ == "__main__":
    sys.stdout.write((paint if "--png" in sys.argv[1:] else draw)(sys.stdin.read()))
