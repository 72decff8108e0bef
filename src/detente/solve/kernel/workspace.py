"""Where everything stands that the kernel computes with: one array of lanes, the *workspace*, for eight nodes at once.

What a node is given, the policy at which it is, the one that it tries, and intermediate results follow one another; the
records say at which entry each begins. Within each the last index is fastest: [a, k] is entry a K + k. Numbers instead
of arrays, because a compiled function counts who holds an array each time it takes one out of a record.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple


class Sizes(NamedTuple):
    """A actions, M messages, K types, K − 1 axes; grid points on an axis and in the table, and how far axes reach.

    Args:
        num_axes: none where the belief about the mover is not tracked.
        is_overt: whether every action is its own message.
        has_anchor: whether there is an anchor; otherwise it is uniform. is_by_type: whether λ differs by type.
        is_shifting: whether the mover's type may be another one afterwards (`shift.py`).
    """

    num_actions: int
    num_messages: int
    num_types: int
    num_axes: int
    num_points: int
    num_places: int
    limit: float
    is_overt: bool
    has_anchor: bool = False
    is_by_type: bool = False
    is_shifting: bool = False


class Given(NamedTuple):
    """What a node is given of a mover: at which entries of the workspace, and of the node's own row, it stands.

    Args:
        menu: 1 for what is available. payoff: u(a, k).
        message_prob: P(m | a, k), nothing if overt; where types shift P(m, k′ | a, k).
        log_odds: z. offset: where the node's line, or plane, begins in the table. belief: b(k).
        anchor: log η(a | k), nothing if uniform. sharpness: λ(k) / λ, nothing if one for all types.
    """

    menu: int
    menu_size: int
    payoff: int
    precision: int
    message_prob: int
    log_odds: int
    offset: int
    belief: int
    anchor: int
    sharpness: int
    end: int


class Point(NamedTuple):
    """A policy at its node: at which entries y, σ, L(m | k) where it is not σ, λ ∂C_k(m) / ∂z_d, and F stand."""

    scores: int
    policy: int
    likelihood: int
    gain: int
    defect: int
    end: int


class Scratch(NamedTuple):
    """At which entries intermediate results stand.

    Args:
        log_policy: log σ. posterior: z′ by message and axis. after: C_k(m).
        bases, slopes: Hermite bases and λ times their derivatives, by axis, corner and order.
        data: of the table, and sums of them.
        change: of the scores. sway: S (9). rows, columns: sums of |E G|.
        system, inverse, right, alone, mean, coupling: of an Euler step.
    """

    log_policy: int
    posterior: int
    after: int
    bases: int
    slopes: int
    data: int
    change: int
    sway: int
    rows: int
    columns: int
    system: int
    inverse: int
    right: int
    alone: int
    mean: int
    coupling: int
    end: int


class MoverLayout(NamedTuple):
    """The entries of one mover: of one that moves alone all there are."""

    size: Sizes
    given: Given
    at: Point
    trial: Point
    scratch: Scratch


class PairPoint(NamedTuple):
    """Two policies at their node: where the scores and F of both stand, X of both (`pair.py`, 2), and either's own."""

    scores: int
    defect: int
    cross: tuple[int, int]
    sides: tuple[Point, Point]
    end: int


class CellEntries(NamedTuple):
    """Where it stands, by message of one mover, in which cell the posterior lies (`find_cell`), and L̄."""

    bases: int
    slopes: int
    place: int
    which: int
    takes_along: int
    marginal: int


class PairScratch(NamedTuple):
    """At which entries intermediate results of both movers stand.

    Args:
        cells: of both movers. bases, slopes, data: of one pair of messages.
        change: of the scores. matrix: λ Q′. system: of an Euler step.
    """

    cells: tuple[CellEntries, CellEntries]
    bases: int
    slopes: int
    data: int
    change: int
    matrix: int
    system: int
    end: int


class PairGiven(NamedTuple):
    """Where what a node is given ends; the rest stands with either mover."""

    end: int


class PairLayout(NamedTuple):
    """The entries of two movers at once.

    Args:
        sides: of either mover; the node's plane begins at the first one's offset.
        num_places: grid points in the table. at, trial, scratch: as in `MoverLayout`.
    """

    sides: tuple[MoverLayout, MoverLayout]
    given: PairGiven
    at: PairPoint
    trial: PairPoint
    scratch: PairScratch
    num_places: int


class Plane(NamedTuple):
    """The grid of beliefs about the movers, as that of two; of one mover alone, the first has one point and no axis.

    Args:
        axes: of either. points: on an axis. num_messages: of either. num_types: of either, none of nobody.
        width: points of the second one's whole grid. num_places: grid points in the table.
        limits: how far the axes of either reach from their middle.
    """

    axes: tuple[int, int]
    points: tuple[int, int]
    num_messages: tuple[int, int]
    num_types: tuple[int, int]
    width: int
    num_places: int
    limits: tuple[float, float]


class Layout(NamedTuple):
    """The whole workspace: its entries, those of every mover, and the grid of beliefs about them."""

    whole: MoverLayout | PairLayout
    sides: tuple[MoverLayout, ...]
    plane: Plane


@lru_cache(maxsize=1024)
def build_layout(sizes: tuple[Sizes, ...]) -> Layout:
    """The workspace of one mover of this size, or of two."""
    if len(sizes) == 1:
        side = _build_mover(sizes[0])
        return Layout(side, (side,), _build_plane(sizes))
    pair = _build_pair((sizes[0], sizes[1]))
    return Layout(pair, pair.sides, _build_plane(sizes))


