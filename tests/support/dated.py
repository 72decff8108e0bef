"""A short crisis with a covert act, and dated events in it; probabilities of the events by enumeration of its tree."""

from __future__ import annotations

from functools import cache

import numpy as np

from detente.game.compile import compile_game
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import loads
from detente.scenario.model import Scenario
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium

COVERT = """
crisis: A supply that may be found
calendar: {rounds: 2}
state:
  front: {scale: [held, advance], starts: held}
actors:
  patron:
    patience: 0.9
    precision: 2
    types: {cautious: {prior: 0.7, taste: 0.2}, hungry: {prior: 0.3, taste: 0.9}}
    wants: {ground: taste * front}
  neighbour:
    patience: 0.9
    precision: 2
    wants: {ground: -front}
each round:
  - patron supplies:
      covert: yes
      wait: {}
      send: {costs: 0.1, results: {works: {probability: 0.4, then: front = advance}, fails: rest}}
      traces:
        found: 0.5 if act == send else 0.1
        nothing: rest
  - neighbour answers:
      keep: {}
      strike: {costs: 0.5, then: front = held}
"""


def with_events(text: str, *events: str) -> Scenario:
    """The scenario of a text with events, each as `DATE happened CONDITION`, or another key in place of it."""
    return loads(text + "\nevents:\n" + "".join(f"  - {{{each}}}\n" for each in events), "dated")


@cache
def solved(text: str) -> Equilibrium:
    """The solved crisis on a fine grid."""
    scenario = loads(text, "dated")
    return solve(compile_game(scenario, {actor.name: 41 for actor in scenario.actors if len(actor.types) > 1}))


def solved_with(scenario: Scenario) -> Equilibrium:
    """The solved crisis of a scenario, on a fine grid."""
    return solve(compile_game(scenario, {actor.name: 41 for actor in scenario.actors if len(actor.types) > 1}))


def first_act(equilibrium: Equilibrium, action: str) -> np.ndarray:
    """σ(action | type) of the first decision at the start, at the prior."""
    from detente.solve.at_belief import PoliciesAt

    table = equilibrium.game.periods[0].stages[0][0]
    found = PoliciesAt(equilibrium).find(0, 0, 0, np.array([0]), equilibrium.game.start_log_odds()[None])
    return np.asarray(np.exp(found[table.actions.index(action), :, 0]))


TEXT = TEMPLATE.read_text(encoding="utf-8")
