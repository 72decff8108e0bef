"""The kinds of single values: what each takes, and what it says of anything else."""

from __future__ import annotations

import pytest

from detente.scenario.keys.entry import Entry, Named, key
from detente.scenario.keys.values import (
    Afterwards,
    BeliefPoints,
    Better,
    Certainty,
    Effects,
    Levels,
    NumWorlds,
    Placed,
    Range,
    Step,
    Whole,
    YesOrNo,
    number_of,
)
from detente.scenario.model import MOST_BELIEF_POINTS, MOST_WORLDS
from detente.scenario.positions import Where
from detente.scenario.tree import Scalar, plant
from support.keys import read_entry


class Kinds(Entry):
    afterwards: Afterwards | None = key("")
    better: Better | None = key("")
    certainty: Certainty | None = key("")
    effects: Effects | None = key("")
    levels: Levels | None = key("")
    points: BeliefPoints | None = key("")
    range: Range | None = key("")
    step: Step | None = key("")
    whole: Whole | None = key("")
    worlds: NumWorlds | None = key("")
    yes: YesOrNo | None = key("", name="is so")


def plain(value: object) -> object:
    """The value without its places."""
    if isinstance(value, Placed):
        return value.value
    if isinstance(value, Scalar):
        return value.text
    if isinstance(value, Named):
        return {name: plain(entry) for name, entry in value.entries.items()}
    return [plain(each) for each in value] if isinstance(value, tuple) else value


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("is so: yes", "yes", True),
        ("is so: false", "yes", False),
        ("whole: -3", "whole", -3),
        (f"points: {MOST_BELIEF_POINTS}", "points", MOST_BELIEF_POINTS),
        ("points: 3", "points", 3),
        (f"worlds: {MOST_WORLDS}", "worlds", MOST_WORLDS),
        ("certainty: 87.5%", "certainty", 0.875),
        ("levels: [low, high]", "levels", ["low", "high"]),
        ("effects: front up", "effects", ["front up"]),
        ("effects: [front up, aid down]", "effects", ["front up", "aid down"]),
        ("range: [5%, 3]", "range", (0.05, 3.0)),
        ("step: quarter", "step", "quarter"),
        ("better: less", "better", "less"),
        ("afterwards: nothing", "afterwards", "nothing"),
        ("afterwards: {ann: 2 * front}", "afterwards", {"ann": "2 * front"}),
    ],
)
def test_what_is_allowed(text: str, field: str, value: object) -> None:
    entry, mistakes = read_entry(Kinds, text)
    assert mistakes == []
    assert plain(getattr(entry, field)) == value


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("is so: 1", "yes or no is needed here, not '1'"),
        ("whole: true", "a whole number is needed here, not 'True'"),
        ("whole: 3.0", "a whole number is needed here, not '3.0'"),
        ("points: 2", f"a whole number from 3 to {MOST_BELIEF_POINTS:,} is needed here, not '2'"),
        (f"worlds: {MOST_WORLDS + 1}", f"a whole number from 1 to {MOST_WORLDS:,} is needed here"),
        ("certainty: 50%", "a probability above 50% and below 1 is needed here, not '50%'"),
        ("certainty: 1", "a probability above 50% and below 1 is needed here, not '1'"),
        ("levels: []", "a list of names is needed here; this one is empty"),
        ("levels: [low, 2]", "a level is a word that begins with a letter, not '2'"),
        ("range: [1]", "a range has two ends, [low, high]; this list has 1"),
        ("range: [a, 2]", "the ends of a range are numbers, such as 3, 0.25 or 5%, not 'a'"),
        ("step: monht", "week or month or quarter or year is needed here, not 'monht' — did you mean 'month'?"),
        ("afterwards: [1]", "'nothing', 'the last … repeats', or a mapping 'actor: expression' is needed here"),
    ],
)
def test_what_is_not(text: str, message: str) -> None:
    (mistake,) = read_entry(Kinds, text)[1]
    assert mistake.startswith(message)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (3, 3.0),
        (0.25, 0.25),
        ("12.5%", 0.125),
        ("-.5%", -0.005),
        ("5 %", 0.05),
        ("99.9%", 0.999),
        ("x", None),
        (True, None),
        ([1], None),
    ],
)
def test_numbers_and_percentages(value: object, number: float | None) -> None:
    assert number_of(plant(value, Where("f", 1, 1, "file"))) == number
