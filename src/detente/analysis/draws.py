"""Which worlds are looked at: draws of all uncertain numbers, spread evenly over what they may be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from scipy.special import ndtri
from scipy.stats import qmc, rankdata

from detente.scenario.model import Shape
from detente.scenario.shapes import find_quantile

Seed = int | np.random.Generator

Group = tuple[Sequence[int], float]
"""Columns of numbers that are high together, and the rank correlation of every two of them."""


BLOCK = 64
"""Worlds of a block, each a Latin hypercube of its own: as many as runs have by default, whose worlds are the first."""


def draw_block(
    shapes: Sequence[Shape], chances: Sequence[Shape], block: int, seed: int, groups: Sequence[Group] = ()
) -> Float[np.ndarray, "world number"]:
    """The worlds of one block of a sequence that can be extended: the numbers, and behind them what may be true.

    Every block is a Latin hypercube of its own (docs/decisions/0035), so that a longer sequence begins with the shorter
    one, and a block can be drawn without those before it. The first is what `draw_numbers` draws of as many worlds.

    Args:
        chances: of what may be true; 1 where it is.
    """
    if block == 0:
        return draw_numbers(shapes, chances, BLOCK, (seed, seed + 1), groups)
    streams = np.random.default_rng([seed, block]), np.random.default_rng([seed, block, 1])
    return draw_numbers(shapes, chances, BLOCK, streams, groups)


def draw_numbers(
    shapes: Sequence[Shape],
    chances: Sequence[Shape],
    num_worlds: int,
    seeds: tuple[Seed, Seed],
    groups: Sequence[Group] = (),
) -> Float[np.ndarray, "world number"]:
    """The uncertain numbers in every world, and behind them 1 for everything that may be true and is, else 0.

    Args:
        seeds: of the numbers, and of what may be true: the numbers are drawn alike with and without it.
    """
    values = draw_worlds(shapes, num_worlds, seeds[0], groups)
    return np.concatenate([values, draw_worlds(chances, num_worlds, seeds[1])], axis=1) if chances else values


def draw_worlds(
    shapes: Sequence[Shape], num_worlds: int, seed: Seed, groups: Sequence[Group] = ()
) -> Float[np.ndarray, "world number"]:
    """Values of every number in every world, each by its shape.

    A Latin hypercube: the doubt about a number is divided into N equally likely parts for N worlds, each part is met
    once, and the parts of different numbers are paired at random. (Sobol's sequence is as even in every number alone,
    but among dozens of numbers some pairs nearly coincide in its first few dozen points; then nothing shows which of
    the two decides.) Source: M. McKay, R. Beckman and W. Conover, Technometrics 21 (1979) 239–245.
    """
    shares = qmc.LatinHypercube(len(shapes), seed=seed).random(num_worlds)
    for columns, correlation in groups:
        chosen = list(columns)
        shares[:, chosen] = correlate(shares[:, chosen], correlation)
    drawn = [[find_quantile(shape, share) for share in column] for shape, column in zip(shapes, shares.T, strict=True)]
    return np.array(drawn, dtype=np.float64).reshape(len(shapes), num_worlds).T.copy()


def correlate(shares: Float[np.ndarray, "world number"], correlation: float) -> Float[np.ndarray, "world number"]:
    """The same shares of every number, paired anew so that every two numbers have a rank correlation.

    The pairing is that of a Gaussian copula: normal scores are made to correlate by 2 sin(π ρ / 6), which gives ranks
    the correlation ρ, and the shares of every number are put into the order of its scores. So each part of every number
    is still met once. Sources: K. Pearson, Drapers' Company Research Memoirs, Biometric Series IV (1907); R. L. Iman
    and W. J. Conover, Communications in Statistics B11 (1982) 311–334.
    """
    num_numbers = shares.shape[1]
    normal = 2 * np.sin(np.pi * correlation / 6)
    matrix = np.full((num_numbers, num_numbers), normal) + (1 - normal) * np.eye(num_numbers)
    scores = ndtri(shares) @ np.linalg.cholesky(matrix).T
    ranks = rankdata(scores, method="ordinal", axis=0) - 1
    return np.take_along_axis(np.sort(shares, axis=0), ranks, axis=0)
