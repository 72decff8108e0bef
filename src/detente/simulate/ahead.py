"""What can still come: the next decision of everybody, as far as it follows from what everybody sees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Bool

from detente.game.tables import Game, StageTable
from detente.scenario.model import Decision


def find_next_decisions(game: Game, period: int, stage: int, levels: Sequence[int]) -> dict[str, int]:
    """The place in the period of the next decision that each owner may have to take, from a stage on, in order of time.

    Owners without a decision that can still come up are left out, and so are deputies.

    Args:
        levels: of every public variable before the stage. Nothing else is used of where the play stands: what acts of
            this period, which may be hidden, make possible counts as possible.
    """
    stages, states = game.scenario.stages, game.periods[period].codes[stage]
    owners = {each.owner for each in stages if isinstance(each, Decision) and not each.deputy}
    reached = np.asarray((game.space.decode(states)[:, : len(levels)] == np.asarray(levels)).all(axis=1))
    found: dict[str, int] = {}
    while period < game.num_periods and len(found) < len(owners):
        here = game.periods[period]
        tables = here.stages[stage]
        decision = stages[stage]
        comes_up = any(each.mover >= 0 and reached[each.states].any() for each in tables)
        if isinstance(decision, Decision) and not decision.deputy and comes_up:
            found.setdefault(decision.owner, stage)
        reached = _after(tables, reached, len(here.codes[stage + 1]))
        stage += 1
        if stage == len(stages):
            period, stage = period + 1, 0
            codes = game.final_codes if period == game.num_periods else game.periods[period].codes[0]
            reached = _marked(here.end.next_state[reached], len(codes))
    return found


def _after(tables: Sequence[StageTable], reached: Bool[np.ndarray, " state"], num_after: int) -> np.ndarray:
    """Which states of the next stage can follow."""
    if tables[0].is_held:
        return reached
    after = []
    for table in tables:
        here = np.flatnonzero(reached[table.states])
        if len(here) == 0:
            continue
        if table.joint is None:
            possible = (table.branch_prob[here] > 0) & table.find_possible_messages(here)[:, :, None]
            after.append(table.branch_state[here][possible])
        else:
            after.append(table.joint.branch_state[here][table.joint.branch_prob[here] > 0])
    return _marked(np.concatenate(after), num_after)


def _marked(places: np.ndarray, number: int) -> np.ndarray:
    marks = np.zeros(number, dtype=bool)
    marks[places] = True
    return marks
