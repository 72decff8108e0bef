"""Quotations are found in a text whatever the form of its marks, and its sentences show the verdict on them."""

from __future__ import annotations

import pytest

from detente.report.parts.source_text import find_quotation, show_text, simplify
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load
from support.estimated import claim, with_claims

TEXT = "The Start\n\nHe said: “War is\u00a0coming.” Nobody’s army moved.\n\nPeace came — at last.\n"


@pytest.mark.parametrize(
    ("quote", "found"),
    [
        ('"War is coming."', ["War is\u00a0coming."]),
        ("nobody's   army moved", ["Nobody’s army moved"]),
        ("War is coming … at last.", ["War is\u00a0coming", "at last."]),
        ("Peace came - at last", ["Peace came — at last"]),
        ("Peace is coming", []),
        ("at last … War is coming", []),
    ],
)
def test_where_a_quotation_stands(quote: str, found: list[str]) -> None:
    spans = find_quotation(quote, simplify(TEXT))
    assert [TEXT[start:stop] for start, stop in spans] == found


def test_the_page_of_a_text() -> None:
    first, second = claim("a", quote="War is coming."), claim("b", "fails", quote="is coming.")
    lost = claim("gone_astray", quote="Never written.")
    scenario = with_claims(load(TEMPLATE), ("a", "The Start", False))
    shown = show_text(TEXT, "", [first, second, lost], scenario)
    assert (shown["num_quoted"], shown["missing"]) == (2, ["gone astray"])
    heading, sentence, _ = shown["paragraphs"]
    assert (heading["is_heading"], sentence["is_heading"]) == (True, False)
    assert (
        "".join(piece["text"] for piece in sentence["pieces"]) == "He said: “War is\u00a0coming.” Nobody’s army moved."
    )
    pieces = [(piece["text"], piece["class"], [each["id"] for each in piece["ending"]]) for piece in sentence["pieces"]]
    assert pieces == [
        ("He said: “", "", []),
        ("War ", "holds", []),
        ("is\u00a0coming.", "fails", ["a", "b"]),
        ("” Nobody’s army moved.", "", []),
    ]
