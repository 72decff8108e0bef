"""Chapters come in the order of an estimate; what names no place of these comes before the annex."""

from __future__ import annotations

from detente.report.parts.places import Part, arrange


def test_order_and_numbers() -> None:
    chapters = arrange([Part("annex", "c"), Part("", "b"), Part("nowhere", "d"), Part("judgements", "a")], {})
    assert [chapter["id"] for chapter in chapters] == ["place-judgements", "place-more", "place-annex"]
    assert [chapter["number"] for chapter in chapters] == [1, 2, 3]
    assert [part.html for part in chapters[1]["parts"]] == ["b", "d"]


def test_what_was_not_asked_is_a_line_in_its_place() -> None:
    chapters = arrange([], {"policies": "ask policies", "odd_one": "ask it"})
    assert [(chapter["id"], chapter["asks"]) for chapter in chapters] == [
        ("place-options", [{"question": "What would another policy change?", "command": "ask policies"}]),
        ("place-more", [{"question": "Odd one?", "command": "ask it"}]),
    ]
