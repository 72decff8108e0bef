"""How much of what differs between worlds each uncertain number explains.

Two measures, both from the worlds as they were drawn. The *first order* is the share of the variance that the number
explains by itself: Var(E[Y | number]) / Var(Y). The *influence* (PAWN) compares the distribution of Y in slices of the
number's range with that in all worlds: the median over the slices of the largest difference of the two distribution
functions. It also sees numbers that only matter together with others, or only change the spread. A number without any
influence gets one by chance; the largest of as many random columns as there are numbers says how large that may be.

Sources: S. Tarantola, D. Gatelli and T. Mara, Reliability Engineering and System Safety 91 (2006) 717–727 (random
balance design); F. Pianosi and T. Wagener, Environmental Modelling & Software 67 (2015) 1–11 and 108 (2018) 197–207
(PAWN, and the comparison with a number that has no influence). Both are computed by SALib.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float

from detente.analysis.explored import FEWEST_WORLDS, Importance
from detente.analysis.extras import require_extra

NUM_SLICES = 10
NUM_HARMONICS = 10
NUM_RESAMPLES = 20
NUM_RANDOM = 20
"""Random columns, at least."""

MOST_NAMED = 4
"""Numbers whose influence gets an error bar; the others matter less."""

_CONSTANT = 1e-12

Outcome = Float[np.ndarray, " world"]


def find_importance(
    names: Sequence[str], values: Float[np.ndarray, "world number"], outcome: Outcome
) -> tuple[Importance, ...]:
    """The numbers by their influence on an outcome, the strongest first; empty if it hardly differs, or worlds are few.

    Raises:
        DetenteError: SALib is not installed.
    """
    num_worlds, num_numbers = values.shape
    spread = float(np.ptp(outcome)) if num_worlds else 0.0
    if num_worlds < FEWEST_WORLDS or num_numbers == 0 or spread <= _CONSTANT * max(1.0, float(np.abs(outcome).max())):
        return ()
    random = np.random.default_rng(0)
    ranks = _ranked(values, random)
    first, first_error = _first_order(ranks, outcome)
    influence = _influence(ranks, outcome)
    by_chance = _influence(random.random((num_worlds, max(NUM_RANDOM, num_numbers))), outcome).max()
    order = np.argsort(-influence, kind="stable")
    errors = np.full(num_numbers, np.nan)
    named = order[:MOST_NAMED]
    errors[named] = _error_of_influence(ranks[:, named], outcome, random)
    return tuple(
        Importance(
            number=names[column],
            first_order=float(np.clip(first[column], 0.0, 1.0)),
            first_order_error=float(first_error[column]),
            influence=float(influence[column]),
            influence_error=None if np.isnan(errors[column]) else float(errors[column]),
            influence_by_chance=float(by_chance),
        )
        for column in order
    )


def _ranked(
    values: Float[np.ndarray, "world number"], random: np.random.Generator
) -> Float[np.ndarray, "world number"]:
    """The shares of the worlds below each value; equal values, as of variants, stand in random order."""
    ranks = np.empty(values.shape)
    for column in range(values.shape[1]):
        order = np.lexsort((random.random(len(values)), values[:, column]))
        ranks[order, column] = (np.arange(len(values)) + 0.5) / len(values)
    return ranks


def _problem(num_numbers: int) -> dict[str, object]:
    """What SALib wants to know of the numbers."""
    names = [f"x{column}" for column in range(num_numbers)]
    return {"num_vars": num_numbers, "names": names, "bounds": [[0.0, 1.0]] * num_numbers}


def _first_order(
    ranks: Float[np.ndarray, "world number"], outcome: Outcome
) -> tuple[Float[np.ndarray, " number"], Float[np.ndarray, " number"]]:
    """The first order of every number, and the half-width of its 95 % interval."""
    rbd_fast = require_extra("SALib.analyze.rbd_fast", "worlds", "the share of the spread that a number explains")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = rbd_fast.analyze(_problem(ranks.shape[1]), ranks, outcome, M=NUM_HARMONICS, seed=0)
    return np.asarray(found["S1"]), np.asarray(found["S1_conf"])


def _influence(ranks: Float[np.ndarray, "world number"], outcome: Outcome) -> Float[np.ndarray, " number"]:
    """The PAWN index of every number, the median over slices."""
    pawn = require_extra("SALib.analyze.pawn", "worlds", "the share of the spread that a number explains")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = pawn.analyze(_problem(ranks.shape[1]), ranks, outcome, S=NUM_SLICES)
    return np.asarray(found["median"], dtype=float)


def _error_of_influence(
    ranks: Float[np.ndarray, "world number"], outcome: Outcome, random: np.random.Generator
) -> Float[np.ndarray, " number"]:
    """Half the width of a 95 % interval, from worlds drawn again with replacement."""
    again = []
    for _ in range(NUM_RESAMPLES):
        chosen = random.integers(len(outcome), size=len(outcome))
        again.append(_influence(ranks[chosen], outcome[chosen]))
    return np.asarray(1.96 * np.std(again, axis=0, ddof=1))
