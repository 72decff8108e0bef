"""What can happen at one stage: menus, what everyone observes of a move, and where it leads.

Probabilities, and what a trace or a result depends on, are evaluated at the state before the move. An action's
effects come first, then those of the result drawn, then those of the trace. What everyone observes of a move:

- of an overt decision the action, the result, the trace and the new state;
- of an action that looks like another one that other action with a result of that one's, the trace and the new state;
- of a covert decision the trace and the new state, whether it came up or not;
- that an overt decision did not come up;
- of a mover with a single type nothing can be learned, so the action stands for itself.

Results and traces that reveal nothing about the mover beyond its action become branches after the message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.game.chances import build_chance_moves, build_idle_moves
from detente.game.frame import Reader, find_place
from detente.game.habits import compute_anchor, compute_occasion, find_menus
from detente.game.messages import NO_ACTION, Moves, Outcome, find_messages, find_shift_prob, list_seen
from detente.game.outcomes import apply, compute_lottery, couple_lotteries, settle
from detente.game.shifts import Shifter
from detente.game.tables import Occasion
from detente.scenario.model import Action, Actor, Chance, Decision, Result, Stage

UNTAKEN = "nothing"
"""What is seen of an overt decision that did not come up."""


def build_stage_moves(reader: Reader, stage: Stage, index: int, codes: Int[np.ndarray, " state"]) -> tuple[Moves, ...]:
    """The tables of a stage at the given states; they share the states out among them."""
    levels = reader.frame.space.decode(codes)
    happens = find_taking_place(reader, stage, levels)
    tables: list[Moves] = []
    if isinstance(stage, Chance):
        if happens.any():
            tables.append(build_chance_moves(reader, stage, index, np.nonzero(happens)[0], levels[happens]))
    else:
        if stage.rule and happens.any():
            # Notes what is wrong with the probabilities; those that the deputy has are the same.
            compute_lottery(reader, stage.rule, levels[happens], [{}])
        for actor, is_mover in find_movers(reader, stage, levels, happens):
            rows = np.nonzero(is_mover)[0]
            if len(rows):
                seated = replace(reader, holder=holder_name(reader, stage, actor))
                tables.append(DecisionReader(seated, stage, index, actor, levels[rows]).moves(rows))
    idle = np.ones(len(codes), dtype=bool)
    for table in tables:
        idle[table.states] = False
    if idle.any():
        tables.append(build_idle_moves(reader, index, np.nonzero(idle)[0], levels[idle]))
    return tuple(tables)


def find_taking_place(
    reader: Reader, stage: Stage, levels: Int[np.ndarray, "state variable"]
) -> Bool[np.ndarray, " state"]:
    """At which states a stage can take place."""
    happens = reader.holds(stage.when, levels)
    if isinstance(stage, Decision) and stage.comes_up is not None:
        happens = happens & (compute_occasion(reader, stage, levels) > 0)
    return happens


def find_movers(
    reader: Reader, decision: Decision, levels: Int[np.ndarray, "state variable"], happens: np.ndarray
) -> list[tuple[Actor, np.ndarray]]:
    """Who decides at which states. A seat that not exactly one actor holds is a mistake; its first holder moves."""
    scenario = reader.frame.scenario
    owners = scenario.movers(decision)
    if decision.deputy or decision.owner not in scenario.seats:
        return [(owners[0], happens)]
    taking_place = np.nonzero(happens)[0]
    holding = np.zeros((len(levels), len(owners)), dtype=bool)
    for column, actor in enumerate(owners):
        holding[taking_place, column] = reader.holds(actor.holds_when, levels[taking_place])
    wrong = happens & (holding.sum(axis=1) != 1)
    if wrong.any():
        first = int(np.argmax(wrong))
        holders = [actor.name for actor, holds in zip(owners, holding[first], strict=True) if holds]
        holds_it = (
            " and ".join(holders) + (" both hold" if len(holders) == 2 else " all hold")
            if holders
            else "no actor holds"
        )
        candidates = ", ".join(actor.name for actor in owners)
        message = f"{holds_it} the seat {decision.owner}, which exactly one of {candidates} must hold,"
        reader.fault(find_place(decision, scenario), "seat", message, levels[first])
    first_holder = np.cumsum(holding, axis=1) == 1
    return [(actor, (holding & first_holder)[:, column]) for column, actor in enumerate(owners)]


def holder_name(reader: Reader, decision: Decision, actor: Actor) -> str:
    """The actor, if it decides as the holder of a seat; else ""."""
    return actor.name if not decision.deputy and decision.owner in reader.frame.scenario.seats else ""


@dataclass(frozen=True)
class DecisionReader:
    """One mover's decision at the states where it decides."""

    reader: Reader
    decision: Decision
    index: int
    actor: Actor
    levels: Int[np.ndarray, "state variable"]

    @property
    def kinds(self) -> list[dict[str, str]]:
        return [{self.actor.name: entry.name} for entry in self.actor.types]

    @cached_property
    def menus(self) -> Bool[np.ndarray, "state action type"]:
        """Which actions each type can choose."""
        menus = find_menus(self.reader, self.decision.actions, self.levels, self.kinds)
        empty = ~np.any(menus, axis=1)
        if empty.any():
            state, kind = (int(each[0]) for each in np.nonzero(empty))
            who = self.actor.name
            if not empty[state].all():
                who += f", being {self.actor.types[kind].name},"
            message = f"{who} has no action at {self.decision.name}: the menu is empty"
            place = find_place(self.decision, self.reader.frame.scenario)
            self.reader.fault(place, "menu", message, self.levels[state])
            menus = menus | empty[:, None]
        return menus

    def menu(self) -> Bool[np.ndarray, "state action"]:
        """Which actions some type can choose."""
        return np.asarray(self.menus.any(axis=2))

    @cached_property
    def chance(self) -> Float[np.ndarray, " state"]:
        """The probability that the decision comes up."""
        return compute_occasion(self.reader, self.decision, self.levels)

    def outcomes(self, available: Bool[np.ndarray, "state action"]) -> list[list[Outcome]]:
        """By action, all its outcomes; last those without an action, if the decision may not come up."""
        actions = enumerate(self.decision.actions)
        outcomes = [self._outcomes(number, action, available[:, number]) for number, action in actions]
        return outcomes if (self.chance == 1).all() else [*outcomes, self._untaken()]

    def _untaken(self) -> list[Outcome]:
        """What happens where the decision does not come up: of a covert one nobody can tell."""
        traces = self.decision.traces if self.decision.is_covert else ()
        trace_prob = self._lottery(traces, self.levels) * (self.chance < 1)[:, None, None]
        outcomes = []
        for trace in range(trace_prob.shape[1]):
            effects = traces[trace].effects if traces else ()
            codes = settle(self.reader, self.index, apply(self.reader, effects, self.levels))
            words = ("", traces[trace].name if traces else "", "")
            seen = words if self.decision.is_covert else (UNTAKEN, "", "")
            outcomes.append(Outcome(NO_ACTION, seen, trace_prob[:, trace], codes, effects))
        return outcomes

    def moves(self, states: Int[np.ndarray, " state"]) -> Moves:
        available = self.menu()
        return self.tabulate(states, available, self.outcomes(available))

    def tabulate(
        self,
        states: Int[np.ndarray, " state"],
        available: Bool[np.ndarray, "state action"],
        outcomes: Sequence[Sequence[Outcome]],
    ) -> Moves:
        """The table of what everyone observes of the outcomes."""
        frame, actions = self.reader.frame, self.decision.actions
        actor = frame.actor_index(self.actor.name)
        is_plain = self.is_plain
        message_prob, branch_prob, branch_codes = find_messages(outcomes, is_plain, len(self.levels))
        seen, message_seen = list_seen(actions, outcomes, is_plain, message_prob)
        occasion, shift_prob = None, find_shift_prob(outcomes, is_plain, message_prob)
        if len(outcomes) > len(actions):
            message_prob, untaken = message_prob[:, :NO_ACTION], message_prob[:, NO_ACTION]
            shift_prob = None if shift_prob is None else shift_prob[:, :NO_ACTION]
            occasion = Occasion(self.chance, untaken)
        return Moves(
            name=self.decision.name,
            actor=actor,
            informs=frame.informed.index(actor) if len(self.actor.types) > 1 else -1,
            actions=tuple(action.name for action in actions),
            states=states,
            levels=self.levels,
            available=available,
            message_prob=message_prob,
            branch_prob=branch_prob,
            branch_codes=branch_codes,
            is_overt=all(is_plain),
            seen=seen,
            message_seen=message_seen,
            anchor=compute_anchor(self.reader, self.decision.usually, self.levels, self.kinds, self.menus),
            occasion=occasion,
            shift_prob=shift_prob,
        )

    @property
    def is_plain(self) -> list[bool]:
        """By action, whether it is its own message; last for no action, if the decision may not come up."""
        by_action = [self._is_plain(action) for action in self.decision.actions]
        return by_action if (self.chance == 1).all() else [*by_action, False]

    def _is_plain(self, action: Action) -> bool:
        """Whether the action is its own message: nothing that follows it reveals more, and nothing looks like it."""
        if self.decision.seen_by or self.decision.traces_seen_by:
            # Some see more of it than others: every outcome is told apart.
            return False
        if len(self.actor.types) == 1:
            return True
        if self.decision.is_covert or self._is_typed(action.results) or self._is_typed(self.decision.traces):
            return False
        parts: list[Action | Result] = [action, *action.results, *self.decision.traces]
        if any(each.shifts for each in parts):
            return False
        return sum(find_shown_action(other) == find_shown_action(action) for other in self.decision.actions) == 1

    def _is_typed(self, results: Sequence[Result]) -> bool:
        return any(entry.probability and self.reader.ready(entry.probability).types for entry in results)

    def _outcomes(self, number: int, action: Action, available: np.ndarray) -> list[Outcome]:
        rows = np.nonzero(available)[0]
        levels = self.levels[rows]
        results, traces = action.results, self.decision.traces
        trace_prob = self._lottery(traces, levels, action.name)
        announced, result_prob = self._announced(action, levels)
        label = "" if self.decision.is_covert else find_shown_action(action)
        after_action = apply(self.reader, action.effects, levels)
        shifter = Shifter(self.reader, self.actor, levels)
        outcomes = []
        for result in range(result_prob.shape[1]):
            of_result = results[result].effects if results else ()
            known_of_result = results[result].shifts if results else ()
            after_result = apply(self.reader, of_result, after_action)
            is_announced = result_prob[:, result].any(axis=(0, 2))
            for trace in range(trace_prob.shape[1]):
                of_trace = traces[trace].effects if traces else ()
                after = apply(self.reader, of_trace, after_result)
                self._remember(action, after)
                codes = np.zeros(len(available), dtype=np.int64)
                codes[rows] = settle(self.reader, self.index, after)
                effects = (*action.effects, *of_result, *of_trace)
                shifts = (*action.shifts, *known_of_result, *(traces[trace].shifts if traces else ()))
                # Of a seat's act, what changes is known to whoever decides.
                shifts = tuple(shift for shift in shifts if shift.actor == self.actor.name)
                known = None
                if shifts:
                    known = np.tile(np.arange(len(self.kinds)), (len(available), 1))
                    known[rows] = shifter.apply(shifts, shifter.start())
                for place in np.flatnonzero(is_announced) if is_announced.any() else [0]:
                    prob = np.zeros((len(available), len(self.kinds)))
                    prob[rows] = result_prob[:, result, place] * trace_prob[:, trace]
                    seen = (label, traces[trace].name if traces else "", announced[place])
                    outcomes.append(Outcome(number, seen, prob, codes, effects, known))
        return outcomes

    def _lottery(
        self, results: Sequence[Result], levels: Int[np.ndarray, "state variable"], act: str | None = None
    ) -> Float[np.ndarray, "state result type"]:
        """Probabilities of the results for each of the mover's types; without results one thing happens for sure."""
        if not results:
            return np.ones((len(levels), 1, len(self.kinds)))
        return compute_lottery(self.reader, results, levels, self.kinds, act)

    def _announced(
        self, action: Action, levels: Int[np.ndarray, "state variable"]
    ) -> tuple[list[str], Float[np.ndarray, "state result announced type"]]:
        """What can be announced of the action's results, and how likely every result is together with each of it.

        An action that looks like another one has a result of that one's announced, as likely as there; where that one
        is not in the menu nobody is deceived, and nothing is announced.
        """
        own = self._lottery(action.results, levels)
        names = [result.name for result in action.results] or [""]
        shown = next(other for other in self.decision.actions if other.name == find_shown_action(action))
        if self.decision.is_covert or not shown.results:
            return [""], own[:, :, None]
        if shown is action:
            return names, own[:, :, None] * np.eye(len(names))[:, :, None]
        is_covered = find_menus(self.reader, [shown], levels, self.kinds)[:, 0].any(axis=1)
        other = np.zeros((len(levels), 1 + len(shown.results), len(self.kinds)))
        other[~is_covered, 0] = 1
        other[is_covered, 1:] = self._lottery(shown.results, levels[is_covered])
        announced = ["", *(result.name for result in shown.results)]
        return announced, couple_lotteries(own, names, other, announced)

    def _number_of(self, name: str) -> int:
        return [action.name for action in self.decision.actions].index(name)

    def _remember(self, action: Action, levels: np.ndarray) -> None:
        """Put the choice into the state, if a later formula refers to it."""
        entry = self.reader.frame.remembered.get(self.decision.name)
        if entry is not None:
            levels[:, entry.column] = 1 + self._number_of(action.name)


def find_shown_action(action: Action) -> str:
    """The action that the others believe they see."""
    return action.looks_like or action.name
