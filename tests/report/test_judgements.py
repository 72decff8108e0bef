"""The bottom line counts what holds, and key judgements give the verdict with its number in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.results import Tables
from detente.claims.verdict import Side, VerdictKind
from detente.errors import ScenarioError
from detente.report.judgements import (
    choose_judgements,
    describe_verdict,
    tally_sections,
    write_bottom_line,
    write_remarks,
)
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load, loads
from detente.solve.certificate import Certificate
from support.estimated import NO_TABLES, claim, judged, robust, with_claims

SCENARIO = load(TEMPLATE)


def line(num_holds: int, num_fails: int, num_open: int = 0) -> str:
    kinds = ["holds"] * num_holds + ["fails"] * num_fails + ["undecided"] * num_open
    claims = [claim(f"c{number}", kind) for number, kind in enumerate(kinds)]  # type: ignore[arg-type]
    return write_bottom_line(with_claims(SCENARIO), judged(*claims), NO_TABLES)


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((4, 0), "All of the argument holds in this model: of its 4 claims, 4 hold."),
        ((9, 1), "Nearly all of the argument holds in this model: of its 10 claims, 9 hold and 1 fails."),
        ((3, 1), "Most of the argument holds in this model: of its 4 claims, 3 hold and 1 fails."),
        (
            (2, 1, 1),
            "About half of the argument holds in this model: of its 4 claims, 2 hold, 1 fails and 1 stays undecided.",
        ),
        ((1, 4), "Little of the argument holds in this model: of its 5 claims, 1 holds and 4 fail."),
        ((0, 2), "None of the argument holds in this model: of its 2 claims, 2 fail."),
    ],
)
def test_amounts(counts: tuple[int, ...], expected: str) -> None:
    assert line(*counts) == expected


def test_one_key_claim_is_the_answer() -> None:
    scenario = with_claims(SCENARIO, ("a", "", True), ("b", "", False))
    found = write_bottom_line(scenario, judged(claim("a", "fails", quote="It ends well."), claim("b")), NO_TABLES)
    assert found == "“It ends well” — this fails in this model, and of all claims 1 holds and 1 fails."


def test_several_key_claims_are_counted_apart() -> None:
    scenario = with_claims(SCENARIO, ("a", "", True), ("b", "", True), ("c", "", False))
    found = write_bottom_line(scenario, judged(claim("a"), claim("b"), claim("c", "fails")), NO_TABLES)
    assert found.startswith(
        "All of the argument holds in this model: of its 2 key claims, 2 hold (of all 3: 2 hold and 1"
    )


ANSWERED = """
crisis: A question
question: Will it hold?
calendar: {rounds: 1}
state: {line: {scale: [lost, held], starts: held}}
actors: {ann: {}}
each round:
  - ann decides: {wait: {}, leave: {then: line = lost}}
claims:
  - {id: first, says: It may., holds if: P(line == held) > 0.9}
  - id: second
    says: It holds.
    holds if: P(line == held) > 0.1
    answers: {holds: "Yes, it holds.", fails: "No, it breaks."}
