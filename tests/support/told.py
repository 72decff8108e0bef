"""Workbenches of small crises, solved once for all tests that ask why."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from detente import service
from detente.analysis.workbench import Workbench
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load, loads
from detente.scenario.model import Scenario
from detente.service.setting_up import build_workbench

FEW = 2_000

INVESTS = """
crisis: One who invests once, and leaves office before the end
calendar: {rounds: 3}
state: {x: {from: 0, to: 1, starts: 0}}
actors:
  p: {precision: 2, patience: 0.5, leaves: 3, legacy: 0.2, wants: {w: x}}
each round:
  - p decides:
      when: round == 1
      wait: {}
      invest: {costs: 1, then: x up}
"""

STORE = """
crisis: A chain store and two entrants
calendar: {rounds: 2}
state: {market: {one of: [quiet, contested], starts: quiet, lasts: one period}}
actors:
  entrant: {patience: 0, precision: 2}
  store:
    patience: 1
    precision: 2
    types:
      weak:   {prior: 0.7, taste: -1}
      strong: {prior: 0.3, taste: 1}
each round:
  - entrant approaches:
      stay_out: {gives: {store: 2}}
      enter:    {then: market = contested}
  - store answers:
      when: market == contested
      acquiesce: {gives: {entrant: 0.5}}
      fight:     {costs: -taste, gives: {entrant: -0.5}}
claims:
  - id: fought
    says: Who enters is fought.
    holds if: P(store plays fight at 1) > 0.5
  - id: belief
    says: Two numbers compare by themselves.
    holds if: 1 > 0
"""


def quiet(_: str, __: float) -> None:
    """Progress that nobody sees."""


def bench_of(scenario: Scenario, points: int | None = 21, plays: int = FEW) -> Workbench:
    """A workbench without the second grid."""
    options = service.Options(num_plays=plays, num_points=points, has_grid_error=False)
    return build_workbench(scenario, None, options, quiet)


@cache
def template_bench(plays: int = FEW) -> Workbench:
    """The template on 21 points."""
    return bench_of(load(TEMPLATE), plays=plays)


@cache
def claim_bench(claim: str) -> Workbench:
    """The template with one claim alone."""
    scenario = load(TEMPLATE)
    return bench_of(replace(scenario, claims=tuple(each for each in scenario.claims if each.id == claim)))


@cache
def small_bench(text: str, claim: str = "") -> Workbench:
    """A crisis from its text, with one of its claims alone, or with all."""
    scenario = loads(text)
    if claim:
        scenario = replace(scenario, claims=tuple(each for each in scenario.claims if each.id == claim))
    return bench_of(scenario, points=61 if any(len(actor.types) > 1 for actor in scenario.actors) else None)
