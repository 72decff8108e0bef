"""Figures -> SVG that a page can hold: accessible, with names of its own, without script and network."""

from __future__ import annotations

import base64
import json
import re
import signal
import subprocess
import sys
import warnings
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree

from detente.report import drawing
from detente.report.figures import Figure
from detente.report.xml import printable

_SVG, _XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
ElementTree.register_namespace("", _SVG)
ElementTree.register_namespace("xlink", _XLINK)

NOT_DRAWN = "This figure could not be drawn."
"""What a page has in the place of a picture that is missing."""


def draw_pictures(figures: Mapping[str, Figure]) -> dict[str, str]:
    """The SVG of every figure, by a name that no other figure of the page has.

    Where the drawing program fails, for instance because memory is short, there is a warning, and no picture at all.
    """
    if not figures:
        return {}
    drawn, reason = _ask([_printable(figure.chart.to_dict()) for figure in figures.values()])
    if reason:
        warnings.warn(
            f"The figures of the page could not be drawn, and are left out; all else is there ({reason}).", stacklevel=2
        )
        return {}
    return {
        name: _fitted(text, name, _printable(f"{figure.title}. {figure.description}"))
        for (name, figure), text in zip(figures.items(), drawn, strict=True)
    }


def paint_pictures(pictures: Mapping[str, str]) -> dict[str, bytes]:
    """PNG pictures of SVG texts, by their names.

    Raises:
        OSError: the drawing program fails; the message has the reason.
    """
    painted, reason = _ask(list(pictures.values()), "--png")
    if reason:
        raise OSError(f"the figures could not be drawn: {reason}")
    return {name: base64.b64decode(text) for name, text in zip(pictures, painted, strict=True)}


def _ask(wanted: list[Any], *options: str) -> tuple[list[str], str]:
    """What the drawing program makes of a list, or why it makes nothing."""
    try:
        # -P: the folder of the program is not one to import from. Escaped JSON has the same bytes in every encoding.
        done = subprocess.run(
            [sys.executable, "-P", drawing.__file__, *options],
            input=json.dumps(wanted).encode("ascii"),
            capture_output=True,
            check=False,
        )
        reason = _failure(done)
        return ([], reason) if reason else (json.loads(done.stdout), "")
    except (OSError, ValueError, MemoryError) as error:
        return [], str(error) or type(error).__name__


def _printable(value: Any) -> Any:
    """The value with characters replaced that XML does without, and the engine dies of."""
    if isinstance(value, dict):
        return {key: _printable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_printable(each) for each in value]
    return printable(value) if isinstance(value, str) else value


def _failure(done: subprocess.CompletedProcess[bytes]) -> str:
    """Why the drawing program failed; empty if it did not."""
    if done.returncode == 0:
        return ""
    if done.returncode < 0:
        ending = f"signal {-done.returncode}, {signal.strsignal(-done.returncode)}"
        return f"the drawing program was ended by {ending}; where addresses are limited (`ulimit -v`), it needs 80 GB"
    lines = done.stderr.decode(errors="replace").strip().splitlines() or [""]
    telling = [line.strip() for line in lines if "Error" in line] or lines
    return f"the drawing program ended with code {done.returncode}: {telling[-1]}"


def _fitted(text: str, name: str, label: str) -> str:
    """The SVG with a label, and with names inside it that no other figure has.

    Attributes are changed, never text: a label of the scenario may look like an attribute.
    """
    root = ElementTree.fromstring(text)
    for element in root.iter():
        # The aria attributes of single marks would be read out one by one, thousands of them.
        element.attrib = {
            key: _renamed(key, value, name)
            for key, value in element.attrib.items()
            if key != "role" and not key.startswith("aria-")
        }
    root.attrib = {"role": "img", "aria-label": label, **root.attrib}
    return ElementTree.tostring(root, encoding="unicode")


def _renamed(key: str, value: str, name: str) -> str:
    """The value of an attribute; what it names inside the figure begins with the figure's name."""
    if key == "id":
        return f"{name}-{value}"
    if key in ("href", f"{{{_XLINK}}}href") and value.startswith("#"):
        return f"#{name}-{value[1:]}"
    return re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{name}-{found[1]})", value)
