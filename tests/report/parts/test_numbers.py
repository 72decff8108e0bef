"""Numbers as they were written, and sources that only pages of the web are links of."""

from __future__ import annotations

from dataclasses import replace

from detente.report.parts.numbers import cite, show_numbers, show_sources
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load, loads

SCENARIO = load(TEMPLATE)


def test_ranges_reasons_and_sources() -> None:
    burden, risk = show_numbers(SCENARIO, {"burden": 0.6, "risk": 0.5})
    assert (burden["base"], burden["range"], burden["source"]) == ("0.6", "0.2 … 1", "An observer, 2015-05")
    assert risk["why"] == "the chance that an offensive succeeds"


def test_what_is_computed_is_no_fact() -> None:
    text = """
crisis: C
calendar: {rounds: 1}
state: {line: {scale: [lost, held], starts: held}}
numbers:
  whole: {value: 10 %, why: so}
  half: whole / 2
actors: {ann: {wants: {x: half}}}
each round:
  - ann decides: {wait: {}, leave: {then: line = lost}}
"""
    whole, half = show_numbers(loads(text), {"whole": 0.1, "half": 0.05})
    assert (whole["base"], whole["range"]) == ("10 %", "fact")
    assert (half["range"], half["why"]) == ("computed", "whole / 2")


def test_citations() -> None:
    assert cite(SCENARIO, None) == ""
    assert cite(SCENARIO, "who_knows") == "who knows"


def test_only_addresses_of_pages_are_links() -> None:
    sources = {"a": {"title": "A", "url": "javascript:x"}, "b": {"title": "B", "url": "https://b.org", "about": "so"}}
    assert show_sources(replace(SCENARIO, sources=sources)) == [
        {"text": "A", "url": "", "id": "a"},
        {"text": "B — so", "url": "https://b.org", "id": "b"},
    ]
