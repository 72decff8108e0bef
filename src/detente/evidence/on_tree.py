"""A crisis that is solved on its game tree, given dated events: exactly, over all of its histories.

A tree lists every history with its probability. Each is held against the events, and counts by its probability times s
for every event that agrees with it and 1 − s for every other one; nothing is drawn. Plays are then drawn from the
histories by these weights.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.claims.readings import Readings
from detente.evidence.filtered import AFTER_IMPOSSIBLE, Filtered, Surprise
from detente.evidence.guides import take_up
from detente.evidence.impossible import why_no_play
from detente.evidence.weighing import choose_systematically, log_sum
from detente.game.frame import Frame, build_frame
from detente.scenario.model import DatedEvent
from detente.simulate.lookup import build_lookup
from detente.simulate.on_tree import record_ends
from detente.simulate.paths import Paths
from detente.solve.equilibrium import Equilibrium

CHUNK = 100_000
"""Histories that are looked at together."""


def filter_on_tree(
    equilibrium: Equilibrium,
    events: Sequence[DatedEvent],
    num_plays: int,
    seed: int,
    progress: Callable[[str, float], None] | None = None,
    to_the_end: bool = True,
) -> Filtered:
    """What `filter_plays` finds, without its errors: see there. Plays keep what was seen at every stage."""
    histories = _Histories(equilibrium)
    ordered = take_up(events, equilibrium.game)
    agreement = histories.agree(ordered, progress)
    log_weight, surprises = histories.log_reach, list[Surprise]()
    shares, done = [histories.shares(log_weight)], 0
    for period in range(equilibrium.game.num_periods):
        while done < len(ordered) and ordered[done].period == period:
            after = log_weight + agreement.log_odds[done]
            change = log_sum(after) - log_sum(log_weight)
            if not np.isfinite(change):
                reason = agreement.reasons.get(done, "no play that agrees with the events before it has it")
                surprises.append(Surprise(ordered[done], -np.inf, 0.0, reason))
                left = AFTER_IMPOSSIBLE
                surprises += [Surprise(each, -np.inf, 0.0, left) for each in ordered[done + 1 :]]
                return Filtered(None, tuple(surprises), -np.inf, 0.0, (), 0.0)
            surprises.append(Surprise(ordered[done], change, 0.0))
            log_weight, done = after, done + 1
        shares.append(histories.shares(log_weight))
    by_actor = tuple(np.array([at[actor] for at in shares]) for actor in range(len(shares[0])))
    paths = histories.draw(log_weight, num_plays, seed) if to_the_end else None
    num_effective = 0.0 if paths is None else float(num_plays)
    return Filtered(paths, tuple(surprises), float(log_sum(log_weight)), 0.0, by_actor, 1.0, num_effective)


@dataclass(frozen=True)
class _Agreement:
    """log P(an event is coded | history), by event and history; and why no history agrees, by event."""

    log_odds: Float[np.ndarray, "event history"]
    reasons: dict[int, str]


class _Histories:
    """All histories of a tree, by the item after the last period."""

    def __init__(self, equilibrium: Equilibrium) -> None:
        self.equilibrium, self.game = equilibrium, equilibrium.game
        assert equilibrium.on_tree is not None
        self.tree = equilibrium.on_tree
        num = len(self.tree.boundaries[-1].state)
        self.log_reach = np.zeros(num)
        nodes = np.flatnonzero(self.tree.ends >= 0)
        self.log_reach[self.tree.ends[nodes]] = self.tree.log_reach[nodes]
        items = np.arange(num)
        self.kinds = [self.tree.boundaries[-1].kinds[items]]
        for layers, boundary in zip(reversed(self.tree.layers), reversed(self.tree.boundaries[:-1]), strict=True):
            for layer in reversed(layers):
                items = layer.origin[items]
            self.kinds.append(boundary.kinds[items])
        self.kinds.reverse()
        self._at = 0

    def agree(self, events: Sequence[DatedEvent], progress: Callable[[str, float], None] | None) -> _Agreement:
        """How every history stands to the events."""
        num = len(self.log_reach)
        found, reasons = np.zeros((len(events), num)), dict[int, str]()
        frame: Frame = build_frame(self.game.scenario)
        for first in range(0, num, CHUNK) if events else ():
            items = np.arange(first, min(first + CHUNK, num))
            record = self.record(items)
            readings = Readings(record, frame)
            for number, event in enumerate(events):
                happened = self.holds(event, record, readings)
                if first == 0 and not happened.any():
                    reasons[number] = why_no_play(event, readings, event.period)
                elif happened.any():
                    reasons.pop(number, None)
                with np.errstate(divide="ignore"):
                    found[number, items] = np.log(np.where(happened, event.sure, 1 - event.sure))
            if progress is not None:
                progress("Filtering", (items[-1] + 1) / num)
        return _Agreement(found, reasons)

    def holds(self, event: DatedEvent, record: Paths, readings: Readings) -> Bool[np.ndarray, " play"]:
        if event.condition is not None:
            return np.asarray(readings.holds(event.condition, event.period, readings.num_stages), dtype=bool)
        happened = np.zeros(record.num_plays, dtype=bool)
        assert record.message is not None
        for stage in range(len(self.game.stage_names)):
            lookup, before = build_lookup(self.game, event.period, stage), record.state[:, event.period, stage]
            for number, table in enumerate(lookup.tables):
                if table.name != event.stage:
                    continue
                has = np.array([event.seen in each for each in table.seen], dtype=bool)
                who = np.flatnonzero(lookup.table[before] == number)
                message = record.message[who, event.period, stage]
                happened[who] |= has[table.message_seen[lookup.position[before[who]], message]]
        return happened

    def shares(self, log_weight: Float[np.ndarray, " history"]) -> list[Float[np.ndarray, " type"]]:
        """P(actor is of type), of every actor, at the next boundary."""
        weight = np.exp(log_weight - log_weight.max())
        weight /= weight.sum()
        kinds, self._at = self.kinds[self._at], self._at + 1
        return [np.bincount(kinds[:, actor], weight, len(prior)) for actor, prior in enumerate(self.game.prior)]

    def record(self, items: Int[np.ndarray, " play"], seed: int = 0) -> Paths:
        return record_ends(self.equilibrium, self.kinds[0][items], items, seed, with_turns=True)

    def draw(self, log_weight: Float[np.ndarray, " history"], num_plays: int, seed: int) -> Paths:
        """Plays by their weights, in an order of chance."""
        random = np.random.default_rng([seed, 2])
        weight = np.exp(log_weight - log_weight.max())
        items = choose_systematically(weight, num_plays, random.random())
        return self.record(random.permutation(items), seed)
