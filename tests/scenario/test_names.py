"""What has a name in a scenario, and which known name a misspelt word is most like."""

from __future__ import annotations

import pytest

from detente.scenario.loading import loads
from detente.scenario.model import Decision
from detente.scenario.names import (
    NAME,
    RESERVED,
    collect_names,
    find_closest,
    find_hidden_acts,
    find_listed,
    find_nearest_named,
    listed,
    nearest,
)
from support.ceasefire import CEASEFIRE
from support.phrases import NAMES


def test_a_seat_is_held_by_all_who_can_hold_it() -> None:
    assert NAMES.seats == ("capital",)
    assert NAMES.holders("capital") == ("dove", "hawk")
    assert NAMES.holders("patron") == ("patron",)
    assert NAMES.holders("nobody") == ()


def test_a_level_belongs_to_every_variable_that_has_it() -> None:
    names = collect_names(loads(CEASEFIRE.replace("[calm, angry]", "[calm, angry, held]")))
    assert names.owners_of_level("held") == ("front", "mood")
    assert NAMES.owners_of_level("held") == ("front",)
    assert NAMES.owners_of_level("2") == ("aid",)


def test_hidden_are_covert_acts_and_both_of_two_that_look_alike() -> None:
    decisions = {stage.name: stage for stage in loads(CEASEFIRE).stages if isinstance(stage, Decision)}
    assert find_hidden_acts(decisions["decides"]) == {"feint", "restrain"}
    assert find_hidden_acts(decisions["answers"]) == {"wait", "help"}
    assert [decision.hidden for decision in NAMES.decisions] == [{"feint", "restrain"}, {"wait", "help"}]


@pytest.mark.parametrize(
    ("word", "known", "name"),
    [
        ("patrn", ["patron", "dove"], "patron"),
        ("PATRON", ["patron"], "patron"),
        ("zebra", ["patron", "dove"], ""),
        ("", ["patron"], ""),
        ("arm", ["", "arms"], "arms"),
    ],
)
def test_the_closest_name(word: str, known: list[str], name: str) -> None:
    assert find_closest(word, known) == name
    assert nearest(word, known) == (f" — did you mean '{name}'?" if name else "")


def test_long_lists_are_counted() -> None:
    assert listed("abc", 2) == "a, b, … (1 more)"
    assert listed("ab", 2) == "a, b"
    assert listed([]) == "none"


def test_words_of_the_language_look_like_names_and_cannot_be_any() -> None:
    assert {"plays", "given", "rest"} <= RESERVED
    assert all(NAME.fullmatch(word) for word in RESERVED)
    assert not NAME.fullmatch("_a")
    assert not NAME.fullmatch("2a")


def test_what_a_message_proposes_is_read_back() -> None:
    words = [f"level_{number}" for number in range(15)]
    message = f"unknown name 'levl_3' in (x){nearest('levl_3', words)} (state: {listed(words)}; actors: {listed([])})"
    assert find_nearest_named(message) == "level_3"
    assert find_listed(message) == {"state": [*words[:12], "… (3 more)"], "actors": []}
    assert find_nearest_named("a number is needed here, not 'no'; write 0") == ""
    assert find_listed("missing 'state' (in variant 'calm')") == {}
