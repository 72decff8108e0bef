"""What building a scenario needs everywhere: constants, notes and names, with their mistakes."""

from __future__ import annotations

import pytest

from detente.scenario import expressions as ex
from detente.scenario.keys.noted import Noted
from detente.scenario.names import Names
from detente.scenario.site import UNREAD, Site
from detente.scenario.tree import Scalar
from support.keys import messages_of, read_entry
from support.phrases import WHERE


def scalar(text: str) -> Scalar:
    return Scalar(WHERE, text, text)


def test_a_constant_has_its_default_only_where_nothing_is_written() -> None:
    site = Site(names=Names(numbers=("price",)))
    assert site.constant(None, "patience", 0.95, WHERE).tree == ex.Number(0.95)
    assert site.constant(scalar("2 * price"), "patience", 0.95, WHERE).text == "2 * price"
    assert site.mistakes == []
    # Nothing may be computed from a constant that has mistakes.
    assert site.constant(scalar("2 * prise"), "patience", 0.95, WHERE).tree is UNREAD
    assert messages_of(site) == ["unknown name 'prise' — did you mean 'price'? (numbers: price)"]


def test_a_constant_mentions_no_state() -> None:
    site = Site()
    site.constant(scalar("date"), "patience", 0.95, WHERE)
    assert messages_of(site) == ["patience is fixed for the whole crisis and cannot mention the date ('date')"]


def test_a_note_names_a_source_of_the_file() -> None:
    site = Site(sources=("wire",))
    known, unknown = (read_entry(Noted, f"why: so\nsource: {name}\n")[0] for name in ("wire", "wier"))
    assert (site.note(known).why, site.note(known).source) == ("so", "wire")
    assert site.mistakes == []
    site.note(unknown)
    assert messages_of(site) == ["unknown source 'wier' — did you mean 'wire'? (sources: wire)"]
    assert site.note(None).source is None


@pytest.mark.parametrize(
    ("word", "is_name"), [("front", True), ("été_2", True), ("plays", False), ("2nd", False), ("a-b", False)]
)
def test_names_are_words_that_mean_nothing_else(word: str, is_name: bool) -> None:
    site = Site()
    assert site.name(word, WHERE, "a variable") is is_name
    assert len(site.mistakes) == (not is_name)
