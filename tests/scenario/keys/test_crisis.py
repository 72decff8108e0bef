"""The keys of a file as a whole."""

from __future__ import annotations

import pytest

from detente.scenario.keys.crisis import read_crisis, read_stage_list, read_variants
from detente.scenario.keys.entry import Reading, list_entries
from detente.scenario.reading import read_text
from support.ceasefire import CEASEFIRE
from support.keys import crisis_keys, messages_of


def mistakes(text: str) -> list[str]:
    reading = Reading()
    read_crisis(read_text(text, "f.yaml"), reading)
    return messages_of(reading)


def test_stages_stand_under_whichever_period_the_file_names() -> None:
    keys = crisis_keys(CEASEFIRE)
    assert keys.period_keys() == ("each month",)
    assert [stage.key for item in keys.stages() or () for stage in item.stages] == [
        "patron decides",
        "chance weather",
        "signal rumour",
        "capital answers",
    ]
    assert crisis_keys(CEASEFIRE.replace("each month:", "each period:")).stages() is not None


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        (
            CEASEFIRE.split("each month:")[0],
            "missing the stages: 'each month:' (or week, quarter, year, round, period)",
        ),
        (
            CEASEFIRE + "each round: [ann moves: {a: }]\n",
            "all stages belong under one key; there is already 'each month'",
        ),
        (CEASEFIRE.replace("crisis: A ceasefire and its patron\n", ""), "missing 'crisis'"),
        (CEASEFIRE.replace("question:", "qestion:"), "unknown key 'qestion' — did you mean 'question'?"),
    ],
)
def test_what_a_file_needs(text: str, mistake: str) -> None:
    (message,) = mistakes(text)
    assert message.startswith(mistake)


def test_there_are_actors_and_variables() -> None:
    text = "crisis: x\ncalendar: {rounds: 1}\nstate: {}\nactors: {}\neach round: [ann moves: {a: }]\n"
    assert mistakes(text) == [
        "there must be at least one variable, such as 'phase: {one of: [only]}'",
        "there must be at least one actor",
    ]


def test_variants_and_stages_can_be_read_alone() -> None:
    root = read_text(CEASEFIRE, "f.yaml")
    assert [name for name, _, _ in list_entries(read_variants(root))] == ["no_arms", "poor"]
    assert len(read_stage_list(root)) == 4
    bare = read_text("crisis: x\n", "f.yaml")
    assert read_variants(bare).places == {}
    assert read_stage_list(bare) == ()


def test_what_is_left_out_is_a_text_or_a_list_of_them() -> None:
    one = crisis_keys(f"{CEASEFIRE}leaves out: The public is no actor.\n").leaves_out
    several = crisis_keys(f"{CEASEFIRE}leaves out: [The public., Iran.]\n").leaves_out
    assert one is not None
    assert several is not None
    assert [each.text for each in one] == ["The public is no actor."]
    assert [each.text for each in several] == ["The public.", "Iran."]
    (mistake,) = mistakes(f"{CEASEFIRE}leaves out: [{{public: no}}]\n")
    assert "a text (or a list of them) is needed here" in mistake
