"""Endless crises, as texts, and what they are as arrays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from support.stationary import StochasticGame

DILEMMA = """
crisis: The prisoners' dilemma without an end
calendar: {rounds: endless}
state:
  one: {one of: [cooperated, defected], starts: cooperated}
  two: {one of: [cooperated, defected], starts: cooperated}
definitions:
  both: one == cooperated and two == cooperated
  neither: one == defected and two == defected
actors:
  first:
    patience: 0.9
    precision: PRECISION
    wants: {points: 9 * both + 10 * (one == defected and two == cooperated) + 1 * neither}
  second:
    patience: 0.9
    precision: PRECISION
    wants: {points: 9 * both + 10 * (two == defected and one == cooperated) + 1 * neither}
each round:
  - at once:
      first chooses:
        cooperate: {then: one = cooperated}
        defect: {then: one = defected}
      second picks:
        cooperate: {then: two = cooperated}
        defect: {then: two = defected}
"""

MOODS = """
crisis: Peace, crisis and war
about: Whoever pushes wants more, and makes crises and wars more likely.
calendar: {rounds: endless}
state:
  mood: {one of: [peace, crisis, war], starts: peace}
actors:
  home:
    patience: PATIENCE
    precision: PRECISION
    wants: {mood: 1 * (mood == peace) - 0.5 * (mood == crisis) - 2 * (mood == war)}
  away:
    patience: PATIENCE
    precision: PRECISION
    wants: {mood: 0.8 * (mood == peace) + 0.3 * (mood == crisis) - 1.5 * (mood == war)}
each round:
  - at once:
      home acts: {calm: {}, push: {}}
      away answers: {calm: {}, push: {}}
  - chance turn:
      to_peace:
        probability: 0.9 - 0.3 * (mood != peace) - 0.25 * (home plays push) - 0.25 * (away plays push)
        then: mood = peace
      to_crisis: {probability: 0.05 + 0.2 * (home plays push) + 0.1 * (away plays push), then: mood = crisis}
      to_war: {probability: rest, then: mood = war}
"""
"""PRECISION and PATIENCE are of both."""


def moods_game(precision: float, patience: float) -> StochasticGame:
    """`MOODS` as arrays, written down once more."""
    chances = np.empty((3, 2, 2, 3))
    for state, home, away in np.ndindex(3, 2, 2):
        peace = 0.9 - 0.3 * (state != 0) - 0.25 * home - 0.25 * away
        crisis = 0.05 + 0.2 * home + 0.1 * away
        chances[state, home, away] = peace, crisis, 1 - peace - crisis
    payoff = np.array([[1, -0.5, -2], [0.8, 0.3, -1.5]])
    return StochasticGame(np.repeat(payoff[:, None], 3, axis=1), chances, np.full(2, patience), np.full(2, precision))


def alternating(moves: Sequence[Sequence[Sequence[int]]], payoffs: Sequence[Sequence[float]]) -> str:
    """Two who move one after the other among three places; by place and both acts the place after, and its payoffs."""

    def to(act: int) -> str:
        """Where the second mover's act leads, by what the first one did and the place before."""
        parts = [
            f"{moves[place][first][act]} * (place == {place} and first plays {'left' if first == 0 else 'right'})"
            for place in range(3)
            for first in range(2)
        ]
        return " + ".join(parts)

    wants = [" + ".join(f"{value} * (place == {place})" for place, value in enumerate(own)) for own in payoffs]
    return f"""
crisis: Three places
calendar: {{rounds: endless}}
state: {{place: {{from: 0, to: 2, starts: 0}}}}
actors:
  first: {{patience: 0.9, precision: 30, wants: {{here: {wants[0]}}}}}
  second: {{patience: 0.9, precision: 30, wants: {{here: {wants[1]}}}}}
each round:
  - first moves: {{left: {{}}, right: {{}}}}
  - second answers:
      first_way: {{then: place = {to(0)}}}
      other_way: {{then: place = {to(1)}}}
"""
