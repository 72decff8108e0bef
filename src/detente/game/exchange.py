"""Symmetric games: two actors who can change places, and what then stands in the place of what.

An *exchange* of two actors takes every state to a counterpart, at which either of them stands as the other did: their
menus, what is seen of their acts, all chances and everybody's payoffs are those of the other one. It is looked for from
the start on, which is its own counterpart. Acts are counterparts by their names, or by their order where the names of
the two menus differ, and so are messages; results of chance are by their probabilities, and by their order where
several are equally likely. Every pair of states that play can come to is compared. What is found so is an exchange for
certain; one that takes results to others that are equally likely and written in another order may be missed.

The symmetric equilibrium gives counterparts the same values: V_i(x, b) = V_j(x′, b′), where b′ is b with what is
believed about the two exchanged.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from detente.errors import DetenteError
from detente.game.dump import describe_state
from detente.game.tables import BeliefPayoff, Flow, Game, Joint, StageTable

_Placed = tuple[StageTable, int]
"""A table, and the place of a state in it."""

SAME = 1e-9
"""Up to which numbers of a table count as equal, as a share of the larger one or absolutely."""

Pairs = Int[np.ndarray, "_pair 2"]


class _DifferError(Exception):
    """Two actors cannot change places; the text says why."""


@dataclass(frozen=True)
class Exchange:
    """Two actors who can change places.

    Args:
        actors: their indices. rows, beliefs: by row and by point of the belief grid its counterpart.
        states: by period, and within it by stage and last at its end, pairs of states and their counterparts; of an
            endless game all periods after the first share one.
    """

    actors: tuple[int, int]
    rows: Int[np.ndarray, " _row"]
    beliefs: Int[np.ndarray, " _belief"]
    states: tuple[tuple[Pairs, ...], ...]

    def own(self, t: int, s: int) -> Int[np.ndarray, " _state"]:
        """The states of a stage that are their own counterparts."""
        pairs = self.states[t][s]
        return np.asarray(pairs[pairs[:, 0] == pairs[:, 1], 0])


def require_exchanges(game: Game) -> tuple[Exchange, ...]:
    """Every exchange of two actors who move at once somewhere.

    Raises:
        DetenteError: there is none; it says why.
    """
    found, reasons = _look_for_exchanges(game)
    if not found:
        why = f"{'; '.join(reasons)}." if reasons else "No two actors move at once."
        raise DetenteError(
            f"{game.scenario.title}: there is no symmetric equilibrium to be found. {why} The rules drift and "
            "principal need no symmetry."
        )
    return found


def find_exchanges(game: Game) -> tuple[Exchange, ...]:
    """Every exchange of two actors who move at once somewhere; none where they cannot change places."""
    return _look_for_exchanges(game)[0]


def _look_for_exchanges(game: Game) -> tuple[tuple[Exchange, ...], list[str]]:
    """The exchanges of actors who move at once, and why others cannot change places."""
    found, reasons = [], []
    for pair in sorted(set(_pairs_at_once(game))):
        try:
            found.append(_Comparison(game, pair).exchange())
        except _DifferError as difference:
            names = " and ".join(game.scenario.actors[actor].name for actor in pair)
            reasons.append(f"{names} cannot change places: {difference}")
    return tuple(found), reasons


def match_acts(one: StageTable, other: StageTable) -> Int[np.ndarray, " _action"]:
    """By act of one table, its counterpart in the other: of the same name, or the same place where names differ."""
    if one.actions and set(one.actions) == set(other.actions):
        return np.array([other.actions.index(action) for action in one.actions], dtype=np.int64)
    return np.arange(max(1, len(one.actions)))


def _pairs_at_once(game: Game) -> Iterator[tuple[int, int]]:
    """Actors who decide at once at some state, the lower index first."""
    for period in game.periods:
        for firsts, seconds in zip(period.stages, period.stages[1:], strict=False):
            for second in (table for table in seconds if table.joint is not None and table.mover >= 0):
                for first in (table for table in firsts if table.mover >= 0):
                    if len(np.intersect1d(first.states, second.states)) > 0:
                        yield (min(first.mover, second.mover), max(first.mover, second.mover))


class _Comparison:
    """Compares a game with itself when two actors change places."""

    def __init__(self, game: Game, actors: tuple[int, int]) -> None:
        self.game, self.actors = game, actors
        self._require_same_actors()
        self.mapped = list(range(len(game.prior)))
        self.mapped[actors[0]], self.mapped[actors[1]] = actors[1], actors[0]
        self.rows = np.array([
            next(
                place
                for place, each in enumerate(game.rows)
                if each.actor == self.mapped[row.actor] and each.type == row.type
            )
            for row in game.rows
        ])  # fmt: skip
        self.beliefs = self._exchanged_beliefs()
        self._compared: dict[tuple[int, int, int], list[tuple[int, int]]] = {}

    def exchange(self) -> Exchange:
        """The exchange.

        Raises:
            _DifferError: they cannot change places.
        """
        game, pairs = self.game, np.zeros((1, 2), dtype=np.int64)
        states = []
        is_endless = game.scenario.calendar.is_endless
        for t in range(min(2, game.num_periods) if is_endless else game.num_periods):
            by_stage, pairs = self._period(t, pairs)
            while is_endless and t == 1:
                union = np.unique(np.concatenate([by_stage[0], pairs]), axis=0)
                if len(union) == len(by_stage[0]):
                    break
                by_stage, pairs = self._period(t, union)
            states.append(by_stage)
        if is_endless:
            states += [states[-1]] * (game.num_periods - len(states))
        self._compare_flow(game.aftermath, pairs, "what comes afterwards")
        return Exchange(self.actors, self.rows, self.beliefs, tuple(states))

    def _require_same_actors(self) -> None:
        game = self.game
        one, other = self.actors
        if len(game.prior[one]) != len(game.prior[other]):
            raise _DifferError("they have different numbers of types")
        if not np.allclose(game.prior[one], game.prior[other], rtol=SAME, atol=SAME):
            raise _DifferError("the probabilities of their types differ")
        for what, values in (("precision", game.precision), ("patience", game.patience)):
            here, there = values[game.rows_of(one)], values[game.rows_of(other)]
            if not np.allclose(here, there, rtol=SAME, atol=SAME):
                numbers = " and ".join(", ".join(f"{each:g}" for each in dict.fromkeys(own)) for own in (here, there))
                raise _DifferError(f"their {what} differs ({numbers})")

    def _exchanged_beliefs(self) -> Int[np.ndarray, " _belief"]:
        """Points of the grid with the beliefs about the two exchanged."""
        game, places = self.game, np.arange(self.game.grid.size)
        if self.actors[0] not in game.informed:
            return places
        one, other = (game.informed.index(actor) for actor in self.actors)
        sizes = game.grid.sizes
        if sizes[one] != sizes[other]:
            raise _DifferError("the belief grids about them have different numbers of points")
        return np.asarray(np.swapaxes(places.reshape(sizes), one, other).ravel())

    def _period(self, t: int, pairs: Pairs) -> tuple[tuple[Pairs, ...], Pairs]:
        """The pairs at all stages of a period, and those at the beginning of the next one."""
        period, by_stage = self.game.periods[t], []
        for s, tables in enumerate(period.stages):
            by_stage.append(pairs)
            if tables[0].is_held:
                continue
            pairs = self._stage(t, s, pairs)
        by_stage.append(pairs)
        self._compare_flow(period.end.flow, pairs, f"what is paid at the end of {self._date(t)}")
        return tuple(by_stage), np.unique(period.end.next_state[pairs], axis=0)

    def _stage(self, t: int, s: int, pairs: Pairs) -> Pairs:
        """The pairs after a stage, or after two that are decided at once."""
        period, found = self.game.periods[t], set()
        for x, y in pairs.tolist():
            key = (period.stage_numbers[s], x, y)
            if key not in self._compared:
                try:
                    self._compared[key] = self._follow(t, s, x, y)
                except _DifferError as difference:
                    here = describe_state(self.game, t, s, x)
                    raise _DifferError(f"{difference} at {self._date(t)}, {here}") from None
            found.update(self._compared[key])
        return np.array(sorted(found), dtype=np.int64).reshape(-1, 2)

    def _follow(self, t: int, s: int, x: int, y: int) -> list[tuple[int, int]]:
        """Compares what is decided at a state and at its counterpart; the pairs of states that come of it."""
        stages = self.game.periods[t].stages
        joint = _at(stages[s], x)[0].joint
        places = (s,) if joint is None else (s - 1, s)
        tables, others = ([_at(stages[place], state) for place in places] for state in (x, y))
        order = self._counterparts([table for table, _ in tables], [table for table, _ in others])
        acts = []
        for (table, i), place in zip(tables, order, strict=True):
            other, j = others[place]
            acts.append(self._compare_tables((table, i), (other, j)))
        one, i = tables[-1]
        other, j = others[-1]
        if joint is None:
            return _successors(_outcomes(one, i), _outcomes(other, j), acts[0])
        after, counterpart = _outcomes(one.joint, i), _outcomes(other.joint, j)
        pairs = []
        for first in range(after[0].shape[0]):
            for second in range(after[0].shape[1]):
                images = (acts[0][first], acts[1][second])
                image = images if order == [0, 1] else images[::-1]
                pairs += _matched(
                    (after[0][first, second], after[1][first, second]), (counterpart[0][image], counterpart[1][image])
                )
        return pairs

    def _counterparts(self, tables: Sequence[StageTable], others: Sequence[StageTable]) -> list[int]:
        """By table at a state, which one at its counterpart is decided by the counterpart of its mover."""
        movers = [other.mover for other in others]
        wanted = [self.mapped[table.mover] if table.mover >= 0 else -1 for table in tables]
        if sorted(movers) != sorted(wanted):
            deciding = next((actor for actor in wanted if actor >= 0 and actor not in movers), None)
            if deciding is None:
                raise _DifferError("somebody decides in the place of nobody")
            names = [self.game.scenario.actors[actor].name for actor in (self.mapped[deciding], deciding)]
            decision = tables[wanted.index(deciding)].name
            raise _DifferError(f"{names[0]} decides {decision}, and {names[1]} does not do so in its place")
        return (
            [movers.index(mover) for mover in wanted] if len(set(movers)) == len(movers) else list(range(len(tables)))
        )

    def _compare_tables(
        self, place: tuple[StageTable, int], other_place: tuple[StageTable, int]
    ) -> Int[np.ndarray, " _message"]:
        """Compares a table with its counterpart; by message of the first the counterpart."""
        (one, i), (other, j) = place, other_place
        self._require_counterpart_subjects(one, other)
        what = f"the {{}} of {one.name or 'chance'}" + (f" and {other.name}" if other.name != one.name else "")
        if len(one.actions) != len(other.actions) or one.message_prob.shape[1:] != other.message_prob.shape[1:]:
            raise _DifferError(what.format("menus") + " differ")
        acts = match_acts(one, other)
        messages = acts if one.is_overt and other.is_overt else np.arange(one.message_prob.shape[2])
        there = one.available[i]
        if not np.array_equal(there, other.available[j][acts]):
            raise _DifferError(what.format("menus") + " differ")
        if not _same(one.message_prob[i][there], other.message_prob[j][acts][:, messages][there]):
            raise _DifferError(what.format("probabilities of what is seen") + " differ")
        if not _same(one.payoff[i][there], other.payoff[j][acts][:, :, self.rows][there]):
            raise _DifferError(what.format("payoffs") + " differ")
        if not (_same_habits((one, i), (other, j), acts, there) and _same_occasions((one, i), (other, j), messages)):
            raise _DifferError(what.format("base rates") + " differ")
        if one.pair is not None or other.pair is not None:
            raise _DifferError(f"{one.name} tells of two actors at once")
        if not _same_shifts((one, i), (other, j), acts, messages):
            raise _DifferError(what.format("changes of what the mover is") + " differ")
        extra, image = self._extra(one.belief_payoff, i), self._extra(other.belief_payoff, j)
        if (extra is None) != (image is None):
            raise _DifferError(what.format("payoffs by belief") + " differ")
        if extra is not None and image is not None:
            turned = image[acts][:, :, self.rows][..., self.beliefs]
            if not _same(extra[there], turned[there]):
                raise _DifferError(what.format("payoffs by belief") + " differ")
        return messages

    def _require_counterpart_subjects(self, one: StageTable, other: StageTable) -> None:
        """What chance tells of one of the two, or changes of what it is, must be about the other at the counterpart."""
        if one.mover < 0 and one.informs >= 0 and other.informs >= 0:
            about, there = (self.game.informed[each.informs] for each in (one, other))
            if self.mapped[about] != there:
                name = self.game.scenario.actors[about].name
                raise _DifferError(f"{one.name or 'chance'} is about {name}, and not about the other in its place")

    def _extra(self, payoff: BeliefPayoff | None, place: int) -> np.ndarray | None:
        """Payoffs by action, type, row and belief at a state."""
        if payoff is None:
            return None
        values = payoff.values[place]
        whole = np.zeros((*values.shape[:2], len(self.game.rows), values.shape[3]))
        whole[:, :, payoff.rows] = values
        return whole

    def _compare_flow(self, flow: Flow, pairs: Pairs, what: str) -> None:
        """Compares what is paid at states and at their counterparts."""
        x, y = pairs.T
        whole = flow.values[..., None]
        if flow.belief_values is not None:
            whole = np.repeat(whole, self.game.grid.size, axis=-1)
            whole[:, flow.belief_rows] += flow.belief_values
        turned = whole[y][:, self.rows]
        if flow.belief_values is not None:
            turned = turned[..., self.beliefs]
        if not _same(whole[x], turned):
            worst = np.unravel_index(int(np.abs(whole[x] - turned).argmax()), turned.shape)
            actor = self.game.scenario.actors[self.game.rows[worst[1]].actor].name
            other = self.game.scenario.actors[self.mapped[self.game.rows[worst[1]].actor]].name
            raise _DifferError(
                f"{what} differs ({actor}: {whole[x][worst]:g}, and {other} in its place: {turned[worst]:g})"
            )

    def _date(self, t: int) -> str:
        return self.game.scenario.calendar.labels[t]


def _at(tables: Sequence[StageTable], state: int) -> tuple[StageTable, int]:
    """The table of a stage that has a state, and the state's place in it."""
    for table in tables:
        place = int(np.searchsorted(table.states, state))
        if place < len(table.states) and table.states[place] == state:
            return table, place
    raise ValueError(f"no table has state {state}")


