"""The style sheet of all pages: the report's, so that both look alike, and after it what only the table has."""

from __future__ import annotations

from functools import cache
from importlib import resources

ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#1f2328"/>'
    '<circle cx="11" cy="16" r="5" fill="none" stroke="#f6f4ef" stroke-width="2.5"/>'
    '<circle cx="21" cy="16" r="5" fill="#f6f4ef"/></svg>'
)


@cache
def style_sheet() -> str:
    """The CSS of every page."""
    report = resources.files("detente.report").joinpath("style.css").read_text(encoding="utf-8")
    own = resources.files("detente.table.web")
    return report + "".join(own.joinpath(name).read_text(encoding="utf-8") for name in ("table.css", "bench.css"))
