"""The numbers of a scenario with their ranges, reasons and sources, and the sources themselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from detente.report.words import in_words
from detente.scenario.constants import find_mentioned
from detente.scenario.model import Scenario


def show_numbers(scenario: Scenario, base: Mapping[str, float]) -> list[dict[str, Any]]:
    """Every number as it was written, with its range, its reason and its source.

    Args:
        base: the values that the model uses.
    """
    rows = []
    for entry in scenario.numbers:
        ends = [end for end in (entry.low, entry.high) if end is not None]
        written = scenario.document.get("numbers", {}).get(entry.name)
        parts = written.values() if isinstance(written, Mapping) else [written]
        values = [value for part in parts for value in (part if isinstance(part, list | tuple) else [part])]
        is_computed = bool(find_mentioned(entry.formula.tree))
        is_percent = any(re.fullmatch(r"\s*[\d.]+\s*%\s*", str(value)) for value in values)
        rows.append(
            {
                "name": in_words(entry.name),
                "base": _as_written(base[entry.name], is_percent),
                "range": " … ".join(_as_written(end, is_percent) for end in ends)
                or ("computed" if is_computed else "fact"),
                "why": entry.note.why or (entry.formula.text if is_computed else ""),
                "source": cite(scenario, entry.note.source),
                "source_id": entry.note.source or "",
                "grade": entry.grade,
            }
        )
    return rows


def _as_written(number: float, is_percent: bool) -> str:
    return (f"{100 * number:g} %" if is_percent else f"{number:g}").replace("-", "−")


def cite(scenario: Scenario, source: str | None) -> str:
    """`Alexander Baunov, 2015-05` for the id of a source."""
    if source is None:
        return ""
    entry = scenario.sources.get(source, {})
    named = [str(entry[key]) for key in ("author", "published") if entry.get(key)]
    return ", ".join(named) or in_words(source)


def show_sources(scenario: Scenario) -> list[dict[str, str]]:
    """Every source as text, with its address if that is one of a page."""
    return [{**_source(source), "id": name} for name, source in scenario.sources.items()]


def _source(source: Mapping[str, str]) -> dict[str, str]:
    text = ", ".join(str(source[key]) for key in ("author", "title", "published") if source.get(key))
    about = f" — {source['about']}" if source.get("about") else ""
    url = str(source.get("url") or "")
    # Only addresses of pages become links, so that a scenario cannot smuggle in anything else.
    return {"text": text + about, "url": url if re.match(r"https?://", url) else ""}
