"""The reasons of a move: closed forms, additivity, and the difference that the solution itself has."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.explanation import ReasonsOfType
from detente.analysis.reasons import find_reasons
from detente.errors import DetenteError, ScenarioError, UnknownNameError
from support.told import INVESTS, STORE, small_bench, template_bench


def total_of(own: ReasonsOfType) -> float:
    return sum(term.total for term in own.terms)


def test_now_later_and_after_by_hand() -> None:
    """Investing costs 1 at once and pays 1 a round: in round 2 a half counts, in round 3 a quarter of 0.2."""
    reasons = find_reasons(small_bench(INVESTS), "p", "1", ["invest", "wait"])
    (own,) = reasons.by_type
    assert own.type is None
    assert {term.name: (term.now, term.later, term.after) for term in own.terms} == {
        "w": pytest.approx((1, 0.5, 0.05)),
        "p plays invest": pytest.approx((-1, 0, 0)),
    }
    assert own.difference == pytest.approx(0.55)
    assert own.error == pytest.approx(0, abs=1e-12)
    assert own.by_solver == pytest.approx(0.55, abs=1e-6)
    assert own.share == pytest.approx(1 / (1 + np.exp(-2 * 0.55)), abs=1e-6)


def test_the_last_round_of_a_chain_store() -> None:
    """Nothing follows: to give in is worth 0 to both types, a fight −1 to the weak and +1 to the strong."""
    reasons = find_reasons(small_bench(STORE), "store", "2", ["acquiesce", "fight"])
    found = {own.type: own for own in reasons.by_type}
    for kind, expected in (("weak", 1.0), ("strong", -1.0)):
        assert found[kind].difference == pytest.approx(expected)
        assert found[kind].by_solver == pytest.approx(expected, abs=1e-5)
        assert [(term.kind, term.name) for term in found[kind].terms] == [("act", "store plays fight")]


@pytest.mark.parametrize(
    ("actor", "date", "acts"),
    [
        ("patron", "2015-05", ("arm", "restrain")),
        ("patron", "2015-09", ()),
        ("neighbour", "2015-07", ("lift", "keep")),
    ],
)
def test_terms_add_up_to_the_difference_of_the_solution(actor: str, date: str, acts: tuple[str, ...]) -> None:
    reasons = find_reasons(template_bench(6_000), actor, date, acts)
    assert len(reasons.by_type) == (2 if actor == "patron" else 1)
    for own in reasons.by_type:
        assert total_of(own) == pytest.approx(own.difference, abs=1e-9)
        assert own.by_solver is not None
        assert abs(own.difference - own.by_solver) < 4 * own.error + 0.02


def test_the_same_seed_gives_the_same_reasons() -> None:
    first, second = (find_reasons(template_bench(), "patron", "2015-06", ["arm"]).to_json() for _ in range(2))
    assert first == second
    assert first["act"] == "arm"
    assert first["other"] == "restrain"


def test_only_where_a_condition_holds() -> None:
    reasons = find_reasons(template_bench(), "patron", "2015-06", given="front == advance")
    assert {reasons.act, reasons.other} == {"restrain", "withdraw"}
    with pytest.raises(ScenarioError, match="fron"):
        find_reasons(template_bench(), "patron", "2015-06", given="fron == advance")


def test_what_there_is_not() -> None:
    bench = template_bench()
    with pytest.raises(UnknownNameError, match=r"no actor 'patrn'.*patron"):
        find_reasons(bench, "patrn", "2015-06")
    with pytest.raises(UnknownNameError, match="no date '2025-06'"):
        find_reasons(bench, "patron", "2025-06")
    with pytest.raises(UnknownNameError, match="no act of patron in 2015-06 'lift'"):
        find_reasons(bench, "patron", "2015-06", ["lift"])
    with pytest.raises(UnknownNameError, match="no decision 'answers'"):
        find_reasons(bench, "patron", "2015-06", decision="answers")
    with pytest.raises(DetenteError, match="two different acts"):
        find_reasons(bench, "patron", "2015-06", ["arm", "arm"])
    with pytest.raises(DetenteError, match="no play comes to"):
        find_reasons(bench, "patron", "2015-05", given="front == retreat")


def test_what_is_no_name_is_told_before_anything_is_solved(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = template_bench()
    monkeypatch.setattr(type(bench), "equilibrium", lambda *_: pytest.fail("it was solved"))
    for actor, date in (("patrn", "2015-06"), ("patron", "2025-06")):
        with pytest.raises(UnknownNameError, match="reasons: no "):
            find_reasons(bench, actor, date)
