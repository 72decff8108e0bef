"""Witnesses: the likeliest plays, statements that reproduce them, and the search for what no recorded play does."""

from __future__ import annotations

import numpy as np
import pytest

from detente.analysis.groups import find_focus
from detente.analysis.story import tell_story
from detente.analysis.witness import find_likeliest, find_witnesses, list_moves, play_focus, write_given
from detente.claims.grammar import parse
from detente.claims.judge import judge
from detente.claims.measure import measure_in_turn
from detente.claims.statements import Inequality
from detente.scenario.model import Claim
from support.told import INVESTS, small_bench, template_bench

ADVANCE = "P(eventually front == advance)"


def comparison(text: str) -> Inequality:
    bench = template_bench()
    return parse(Claim("c", "", text), bench.base, bench.scenario).comparisons[0]


def test_a_witness_is_the_likeliest_play_of_its_kind() -> None:
    bench = template_bench()
    asked = comparison(f"{ADVANCE} > 0.5")
    focus = find_focus(asked)
    assert focus is not None
    played = play_focus(bench, focus)
    odds = played.first.log_probability()
    for witness in find_witnesses(bench, asked, played):
        own = played.groups.bears_out if witness.bears_out else played.groups.breaks
        assert witness.play is not None
        assert own[witness.play.number]
        assert odds[witness.play.number] == odds[own].max()
        assert witness.play.log_probability == pytest.approx(odds[own].max())
        assert witness.share == pytest.approx(own.mean())
        assert find_likeliest(played.first, own) == witness.play.number


def test_a_witness_is_told_again_by_its_number() -> None:
    bench = template_bench()
    asked = comparison(f"{ADVANCE} > 0.5")
    focus = find_focus(asked)
    assert focus is not None
    for witness in find_witnesses(bench, asked, play_focus(bench, focus)):
        assert witness.play is not None
        (again,) = tell_story(bench, play=witness.play.number).plays
        assert again.turns[: len(witness.play.turns)] == witness.play.turns
        assert again.log_probability == witness.play.log_probability


def test_the_statement_of_a_witness_has_the_number_that_is_told() -> None:
    bench = template_bench()
    asked = comparison(f"{ADVANCE} > 0.5")
    focus = find_focus(asked)
    assert focus is not None
    played = play_focus(bench, focus)
    for witness in find_witnesses(bench, asked, played):
        claim = Claim("again", "", witness.statement)
        statement = parse(claim, bench.base, bench.scenario)
        ((_, measured),) = measure_in_turn([statement], bench.play_run)
        verdict = judge(claim, statement, measured)
        assert (verdict.value, verdict.interval) == (witness.value, witness.interval)
        assert witness.play is not None
        # All plays of the statement make the moves of the witness, and its types are those.
        (run,) = {each.run for each in measured}
        forced = bench.play(None, run.forced)
        last = forced.game.scenario.calendar.labels.index(witness.play.last)
        number = witness.play.number
        made = played.first.act[number, : last + 1]
        decided = played.first.mover[number, : last + 1] >= 0
        agrees = (forced.act[:, : last + 1] == made) | (forced.mover[:, : last + 1] < 0) | ~decided
        same = (forced.state[:, : last + 1] == played.first.state[number, : last + 1]).all(axis=(1, 2))
        assert same.any()
        assert agrees[same].all()


def test_what_no_recorded_play_does_is_searched_for() -> None:
    bench = template_bench()
    text = (
        "P(patron plays withdraw at 2015-05 and patron plays withdraw at 2016-03 and patron plays withdraw at 2016-04)"
    )
    asked = comparison(f"{text} > 0.5")
    focus = find_focus(asked)
    assert focus is not None
    played = play_focus(bench, focus)
    assert not played.groups.bears_out.any()
    witness = find_witnesses(bench, asked, played)[0]
    if witness.play is None:
        pytest.skip("the search promises nothing")
    assert witness.is_searched
    assert witness.share == 0
    assert witness.play.boldness > 1
    (again,) = tell_story(bench, play=witness.play.number, boldness=witness.play.boldness).plays
    assert again.log_probability == witness.play.log_probability
    assert {turn.date for turn in again.turns if turn.act == "withdraw"} >= {"2015-05", "2016-03", "2016-04"}


def test_pairs_have_twins_with_the_same_draws() -> None:
    bench = template_bench()
    asked = comparison(f"{ADVANCE} under no_offensive < {ADVANCE}")
    focus = find_focus(asked)
    assert focus is not None
    first, second = find_witnesses(bench, asked, play_focus(bench, focus))
    assert first.play is not None
    assert first.twin is not None
    assert (first.play.variant, first.twin.variant) == ("no_offensive", None)
    assert first.play.number == first.twin.number
    assert first.play.types == first.twin.types
    assert first.statement == ""
    assert second.play is None or second.is_searched


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("P(eventually front == advance) > 0.5", "P(eventually front == advance given G) > 0.5"),
        ("0.5 < P(eventually front == advance)", "0.5 < P(eventually front == advance given G)"),
        (
            "P(eventually front == advance given patron plays arm or neighbour plays lift) > 0.5",
            "P(eventually front == advance given (patron plays arm or neighbour plays lift) and G) > 0.5",
        ),
        (f"{ADVANCE} under no_offensive < 0.5", "P(eventually front == advance given G) under no_offensive < 0.5"),
        (f"{ADVANCE} > P(eventually front == retreat)", ""),
        ("value(neighbour) > 0", ""),
        (f"2 * {ADVANCE} > 0.5", ""),
    ],
)
def test_where_more_is_given(text: str, expected: str) -> None:
    assert write_given(comparison(text), "G") == expected


def test_moves_over_several_dates_are_one() -> None:
    bench = small_bench(INVESTS)
    paths = bench.play(None, (), with_turns=True)
    told = tell_story(bench, play=0).plays[0]
    act = ["wait", "invest"][int(paths.act[0, 0, 0])]
    assert list_moves(paths, 0, told, 2) == [f"p plays {act} at 1"]
    assert np.isfinite(told.log_probability)
