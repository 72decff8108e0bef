"""What can happen at one stage: menus, what everyone observes of a move, and where it leads.

Probabilities, and what a trace or a result depends on, are evaluated at the state before the move. An action's
effects come first, then those of the result drawn, then those of the trace. What everyone observes of a move:

- of an overt decision the action, the result, the trace and the new state;
- of an action that looks like another one that other action with a result of that one's, the trace and the new state;
- of a covert decision the trace and the new state;
- of a mover with a single type nothing can be learned, so the action stands for itself.

Results and traces that reveal nothing about the mover beyond its action become branches after the message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool, Float, Int

from detente.game.frame import Reader, find_place
from detente.game.outcomes import apply, compute_lottery, couple_lotteries, settle
from detente.game.states import merge_equal, rank_keys
from detente.scenario.model import Action, Actor, Chance, Decision, Effect, Result, Stage


@dataclass(frozen=True)
class JointMoves:
    """A `Joint` before the successors are numbered."""

    branch_prob: Float[np.ndarray, "state first_message message branch"]
    branch_codes: Int[np.ndarray, "state first_message message branch"]


@dataclass(frozen=True)
class Moves:
    """A `StageTable` without payoffs; `branch_codes` are the successors as codes, before they are numbered.

    Args:
        actor: index of the mover, or −1. informs: position of the actor whose belief can move, or −1.
    """

    name: str
    actor: int
    informs: int
    actions: tuple[str, ...]
    states: Int[np.ndarray, " state"]
    levels: Int[np.ndarray, "state variable"]
    available: Bool[np.ndarray, "state action"]
    message_prob: Float[np.ndarray, "state action message type"]
    branch_prob: Float[np.ndarray, "state message branch"]
    branch_codes: Int[np.ndarray, "state message branch"]
    is_overt: bool
    seen: tuple[tuple[str, ...], ...]
    message_seen: Int[np.ndarray, "state message"]
    is_held: bool = False
    joint: JointMoves | None = None

    @property
    def successors(self) -> Int[np.ndarray, " code"]:
        """Codes of the states that can follow."""
        after = self if self.joint is None else self.joint
        return np.unique(after.branch_codes[after.branch_prob > 0])


@dataclass(frozen=True)
class Outcome:
    """One result and one trace of one action.

    Args:
        seen: what is observed of it besides the new state, in words: action, trace, result.
        prob: zero where the action is not available.
        codes: of the new states. effects: that lead there.
    """

    action: int
    seen: tuple[str, ...]
    prob: Float[np.ndarray, "state type"]
    codes: Int[np.ndarray, " state"]
    effects: tuple[Effect, ...]


def build_stage_moves(reader: Reader, stage: Stage, index: int, codes: Int[np.ndarray, " state"]) -> tuple[Moves, ...]:
    """The tables of a stage at the given states; they share the states out among them."""
    levels = reader.frame.space.decode(codes)
    happens = reader.holds(stage.when, levels)
    tables: list[Moves] = []
    if isinstance(stage, Chance):
        if happens.any():
            tables.append(_chance_moves(reader, stage, index, np.nonzero(happens)[0], levels[happens]))
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

    def menu(self) -> Bool[np.ndarray, "state action"]:
        """Which actions can be chosen."""
        actions = self.decision.actions
        available = np.stack([self.reader.holds(action.when, self.levels) for action in actions], axis=1)
        empty = ~np.any(available, axis=1)
        if empty.any():
            message = f"{self.actor.name} has no action at {self.decision.name}: the menu is empty"
            state = self.levels[int(np.argmax(empty))]
            self.reader.fault(find_place(self.decision, self.reader.frame.scenario), "menu", message, state)
            available = available | empty[:, None]
        return available

    def outcomes(self, available: Bool[np.ndarray, "state action"]) -> list[list[Outcome]]:
        """By action, all its outcomes."""
        actions = enumerate(self.decision.actions)
        return [self._outcomes(number, action, available[:, number]) for number, action in actions]

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
        message_prob, branch_prob, branch_codes = _messages(outcomes, is_plain, len(self.levels))
        seen, message_seen = _list_seen(actions, outcomes, is_plain, message_prob)
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
        )

    @property
    def is_plain(self) -> list[bool]:
        """By action, whether it is its own message."""
        return [self._is_plain(action) for action in self.decision.actions]

    def _is_plain(self, action: Action) -> bool:
        """Whether the action is its own message: nothing that follows it reveals more, and nothing looks like it."""
        if len(self.actor.types) == 1:
            return True
        if self.decision.is_covert or self._is_typed(action.results) or self._is_typed(self.decision.traces):
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
        outcomes = []
        for result in range(result_prob.shape[1]):
            of_result = results[result].effects if results else ()
            after_result = apply(self.reader, of_result, after_action)
            is_announced = result_prob[:, result].any(axis=(0, 2))
            for trace in range(trace_prob.shape[1]):
                of_trace = traces[trace].effects if traces else ()
                after = apply(self.reader, of_trace, after_result)
                self._remember(action, after)
                codes = np.zeros(len(available), dtype=np.int64)
                codes[rows] = settle(self.reader, self.index, after)
                effects = (*action.effects, *of_result, *of_trace)
                for place in np.flatnonzero(is_announced) if is_announced.any() else [0]:
                    prob = np.zeros((len(available), len(self.kinds)))
                    prob[rows] = result_prob[:, result, place] * trace_prob[:, trace]
                    seen = (label, traces[trace].name if traces else "", announced[place])
                    outcomes.append(Outcome(number, seen, prob, codes, effects))
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
        is_covered = self.reader.holds(shown.when, levels)
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


def _messages(
    outcomes: Sequence[Sequence[Outcome]], is_plain: Sequence[bool], num_states: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Message probabilities by action, and the branches after each message.

    Plain actions have the first messages, one each; the outcomes of the others are distinguished, state by state,
    by what is seen of them and by the new state.
    """
    num_types = outcomes[0][0].prob.shape[1]
    hidden = build_hidden_outcomes(outcomes, is_plain)
    ranks, num_distinct = rank_messages(hidden)
    plain_actions = [action for action, plain in enumerate(is_plain) if plain]
    merged = []
    for action in plain_actions:
        codes = np.stack([entry.codes for entry in outcomes[action]], axis=1)
        merged.append(merge_equal(codes, np.stack([entry.prob[:, 0] for entry in outcomes[action]], axis=1)))
    num_branches = max([1] + [codes.shape[1] for codes, _ in merged])
    num_messages = len(plain_actions) + num_distinct
    message_prob = np.zeros((num_states, len(outcomes), num_messages, num_types))
    branch_prob = np.zeros((num_states, num_messages, num_branches))
    branch_codes = np.zeros((num_states, num_messages, num_branches), dtype=np.int64)
    for message, (action, (codes, prob)) in enumerate(zip(plain_actions, merged, strict=True)):
        message_prob[:, action, message] = 1
        branch_codes[:, message, : codes.shape[1]] = codes
        branch_prob[:, message, : codes.shape[1]] = prob
    for column, entry in enumerate(hidden):
        rows = np.nonzero(ranks[:, column] >= 0)[0]
        messages = len(plain_actions) + ranks[rows, column]
        message_prob[rows, entry.action, messages] += entry.prob[rows]
        branch_codes[rows, messages, 0] = entry.codes[rows]
        branch_prob[rows, messages, 0] = 1
    return message_prob, branch_prob, branch_codes


