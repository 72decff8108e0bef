"""The because page: the answer first, the chain to the source, both witnesses, the move behind it."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.explain import explain_claim, explain_key_claims
from detente.report.answers import show_answer
from detente.report.answers.explanation import lead_in_words
from support.told import claim_bench, template_bench


def test_a_claim_that_holds() -> None:
    explanation = explain_claim(claim_bench("ground_moves"))
    section = show_answer(explanation)
    assert section.title == "Why “ground moves” holds"
    first, second = explanation.sizes
    assert section.lead.startswith(
        f"It holds: of the 2,000 plays that bear on the claim, {100 * first / 2_000:.1f} % support it"
    )
    text = " ".join(section.sentences)
    assert "The statement formalises the sentence “The front will not stay where it is for a year”." in text
    assert "The likeliest play that supports the claim" in text
    assert "The likeliest play that contradicts the claim" in text
    assert "Who they are" in {table.title for table in section.tables}
    assert second == 2_000 - first
    assert all(len(row) == len(table.headings) for table in section.tables for row in table.rows)


def test_the_move_behind_a_claim() -> None:
    section = show_answer(explain_claim(claim_bench("arms_tell")))
    assert "The move that it is about. The patron, May 2015, decides: “arm” or “restrain”?" in " ".join(
        section.sentences
    )
    where = "A play supports the claim if, in that play alone, belief(patron is hungry at 2015-08 given"
    assert where in " ".join(section.sentences)
    assert {"The patron as “cautious”", "The patron as “hungry”"} <= {table.title for table in section.tables}


def test_nothing_is_told_apart_from_no_plays() -> None:
    explanation = explain_claim(claim_bench("ground_moves"))
    alone = replace(explanation, sizes=(2_000, 0))
    assert (
        lead_in_words(alone)
        == "It holds: of the 2,000 plays that bear on the claim, 100 % support it and 0 % contradict it."
    )
    assert "Who they are" not in {table.title for table in show_answer(alone).tables}


def test_a_claim_about_two_crises() -> None:
    section = show_answer(explain_claim(claim_bench("sanctions_restrain")))
    assert "with the same draws, “cheap sanctions” and the crisis as it is differ as claimed in" in section.lead
    assert "(An observer, Monthly report, 2015-05)" in " ".join(section.sentences)
    assert any(sentence.startswith("With the same draws, the crisis as it is (") for sentence in section.sentences)


def test_all_claims_in_short() -> None:
    short = explain_key_claims(template_bench())
    section = show_answer(short)
    for each in short.each:
        assert any(lead_in_words(each) in sentence for sentence in section.sentences)
    assert section.id == "because"
