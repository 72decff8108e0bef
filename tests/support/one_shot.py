"""A single choice by quantal response, whose claims are known functions of its numbers.

The patron arms with probability 1 / (1 + exp(-λ (gain - cost - bend (x - 1/2)²))), and so crosses a share p where
gain - cost - bend (x - 1/2)² = log(p / (1 - p)) / λ.
"""

from __future__ import annotations

import math
from functools import cache

from detente import service
from detente.analysis.turning import ClaimFlip, Curves, Flips, NumberCurve
from detente.analysis.workbench import Workbench
from detente.scenario.loading import loads
from detente.service.setting_up import build_workbench, quiet

PRECISION = 20
GAIN, COST, BEND = 0.6, 0.3, 8.0

CRISIS = f"""
crisis: A patron that knows what it wants
calendar: {{rounds: 1}}
state: {{front: {{scale: [held, lost], starts: held}}}}
numbers:
  cost: {{range: [0, 1], base: {COST}, why: nobody knows}}
  gain: {{range: [0.5, 0.7], base: {GAIN}}}
  x: {{range: [0, 1], base: 0.5}}
  idle: {{range: [1, 100], prior: log}}
actors:
  patron:
    precision: {PRECISION}
    wants: {{land: (gain - {BEND} * (x - 0.5) * (x - 0.5)) * (front == lost)}}
  guest:
    precision: {PRECISION}
    types:
      calm: {{prior: 0.8, anger: -1}}
      loud: {{prior: 0.2, anger: 1}}
each round:
  - patron decides:
      wait: {{}}
      arm: {{costs: cost, then: front = lost}}
  - guest talks:
      mute: {{}}
      shout: {{costs: 0 - anger}}
variants:
  free: {{numbers.cost: 0}}
claims:
  - {{id: arms, says: It arms., holds if: rate(patron plays arm) > 0.7}}
  - id: nearly_free
    says: Cost hardly matters.
    holds if: rate(patron plays arm) > rate(patron plays arm) under free - 0.2
  - {{id: quiet, says: The guest is quiet., holds if: rate(guest plays shout) < 0.5}}
  - {{id: sure, says: Two is more than one., holds if: 2 > 1}}
"""

PLAYS = 10_000
OPTIONS = service.Options(num_plays=PLAYS, seed=5, num_points=5)

NOISE = 0.006
"""Of a crossing in `cost`: half an interval of a share of 10,000 plays (0.9 points at 70 %) is 0.002 there, and the
draws move it by as much again."""


def share(advantage: float) -> float:
    """How often the patron arms if that is worth so much."""
    return 1 / (1 + math.exp(-PRECISION * advantage))


def needed(probability: float) -> float:
    """The advantage at which it arms so often."""
    return math.log(probability / (1 - probability)) / PRECISION


def bench(claim: str | None = None, options: service.Options = OPTIONS) -> Workbench:
    """A workbench with the crisis, with one of its claims or all."""
    from detente.service.turning import with_claims

    return build_workbench(with_claims(loads(CRISIS), claim), None, options, quiet)


@cache
def curves() -> Curves:
    """All curves of the crisis."""
    from detente.analysis.curve import draw_curves

    return draw_curves(bench(), num_values=5, num_worlds=48)


def curve_of(claim: str, number: str) -> NumberCurve:
    """One of these."""
    return next(each for each in curves().curves if (each.claim, each.number) == (claim, number))


@cache
def flips() -> Flips:
    """The nearest flips of all claims."""
    from detente.analysis.flip import find_flips

    return find_flips(bench(), draws=False, num_values=4)


@cache
def flip_with_boundary() -> Flips:
    """The nearest flip of the first claim, with its boundary."""
    from detente.analysis.flip import find_flips

    return find_flips(bench("arms"), draws=True, num_worlds=24)


def flip_of(claim: str) -> ClaimFlip:
    """That of one claim."""
    asked = flip_with_boundary() if claim == "arms" else flips()
    return next(each for each in asked.claims if each.claim == claim)