"""


@pytest.mark.parametrize(
    ("verdict", "answer"),
    [
        ("holds", "Yes, it holds (60.0 %). (Of all 2 claims 2 hold.)"),
        ("fails", "No, it breaks (60.0 %). (Of all 2 claims 1 holds and 1 fails.)"),
        ("undecided", "This model leaves the question open (60.0 %). (Of all 2 claims 1 holds and 1 stays undecided.)"),
        (
            "no visible effect",
            "In this model it makes no visible difference (60.0 %). (Of all 2 claims 1 holds and 1 shows no visible "
            "effect.)",
        ),
    ],
)
def test_a_claim_may_answer_the_question(verdict: VerdictKind, answer: str) -> None:
    scenario, verdicts = loads(ANSWERED), judged(claim("first"), claim("second", verdict))
    assert write_bottom_line(scenario, verdicts, NO_TABLES) == answer
    assert [each.claim for each in choose_judgements(scenario, verdicts)] == ["second"]


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ((0.235, 0.145), "in the first case it is unlikely (23.5 %), in the second very unlikely (14.5 %)"),
        ((0.3, 0.25), "in both cases it is unlikely (30 % and 25 %)"),
        ((0.9, 0.85), "in both cases it is very likely (90 % and 85 %)"),
        ((0.6, 0.4), ""),
    ],
)
def test_more_often_is_not_often(shares: tuple[float, float], words: str) -> None:
    """The first screen says where an answer is about a difference between two shares on one side of even."""
    second = claim("second", value=shares[0] - shares[1])
    sides = tuple(Side("P(x)", share, (share, share)) for share in shares)
    second = replace(second, comparisons=(replace(second.comparisons[0], sides=sides),))
    remarks = write_remarks(loads(ANSWERED), judged(claim("first"), second))
    expected = [f"This answer is about a difference: {words}."] if words else []
    assert [each for each in remarks if "difference" in each] == expected


def test_one_claim_answers() -> None:
    text = ANSWERED.replace("> 0.9}", "> 0.9, answers: {holds: So., fails: Not so.}}")
    with pytest.raises(ScenarioError, match="'first' answers the question already; one claim does"):
        loads(text)


def test_a_solution_that_cannot_be_used_gives_no_answer() -> None:
    unsolved = judged(claim("a"), certificate=Certificate(0.2, 0.01, 100, 7))
    assert write_bottom_line(SCENARIO, unsolved, NO_TABLES).startswith("There is no answer yet")
    assert write_remarks(SCENARIO, unsolved) == ()


def test_without_claims_it_says_how_it_ends() -> None:
    rows = [
        {"date": "2015-05", "variable": "front", "level": "held", "share": 1.0},
        {"date": "2015-06", "variable": "front", "level": "held", "share": 0.3},
        {"date": "2015-06", "variable": "front", "level": "lost", "share": 0.7},
    ]
    found = write_bottom_line(SCENARIO, judged(), Tables(rows, (), (), ()))
    assert found == "The file makes no claims; at the end, in 2015-06, front is lost in 70 % of plays."


def test_sections_and_what_holds_anyway_are_remarked_on() -> None:
    """One of the two claims of the first section holds anyway, so that the other is all that counts there."""
    sections = (("a", "One", False), ("b", "Two", False), ("c", "Two", False), ("d", "One", False))
    own = (claim("a", at_random="holds"), claim("b"), claim("c", "fails"), claim("d", "fails"))
    first, second = write_remarks(with_claims(SCENARIO, *sections), judged(*own))
    assert second == (
        "Of the sections of the text, the argument does best in “Two” (1 of 2 holds) and worst in “One” (0 of 1 hold; "
        "those that hold as at base rates are left out of both numbers)."
    )
    scenario = with_claims(SCENARIO, *sections[:3])
    # A section of which everything holds anyway has no share.
    assert len(write_remarks(scenario, judged(*own[:3]))) == 1
    table = tally_sections(scenario, judged(claim("a", at_random="holds"), claim("b"), claim("c", "fails")))
    assert table is not None
    assert table.headings == ["Section of the text", "Holds", "Holds, as at base rates", "Fails"]
    assert table.rows == [["One", "–", "1", "–"], ["Two", "1", "–", "1"]]
    assert tally_sections(SCENARIO, judged(claim("a"))) is None
    assert first == (
        "1 claim holds as at base rates, that is, if everybody did what is usual, whatever anybody wants. It says "
        "little about this crisis."
    )


def test_marked_claims_are_the_key_judgements() -> None:
    scenario = with_claims(SCENARIO, ("a", "", False), ("b", "Two", True))
    (found,) = choose_judgements(scenario, judged(claim("a", "fails"), claim("b")))
    assert (found.claim, found.section, found.is_chosen) == ("b", "Two", False)


def test_otherwise_a_rule_chooses_the_farthest_of_every_kind() -> None:
    failing = [claim(f"f{i}", "fails", 0.5 - 0.1 * i) for i in range(1, 5)]
    holding = [claim(f"h{i}", "holds", 0.5 + 0.1 * i) for i in range(1, 5)]
    anyway, unknown = claim("r", "holds", 0.99, at_random="holds"), claim("u", "undecided", 0.5)
    chosen = choose_judgements(with_claims(SCENARIO), judged(*failing, *holding, anyway, unknown))
    assert [each.claim for each in chosen] == ["f2", "f3", "f4", "h2", "h3", "h4", "r"]
    assert all(each.is_chosen for each in chosen)


def test_a_claim_of_several_parts_says_them_all() -> None:
    whole, other = claim("a", "holds", 0.9), claim("b", "holds", 0.84)
    both = replace(whole, comparisons=(*other.comparisons, *whole.comparisons))
    first, second = describe_verdict(both)
    assert first.startswith("Very likely, 90.0 %")
    assert second == "That is the second part of the statement; the first: 84.0 %."


def test_a_number_that_is_no_share_has_no_word() -> None:
    (sentence,) = describe_verdict(claim("a", "holds", 2.5, 0.1, 1.0, is_share=False))
    assert sentence == "2.50 (2.40 … 2.60); the claim requires more than 1."


def test_a_share_has_its_word_and_what_is_asked() -> None:
    (sentence,) = describe_verdict(claim("a", "fails", 0.3, 0.02))
    assert sentence == "Unlikely, 30 % (28 % … 32 %); the claim requires more than 50 %."


def test_worlds_follow_in_a_sentence_of_their_own() -> None:
    assert describe_verdict(robust(claim("a"), 5, 5))[1] == "Holds at the base values, but this depends on the numbers."


def test_without_a_number_the_reason_is_said() -> None:
    assert describe_verdict(claim("a", "undecided", None))[0] == "No number."
