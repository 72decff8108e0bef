"""Where everything stands that the kernel reckons with: one array of lanes, the *bench*, for eight nodes at a time.

What a node is given, the policy at which it is, the one that it tries, and what is reckoned on the way follow one
another; the records say at which entry each begins. Within each the last index is fastest: [a, k] is entry a K + k.
Numbers instead of arrays, because a compiled function counts who holds an array each time it takes one out of a record.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple


class Sizes(NamedTuple):
    """A actions, M messages, K types, K − 1 axes; grid points on an axis and in the table, and log-odds at their end.

    Args:
        is_overt: whether every action is its own message.
    """

    num_actions: int
    num_messages: int
    num_types: int
    num_axes: int
    num_points: int
    num_places: int
    limit: float
    is_overt: bool


class Given(NamedTuple):
    """What a node is given: at which entries of the bench it stands, and at which of a node's own row."""

    menu: int
    menu_size: int
    payoff: int
    precision: int
    message_prob: int
    log_odds: int
    offset: int
    end: int


class Point(NamedTuple):
    """A policy at its node: at which entries y, σ, L(m | k) where it is not σ, λ ∂C_k(m) / ∂z_d, and F stand."""

    scores: int
    policy: int
    likelihood: int
    gain: int
    defect: int
    end: int


class Room(NamedTuple):
    """At which entries stands what is reckoned on the way.

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


def given_of(size: Sizes) -> Given:
    """What a node is given stands first."""
    acts, cells = size.num_actions, size.num_actions * size.num_types
    messages = 0 if size.is_overt else cells * size.num_messages
    return Given(*_places(0, acts, 1, cells, 1, messages, size.num_axes, 1))


def points_of(size: Sizes) -> tuple[Point, Point]:
    """The policy at which every node is, and that which it tries."""
    cells, told = size.num_actions * size.num_types, size.num_messages * size.num_types
    at = Point(*_places(given_of(size).end, cells, cells, told, told * size.num_axes, cells))
    return at, Point(*_places(at.end, cells, cells, told, told * size.num_axes, cells))


def room_of(size: Sizes) -> Room:
    """What is reckoned on the way stands last."""
    acts, messages, kinds, axes = size.num_actions, size.num_messages, size.num_types, size.num_axes
    cells, ratios, unknowns = acts * kinds, messages * axes, (acts - 1) * kinds
    data = 4**axes * kinds * (1 + axes)
    widths = (cells, ratios, messages * kinds, 4 * axes, 4 * axes, data, cells, cells * messages, ratios, ratios)
    system = max(unknowns * (unknowns + 1), 2 * axes * axes)
    step = (system, ratios * axes, ratios, axes, kinds, axes * (axes + 1))
    return Room(*_places(points_of(size)[1].end, *widths, *step))


class Plan(NamedTuple):
    """Where everything stands on the bench: one array of lanes, for the nodes that are under way."""

    size: Sizes
    given: Given
    at: Point
    trial: Point
    room: Room


def plan_of(size: Sizes) -> Plan:
    """The bench for nodes of this size."""
    return Plan(size, given_of(size), *points_of(size), room_of(size))


def _places(first: int, *widths: int) -> Iterator[int]:
    """Where entries of these widths begin, one after the other, and where the last one ends."""
    return itertools.accumulate(widths, initial=first)
