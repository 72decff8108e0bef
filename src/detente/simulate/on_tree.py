"""Plays drawn from a crisis that is solved on its game tree.

A play goes from the root to an end, at every node by one uniform number: one for the type of every actor and three for
every stage, drawn in the order in which `play.py` draws them, so that plays of variants with one seed can be compared
play by play. What happened on the way is then read from the end backwards, stage by stage.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from jaxtyping import Float, Int

from detente.game.tables import Game
from detente.simulate.moves import ForcedMove, decides_for
from detente.simulate.paths import Paths
from detente.simulate.sampling import draw
from detente.solve.equilibrium import Equilibrium
from detente.solve.tree_play import ACT, EVERYBODY, OCCASION, OUTCOME, TreePlay

CHUNK = 5_000

Progress = Callable[[str, float], None]


def simulate_on_tree(
    equilibrium: Equilibrium,
    num_plays: int,
    seed: int,
    forced: tuple[ForcedMove, ...] = (),
    progress: Progress | None = None,
    with_turns: bool = False,
    boldness: float = 1.0,
) -> Paths:
    """Plays of a crisis solved on its tree; see `play.simulate`."""
    tree, game = equilibrium.on_tree, equilibrium.game
    assert tree is not None
    drawer = _Drawer(tree, game, forced, boldness)
    starts = range(0, num_plays, CHUNK)
    streams = np.random.SeedSequence(seed).spawn(len(starts))
    types, items = [], []
    for done, (start, stream) in enumerate(zip(starts, streams, strict=True), start=1):
        own = drawer.draw(min(CHUNK, num_plays - start), np.random.default_rng(stream).random)
        types.append(own[0])
        items.append(own[1])
        if progress is not None:
            progress("playing", done / len(starts))
    made = drawer.forced if with_turns else None
    return record_ends(equilibrium, np.concatenate(types), np.concatenate(items), seed, forced, with_turns, made)


def record_ends(
    equilibrium: Equilibrium,
    types: Int[np.ndarray, "play actor"],
    items: Int[np.ndarray, " play"],
    seed: int,
    forced: tuple[ForcedMove, ...] = (),
    with_turns: bool = False,
    made: Int[np.ndarray, " node"] | None = None,
) -> Paths:
    """Plays that end at some items after the last period.

    Args:
        types: at the start. with_turns: as of `play.simulate`. made: by node the branch of a move that is made for its
            mover, −1 elsewhere; None: there are none.
    """
    tree = equilibrium.on_tree
    assert tree is not None
    paths = _record(equilibrium, types, items, seed, forced)
    if not with_turns:
        return paths
    no_moves = np.full(len(tree.prob), -1)
    chosen, drawn, message = _turns(tree, equilibrium.game, types, items, no_moves if made is None else made)
    return replace(paths, chosen=chosen, drawn=drawn, message=message)


class _Drawer:
    """Draws plays of one tree. forced: moves made for their movers. boldness: see `play.simulate`."""

    def __init__(self, tree: TreePlay, game: Game, forced: Sequence[ForcedMove], boldness: float = 1.0) -> None:
        self.tree, self.game = tree, game
        self.num_children = np.diff(tree.first_child)
        self.prob = tree.prob if boldness == 1 else _embolden(tree, boldness)
        self.cumulative = _accumulate(tree.first_child, self.prob)
        self.forced = self._find_forced(forced)

    def draw(
        self, num_plays: int, random: Callable[[tuple[int, ...]], np.ndarray]
    ) -> tuple[Int[np.ndarray, "play actor"], Int[np.ndarray, " play"]]:
        """Types at the start, and the item after the last period, of every play."""
        profile = self._draw_profiles(num_plays, random)
        uniform = np.stack([random((3, num_plays)) for _ in range(self.game.num_periods * len(self.game.stage_names))])
        tree, node = self.tree, np.zeros(num_plays, dtype=np.int64)
        if len(tree.profiles) > 1:
            node = tree.first_child[0] + profile
        playing = np.arange(num_plays)
        while len(playing):
            playing = playing[self.num_children[node[playing]] > 0]
            at = node[playing]
            place = (tree.stage[at], (tree.draws[at] == OUTCOME).astype(np.int64), playing)
            chance = uniform[place]
            rank = self._choose(at, chance)
            comes_up = (tree.draws[at] == OCCASION) & (rank == 0)
            # One number says whether a decision comes up, and what is then done.
            rest = np.minimum(chance / self.prob[tree.first_child[at]], 1 - 2**-53)
            uniform[place] = np.where(comes_up, rest, chance)
            node[playing] = tree.first_child[at] + rank
        return tree.profiles[profile], tree.ends[node]

    def _choose(self, at: Int[np.ndarray, " play"], chance: Float[np.ndarray, " play"]) -> Int[np.ndarray, " play"]:
        """Which branch is taken; never one of probability zero."""
        first, number = self.tree.first_child[at], self.num_children[at]
        last = first + number - 1
        threshold = chance * (self.cumulative[last] * (1 - 2**-52))
        rank = np.zeros(len(at), dtype=np.int64)
        for place in range(int(number.max(initial=1)) - 1):
            rank += (place < number - 1) & (self.cumulative[np.minimum(first + place, last)] <= threshold)
        made = self.forced[at]
        return np.where(made >= 0, made, rank)

    def _draw_profiles(self, num_plays: int, random: Callable[[tuple[int, ...]], np.ndarray]) -> np.ndarray:
        """The types of all actors, one after the other, each by its probability given those before it."""
        tree = self.tree
        group, own = np.zeros(len(tree.profiles), dtype=np.int64), np.zeros(num_plays, dtype=np.int64)
        for actor, record in enumerate(self.game.scenario.actors):
            chance = random((num_plays,))
            num = len(record.types)
            weight = np.zeros((int(group.max()) + 1, num))
            np.add.at(weight, (group, tree.profiles[:, actor]), tree.profile_prob)
            order = np.argsort([kind.name for kind in record.types])
            kind = order[draw(weight[own][:, order].T, chance)]
            key = group * num + tree.profiles[:, actor]
            distinct, group = np.unique(key, return_inverse=True)
            own = np.searchsorted(distinct, own * num + kind)
        # Every profile is a group of its own by now.
        return np.asarray(np.argsort(group)[own])

    def _find_forced(self, forced: Sequence[ForcedMove]) -> Int[np.ndarray, " node"]:
        """By node the branch of a move that is made for its mover, a later one winning; −1 elsewhere."""
        tree, made = self.tree, np.full(len(self.tree.draws), -1)
        if not forced:
            return made
        num_stages = len(self.game.stage_names)
        nodes = np.flatnonzero(tree.draws == ACT)
        for place in np.unique(tree.stage[nodes]):
            period, stage = divmod(int(place), num_stages)
            for move in forced:
                if not move.first_period <= period <= move.last_period:
                    continue
                for table in self.game.periods[period].stages[stage]:
                    if table.mover < 0 or move.action not in table.actions:
                        continue
                    mover = self.game.scenario.actors[table.mover].name
                    is_meant = move.decision in (None, table.name)
                    if is_meant and decides_for(self.game.scenario, move.owner, table.name, mover):
                        own = nodes[(tree.stage[nodes] == place) & (tree.mover[nodes] == table.mover)]
                        self._force(made, own, table.actions.index(move.action))
        return made

    def _force(self, made: Int[np.ndarray, " node"], nodes: Int[np.ndarray, " _"], action: int) -> None:
        first, number = self.tree.first_child[nodes], self.num_children[nodes]
        for rank in range(int(number.max(initial=0))):
            has_it = (rank < number) & (self.tree.chosen[np.minimum(first + rank, first + number - 1)] == action)
            made[nodes[has_it]] = rank


def _embolden(tree: TreePlay, boldness: float) -> Float[np.ndarray, " node"]:
    """Probabilities to the power 1 / boldness, which sum to one at every node."""
    raised = tree.prob ** (1 / boldness)
    total = np.bincount(tree.parent[1:], raised[1:], minlength=len(raised))
    return np.append(raised[:1], raised[1:] / total[tree.parent[1:]])


def _turns(
    tree: TreePlay,
    game: Game,
    types: Int[np.ndarray, "play actor"],
    items: Int[np.ndarray, " play"],
    forced: Int[np.ndarray, " node"],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How likely every turn was, and what could be seen of it (`turns.py`), read from the ends up.

    Args:
        forced: by node the branch of a move that is made for its mover; −1.
    """
    num_stages, num_plays = len(game.stage_names), len(items)
    shape = (num_plays, game.num_periods * num_stages)
    chosen, drawn, message = np.zeros(shape), np.zeros(shape), np.full(shape, -1)
    with np.errstate(divide="ignore"):
        log_prob, log_prior = np.log(tree.prob), [np.log(prior) for prior in game.prior]
    end = np.zeros(len(tree.boundaries[-1].state), dtype=np.int64)
    end[tree.ends[tree.ends >= 0]] = np.flatnonzero(tree.ends >= 0)
    node, playing = end[items], np.arange(num_plays)
    while True:
        playing = playing[node[playing] > 0]
        if len(playing) == 0:
            break
        own = node[playing]
        above = tree.parent[own]
        is_choice, place = tree.draws[above] == ACT, tree.stage[above]
        step = np.where(forced[above] >= 0, 0.0, log_prob[own])
        chosen[playing[is_choice], place[is_choice]] = step[is_choice]
        # The root draws types, whose prior is counted where plays are.
        is_chance = ~is_choice & (place >= 0)
        drawn[playing[is_chance], place[is_chance]] += step[is_chance]
        node[playing] = above
    # Types that are drawn together are as likely as their joint prior says.
    for kinds, prob in zip(tree.profiles, tree.profile_prob, strict=True):
        apart = np.log(prob) - sum(float(own[kind]) for own, kind in zip(log_prior, kinds, strict=True))
        drawn[(types == kinds).all(axis=1), 0] += apart
    for period in reversed(range(game.num_periods)):
        for stage in reversed(range(num_stages + 1)):
            layer = tree.layers[period][stage]
            if stage < num_stages:
                message[:, period * num_stages + stage] = layer.message[items]
            items = layer.origin[items]
    by_stage = (num_plays, game.num_periods, num_stages)
    return chosen.reshape(by_stage), drawn.reshape(by_stage), message.reshape(by_stage)


