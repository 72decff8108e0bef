"""What would have happened, against closed forms."""

from __future__ import annotations

import math

import pytest

from detente.table.moves import TableError
from support.tables import play_first_acts, table_of


def logit(difference: float) -> float:
    return 1 / (1 + math.exp(-difference))


LOYAL = logit(20 * 0.5)


@pytest.mark.parametrize(("hidden", "rescued"), [("true", LOYAL), ("believed", 0.7 * LOYAL + 0.3 * (1 - LOYAL))])
def test_a_move_that_was_not_made(hidden: str, rescued: float) -> None:
    table = table_of("classics/proxy", {"proxy": "Ann"}, types={"patron": "loyal"})
    table.act("proxy", "keep_quiet")
    table.advance()
    done = table.replay(1, 4000, act="provoke", hidden=hidden)  # type: ignore[arg-type]
    payoffs = {each.actor: each for each in done.payoffs}
    assert payoffs["proxy"].mean == pytest.approx(rescued - 1.5 * (1 - rescued), abs=4 * payoffs["proxy"].error + 0.01)
    assert payoffs["proxy"].realised == 0
    assert {(each.level, each.share, each.is_played) for each in done.levels} == {
        ("provoked", 1.0, False),
        ("quiet", 0.0, True),
    }
    # Whoever does not know the patron's type does not know what it gets either.
    assert ("patron" in payoffs) == (hidden == "true")


def test_what_was_played_is_played_again() -> None:
    table = table_of("hidden", {"moscow": "Ann", "kyiv": "Bob"}, seed=3)
    play_first_acts(table)
    done = table.replay(2, 50)
    assert done.act == "hold stand"
    assert done.times == 50


def test_mistakes() -> None:
    table = table_of("classics/proxy", {"proxy": "Ann"})
    with pytest.raises(TableError, match="no turn 2"):
        table.replay(2)
    with pytest.raises(TableError, match=r"nobody can do 'run' at turn 1 \(keep_quiet, provoke\)"):
        table.replay(1, act="run")
    with pytest.raises(TableError, match="from 1 to"):
        table.replay(1, 0)
    table.act("proxy", "keep_quiet")
    table.advance()
    with pytest.raises(TableError, match="the play is over"):
        table.replay(3)
