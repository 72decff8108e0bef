"""Stages as a file lists them."""

from __future__ import annotations

import pytest

from detente.scenario.keys.entry import Reading, list_entries
from detente.scenario.keys.months import (
    KEYS_BELOW,
    ActKeys,
    ChanceKeys,
    DecisionKeys,
    WrittenItem,
    read_stages,
    split_head,
)
from detente.scenario.reading import read_text
from support.keys import messages_of, read_entry


def read(text: str) -> tuple[tuple[WrittenItem, ...], list[str]]:
    reading = Reading()
    items = read_stages(read_text(f"stages: {text}\n", "f.yaml").entries["stages"], reading)
    return items, messages_of(reading)


def test_a_decision_a_chance_and_a_signal() -> None:
    items, mistakes = read(
        "[ann moves: {stay: , go: {costs: 1}}, chance sky: {rain: 0.3, sun: rest}, signal word: {a: rest}]"
    )
    assert mistakes == []
    stages = [stage for item in items for stage in item.stages]
    assert [type(stage.keys) for stage in stages] == [DecisionKeys, ChanceKeys, ChanceKeys]
    assert [split_head(stage.key) for stage in stages] == [("ann", "moves"), ("chance", "sky"), ("signal", "word")]
    decision, chance, _ = (stage.keys for stage in stages)
    assert isinstance(decision, DecisionKeys)
    assert isinstance(chance, ChanceKeys)
    assert [name for name, _, _ in list_entries(decision.acts)] == ["stay", "go"]
    assert [
        (name, result.probability.text) for name, result, _ in list_entries(chance.results) if result.probability
    ] == [
        ("rain", "0.3"),
        ("sun", "rest"),
    ]


@pytest.mark.parametrize(
    ("text", "mistakes"),
    [
        ("[at once: {ann moves: {a: }, ben moves: {b: }}]", []),
        (
            "[At_Once: {ann moves: {a: }, ben moves: {b: }}]",
            ["decisions made at once belong under 'at once', not 'At_Once'"],
        ),
        (
            "[at once: {ann moves: {a: }}]",
            ["'at once' holds two or more decisions, each 'OWNER NAME:' with its menu below; here are 1 (ann moves)"],
        ),
        (
            "[at once: ann]",
            ["'at once' holds two or more decisions, each 'OWNER NAME:' with its menu below; here is 'ann'"],
        ),
    ],
)
def test_two_decisions_at_once(text: str, mistakes: list[str]) -> None:
    items, found = read(text)
    assert found == mistakes
    assert [item.is_at_once for item in items] == [True]


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("[]", "there must be at least one stage"),
        (
            "{ann moves: {a: }}",
            "a list of stages, such as '- patron decides: {wait: {}}', is needed here, not a mapping",
        ),
        ("[3]", "a mapping, such as '- patron decides:' with its acts below, is needed here, not '3'"),
        (
            "[moves: {a: }]",
            "a stage is called 'OWNER NAME', 'chance NAME' or 'signal NAME', the name being one word, not 'moves'",
        ),
        (
            "[{ann moves: {a: }, b: }]",
            "a stage is one entry '- OWNER NAME:' with what belongs to it indented below; here are ann moves, b",
        ),
    ],
)
def test_lists_that_are_none_of_stages(text: str, mistake: str) -> None:
    assert read(text)[1][0] == mistake


def test_a_stage_that_could_not_be_read_keeps_its_place() -> None:
    items, mistakes = read("[ann moves: 3, ben moves: {b: }]")
    assert mistakes == ["a mapping, such as {restrain: {costs: 0.4}}, is needed here, not '3'"]
    assert [[stage.keys is None for stage in item.stages] for item in items] == [[True], [False]]


def test_keys_of_acts_and_results_name_nothing_a_level_higher() -> None:
    assert {"costs", "then", "probability", "looks like", "traces", "covert"} <= KEYS_BELOW
    assert not KEYS_BELOW & {"when", "called", "why", "source"}
    assert read_entry(ActKeys, "{covert: yes}")[1] == [
        "'covert' is not allowed here: 'covert: yes' goes next to the acts and hides them all; "
        "to hide one, write 'looks like'"
    ]
