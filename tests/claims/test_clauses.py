"""The insides of quantities, word by word."""

from __future__ import annotations

import pytest

from detente.claims.clauses import Clauses
from detente.claims.grammar import parse
from detente.claims.statements import (
    ActionPlayed,
    Always,
    Combination,
    Constant,
    Eventually,
    Inequality,
    LieTold,
    Negation,
    Probability,
    Window,
    Within,
)
from detente.claims.tokens import ClaimError, Tokens, tokenize
from detente.errors import ScenarioError
from detente.scenario.loading import loads, with_variant
from detente.scenario.model import Claim
from detente.simulate.moves import ForcedMove
from support.made import PATRON, WHERE
from support.spoken import SPOKEN

SCENARIO = loads(PATRON)


def reader(text: str) -> tuple[Clauses, Tokens]:
    return Clauses(SCENARIO, text, WHERE), tokenize(text)


@pytest.mark.parametrize(
    ("word", "value"), [("3", 3.0), ("5%", 0.05), ("half", 0.5), ("threshold", 0.25), ("front", None)]
)
def test_numbers_are_written_out_or_named(word: str, value: float | None) -> None:
    clauses, tokens = reader(word)
    assert clauses.number(tokens[0]) == value


def test_a_level_of_a_scale_is_a_number_by_its_place() -> None:
    for word, value in (("partial", 1.0), ("minsk.full", 2.0), ("sanctions.lifted", 0.0), ("nowhere", None)):
        clauses, tokens = reader(word)
        assert clauses.level(tokens) == value
    clauses, tokens = reader("held")
    with pytest.raises(ClaimError, match="'front' is unordered"):
        clauses.level(tokens)


def test_events_of_every_kind() -> None:
    def event(text: str) -> object:
        clauses, tokens = reader(text)
        return clauses.event(tokens)

    def condition(text: str) -> object:
        clauses, tokens = reader(text)
        return clauses.condition(tokens, tokens[0])

    held, whole = condition("front == held"), Window(0, 7)
    assert event("always front == held") == Always(held, whole)  # type: ignore[arg-type]
    assert event("front == held at 2015-07") == Eventually(held, Window(2, 2))  # type: ignore[arg-type]
    assert event("eventually front == held by 2015-07") == Eventually(held, Window(0, 2))  # type: ignore[arg-type]
    within = event("minsk == full within 2 months of front == held")
    assert within == Within(condition("minsk == full"), held, 2)  # type: ignore[arg-type]
    assert event("not moscow plays arm") == Negation(ActionPlayed("moscow", "arm", whole))
    both = event("moscow plays arm or always front == held")
    assert both == Combination("or", (ActionPlayed("moscow", "arm", whole), Always(held, whole)))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "message", "offset"),
    [
        ("front == held", "'front == held' may change during play; add a time", 0),
        ("front == held by 2015-07", "'by' needs a word before it", 14),
        ("eventually front == held at 2015-07", "'eventually' and 'at' exclude each other", 25),
        ("always minsk == full within 2 months of front == held", "'within' is about one period", 21),
        ("eventually minsk == full and moscow plays arm or kyiv plays raid", "use parentheses", 25),
        ("moscow plays raid", "moscow has no action 'raid'", 13),
        ("battle plays rout", "'battle' is drawn by chance, not played", 0),
        ("always", "a condition is missing next to 'always'", 0),
    ],
)
def test_events_that_have_no_meaning(text: str, message: str, offset: int) -> None:
    clauses, tokens = reader(text)
    with pytest.raises(ClaimError, match=message) as caught:
        clauses.event(tokens)
    assert caught.value.offset == offset


def test_given_is_divided_into_conditions_and_forced_moves() -> None:
    clauses, tokens = reader("X given always front == held and do(kyiv plays raid at 2015-06, moscow plays arm)")
    before, given = clauses.divide(tokens)
    assert [token.text for token in before] == ["X"]
    event, forced = clauses.given(given)
    assert isinstance(event, Always)
    assert forced == (ForcedMove("kyiv", None, "raid", 1, 1), ForcedMove("moscow", None, "arm", 0, 7))
    clauses, tokens = reader("X")
    assert clauses.given(clauses.divide(tokens)[1]) == (None, ())


def test_an_act_that_a_variant_took_away_is_known_and_cannot_be_forced() -> None:
    changed = with_variant(
        loads(PATRON.replace("variants:\n", "variants:\n  no_raid: {stages.hides.raid: removed}\n")), "no_raid"
    )
    text = "X given do(kyiv plays raid)"
    clauses, tokens = Clauses(changed, text, WHERE), tokenize(text)
    assert "raid" in clauses.words()
    assert clauses.move(tokenize("kyiv plays raid"), tokens[0]) == ActionPlayed("kyiv", "raid", Window(0, 7))
    with pytest.raises(ClaimError, match="the variant removed 'raid', so it cannot be forced"):
        clauses.given(clauses.divide(tokens)[1])


