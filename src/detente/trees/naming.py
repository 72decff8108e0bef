"""Information sets of a grown tree in words: for every actor and stage what it saw there, one thing after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from detente.game.tables import Game
from detente.scenario.model import Decision
from detente.trees.sights import Sights
from detente.trees.stage_growth import Held, KnownMenu


@dataclass(frozen=True)
class _SeenWords:
    """What an actor saw of a stage, by the number of what it knows afterwards. before: the number before it."""

    before: Int[np.ndarray, " known"]
    words: tuple[str, ...]


class Naming:
    """Notes what is seen while a tree grows; stages are counted over all periods.

    start: by types at the start what every actor knows then.
    """

    def __init__(self, game: Game, sights: Sights) -> None:
        self.game, self.sights = game, sights
        self.stages = game.scenario.stages
        self.seen: dict[tuple[int, int], _SeenWords] = {}
        self.start: Int[np.ndarray, "profile actor"] = np.zeros((0, len(sights.names)), dtype=np.int64)

    def note(
        self,
        place: tuple[int, int],
        known: tuple[Int[np.ndarray, " item"], Int[np.ndarray, " item"]],
        shown: Sequence[Held],
        own: tuple[Int[np.ndarray, " item"], Held],
        states: tuple[Int[np.ndarray, "item variable"], Int[np.ndarray, "item variable"]],
    ) -> None:
        """Note what an actor sees of a stage.

        Args:
            place: the stage, and the actor. known: what it knew before, and knows now. shown: what is seen now.
            own: by item who moved, and the stage itself. states: the declared variables before it and after it.
        """
        number, actor = place
        _, example = np.unique(known[1], return_index=True)
        before = known[0][example]
        # What follows whatever was known for sure tells nothing.
        tells = np.bincount(before)[before] > 1
        date = self.game.scenario.calendar.labels[number // len(self.stages)]
        words = []
        for item, is_telling in zip(example.tolist(), tells.tolist(), strict=True):
            parts = self._parts(item, actor, shown, own, states) if is_telling else []
            words.append(f"{date} {', '.join(parts)}" if parts else "")
        self.seen[place] = _SeenWords(before, tuple(words))

    def _parts(
        self,
        item: int,
        actor: int,
        shown: Sequence[Held],
        own: tuple[np.ndarray, Held],
        states: tuple[np.ndarray, np.ndarray],
    ) -> list[str]:
        """What the actor sees, in words."""
        parts = list[str]()
        for each in shown:
            name = self.stages[each.stage].name
            parts += [self.sights.text(each.open[item])] if each.open[item] else []
            if each.trace[item] and self.sights.sees_trace[each.stage, actor]:
                parts.append(f"{name}: {self.sights.text(each.trace[item])}")
            if each.result[item] and self.sights.sees_result[each.stage, actor]:
                parts.append(f"{name}: {self.sights.text(each.result[item])}")
            if self.sights.sees_act[each.stage, actor]:
                parts += self._act(each, item)
        mover, stage = own
        if mover[item] == actor:
            parts += self._act(stage, item)
        variables = self.game.scenario.variables
        for variable, old, new in zip(variables, states[0][item], states[1][item], strict=True):
            if shown and old != new:
                parts.append(f"{variable.name}={variable.levels[new]}")
        bare = {self.stages[each.stage].name for each in shown}
        return [part for part in dict.fromkeys(parts) if part not in bare]

    def _act(self, held: Held, item: int) -> list[str]:
        stage = self.stages[held.stage]
        if not isinstance(stage, Decision) or held.act[item] < 0:
            return []
        return [f"{stage.name}: {stage.actions[held.act[item]].name}"]

    def label(self, choice: KnownMenu, profiles: Sequence[tuple[int, ...]], knows: Sequence[int]) -> str:
        """What is known at an information set: the own type, the date and the decision, and what was seen before.

        Args:
            profiles: the types at the start, in the order of their items. knows: whose types the player knows besides.
        """
        scenario = self.game.scenario
        number, known, history = choice.period * len(self.stages) + choice.stage, choice.known, list[str]()
        for place in range(number - 1, -1, -1):
            seen = self.seen[place, choice.player]
            history.append(seen.words[known])
            known = int(seen.before[known])
        actor = scenario.actors[choice.player]
        kind = f"{actor.types[choice.kind].name}, " if len(actor.types) > 1 else ""
        told = [word for word in history[::-1] if word]
        told = [*self._known_types(choice, known, profiles, knows), *told]
        where = f"{kind}{scenario.calendar.labels[choice.period]} {self.stages[choice.stage].name}"
        return where + (f": {'; '.join(told)}" if told else "")

    def _known_types(
        self, choice: KnownMenu, known: int, profiles: Sequence[tuple[int, ...]], knows: Sequence[int]
    ) -> list[str]:
        """The types of others that the player knew at the start."""
        if not knows:
            return []
        own = np.array([[kinds[each] for each in (choice.player, *knows)] for kinds in profiles])
        example = own[int(np.argmax(self.start[:, choice.player] == known))]
        names = self.game.scenario.actors
        return [f"{names[o].name} is {names[o].types[k].name}" for o, k in zip(knows, example[1:], strict=True)]
