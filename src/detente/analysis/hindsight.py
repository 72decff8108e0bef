"""What dated events that are known say: of private types, and of how far two models had expected them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from detente.evidence.filtered import Filtered
from detente.solve.equilibrium import Equilibrium

NOTHING = 0.01
"""A probability that moved by less than this is one that the events say nothing about."""


@dataclass(frozen=True)
class TypeSays:
    """What the events say of one type.

    Args:
        prior, posterior: probability of the type before and after all events, for who has read them.
        believed: what the players themselves believe after them, on average.
        by_date: its probability at every period's end up to the last event's.
    """

    actor: str
    type: str
    prior: float
    posterior: float
    believed: float
    by_date: tuple[float, ...]

    @property
    def says_nothing(self) -> bool:
        return abs(self.posterior - self.prior) < NOTHING


@dataclass(frozen=True)
class Expected:
    """An event, with the probability that each of two models gave it when all earlier ones were known.

    Args:
        date: of the calendar. text: as written. says: in words; "" if it has none.
        probability: by the crisis. at_base_rates: with everybody at base rates.
    """

    date: str
    text: str
    says: str
    probability: float
    at_base_rates: float


def find_types(filtered: Filtered, equilibrium: Equilibrium, last: int) -> tuple[TypeSays, ...]:
    """Every private type before the events and after them.

    Args:
        last: the period of the last event.
    """
    game, paths = equilibrium.game, filtered.paths
    assert paths is not None
    found = []
    for actor in game.informed:
        shares = filtered.type_shares[actor]
        for kind, each in enumerate(game.scenario.actors[actor].types):
            believed = float(paths.belief(last + 1, actor, kind).mean())
            by_date = tuple(float(share) for share in shares[1 : last + 2, kind])
            found.append(
                TypeSays(
                    game.scenario.actors[actor].name,
                    each.name,
                    float(shares[0, kind]),
                    float(shares[last + 1, kind]),
                    believed,
                    by_date,
                )
            )
    return tuple(found)


def find_expected(crisis: Filtered, at_base_rates: Filtered, labels: Sequence[str]) -> tuple[Expected, ...]:
    """Every event as two models had expected it, in its order; nothing if it is impossible in one of them.

    Args:
        labels: of the periods.
    """
    if crisis.impossible or at_base_rates.impossible:
        return ()
    return tuple(
        Expected(
            labels[own.event.period],
            own.event.text,
            own.event.says,
            math.exp(own.log_likelihood),
            math.exp(other.log_likelihood),
        )
        for own, other in zip(crisis.surprises, at_base_rates.surprises, strict=True)
    )
