"""The templates of this room, filled in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import jinja2
from markupsafe import Markup

from detente.claims.numbers import format_plain, format_share
from detente.report.words import in_words


def render_template(template: str, context: Mapping[str, Any]) -> Markup:
    """A template of this folder with its words filled in: HTML text, which other templates take as it is."""
    return Markup(_environment().get_template(template).render(context))


@cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("detente.report", ""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"words": in_words, "share": format_share, "plain": format_plain}
    return environment
