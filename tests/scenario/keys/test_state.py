"""Which keys of sources, calendars, variables and numbers go together."""

from __future__ import annotations

import pytest

from detente.scenario.keys.state import CalendarKeys, NumberKeys, SourceKeys, VariableKeys
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import loads
from support.keys import read_entry

ONE = "a variable needs one of 'one of: [a, b]', 'scale: [a, b]' and 'from: 0, to: 5'"
EITHER = "a number needs one of 'value' (a fact), 'range: [low, high]' and 'one of: [a, b]' (judgements)"
GRADES = "a grade is a letter from A to F (how reliable the source is) and a digit from 1 to 6 (how credible)"
SHAPES = "uniform or triangular or normal or beta or log is needed here, not '0.5'"


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("{from: 2015-05, to: 2015-06}", []),
        ("{rounds: 3}", []),
        ("{from: 2015-05}", ["a calendar needs 'from' and 'to', or 'rounds'"]),
        ("{rounds: endless, goes on for: 3 rounds}", ["an endless crisis has no last round to go on after"]),
        ("{rounds: 3, step: month, to: 2015-06}", [f"a calendar of rounds has no '{word}'" for word in ("to", "step")]),
    ],
)
def test_calendars(text: str, mistakes: list[str]) -> None:
    assert read_entry(CalendarKeys, text)[1] == mistakes


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("{one of: [a, b], starts: a}", []),
        ("{from: 0, to: 5, starts: 2}", []),
        ("{starts: a}", [ONE]),
        ("{one of: [a], scale: [b], starts: a}", [ONE]),
        ("{scale: [b], to: 3, starts: b}", [ONE]),
        ("{from: 0, starts: 0}", ["a variable of numbers needs both 'from' and 'to'"]),
        ("{one of: [a]}", ["missing 'starts'"]),
    ],
)
def test_variables(text: str, mistakes: list[str]) -> None:
    assert read_entry(VariableKeys, text)[1] == mistakes


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("{value: 3}", []),
        ("{range: [0, 1], base: 0.2}", []),
        ("{why: so}", [EITHER]),
        ("{value: 3, range: [0, 1]}", [EITHER]),
        ("{value: 3, base: 2}", ["'base' belongs to a 'range'"]),
        ("{value: 3, prior: 0.5}", [SHAPES]),
        ("{range: [0, 1], source: report, grade: B2}", []),
        ("{range: [0, 1], grade: B2}", ["a grade is that of a source; give the 'source' beside it"]),
        ("{value: 3, source: report, grade: b2}", [f"{GRADES}, such as B2, not 'b2' — did you mean 'B2'?"]),
        ("{value: 3, source: report, grade: G7}", [f"{GRADES}, such as B2, not 'G7'"]),
        ("{value: 3, source: report, grade: 2}", [f"{GRADES}, such as B2, not '2'"]),
    ],
)
def test_numbers(text: str, mistakes: list[str]) -> None:
    assert read_entry(NumberKeys, text)[1] == mistakes


def test_a_source_has_its_texts_in_file_order() -> None:
    source, mistakes = read_entry(SourceKeys, "{published: 2015-08, author: A. Baunov, url: }")
    assert mistakes == []
    assert list(source.texts().items()) == [("published", "2015-08"), ("author", "A. Baunov")]


def test_a_variable_is_called_by_its_name_or_as_the_file_says() -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    front = next(each for each in loads(text).variables if each.name == "front")
    called = loads(text.replace("  front: {", "  front: {called: The line, ", 1)).variables
    assert front.title == "front"
    assert next(each for each in called if each.name == "front").title == "The line"
