"""Claims are shown section by section of the text."""

from __future__ import annotations

from detente.report.parts.verdicts import list_by_standing, show_verdict, show_verdicts, style_of
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load
from support.estimated import claim, robust, with_claims

SCENARIO = load(TEMPLATE)


def test_sections_in_the_order_of_the_file() -> None:
    scenario = with_claims(SCENARIO, ("a", "", False), ("b", "Two", False), ("c", "Two", False))
    shown = show_verdicts([claim("a"), claim("b"), claim("c")], scenario)
    assert [(each["title"], [row["id"] for row in each["claims"]]) for each in shown] == [
        ("", ["a"]),
        ("Two", ["b", "c"]),
    ]


def test_a_verdict_that_worlds_do_not_share_is_marked() -> None:
    assert show_verdict(robust(claim("a"), 5, 5), SCENARIO)["disagrees"]
    assert not show_verdict(robust(claim("a"), 10, 0), SCENARIO)["disagrees"]


def test_claims_by_verdict_with_what_takes_from_it() -> None:
    listed = list_by_standing([claim("a", "fails"), claim("b"), claim("c", at_random="holds"), claim("d")])
    assert [(kind["name"], kind["style"], [each.id for each in own]) for kind, own in listed] == [
        ("holds", "holds", ["b", "d"]),
        ("holds, as at base rates", "holds", ["c"]),
        ("fails", "fails", ["a"]),
    ]


def test_styles() -> None:
    assert style_of("no visible effect") == "no-visible-effect"
