"""Compiled games looked at in words, so that tests name states, actions and types."""

from __future__ import annotations

import numpy as np

from detente.game.compile import compile_game
from detente.game.dump import describe_state
from detente.game.tables import Game, Joint, StageTable
from detente.scenario.loading import loads


def game_of(text: str, **options: object) -> Game:
    return compile_game(loads(text), **options)  # type: ignore[arg-type]


def table_at(game: Game, period: int, stage: str, words: str) -> tuple[StageTable, int]:
    """The table of a stage at a state, and the state's place in it."""
    number = game.stage_names.index(stage)
    for table in game.periods[period].stages[number]:
        for place, index in enumerate(table.states):
            if describe_state(game, period, number, int(index)) == words:
                return table, place
    raise AssertionError(f"no state {words!r} at {stage}; there are {states_of(game, period, stage)}")


def states_of(game: Game, period: int, stage: str) -> list[str]:
    """The states of a stage (or of the `period end`) in words."""
    number = game.stage_names.index(stage) if stage != "period end" else len(game.stage_names)
    return [describe_state(game, period, number, index) for index in range(len(game.periods[period].codes[number]))]


Message = tuple[tuple[float, ...], tuple[tuple[float, str], ...]]


def messages_of(game: Game, period: int, stage: str, words: str, action: str = "") -> list[Message]:
    """What an action can be seen as: P(message | type), and the states that follow with their probabilities."""
    table, place = table_at(game, period, stage, words)
    number = table.actions.index(action) if table.actions else 0
    assert table.available[place, number], f"{action} is not in the menu"
    after = game.stage_names.index(stage) + 1
    found = []
    for message in range(table.message_prob.shape[2]):
        prob = table.message_prob[place, number, message]
        if prob.any():
            branches = zip(table.branch_prob[place, message], table.branch_state[place, message], strict=True)
            ways = tuple(
                (round(float(p), 12), describe_state(game, period, after, int(s))) for p, s in branches if p > 0
            )
            found.append((tuple(round(float(p), 12) for p in prob), ways))
    return found


def share_a_message(game: Game, period: int, stage: str, words: str, first: str, second: str) -> bool:
    """Whether some observation can come from either action."""
    table, place = table_at(game, period, stage, words)
    one, other = (table.message_prob[place, table.actions.index(name)].any(axis=-1) for name in (first, second))
    return bool((one & other).any())


def payoffs_of(game: Game, period: int, stage: str, words: str, action: str) -> dict[str, list[float]]:
    """Payoff by row (`actor type`) and the type axis, without the part that depends on beliefs."""
    table, place = table_at(game, period, stage, words)
    payoff = table.payoff[place, table.actions.index(action)]
    return {name: [float(value) for value in payoff[:, row]] for row, name in enumerate(row_names(game))}


def row_names(game: Game) -> list[str]:
    actors = game.scenario.actors
    return [f"{actors[row.actor].name} {actors[row.actor].types[row.type].name}" for row in game.rows]


def check_tables(game: Game) -> None:
    """What holds for every compiled game: probabilities sum to one, successors exist, tables share their states out."""
    for number, period in enumerate(game.periods):
        assert len(period.codes) == len(period.stages) + 1
        for index, tables in enumerate(period.stages):
            codes, after = period.codes[index], period.codes[index + 1]
            assert (np.diff(codes) > 0).all()
            states = np.sort(np.concatenate([table.states for table in tables]))
            np.testing.assert_array_equal(states, np.arange(len(codes)))
            reached = np.concatenate([check_table(game, table, len(after)) for table in tables])
            np.testing.assert_array_equal(np.unique(reached), np.arange(len(after)))
        is_last = number + 1 == len(game.periods)
        after = game.final_codes if is_last else game.periods[number + 1].codes[0]
        if game.scenario.calendar.is_endless:
            # Its rounds are all alike, with every state that any of them reaches.
            assert set(period.end.next_state) <= set(range(len(after)))
        else:
            np.testing.assert_array_equal(np.unique(period.end.next_state), np.arange(len(after)))
    assert game.aftermath.values.shape == (len(game.final_codes), len(game.rows))


def check_table(game: Game, table: StageTable, num_after: int) -> np.ndarray:
    """Check one table; returns the successors that can occur."""
    num_types = len(game.prior[game.informed[table.informs]]) if table.informs >= 0 else 1
    assert table.message_prob.shape[3] == num_types
    assert table.available.any(axis=1).all()
    sums = table.message_prob.sum(axis=2)[table.available]
    np.testing.assert_allclose(sums, 1, atol=1e-12)
    assert (table.message_prob >= 0).all()
    assert (table.branch_prob >= 0).all()
    can_occur = (table.message_prob * table.available[:, :, None, None]).any(axis=(1, 3))
    assert np.isfinite(table.payoff).all()
    if table.joint is not None:
        return check_joint(table.joint, num_after)
    np.testing.assert_allclose(table.branch_prob.sum(axis=2)[can_occur], 1, atol=1e-12)
    assert can_occur.any(axis=0).all() or table.is_overt
    assert (table.branch_state[table.branch_prob == 0] == 0).all()
    assert ((table.branch_state >= 0) & (table.branch_state < num_after)).all()
    if table.is_overt:
        identity = np.eye(table.message_prob.shape[1])[None, :, :, None]
        np.testing.assert_array_equal(table.message_prob, np.broadcast_to(identity, table.message_prob.shape))
    return table.branch_state[(table.branch_prob > 0) & can_occur[:, :, None]]


def check_joint(joint: Joint, num_after: int) -> np.ndarray:
    """Check what comes of two decisions made at once; returns the successors that can occur."""
    sums = joint.branch_prob.sum(axis=3)
    assert (joint.branch_prob >= 0).all()
    assert (np.isclose(sums, 1, atol=1e-12) | (sums == 0)).all()
    assert (sums > 0).any(axis=(1, 2)).all()
    assert ((joint.branch_state >= 0) & (joint.branch_state < num_after)).all()
    return joint.branch_state[joint.branch_prob > 0]