def _build_plane(sizes: tuple[Sizes, ...]) -> Plane:
    last, alone = sizes[-1], len(sizes) == 1
    return Plane(
        axes=(0 if alone else sizes[0].num_axes, last.num_axes),
        points=(1 if alone else sizes[0].num_points, last.num_points),
        num_messages=(1 if alone else sizes[0].num_messages, last.num_messages),
        width=last.num_points**last.num_axes,
        num_types=(0 if alone else sizes[0].num_types, last.num_types),
        num_places=last.num_places,
        limits=(sizes[0].limit, last.limit),
    )


def _build_mover(size: Sizes) -> MoverLayout:
    """A mover alone: given numbers first, then the two policies, then intermediate results."""
    given = _given_of(size)
    at = _point_of(size, given.end)
    trial = _point_of(size, at.end)
    return MoverLayout(size, given, at, trial, _scratch_of(size, trial.end))


def _given_of(size: Sizes, first: int = 0) -> Given:
    acts, cells, kinds = size.num_actions, size.num_actions * size.num_types, size.num_types
    messages = 0 if size.is_overt else cells * size.num_messages * (kinds if size.is_shifting else 1)
    own = (cells if size.has_anchor else 0, kinds if size.is_by_type else 0)
    return Given(*_places(first, acts, 1, cells, 1, messages, size.num_axes, 1, kinds, *own))


def _point_of(size: Sizes, first: int) -> Point:
    cells, likelihoods = size.num_actions * size.num_types, size.num_messages * size.num_types
    return Point(*_places(first, cells, cells, likelihoods, likelihoods * size.num_axes, cells))


def _scratch_of(size: Sizes, first: int) -> Scratch:
    acts, messages, kinds, axes = size.num_actions, size.num_messages, size.num_types, size.num_axes
    cells, ratios, unknowns = acts * kinds, messages * axes, (acts - 1) * kinds
    data = _in_fours(4**axes * kinds * (1 + axes))
    sway = cells * (ratios if size.is_shifting else messages)
    widths = (cells, ratios, messages * kinds, 4 * axes, 4 * axes, data, cells, max(sway, acts), ratios, ratios)
    system = max(unknowns * (unknowns + 1), 2 * axes * axes) if axes else 0
    step = (system, ratios * axes, ratios, axes, kinds, axes * (axes + 1))
    if size.is_shifting:
        step = (ratios * (ratios + 1), cells * ratios, ratios, axes, kinds, 0)
    return Scratch(*_places(first, *widths, *step))


def _build_pair(sizes: tuple[Sizes, Sizes]) -> PairLayout:
    first = _given_of(sizes[0])
    second = _given_of(sizes[1], first.end)
    at = _pair_point_of(sizes, second.end)
    trial = _pair_point_of(sizes, at.end)
    scratches, last = [], trial.end
    for size in sizes:
        scratches.append(_side_scratch_of(size, last))
        last = scratches[-1].end
    cells = []
    for size in sizes:
        num, axes = size.num_messages, size.num_axes
        *places, last = _places(last, 4 * num * axes, 4 * num * axes, num, num, num, num)
        cells.append(CellEntries(*places))
    num_scores = sum(size.num_actions * size.num_types for size in sizes)
    rows = sizes[0].num_types + sizes[1].num_types
    axes = sizes[0].num_axes + sizes[1].num_axes
    data = _in_fours(4**axes * rows * (1 + axes))
    widths = (4 * axes, 4 * axes, data, num_scores, num_scores**2, num_scores * (num_scores + 1))
    scratch = PairScratch((cells[0], cells[1]), *_places(last, *widths))
    sides = [
        MoverLayout(size, given, at.sides[number], trial.sides[number], scratches[number])
        for number, (size, given) in enumerate(zip(sizes, (first, second), strict=True))
    ]
    return PairLayout((sides[0], sides[1]), PairGiven(second.end), at, trial, scratch, sizes[0].num_places)


def _pair_point_of(sizes: tuple[Sizes, Sizes], first: int) -> PairPoint:
    cells = [size.num_actions * size.num_types for size in sizes]
    likelihoods = [size.num_messages * size.num_types for size in sizes]
    gains = [number * size.num_axes for number, size in zip(likelihoods, sizes, strict=True)]
    crossed = likelihoods[0] * likelihoods[1]
    (*scores, cross_one, cross_two, p1, l1, g1, p2, l2, g2, end) = _places(
        first, *cells, *cells, crossed, crossed, cells[0], likelihoods[0], gains[0], cells[1], likelihoods[1], gains[1]
    )
    sides = (
        Point(scores[0], p1, l1, g1, scores[2], end),
        Point(scores[1], p2, l2, g2, scores[3], end),
    )
    return PairPoint(scores[0], scores[2], (cross_one, cross_two), sides, end)


def _side_scratch_of(size: Sizes, first: int) -> Scratch:
    """What `find_posteriors`, `find_sway` and `judge_mover` compute with; the rest has no space."""
    cells, ratios = size.num_actions * size.num_types, size.num_messages * size.num_axes
    after, sway = size.num_messages * size.num_types, cells * size.num_messages
    return Scratch(*_places(first, cells, ratios, after, 0, 0, 0, cells, sway, *[0] * 8))


def _in_fours(number: int) -> int:
    """The next multiple of four: what is read from a table is read in fours."""
    return -(-number // 4) * 4


def _places(first: int, *widths: int) -> Iterator[int]:
    """Where entries of these widths begin, one after the other, and where the last one ends."""
    return itertools.accumulate(widths, initial=first)
