"""What each actor sees of a move, as numbers: equal ones cannot be told apart.

A move shows a state of the declared variables to everybody, and besides: *open* words to everybody, which trace came
out and the result of nature to those that see them, and the act to whoever chose it and those that see it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int

from detente.game.tables import Game, StageTable
from detente.scenario.model import Chance, Decision, Stage

Ids = Int[np.ndarray, " item"]


@dataclass(frozen=True)
class TableSights:
    """The words of a table's messages, by what is seen of them (`StageTable.message_seen`), as numbers; 0 for none."""

    open: Int[np.ndarray, " seen"]
    trace: Int[np.ndarray, " seen"]
    result: Int[np.ndarray, " seen"]


class Sights:
    """Who sees which part of every stage; and words as numbers.

    sees_act, sees_trace, sees_result: by stage and actor.
    """

    def __init__(self, game: Game) -> None:
        self.game = game
        self.words: dict[str, int] = {"": 0}
        self.names = [actor.name for actor in game.scenario.actors]
        stages = game.scenario.stages
        self.sees_act = self._by_stage([_observers(stage, "act") for stage in stages])
        self.sees_trace = self._by_stage([_observers(stage, "trace") for stage in stages])
        self.sees_result = self._by_stage([_observers(stage, "result") for stage in stages])
        self._tables: dict[tuple[int, int], TableSights] = {}

    def _by_stage(self, observers: list[tuple[str, ...]]) -> Bool[np.ndarray, "stage actor"]:
        return np.array([[name in own for name in self.names] for own in observers], dtype=bool)

    def number(self, words: str) -> int:
        """The number of some words."""
        return self.words.setdefault(words, len(self.words))

    def text(self, number: int | np.integer) -> str:
        """The words of a number."""
        return list(self.words)[int(number)]

    def of_table(self, stage: int, table: StageTable) -> TableSights:
        """The words of a table's messages."""
        if (stage, table.number) not in self._tables:
            record = self.game.scenario.stages[stage]
            parts = [_split(seen, record) for seen in table.seen]
            opened = [self.number(f"{table.name}: {words}" if words else table.name) for words, _, _ in parts]
            hidden = [[self.number(each[part]) for each in parts] for part in (1, 2)]
            self._tables[stage, table.number] = TableSights(*map(np.array, (opened, *hidden)))
        return self._tables[stage, table.number]

    def public_states(self, period: int, stage: int) -> Int[np.ndarray, " state"]:
        """A number for what everybody sees of each state before a stage, or (`−1`) at the period's end."""
        decoded = self.game.space.decode(self.game.periods[period].codes[stage])
        declared = decoded[:, : len(self.game.scenario.variables)]
        return np.asarray(np.unique(declared, axis=0, return_inverse=True)[1]).ravel()


def _observers(stage: Stage, what: str) -> tuple[str, ...]:
    """Who sees a hidden part of a stage besides its author."""
    if isinstance(stage, Chance):
        return stage.seen_by if what == "result" else ()
    return {"act": stage.seen_by, "trace": stage.traces_seen_by, "result": ()}[what]


def _split(seen: tuple[str, ...], stage: Stage) -> tuple[str, str, str]:
    """What is seen of a message: by all, by those that see traces, by those that see results of nature."""
    if isinstance(stage, Chance):
        words = ", ".join(word for word in seen if word)
        return ("", "", words) if stage.seen_by else (words, "", "")
    if len(seen) < 3 or not isinstance(stage, Decision):
        return ", ".join(word for word in seen if word), "", ""
    act, trace, result = seen
    if stage.traces_seen_by:
        return ", ".join(word for word in (act, result) if word), trace, ""
    return ", ".join(word for word in (act, trace, result) if word), "", ""


def join(*columns: Ids) -> Ids:
    """A number for every row of the columns, the same exactly for equal rows; from 0 without gaps."""
    joined = np.asarray(columns[0], dtype=np.int64)
    for column in columns[1:]:
        most = int(column.max(initial=0)) + 1
        if most > 1:
            joined = compact(joined * most + column)
    return compact(joined)


def compact(ids: Ids) -> Ids:
    """The same distinctions by numbers from 0 without gaps, in increasing order."""
    least = int(ids.min(initial=0))
    span = int(ids.max(initial=0)) - least + 1
    if span <= 4 * len(ids) + 1000:
        # Counting is faster than sorting.
        is_used = np.zeros(span, dtype=bool)
        is_used[ids - least] = True
        return np.asarray((np.cumsum(is_used) - 1)[ids - least])
    return np.asarray(np.unique(ids, return_inverse=True)[1]).ravel()