def comparison(text: str) -> Inequality:
    """The one comparison of a statement."""
    (found,) = parse(Claim("c", "", text), SCENARIO).comparisons
    return found


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("E(sanctions / (2 - 2) at 2015-08) > 0", "divides by zero"),
        ("E(sanctions / (threshold - threshold) at 2015-08) > 0", "divides by zero"),
        ("P(eventually sanctions / (easing - easing) > 1) > 0", "divides by zero"),
        ("P(front == held after 2015-08) > 0", "'after' is not allowed here; write 'from DATE'"),
        ("P(moscow plays arm before 2015-08) > 0", "'before' is not allowed here; write 'by DATE'"),
        ("P(always fr\u043ent == held) > 0", "(number 3) is Cyrillic, the others are Latin"),
        (
            "P(always front == held given do(moscow plays arm) and do(moscow plays restrain at 2015-08)) > 0",
            "cannot be 'arm' and 'restrain' at once; both are forced at 2015-08",
        ),
        (
            "P(always front == held given do(moscow plays arm by 2015-08, moscow plays restrain from 2015-07)) > 0",
            "both are forced at 2015-07",
        ),
    ],
)
def test_what_has_no_meaning_is_found_when_the_claim_is_read(text: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        comparison(text)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("text", "condition", "trigger"),
    [
        ("front == held within 3 months of moscow plays arm", "front == held", "moscow plays arm"),
        ("moscow plays arm within 3 months of front == held", "moscow plays arm", "front == held"),
    ],
)
def test_acts_within(text: str, condition: str, trigger: str) -> None:
    """The first period that ends with the act is the one in which it is played."""
    quantity = comparison(f"P({text}) > 0.5").left
    assert isinstance(quantity, Probability)
    assert isinstance(quantity.event, Within)
    found = quantity.event
    assert (found.condition.text, found.trigger.text, found.num_periods) == (condition, trigger, 3)


def test_different_moves_can_be_forced_one_after_the_other() -> None:
    text = "always front == held given do(moscow plays arm by 2015-07) and do(moscow plays restrain from 2015-08)"
    quantity = comparison(f"P({text}) > 0.5").left
    assert isinstance(quantity, Probability)
    assert len(quantity.forced) == 2


@pytest.mark.parametrize(("written", "value"), [("25 %", 0.25), ("25%", 0.25), ("99.9%", 0.999), ("1e1 %", 0.1)])
def test_percentages_are_what_they_say(written: str, value: float) -> None:
    assert comparison(f"P(always front == held) > {written}").right == Constant(value)


def test_lies_are_events_of_whoever_can_tell_them() -> None:
    scenario = loads(SPOKEN)

    def event(text: str) -> object:
        return Clauses(scenario, text, WHERE).event(tokenize(text))

    first, last = Window(0, 1), Window(0, 3)
    assert event("moscow lies") == LieTold("moscow", last)
    assert event("moscow lies by 2015-06") == LieTold("moscow", first)
    assert event("not moscow lies by 2015-06") == Negation(LieTold("moscow", first))
    both = event("(moscow lies) and moscow plays pledge")
    assert both == Combination("and", (LieTold("moscow", last), ActionPlayed("moscow", "pledge", last)))
    with pytest.raises(ClaimError, match="no act of 'kyiv' says anything that is true or false"):
        event("kyiv lies")
    with pytest.raises(ClaimError, match="'minsk' makes no decision"):
        event("minsk lies")


def test_lies_may_be_the_name_of_something_else() -> None:
    text = SPOKEN.replace("state:", "state:\n  press: {one of: [facts, lies], starts: facts}")
    claim = Claim("c", "x", "P(eventually press == lies) < 0.5 and P(moscow lies) < 0.9", where=WHERE)
    first, second = parse(claim, loads(text)).comparisons
    assert isinstance(first.left, Probability)
    assert isinstance(first.left.event, Eventually)
    assert isinstance(second.left, Probability)
    assert second.left.event == LieTold("moscow", Window(0, 3))


def test_claims_are_about_what_is_told() -> None:
    """Where a calendar goes on, neither windows nor dates reach beyond its last date."""
    going_on = loads(PATRON.replace("to: 2015-12,", "to: 2015-10, goes on for: 2 months,"))
    clauses = Clauses(going_on, "always front == held", WHERE)
    event = clauses.event(tokenize("always front == held"))
    assert isinstance(event, Always)
    assert event.window == Window(0, 5)
    for text in ("P(front == held at 2015-11) > 0.5", "rate(moscow plays arm by 2015-12) > 0.5"):
        with pytest.raises(ScenarioError, match=r"lies outside the calendar \(2015-05 … 2015-10\)"):
            parse(Claim("c", "", text), going_on)
