"""The words of the workbench's page."""

from __future__ import annotations

import pytest

from detente.analysis.sliders import Slider
from detente.errors import Mistake
from detente.scenario.positions import Where
from detente.table.bench.desk import SliderState
from detente.table.web.bench_elements import TextMark
from detente.table.web.bench_parts import describe_place, hint_of, label_of, mark_of, value_in_words


@pytest.mark.parametrize(
    ("value", "is_prior", "words"),
    [
        (0.6, False, "0.6"),
        (-2.0, False, "−2"),
        (1 / 3, False, "0.333333"),
        (0.6, True, "60 %"),
        (0.0198, True, "1.98 %"),
    ],
)
def test_numbers_are_said_as_people_write_them(value: float, is_prior: bool, words: str) -> None:
    assert value_in_words(value, is_prior=is_prior) == words


def test_names_in_words() -> None:
    assert label_of("weakness_cost") == "weakness cost"
    assert label_of("moscow.hard_liner") == "Moscow: hard liner (prior)"


def test_what_stands_below_a_slider() -> None:
    slider = Slider("cost", (0.0, 0.5, 1.0), 0.5, why="a matter of taste.", source="cable_1938", grade="B2")
    assert hint_of(SliderState(slider, 0.5)) == "a matter of taste. (cable 1938, B2)"
    assert hint_of(SliderState(slider, 1.0)) == "In the file: 0.5. a matter of taste. (cable 1938, B2)"
    assert hint_of(SliderState(Slider("x", (0.0, 1.0), 0.0), 0.0)) == ""


def test_a_message_with_its_place() -> None:
    mistake = Mistake(Where("a.yaml", 41, 17, "actors.moscow.wants"), "unknown name 'sanction'")
    assert describe_place(mistake) == "line 41, actors.moscow.wants: unknown name 'sanction'"
    assert mark_of(mistake) == TextMark(41, 17, "unknown name 'sanction'")
    assert mark_of(mistake, is_mistake=False) == TextMark(41, 17, "unknown name 'sanction'", False)
