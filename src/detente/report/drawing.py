"""A program of its own that draws charts: Vega-Lite as JSON from standard input, SVG as JSON to standard output.

The drawing engine is that of a browser. It reserves tens of gigabytes of addresses, and where it does not get them it
ends its whole process, which is why that process has nothing else to do (`pictures.py`).
"""

from __future__ import annotations

import json
import sys


def draw(charts: str) -> str:
    """A JSON list of SVG texts, one for each chart of a JSON list."""
    import vl_convert

    return json.dumps([vl_convert.vegalite_to_svg(chart, show_warnings=False) for chart in json.loads(charts)])


if __name__ == "__main__":
    sys.stdout.write(draw(sys.stdin.read()))
