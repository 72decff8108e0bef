"""Jumps at the calendar's end, which go away where it goes on."""

from __future__ import annotations

import pytest

from detente.analysis.checkups.calendar_end import find_jumps
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.simulate.paths import Paths
from detente.simulate.play import simulate
from detente.solve.backward import solve
from support.silly import END, SANE

NUM_PLAYS = 4_000


def played(calendar: str) -> Paths:
    sane, silly = END
    game = compile_game(loads(SANE.replace(sane, silly.replace("rounds: 8", calendar)), name="beacon"), {"red": 11})
    return simulate(solve(game), NUM_PLAYS, seed=1)


def test_what_is_paid_at_the_end_draws_the_last_moves() -> None:
    (found,) = find_jumps(played("rounds: 8"))
    assert (found.subject, found.where.line) == ("beacon", 3)
    assert abs(found.evidence["after"] - found.evidence["before"]) > 0.4
    assert found.says.startswith("beacon is ")
    assert "of plays before the last period, 8, and in" in found.says
    assert "goes on for" in found.advice


def test_where_the_calendar_goes_on_nobody_sees_the_end() -> None:
    paths = played("rounds: 8, goes on for: 4 rounds")
    assert (paths.num_periods, paths.told().num_periods) == (12, 8)
    assert list(find_jumps(paths)) == []


def test_another_while_changes_little() -> None:
    """The shares at the last date settle, and not where the calendar ends there."""

    def lit(calendar: str) -> float:
        return float((played(calendar).told().levels(7)[:, 1] == 1).mean())

    settled = lit("rounds: 8, goes on for: 8 rounds")
    assert lit("rounds: 8, goes on for: 4 rounds") == pytest.approx(settled, abs=0.02)
    assert abs(lit("rounds: 8") - settled) > 0.5
