"""Crises in which somebody knows more of others than everybody does, and game trees as text for Gambit."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from detente.scenario.loading import loads
from detente.trees.efg import to_decimals
from detente.trees.exact import solve_game_tree
from detente.trees.extensive import CHANCE, ExtensiveGame
from detente.trees.grown import grow_tree

CABLE = """
crisis: A cable
calendar: {rounds: 1}
state: {line: {scale: [lost, held], starts: held}}
joint prior:
  - {moscow: hawk, kyiv: strong, probability: 0.4}
  - {moscow: hawk, kyiv: weak, probability: 0.1}
  - {moscow: dove, kyiv: strong, probability: 0.15}
  - {moscow: dove, kyiv: weak, probability: rest}
actors:
  moscow:
    types: {hawk: {taste: 1}, dove: {taste: -0.5}}
    wants: {line: taste * (line == lost)}
  kyiv:
    types: {strong: {power: 1}, weak: {power: 0.2}}
    wants: {line: (line == held) + (kyiv plays resist) * (power - 1.2 * (moscow is hawk))}
  washington:
    knows: [kyiv]
    wants: {line: (line == held) - 0.8 * (washington plays warn) * (moscow is dove)}
each round:
  - signal intercept:
      seen by: [washington]
      loud: 0.8 if moscow is hawk else 0.3
      quiet: rest
  - washington cables:
      seen by: [kyiv]
      warn: {}
      reassure: {}
  - kyiv answers:
      resist: {costs: 0.1}
      give_way: {then: line down}
"""

VOLUNTEERS = """
crisis: Who pays
calendar: {rounds: 1}
state: {helped: {from: 0, to: 3, starts: 0}}
numbers: {cost: 0.4, sharpness: 3}
actors:
  ann: {precision: sharpness, wants: {help: helped > 0}}
  bob: {precision: sharpness, wants: {help: helped > 0}}
  cyd: {precision: sharpness, wants: {help: helped > 0}}
each round:
  - at once:
      ann chooses: {help: {costs: cost, then: helped up}, wait: {}}
      bob decides: {help: {costs: cost, then: helped up}, wait: {}}
      cyd acts:    {help: {costs: cost, then: helped up}, wait: {}}
"""

SPY = """
crisis: A spy
calendar: {rounds: 2}
state: {trust: {scale: [low, high], starts: high}}
actors:
  tehran:
    patience: 1
    precision: 1.5
    secret: {programme: {scale: [none, begun], starts: none}}
    wants: {bomb: 0.6 * programme - 0.3 * (trust == low) - programme * (washington plays press)}
  jerusalem:
    patience: 1
    precision: 1.5
    wants: {peace: (trust == high) - 0.9 * tehran.programme * (washington plays wait)}
  washington:
    patience: 1
    precision: 1.5
    wants: {peace: 0.5 * (trust == high) + 0.9 * tehran.programme * (washington plays press)}
each round:
  - tehran works:
      covert: yes
      traces seen by: [jerusalem]
      build: {costs: 0.1, then: programme up}
      wait: {}
      traces: {found: 0.6 if act == build else 0.1, nothing: rest}
  - jerusalem tells:
      seen by: [washington]
      alarm: {}
      calm: {}
  - washington acts:
      press: {costs: 0.1, then: trust = low}
      wait: {}
"""

KNOWN = """
crisis: A confidant
calendar: {rounds: 2}
state: {stake: {scale: [small, large], starts: small}}
actors:
  patron:
    patience: 1
    types: {calm: {prior: 0.6, zeal: 0}, keen: {prior: 0.4, zeal: 1}}
    wants: {stake: zeal * (stake == large)}
  client:
    patience: 1
    knows: [patron]
    wants: {safe: -0.7 * (stake == large) * (patron is calm) + 0.4 * (stake == large) * (patron is keen)}
  rival:
    patience: 1
    wants: {quiet: -(stake == large)}
