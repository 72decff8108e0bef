"""Which claims a report answers questions of: those that answer the file's question, its key claims, or all."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.demand import demand_of_run
from detente.analysis.explain import explain_key_claims
from detente.analysis.key_claims import list_answering_claims, list_key_claims, with_claims
from detente.report.answers import show_answer
from detente.scenario.model import Scenario
from support.told import bench_of, template_bench


def marked(**changes: object) -> Scenario:
    """The template with one claim that compares it with a variant changed."""
    scenario = template_bench().base
    return replace(
        scenario,
        claims=tuple(
            replace(claim, **changes) if claim.id == "sanctions_restrain" else claim  # type: ignore[arg-type]
            for claim in scenario.claims
        ),
    )


def test_without_marks_all_are_key() -> None:
    scenario = template_bench().base
    assert list_key_claims(scenario) == list_answering_claims(scenario) == scenario.claims
    assert with_claims(template_bench(), scenario.claims) is template_bench()


def test_what_answers_the_question_is_key_and_comes_first() -> None:
    key, answer = marked(is_key=True), marked(answers={"holds": "Yes."})
    assert [claim.id for claim in list_key_claims(key)] == ["sanctions_restrain"]
    assert [claim.id for claim in list_answering_claims(key)] == ["sanctions_restrain"]
    first = replace(answer.claims[0], is_key=True)
    both = replace(answer, claims=(first, *answer.claims[1:]))
    assert {claim.id for claim in list_key_claims(both)} == {first.id, "sanctions_restrain"}
    assert [claim.id for claim in list_answering_claims(both)] == ["sanctions_restrain"]


def test_a_key_claim_is_explained_with_the_reasons_of_its_move() -> None:
    found = explain_key_claims(bench_of(marked(is_key=True)))
    (explanation,) = found.each
    assert (found.are_key, explanation.verdict.id, explanation.is_paired) == (True, "sanctions_restrain", True)
    assert explanation.reasons is not None
    assert explanation.witnesses == ()
    section = show_answer(found)
    assert section.title == "Why each key claim holds or fails"
    assert any(sentence.startswith("The move that ") for sentence in section.sentences)


def test_flips_of_a_run_are_counted_for_what_they_are_sought_for() -> None:
    """Without worlds, points are the worlds: two games and two runs at each, whatever all claims need."""
    demand = demand_of_run(bench_of(marked(answers={"holds": "Yes."})), 0, ("flips",))
    assert (demand.world_games, demand.world_runs) == (2, 2)
    assert demand.worlds > 0