def _list_seen(
    actions: Sequence[Action],
    outcomes: Sequence[Sequence[Outcome]],
    is_plain: Sequence[bool],
    message_prob: Float[np.ndarray, "state action message type"],
) -> tuple[tuple[tuple[str, ...], ...], Int[np.ndarray, "state message"]]:
    """What can be observed of the move besides the new state, and which of it each message is."""
    plain = [(action.name,) for action, is_own in zip(actions, is_plain, strict=True) if is_own]
    hidden = build_hidden_outcomes(outcomes, is_plain)
    seen = (*plain, *dict.fromkeys(entry.seen for entry in hidden))
    num_states, _, num_messages, _ = message_prob.shape
    message_seen = np.full((num_states, num_messages), -1, dtype=np.int64)
    message_seen[:, : len(plain)] = np.arange(len(plain))
    ranks, _ = rank_messages(hidden)
    for column, entry in enumerate(hidden):
        rows = np.flatnonzero(ranks[:, column] >= 0)
        message_seen[rows, len(plain) + ranks[rows, column]] = seen.index(entry.seen)
    return seen, message_seen


def build_hidden_outcomes(outcomes: Sequence[Sequence[Outcome]], is_plain: Sequence[bool]) -> list[Outcome]:
    """The outcomes of the actions that are not their own message (see `DecisionReader.is_plain`)."""
    return [each for of_action, plain in zip(outcomes, is_plain, strict=True) if not plain for each in of_action]