each round:
  - client moves: {raise: {costs: 0.1, then: stake up}, hold: {}}
  - rival answers: {push: {costs: 0.2, then: stake down}, wait: {}}
  - patron speaks: {back: {costs: 0.1 * (1 - zeal), then: stake up}, silence: {}}
"""

MAIL = """
crisis: Two generals
calendar: {rounds: 1}
state: {phase: {one of: [only], starts: only}}
actors:
  enemy: {types: {ready: {prior: 0.7}, asleep: {prior: 0.3}}}
  left:
    precision: 2
    wants:
      win: left plays attack and right plays attack and enemy is asleep
      loss: -2 * (left plays attack and (enemy is ready or right plays hold))
  right:
    precision: 2
    wants:
      win: left plays attack and right plays attack and enemy is asleep
      loss: -2 * (right plays attack and (enemy is ready or left plays hold))
each round:
  - signal scout:   {seen by: [left], seen: 1 if enemy is asleep else 0, unseen: rest}
  - signal mail:    {seen by: [right], arrives: 0.9 if enemy is asleep else 0, lost: rest}
  - at once:
      left chooses:  {attack: {}, hold: {}}
      right decides: {attack: {}, hold: {}}
"""

PRIVATE = {"cable": CABLE, "volunteers": VOLUNTEERS, "spy": SPY, "known": KNOWN, "mail": MAIL}


def as_efg(game: ExtensiveGame) -> tuple[str, list[list[int]]]:
    """A game of arrays in Gambit's format, payoffs in units of precision; and by player its sets in their order."""
    scale = np.ones(game.num_players)
    for player in range(game.num_players):
        own = np.unique(game.precision[game.set_player == player])
        assert len(own) <= 1, "Gambit knows one precision for each player"
        scale[player] = own[0] if len(own) else 1.0
    first, child = game.children
    sets: list[list[int]] = [[] for _ in range(game.num_players)]
    names = " ".join(f'"p{player}"' for player in range(game.num_players))
    lines, num_ends = [f'EFG 2 R "" {{ {names} }}'], 0
    received = game.payoff.copy()
    for node in range(1, game.num_nodes):
        received[node] += received[game.parent[node]]
    stack = [0]
    while stack:
        node = stack.pop()
        h, below = int(game.owner[node]), child[first[node] : first[node + 1]].tolist()
        if h >= 0:
            own = sets[int(game.set_player[h])]
            if h not in own:
                own.append(h)
            acts = " ".join(f'"a{k}"' for k in range(len(below)))
            lines.append(f'p "" {game.set_player[h] + 1} {own.index(h) + 1} "" {{ {acts} }} 0')
        elif h == CHANCE:
            ways = " ".join(f'"w{k}" {prob}' for k, prob in enumerate(_decimals(game.prob[below])))
            lines.append(f'c "" {node + 1} "" {{ {ways} }} 0')
        else:
            num_ends += 1
            paid = ", ".join(f"{amount:.15f}" for amount in received[node] * scale)
            lines.append(f't "" {num_ends} "" {{ {paid} }}')
        stack += below[::-1]
    return "\n".join(lines) + "\n", sets


def _decimals(prob: np.ndarray) -> list[str]:
    return list(to_decimals(prob.tolist()))


def largest_gap(text: str, gambit: Any) -> float:
    """The largest difference between our probabilities of acts and those of Gambit's logit equilibrium."""
    game = grow_tree(loads(text), 100_000).tree
    efg, sets = as_efg(game)
    (solution,) = gambit.qre.logit_solve_lambda(gambit.read_efg(io.StringIO(efg)), 1.0)
    found, gaps = solve_game_tree(game), []
    for player, own in enumerate(sets):
        if not own:
            continue
        theirs = [[float(prob) for _, prob in mixture] for _, mixture in list(solution.profile[f"p{player}"])]
        for h, each in zip(own, theirs, strict=True):
            gaps.append(np.abs(found.policy[game.first_slot[h] : game.first_slot[h + 1]] - each).max())
    return float(max(gaps))