def _outcomes(source: StageTable | Joint | None, place: int) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities and states after every message at a state."""
    assert source is not None
    return source.branch_prob[place], source.branch_state[place]


def _successors(
    one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray], messages: Int[np.ndarray, " _message"]
) -> list[tuple[int, int]]:
    """Pairs of states after one decision."""
    pairs = []
    for message, image in enumerate(messages):
        pairs += _matched((one[0][message], one[1][message]), (other[0][image], other[1][image]))
    return pairs


def _matched(one: tuple[np.ndarray, np.ndarray], other: tuple[np.ndarray, np.ndarray]) -> list[tuple[int, int]]:
    """Results of chance and their counterparts, by probability and order."""
    sides = []
    for prob, state in (one, other):
        order = np.argsort(-prob, kind="stable")
        sides.append((prob[order], state[order]))
    (prob, state), (image_prob, image) = sides
    num = max(len(prob), len(image_prob))
    padded = [np.pad(each, (0, num - len(each))) for each in (prob, image_prob)]
    if not _same(padded[0], padded[1]):
        raise _DifferError("the probabilities of what comes of it differ")
    real = np.count_nonzero(prob > 0)
    return list(zip(state[:real].tolist(), image[:real].tolist(), strict=True))


def _same_habits(one: _Placed, other: _Placed, acts: Int[np.ndarray, " _act"], there: np.ndarray) -> bool:
    """Whether the acts in the menu have the same base rates."""
    (table, i), (image, j) = one, other
    if table.anchor is None and image.anchor is None:
        return True
    if table.anchor is None or image.anchor is None:
        return False
    return _same(np.exp(table.anchor[i])[there], np.exp(image.anchor[j])[acts][there])


def _same_occasions(one: _Placed, other: _Placed, messages: Int[np.ndarray, " _message"]) -> bool:
    """Whether the decisions come up as often, and are seen alike if they do not."""
    (table, i), (image, j) = one, other
    if table.occasion is None and image.occasion is None:
        return True
    if table.occasion is None or image.occasion is None:
        return False
    return _same(table.occasion.chance[i], image.occasion.chance[j]) and _same(
        table.occasion.message_prob[i], image.occasion.message_prob[j][messages]
    )


def _same_shifts(
    one: _Placed, other: _Placed, acts: Int[np.ndarray, " _act"], messages: Int[np.ndarray, " _message"]
) -> bool:
    """Whether the movers become the same."""
    (table, i), (image, j) = one, other
    if table.shift_prob is None and image.shift_prob is None:
        return True
    if table.shift_prob is None or image.shift_prob is None:
        return False
    return _same(table.shift_prob[i], image.shift_prob[j][acts][:, messages])


def _same(one: np.ndarray, other: np.ndarray) -> bool:
    return one.shape == other.shape and np.allclose(one, other, rtol=SAME, atol=SAME)
