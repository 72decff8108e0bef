"""What is allowed, and probably not meant."""

from __future__ import annotations

import pytest

from detente.scenario.cautions import find_cautions
from detente.scenario.loading import loads
from support.ceasefire import CEASEFIRE
from support.spoken import SPOKEN


def cautions(text: str) -> list[tuple[int, str]]:
    """Line and message of each."""
    return [(each.where.line, each.message) for each in find_cautions(loads(text, "made"))]


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_where_everything_is_read_there_is_none() -> None:
    assert cautions(CEASEFIRE) == []


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("  price: {", "  zzz: {range: [0, 1]}\n  price: {", "number"),
        ("  aid: {from", "  zzz: {from: 0, to: 1, starts: 0}\n  aid: {from", "variable"),
        ("\nactors:", "\ndefinitions:\n  zzz: front == held\nactors:", "definition"),
        ("{fear: burden / 2}", "{fear: burden / 2, zzz: 1}", "parameter"),
        (
            "appetite: 0}\n      hungry: {prior: 0.4,",
            "appetite: 0, zzz: 1}\n      hungry: {prior: 0.4, zzz: 2,",
            "parameter",
        ),
    ],
)
def test_a_name_that_no_expression_mentions(old: str, new: str, what: str) -> None:
    assert old in CEASEFIRE
    text = CEASEFIRE.replace(old, new, 1)
    assert cautions(text) == [(line_of(text, "zzz"), f"no expression mentions the {what} 'zzz'")]
    # Prose is no expression; one mention in an expression is enough.
    assert cautions(text.replace("why: habit", "why: what zzz is"))
    assert not cautions(text.replace("of: fear if front == held", "of: zzz * fear"))


def test_a_misspelt_name_has_the_right_one_beside_it() -> None:
    text = CEASEFIRE.replace("  price: {value: 2, source: wire}", "  price: {value: 2}\n  prise: {value: 3}")
    assert cautions(text)[0][1] == "no expression mentions the number 'prise' — did you mean 'price'?"


def test_what_a_variant_adds_and_nobody_reads() -> None:
    text = CEASEFIRE.replace("numbers.burden: 0,", "numbers.burden: 0, numbers.thrift: 1,")
    assert cautions(text) == [(line_of(text, "numbers.thrift"), "no expression mentions the number 'thrift'")]


@pytest.mark.parametrize(
    ("variant", "message"),
    [
        ("{}", "the variant 'idle' changes nothing"),
        ("{says: Nothing happens.}", "the variant 'idle' changes nothing"),
        ("{numbers.price.value: 2}", "the variant 'idle' changes nothing"),
        ("{state.front.starts: held}", "the variant 'idle' changes nothing"),
        ("{builds on: poor}", "the variant 'idle' changes nothing of 'poor'"),
        ("{builds on: poor, numbers.burden: 0}", "the variant 'idle' changes nothing of 'poor'"),
    ],
)
def test_a_variant_that_changes_nothing(variant: str, message: str) -> None:
    text = CEASEFIRE.replace("\nclaims:", f"  idle: {variant}\n\nclaims:")
    assert cautions(text) == [(line_of(text, "  idle"), message)]


@pytest.mark.parametrize(
    "variant",
    [
        "{numbers.price.value: 3}",
        "{builds on: [poor, no_arms]}",
        "{sees: {patron: poor}}",
        "{builds on: poor, numbers.burden: 1}",
    ],
)
def test_a_variant_that_changes_something(variant: str) -> None:
    assert cautions(CEASEFIRE.replace("\nclaims:", f"  busy: {variant}\n\nclaims:")) == []


def test_a_variant_by_which_a_rule_is_followed_changes_something() -> None:
    bound = """  bound: {follows: {calm: never}}
  again: {builds on: bound}
  other: {builds on: bound, follows: {calm: ever}}
  anew:  {builds on: bound, follows: {calm: never}}

commitments:
  calm: {binds: answers, serves: dove, rules: {never: {wait: 1}, ever: {help: 1}}}

claims:"""
    text = CEASEFIRE.replace("\nclaims:", bound)
    assert cautions(text) == [
        (line_of(text, f"  {name}:"), f"the variant '{name}' changes nothing of 'bound'") for name in ("again", "anew")
    ]


def test_a_type_that_is_impossible_from_the_beginning() -> None:
    text = """
crisis: Known types
calendar: {rounds: 1}
state: {sky: {one of: [grey], starts: grey}}
numbers: {much: 0.9}
actors:
  ann:
    types:
      meek: {prior: 1}
      bold: {prior: 0}
  bob:
    types:
      low:  {prior: much}
      high: {prior: 0 * much}
      mid:  {prior: 0.1}
  cyd: {types: {rare: {prior: 1e-12}, common: {prior: 1 - 1e-12}}}
each round:
  - ann moves: {stay: {}}
"""
    found = [each for each in cautions(text) if "prior" in each[1]]
    assert [line for line, _ in found] == [line_of(text, "bold"), line_of(text, "high")]
    ann, bob = (message for _, message in found)
    assert (
        ann
        == "the prior of 'bold' is 0: nobody ever believes that ann is of this type, so everybody knows the type of ann"
    )
    assert bob.startswith("the prior of 'high' is ")
    assert bob.endswith("nobody ever believes that bob is of this type, whatever it does")


def test_what_an_act_says_is_no_prose() -> None:
    text = SPOKEN.replace(" + appetite", "").replace("{costs: appetite, ", "{")
    says = text.replace("says: not moscow is revisionist", "says: appetite == 0")
    assert ["parameter 'appetite'" in each.message for each in find_cautions(loads(text))] == [True]
    assert find_cautions(loads(says)) == ()
