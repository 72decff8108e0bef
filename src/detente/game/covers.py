"""Covert acts, and acts that look like others, that everybody can tell apart all the same."""

from __future__ import annotations

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.errors import Mistake
from detente.game.frame import find_place
from detente.game.tables import Game, StageTable
from detente.scenario.model import Action, Decision, Scenario


def find_bare_covers(game: Game) -> tuple[Mistake, ...]:
    """The covert decisions, and the acts that look like others, whose cover hides nothing in any reachable state.

    That is where the state after every act of a covert decision, or after the act that looks like another, is one to
    which no other act of the menu leads. Where there is no choice, nothing is to be told apart.
    """
    found = []
    for index, stage in enumerate(game.scenario.stages):
        if not isinstance(stage, Decision) or stage.seen_by:
            continue
        bare = _list_bare(game, index, stage)
        what = f"but everybody can tell it from every other act of '{stage.name}' by the state to which it leads"
        if stage.is_covert and len(bare) == len(stage.actions):
            message = f"'{stage.name}' is covert, but everybody can tell its acts from each other by where they lead"
            found.append(Mistake(find_place(stage, game.scenario), message))
        for action in bare:
            if action.looks_like and not stage.is_covert:
                message = f"'{action.name}' looks like '{action.looks_like}', {what}"
                found.append(Mistake(find_place(action, game.scenario), message))
    return tuple(found)


def find_revealed(game: Game) -> tuple[Mistake, ...]:
    """The decisions that only some may see, and whose acts the public state gives away to everybody."""
    return tuple(
        Mistake(
            find_place(stage, game.scenario),
            f"'{stage.name}' is seen by {', '.join(stage.seen_by)} alone, but its acts lead to states that differ, and "
            "the state is seen by everybody; let a later stage change it, or leave 'seen by' out",
        )
        for index, stage in enumerate(game.scenario.stages)
        if isinstance(stage, Decision) and _is_kept_from(stage, game.scenario)
        if not any(_hides(game, index, place) for place in _acts(stage))
    )


def _is_kept_from(stage: Decision, scenario: Scenario) -> bool:
    """Whether only some may see a decision, and there is somebody who may not."""
    knowing = {*stage.seen_by, *(actor.name for actor in scenario.movers(stage))}
    return bool(stage.seen_by) and any(actor.name not in knowing for actor in scenario.actors)


def _acts(stage: Decision) -> range:
    return range(len(stage.actions))


def _list_bare(game: Game, index: int, stage: Decision) -> list[Action]:
    """The acts that can be told from every other one in every reachable state."""
    return [action for place, action in enumerate(stage.actions) if not _looks_alike(_overlaps(game, index, place))]


def _overlaps(game: Game, index: int, place: int) -> list[np.ndarray]:
    tables = {table.number: table for period in game.periods for table in period.stages[index] if table.mover >= 0}
    return [_overlap(table.available, table.message_prob, place) for table in tables.values()]


def _hides(game: Game, index: int, place: int) -> bool:
    """Whether an act can be taken for another by who sees the declared variables, not what is remembered of acts."""
    overlaps, seen = [], set[int]()
    for period in game.periods:
        codes = game.space.decode(period.codes[index + 1])[:, : len(game.scenario.variables)]
        public = np.unique(codes, axis=0, return_inverse=True)[1].ravel()
        for table in (each for each in period.stages[index] if each.mover >= 0 and each.joint is None):
            if table.is_held or table.number in seen:
                # What two moves made at once lead to depends on both.
                return True
            seen.add(table.number)
            overlaps.append(_overlap(table.available, _by_state(table, public), place))
    return _looks_alike(overlaps) if overlaps else True


def _by_state(table: StageTable, public: Int[np.ndarray, " after"]) -> Float[np.ndarray, "state action message type"]:
    """P(public state after | state, action, type). public: of every state after the stage."""
    after = public[table.branch_state[:, :, 0]]
    prob = np.zeros((*table.message_prob.shape[:2], int(public.max()) + 1, table.message_prob.shape[3]))
    for message in range(after.shape[1]):
        rows = np.arange(len(after))
        prob[rows, :, after[:, message]] += table.message_prob[:, :, message]
    return prob


def _looks_alike(overlaps: list[np.ndarray]) -> bool:
    """Whether an act can be taken for another in some state, or is never in a menu with others."""
    at_choices = np.concatenate(overlaps) if overlaps else np.zeros(0)
    return at_choices.size == 0 or bool(at_choices.max() > 0)


def _overlap(
    available: Bool[np.ndarray, "state action"],
    message_prob: Float[np.ndarray, "state action message type"],
    place: int,
) -> np.ndarray:
    """At the states where the act is in the menu with others: the greatest chance that another act looks the same."""
    others = [other for other in range(available.shape[1]) if other != place]
    is_choice = available[:, place] & available[:, others].any(axis=1)
    chosen = message_prob[is_choice]
    alike = [
        np.minimum(chosen[:, place], chosen[:, other]).sum(axis=1).max(axis=-1) * available[is_choice, other]
        for other in others
    ]
    return np.max(alike, axis=0) if alike else np.zeros(0)
