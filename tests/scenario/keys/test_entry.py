"""Part of a file's tree becomes a model; every mistake is noted, and what could not be read is None."""

from __future__ import annotations

from typing import Annotated, ClassVar

from detente.scenario.keys.entry import (
    Entry,
    Listed,
    Named,
    Reading,
    Short,
    describe_node,
    free_names,
    key,
    list_entries,
)
from detente.scenario.keys.values import Text, Whole, YesOrNo
from detente.scenario.positions import Where
from detente.scenario.tree import plant
from support.keys import read_entry


class Inside(Entry):
    of: Text | None = key("What it is of", is_needed=True)
    count: Whole | None = key("How many")


class Outside(Entry):
    hints: ClassVar[dict[str, str]] = {"weight": "it stands below"}
    is_open: YesOrNo | None = key("Whether it is open", name="is open")
    parts: Named[Annotated[Inside, Short("of")]] | None = key("Its parts")
    items: Listed[Inside] | None = key("Its items")
    others: Named[Text] | None = free_names("Anything else")


class Closed(Entry):
    allows_empty = True
    hints: ClassVar[dict[str, str]] = {"weight": "it stands below"}
    from_: Whole | None = key("Where it begins", name="from", is_needed=True)
    says: Text | None = key("What it says")

    def check(self, reading: Reading) -> None:
        if self.from_ is not None and self.from_.value == 13:
            reading.wrong(self.place("from"), "not thirteen")


def test_keys_lists_and_free_names() -> None:
    entry, mistakes = read_entry(
        Outside, "is open: yes\nparts: {a: x, b: {of: y, count: 2}}\nitems: [{of: z}]\nmore: text\n"
    )
    assert mistakes == []
    assert entry.is_open is True
    assert [(name, part.of.text if part.of else None) for name, part, _ in list_entries(entry.parts)] == [
        ("a", "x"),
        ("b", "y"),
    ]
    assert entry.items is not None
    assert [item is not None for item in entry.items.items] == [True]
    assert [(name, text.text, where.line) for name, text, where in list_entries(entry.others)] == [("more", "text", 4)]
    assert (entry.words(), entry.has("more"), entry.place("items").line) == (("is open", "parts", "items"), True, 3)


def test_reading_goes_on_after_a_mistake() -> None:
    text = "is open: perhaps\nparts: {a: {count: 1.5}, b: y}\nitems: [3, {of: z, cont: 1}]\n"
    entry, mistakes = read_entry(Outside, text)
    assert mistakes == [
        "yes or no is needed here, not 'perhaps'",
        "missing 'of'",
        "a whole number is needed here, not '1.5'",
        "a mapping is needed here, not '3'",
        "unknown key 'cont' — did you mean 'count'? (allowed: of, count)",
    ]
    assert entry.is_open is None
    assert entry.parts is not None
    assert set(entry.parts.entries) == {"a", "b"}
    assert entry.items is not None
    assert [item is None for item in entry.items.items] == [True, False]


def test_keys_that_are_not_allowed_are_explained() -> None:
    mistakes = read_entry(Closed, "from: 1\nweight: 2\nsays so: x\nform: 2\n")[1]
    assert mistakes == [
        "'weight' is not allowed here: it stands below",
        "unknown key 'says so'; a colon may be missing: 'says: so'",
        "unknown key 'form' — did you mean 'from'? (allowed: from, says)",
    ]


def test_nothing_behind_a_key_is_a_slip_unless_the_entry_allows_it() -> None:
    assert read_entry(Closed, "from: 1\nsays:\n")[1] == []
    assert read_entry(Closed, "from:\n")[1] == ["a whole number is needed here, not nothing"]
    assert read_entry(Inside, "of: x\ncount:\n")[1] == ["'count:' has no value"]


def test_keys_are_compared_only_where_each_is_right_in_itself() -> None:
    assert read_entry(Closed, "from: 13\n")[1] == ["not thirteen"]
    assert read_entry(Closed, "from: 13\nsays: [1]\n")[1] == ["a text is needed here, not a list"]


def test_an_entry_that_was_read_without_mistakes_is_read_once() -> None:
    table = plant({"from": 1, "says": "x"}, Where("f", 1, 1, "file"))
    first, second = (Closed.model_validate(table, context=Reading()) for _ in range(2))
    assert first is second
    wrong = plant({"from": "x"}, Where("f", 1, 1, "file"))
    for _ in range(2):
        reading = Reading()
        Closed.model_validate(wrong, context=reading)
        assert len(reading.mistakes) == 1


def test_values_as_messages_call_them() -> None:
    where = Where("f", 1, 1, "file")
    words = [describe_node(plant(value, where)) for value in ({}, [], None, "x\ny", "a" * 61)]
    assert words == ["a mapping", "a list", "nothing", "'x y'", f"'{'a' * 60}…'"]
