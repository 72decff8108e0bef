"""The text of a source as a page, with the verdict on every sentence beside it.

A quotation is found where the text has the same words; the form of quotation marks, apostrophes, dashes and spaces, and
capital letters, do not count. What `…` leaves out may be anything, as long as the parts follow each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from detente.claims.verdict import Verdict
from detente.report.parts.numbers import cite
from detente.report.parts.verdicts import style_of
from detente.report.words import in_words
from detente.scenario.model import Scenario

_SAME = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "–": "-", "—": "-"})
_LEFT_OUT = re.compile(r"\s*(?:\[…\]|…|\.\.\.)\s*")

Span = tuple[int, int]


@dataclass(frozen=True)
class Plain:
    """A text with what does not count taken away. places: of every character that is left, in the text."""

    letters: str
    places: tuple[int, ...]


def simplify(text: str) -> Plain:
    """The text with one form of every mark, single spaces and small letters."""
    letters: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        small = sign.translate(_SAME).lower()
        if sign.isspace():
            small = "" if letters and letters[-1] == " " else " "
        # A capital letter may have a small one of two characters; one place is enough for both.
        letters += small
        places += [place] * len(small)
    return Plain("".join(letters), tuple(places))


def find_quotation(quote: str, text: Plain) -> tuple[Span, ...]:
    """Where the parts of a quotation stand in a text, from the first character to behind the last; () if nowhere."""
    spans: list[Span] = []
    start = 0
    for part in _LEFT_OUT.split(quote):
        words = simplify(part).letters.strip().strip('"').strip()
        if not words:
            continue
        found = text.letters.find(words, start)
        if found < 0:
            return ()
        start = found + len(words)
        spans.append((text.places[found], text.places[start - 1] + 1))
    return tuple(spans)


@dataclass
class _Mark:
    """A piece of the text and the claims that quote it; those that end there."""

    text: str
    claims: list[Verdict] = field(default_factory=list)
    ending: list[Verdict] = field(default_factory=list)


def show_text(text: str, source: str, claims: Sequence[Verdict], scenario: Scenario) -> dict[str, Any]:
    """The paragraphs of a text, in pieces, each with the style of the verdict on it and links to the claims.

    Args:
        source: whose text it is, a key of `sources`, or "" where nobody says.
    """
    plain = simplify(text)
    found = {claim.id: find_quotation(claim.quote, plain) for claim in claims}
    quoted = [claim for claim in claims if found[claim.id]]
    missing = [claim for claim in claims if not found[claim.id] and claim.source in (source, None)]
    headings = {simplify(claim.section).letters.strip() for claim in scenario.claims if claim.section}
    paragraphs = []
    for match in re.finditer(r"\S.*?(?=\n|\Z)", text, re.DOTALL):
        marks = _cut(text, match.span(), [(claim, found[claim.id]) for claim in quoted])
        is_heading = simplify(match[0]).letters.strip() in headings
        paragraphs.append({"is_heading": is_heading, "pieces": [_piece(mark) for mark in marks]})
    return {
        "title": cite(scenario, source) if source else "The text",
        "id": source or "given",
        "paragraphs": paragraphs,
        "num_quoted": len(quoted),
        "missing": [in_words(claim.id) for claim in missing],
    }


def _cut(text: str, within: Span, quoted: Sequence[tuple[Verdict, tuple[Span, ...]]]) -> list[_Mark]:
    """A paragraph in pieces: a new one begins wherever a quotation begins or ends."""
    first, last = within
    ends = {end for _, spans in quoted for span in spans for end in span if first < end < last}
    edges = [first, *sorted(ends), last]
    marks = []
    for start, stop in pairwise(edges):
        over = [claim for claim, spans in quoted if any(low <= start and stop <= high for low, high in spans)]
        ending = [claim for claim, spans in quoted if spans[-1][1] == stop]
        marks.append(_Mark(text[start:stop], over, ending))
    return marks


_ORDER = ("fails", "undecided", "no visible effect", "holds")
"""Where several claims quote the same words, the colour is that of the first of these."""


def _piece(mark: _Mark) -> dict[str, Any]:
    kinds = {claim.verdict for claim in mark.claims}
    shown = next((kind for kind in _ORDER if kind in kinds), None)
    return {
        "text": mark.text,
        "class": style_of(shown) if shown is not None else "",
        "ending": [{"id": each.id, "class": style_of(each.verdict), "verdict": each.verdict} for each in mark.ending],
    }