def rank_messages(outcomes: Sequence[Outcome]) -> tuple[Int[np.ndarray, "state outcome"], int]:
    """For every state, the number of the message that each outcome sends; −1 where it cannot happen."""
    if not outcomes:
        return np.zeros((0, 0), dtype=np.int64), 0
    codes = np.stack([entry.codes for entry in outcomes], axis=1)
    seen = {words: number for number, words in enumerate(dict.fromkeys(entry.seen for entry in outcomes))}
    labels = np.array([seen[entry.seen] for entry in outcomes])
    is_possible = np.stack([(entry.prob > 0).any(axis=1) for entry in outcomes], axis=1)
    # Codes are numbered afresh so that label and code fit into one integer, however large the space.
    distinct, numbers = np.unique(codes, return_inverse=True)
    keys = labels[None, :] * len(distinct) + numbers.reshape(codes.shape)
    return rank_keys(np.where(is_possible, keys, -1))


def _chance_moves(
    reader: Reader, chance: Chance, index: int, states: np.ndarray, levels: Int[np.ndarray, "state variable"]
) -> Moves:
    frame = reader.frame
    informs = -1
    kinds: list[dict[str, str]] = [{}]
    if chance.about is not None:
        about = frame.actor_index(chance.about)
        kinds = [{chance.about: entry.name} for entry in frame.scenario.actors[about].types]
        informs = frame.informed.index(about) if about in frame.informed else -1
    prob = compute_lottery(reader, chance.results, levels, kinds)
    codes = np.stack(
        [settle(reader, index, apply(reader, result.effects, levels)) for result in chance.results], axis=1
    )
    if informs < 0:
        codes, branch_prob = merge_equal(codes, prob[:, :, 0])
        return _unmoved(chance.name, states, levels, codes[:, None], branch_prob[:, None])
    is_possible = np.any(prob > 0, axis=2)
    occurs = is_possible.any(axis=0)
    return Moves(
        name=chance.name,
        actor=-1,
        informs=informs,
        actions=(),
        states=states,
        levels=levels,
        available=np.ones((len(states), 1), dtype=bool),
        message_prob=prob[:, None, occurs],
        branch_prob=is_possible[:, occurs, None].astype(np.float64),
        branch_codes=np.where(is_possible, codes, 0)[:, occurs, None],
        is_overt=False,
        seen=tuple((result.name,) for result, is_open in zip(chance.results, occurs, strict=True) if is_open),
        message_seen=np.where(is_possible[:, occurs], np.arange(occurs.sum()), -1),
    )


def build_idle_moves(
    reader: Reader, index: int, states: np.ndarray, levels: Int[np.ndarray, "state variable"]
) -> Moves:
    """The table of the states at which a stage does not take place."""
    codes = settle(reader, index, levels)[:, None, None]
    return _unmoved("", states, levels, codes, np.ones(codes.shape))


def _unmoved(
    name: str, states: np.ndarray, levels: np.ndarray, branch_codes: np.ndarray, branch_prob: np.ndarray
) -> Moves:
    """A table with one action and one message."""
    return Moves(
        name=name,
        actor=-1,
        informs=-1,
        actions=(),
        states=states,
        levels=levels,
        available=np.ones((len(states), 1), dtype=bool),
        message_prob=np.ones((len(states), 1, 1, 1)),
        branch_prob=branch_prob,
        branch_codes=branch_codes,
        is_overt=True,
        seen=(("",),),
        message_seen=np.zeros((len(states), 1), dtype=np.int64),
    )