def _accumulate(first_child: Int[np.ndarray, " _"], prob: Float[np.ndarray, " node"]) -> Float[np.ndarray, " node"]:
    """By node the probability of the branch into it and of those before it."""
    total, number = prob.copy(), np.diff(first_child)
    for rank in range(1, int(number.max(initial=0))):
        nodes = first_child[:-1][number > rank] + rank
        total[nodes] += total[nodes - 1]
    return total


def _record(
    equilibrium: Equilibrium,
    types: Int[np.ndarray, "play actor"],
    items: Int[np.ndarray, " play"],
    seed: int,
    forced: tuple[ForcedMove, ...],
) -> Paths:
    """What happened in plays that end at some items, read backwards."""
    tree, game = equilibrium.on_tree, equilibrium.game
    assert tree is not None
    num_plays, num_actors = types.shape
    shape = (num_plays, game.num_periods, len(game.stage_names))
    kind_type = np.int8 if max(len(actor.types) for actor in game.scenario.actors) < 128 else np.int16
    mover, act = np.full(shape, -1, np.int8), np.full(shape, -1, np.int16)
    state = np.zeros((*shape[:2], shape[2] + 1), np.int32)
    is_changing = any(actor.is_changing for actor in game.scenario.actors)
    known = np.zeros((*state.shape, num_actors), kind_type) if is_changing else None
    payoffs = np.zeros((num_plays, game.num_periods, num_actors), np.float32)
    at = [items] * (game.num_periods + 1)
    aftermath, final_state = tree.payoffs[-1][items], tree.boundaries[-1].state[items]
    for period in reversed(range(game.num_periods)):
        payoffs[:, period] = tree.payoffs[period][items]
        for stage in reversed(range(shape[2] + 1)):
            layer = tree.layers[period][stage]
            before = layer.origin[items]
            state[:, period, stage] = layer.state[before]
            if known is not None:
                known[:, period, stage] = layer.kinds[before]
            if stage < shape[2]:
                act[:, period, stage] = layer.act[items]
                mover[:, period, stage] = np.where(layer.act[items] >= 0, layer.mover[before], -1)
            items = before
        at[period] = items
    return Paths(
        game=game,
        seed=seed,
        num_plays=num_plays,
        types=types.astype(kind_type),
        mover=mover,
        act=act,
        state=state,
        final_state=final_state.astype(np.int32),
        log_odds=_beliefs(tree, game, at, EVERYBODY),
        payoffs=payoffs,
        aftermath=aftermath.astype(np.float32),
        forced=forced,
        known=known,
        view_of=tuple(range(1, num_actors + 1)),
        seen_log_odds=tuple(_beliefs(tree, game, at, actor) for actor in range(num_actors)),
        payoff_bounds=tuple(zip(tree.least.tolist(), tree.most.tolist(), strict=True)),
    )


def _beliefs(
    tree: TreePlay, game: Game, at: Sequence[Int[np.ndarray, " play"]], observer: int
) -> Float[np.ndarray, "play boundary axis"]:
    """Log-odds about all informed actors at every boundary, of somebody who sees what an observer sees."""
    num_axes = sum(len(game.prior[actor]) - 1 for actor in game.informed)
    found = np.zeros((len(at[0]), len(at), num_axes))
    for place, actor in enumerate(game.informed):
        for boundary, items in enumerate(at):
            own = tree.log_odds(boundary, observer, actor, len(game.prior[actor]))
            found[:, boundary, game.grid.axis_slice(place)] = own[tree.number_at(boundary, observer)[items]]
    return found
