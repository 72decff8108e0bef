"""Templates escape what they are given, refuse what they are not, and give text that others take as it is."""

from __future__ import annotations

import jinja2
import pytest
from markupsafe import Markup

from detente.report.templates import render_template

SECTION = {"id": "a", "title": "<b>", "lead": "", "sentences": (), "tables": (), "figures": (), "notes": ()}


def test_what_is_given_is_escaped_once() -> None:
    text = render_template("section.html.jinja", {"section": SECTION, "heading": 3})
    assert isinstance(text, Markup)
    assert "<h3>&lt;b&gt;</h3>" in text


def test_what_is_missing_is_an_error() -> None:
    with pytest.raises(jinja2.UndefinedError):
        render_template("section.html.jinja", {})
