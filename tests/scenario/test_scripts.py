"""Letters that only look like those of a name."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.loading import loads
from detente.scenario.scripts import find_odd_letter
from support.ceasefire import CEASEFIRE


@pytest.mark.parametrize("word", ["front", "année_2", "фронт", "μέτωπο", "前線", "ひらがなカナ漢字", "x", "a1_b"])
def test_a_word_of_one_script_is_in_order(word: str) -> None:
    assert find_odd_letter(word) == ""


@pytest.mark.parametrize(
    ("word", "place", "what"),
    [
        ("fr\u043ent", 3, "is Cyrillic, the others are Latin"),
        ("\u0430b", 1, "is Cyrillic, the others are Latin"),
        ("\u0444\u0440o\u043d\u0442", 3, "is Latin, the others are Cyrillic"),
        ("\u03bfne", 1, "is Greek, the others are Latin"),
        ("\uff46ront", 1, "only looks like 'f'"),
        ("x\u00b2", 2, "only looks like '2'"),
        ("\U0001d41front", 1, "only looks like 'f'"),
    ],
)
def test_the_odd_letter_is_named(word: str, place: int, what: str) -> None:
    found = find_odd_letter(word)
    assert f"'{word[place - 1]}' (number {place}) {what}" in found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  front:", "  fr\u043ent:"),  # a variable
        ("held, advance", "h\u0435ld, advance"),  # a level
        ("  price:", "  pric\u0435:"),  # a number
        ("  dove: {seat", "  d\u043eve: {seat"),  # an actor
        ("      hungry:", "      h\u0443ngry:"),  # a type
        ("prior: 60%, appetite", "prior: 60%, \u0430ppetite"),  # a parameter
        ("{fear:", "{fe\u0430r:"),
        ("      ground:", "      gr\u043eund:"),  # a want
        ("patron decides", "patron d\u0435cides"),  # a stage
        ("      feint:", "      f\u0435int:"),  # an act
        ("      rain:", "      r\u0430in:"),  # a result
        ("  poor:", "  p\u043eor:"),  # a variant
        ("house == hawk", "h\u043euse == hawk"),  # words of expressions
        ("precision:", "precisi\u043en:"),  # keys
    ],
)
def test_wherever_it_stands(old: str, new: str) -> None:
    assert old in CEASEFIRE
    with pytest.raises(ScenarioError) as caught:
        loads(CEASEFIRE.replace(old, new, 1))
    assert any("is Cyrillic, the others are Latin" in mistake.message for mistake in caught.value.mistakes)
