"""A grown tree in words: what each actor saw at each stage, one thing after the other, and what chance did.

What was seen is kept as numbers while the tree grows, and put in words where somebody asks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Int

from detente.game.tables import Game
from detente.scenario.model import Decision
from detente.trees.sights import Sights
from detente.trees.stage_growth import Held, KnownMenu

Before, After = 0, 1
"""Places of a pair of arrays: as it was before a stage, and as it is after it."""


@dataclass(frozen=True)
class SeenStage:
    """A stage, by item after it; pairs are as of before the stage and after it.

    Args:
        known: what every actor knows, as numbers. kinds: every actor's type. states: the declared variables.
        mover: who decided; −1. own: what could be seen of it. shown: what is seen now, of this stage and of those made
            at once with it.
        parent, rank: the last node on the way, and which of its branches was taken.
    """

    known: tuple[Int[np.ndarray, "item actor"], Int[np.ndarray, "item actor"]]
    kinds: tuple[Int[np.ndarray, "item actor"], Int[np.ndarray, "item actor"]]
    states: tuple[Int[np.ndarray, "item variable"], Int[np.ndarray, "item variable"]]
    mover: Int[np.ndarray, " item"]
    own: Held
    shown: tuple[Held, ...]
    parent: Int[np.ndarray, " item"]
    rank: Int[np.ndarray, " item"]

    @cached_property
    def items(self) -> dict[tuple[int, int], int]:
        """By node and branch an item that came by it."""
        return {
            (int(parent), int(rank)): item
            for item, (parent, rank) in enumerate(zip(self.parent.tolist(), self.rank.tolist(), strict=True))
        }

    def example(self, actor: int) -> Int[np.ndarray, " known"]:
        """By the number of what an actor knows afterwards an item at which it knows that."""
        return np.asarray(np.unique(self.known[After][:, actor], return_index=True)[1])


class Naming:
    """What is seen while a tree grows; stages are counted over all periods.

    Args:
        knowing: by actor itself and those whose types it knows.

    start: by types at the start what every actor knows then.
    """

    def __init__(self, game: Game, sights: Sights, knowing: Sequence[Sequence[int]]) -> None:
        self.game, self.sights, self.knowing = game, sights, knowing
        self.stages = game.scenario.stages
        self.noted: list[SeenStage] = []
        self.start: Int[np.ndarray, "profile actor"] = np.zeros((0, len(sights.names)), dtype=np.int64)
        self._examples: dict[tuple[int, int], tuple[Int[np.ndarray, " known"], Bool[np.ndarray, " known"]]] = {}
        self._words: dict[tuple[int, int, int], str] = {}

    def note(self, noted: SeenStage) -> None:
        """Keep what is seen of the next stage."""
        self.noted.append(noted)

    # Information sets

    def label(self, choice: KnownMenu, profiles: Sequence[tuple[int, ...]]) -> str:
        """What is known at an information set: the own type, the date and the decision, and what was seen before."""
        scenario = self.game.scenario
        actor, told = scenario.actors[choice.player], self.history(choice, profiles)
        kind = f"{actor.types[choice.kind].name}, " if len(actor.types) > 1 else ""
        where = f"{kind}{scenario.calendar.labels[choice.period]} {self.stages[choice.stage].name}"
        return where + (f": {'; '.join(told)}" if told else "")

    def history(self, choice: KnownMenu, profiles: Sequence[tuple[int, ...]]) -> tuple[str, ...]:
        """What the player has seen before an information set, one thing after the other.

        Args:
            profiles: the types at the start, in the order of their items.
        """
        known, words = choice.known, list[str]()
        for place in range(choice.period * len(self.stages) + choice.stage - 1, -1, -1):
            words.append(self.seen(place, choice.player, known))
            known = self.before(place, choice.player, known)
        told = [word for word in words[::-1] if word]
        return (*self._known_types(choice, known, profiles), *told)

    def item_at(self, choice: KnownMenu) -> int:
        """An item before its stage at which the player of an information set knows what it knows there."""
        place = choice.period * len(self.stages) + choice.stage - 1
        if place < 0:
            return int(np.argmax(self.start[:, choice.player] == choice.known))
        return int(self._example(place, choice.player)[0][choice.known])

    def seen(self, place: int, actor: int, known: int) -> str:
        """What an actor saw of a stage, by what it knows after it; "" if it tells nothing."""
        if (place, actor, known) not in self._words:
            example, tells = self._example(place, actor)
            parts = self._parts(self.noted[place], int(example[known]), actor) if tells[known] else []
            date = self.game.scenario.calendar.labels[place // len(self.stages)]
            self._words[place, actor, known] = f"{date} {', '.join(parts)}" if parts else ""
        return self._words[place, actor, known]

    def before(self, place: int, actor: int, known: int) -> int:
        """What an actor knew before a stage, by what it knows after it."""
        return int(self.noted[place].known[Before][self._example(place, actor)[0][known], actor])

    def _example(self, place: int, actor: int) -> tuple[Int[np.ndarray, " known"], Bool[np.ndarray, " known"]]:
        """By the number of what an actor knows after a stage an item, and whether it could have seen something else."""
        if (place, actor) not in self._examples:
            noted = self.noted[place]
            example = noted.example(actor)
            before = noted.known[Before][example, actor]
            # What follows whatever was known for sure tells nothing.
            self._examples[place, actor] = example, np.bincount(before)[before] > 1
        return self._examples[place, actor]

    def _parts(self, noted: SeenStage, item: int, actor: int) -> list[str]:
        """What the actor sees of a stage, in words."""
        parts = list[str]()
        for each in noted.shown:
            name = self.stages[each.stage].name
            parts += [self.sights.text(each.open[item])] if each.open[item] else []
            if each.trace[item] and self.sights.sees_trace[each.stage, actor]:
                parts.append(f"{name}: {self.sights.text(each.trace[item])}")
            if each.result[item] and self.sights.sees_result[each.stage, actor]:
                parts.append(f"{name}: {self.sights.text(each.result[item])}")
            if self.sights.sees_act[each.stage, actor]:
                parts += self._act(each, item)
        if noted.mover[item] == actor:
            parts += self._act(noted.own, item)
        parts += self._changed_kinds(noted, item, self.knowing[actor])
        parts += self._changes(noted, item) if noted.shown else []
        bare = {self.stages[each.stage].name for each in noted.shown}
        return [part for part in dict.fromkeys(parts) if part not in bare]

    def _act(self, held: Held, item: int) -> list[str]:
        stage = self.stages[held.stage]
        if not isinstance(stage, Decision) or held.act[item] < 0:
            return []
        return [f"{stage.name}: {stage.actions[held.act[item]].name}"]

    def _changes(self, noted: SeenStage, item: int) -> list[str]:
        """What is different in the declared variables."""
        variables, (old, new) = self.game.scenario.variables, noted.states
        pairs = zip(variables, old[item], new[item], strict=True)
        return [f"{variable.name}={variable.levels[after]}" for variable, before, after in pairs if before != after]

    def _changed_kinds(self, noted: SeenStage, item: int, whose: Sequence[int]) -> list[str]:
        """Which of some actors are of another type after a stage."""
        old, new = noted.kinds[Before][item], noted.kinds[After][item]
        return [f"{self._name_of(actor, int(new[actor]))}" for actor in whose if old[actor] != new[actor]]

    def _name_of(self, actor: int, kind: int) -> str:
        record = self.game.scenario.actors[actor]
        return f"{record.name} is {record.types[kind].name}"

    def _known_types(self, choice: KnownMenu, known: int, profiles: Sequence[tuple[int, ...]]) -> list[str]:
        """The types of others that the player knew at the start."""
        others = self.knowing[choice.player][1:]
        if not others:
            return []
        kinds = profiles[int(np.argmax(self.start[:, choice.player] == known))]
        return [self._name_of(other, kinds[other]) for other in others]

    # Branches

    def way(self, place: int, parent: int, rank: int) -> str:
        """What chance does at a stage, in words: what could be seen, by whoever sees it, and what changes."""
        noted = self.noted[place]
        item, own = noted.items[parent, rank], noted.own
        parts = [self.sights.text(number[item]) for number in (own.open, own.trace, own.result) if number[item]]
        name = self.stages[own.stage].name
        parts = [part.removeprefix(f"{name}: ") for part in parts if part != name]
        parts += self._changes(noted, item)
        parts += self._changed_kinds(noted, item, range(len(self.sights.names)))
        return f"{name}: {', '.join(parts) or 'nothing'}"
