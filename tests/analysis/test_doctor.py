"""The doctor against a crisis in which everything does something, and against one silliness of each kind."""

from __future__ import annotations

import json

import pytest

from detente import service
from detente.analysis.diagnosis import FINDING_KINDS, Diagnosis
from support.private import VOLUNTEERS
from support.silly import SANE, SILLY, Silliness


def examined(text: str, num_plays: int = 4_000) -> Diagnosis:
    return service.doctor(service.loads(text, name="beacon"), options=service.Options(num_plays=num_plays)).diagnosis


def test_nothing_is_found_where_everything_does_something() -> None:
    diagnosis = examined(SANE)
    assert diagnosis.findings == ()
    assert diagnosis.left_out == ()


@pytest.mark.parametrize("silliness", SILLY, ids=lambda each: each.kind.replace(" ", "_"))
def test_each_silliness_is_found_at_its_line(silliness: Silliness) -> None:
    found = examined(silliness.text, silliness.num_plays).findings
    assert (silliness.kind, silliness.line) in [(each.kind, each.where.line) for each in found]
    assert all(each.says.endswith((".", "?")) and each.advice.endswith(".") for each in found)


def test_there_is_a_silliness_of_every_kind() -> None:
    assert {each.kind for each in SILLY} == set(FINDING_KINDS)


def test_the_same_seed_gives_the_same_bytes_and_a_run_can_ask() -> None:
    text = next(each.text for each in SILLY if each.kind == "coin toss")
    first, second = (json.dumps(examined(text, 500).to_json()) for _ in range(2))
    assert first == second


def test_on_a_tree_the_rest_is_looked_at() -> None:
    text = VOLUNTEERS.replace("{cost: 0.4,", "{idle: {range: [0, 1], base: 0.5}, busy: {range: [0.2, 0.6], base: 0.4},")
    text = text.replace("sharpness: 3}", "cost: busy, sharpness: 3}").replace(
        "bob: {precision: sharpness, wants: {", "bob: {precision: sharpness, wants: {nothing: idle * 0, "
    )
    diagnosis = examined(text, 1_000)
    assert [each.subject for each in diagnosis.findings if each.kind == "number that moves nothing"] == ["numbers.idle"]
    assert "solved on its game tree" in diagnosis.left_out[0]
