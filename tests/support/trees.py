"""Crises for game trees, and trees valued under a policy that is always the same."""

from __future__ import annotations

import hashlib

import numpy as np

from detente.trees.tree import InformationSet, Tree, TreeNode
from detente.trees.unfold import compile_certain_game
from support.at_once import COVERT as COVERT_AT_ONCE
from support.at_once import CROSSING, SEATS
from support.games import SMALL, chain_store

CRISES = {
    **{name: text for name, text in SMALL.items() if name != "belief_payoff"},
    "chain_store": chain_store(3),
    "crossing": CROSSING,
    "covert_at_once": COVERT_AT_ONCE.replace(" + 0.5 * belief(moscow is meek)", ""),
    "seats_at_once": SEATS,
}

TINY = """
crisis: A threat and an "answer"
calendar: {rounds: 1, afterwards: {weak: 2 * (line == crossed)}}
state:
  line: {one of: [held, crossed], starts: held}
actors:
  strong:
    precision: 4
    types:
      calm:  {prior: 0.7, anger: 0}
      angry: {prior: 0.3, anger: 1}
  weak:
    patience: 0.5
    wants: {fear: -0.5 * (strong is angry) * (line == crossed)}
each round:
  - strong moves:
      wait:   {}
      threaten:
        costs: 0.2 - anger
        results:
          heard:   {probability: 0.9, then: line = crossed}
          unheard: {probability: rest}
  - weak answers:
      when: line == crossed
      yield: {gives: {strong: 1}}
      stand: {costs: 0.25}
"""


def policy(seed: str, num_actions: int) -> np.ndarray:
    """A random mixture, always the same for the same words."""
    digest = hashlib.sha256(seed.encode()).digest()
    return np.asarray(np.random.default_rng(list(digest)).dirichlet(np.ones(num_actions)))


def tree_values(tree: Tree) -> dict[tuple[str, str], float]:
    """(actor, type) -> expected payoff under a random policy by date, stage, state and type."""
    game = compile_certain_game(tree.scenario)
    values = {(actor.name, kind.name): 0.0 for actor in tree.scenario.actors for kind in actor.types}

    def mixture(information: InformationSet) -> np.ndarray:
        at = game.periods[information.period]
        table = at.stages[information.stage][information.table]
        levels = game.space.decode(at.codes[information.stage][table.states[[information.place]]])[0]
        state = levels[: len(tree.scenario.variables)].tolist()
        seed = f"{information.period} {information.stage} {state} {information.type} {information.actions}"
        return policy(seed, len(information.actions))

    def walk(node: TreeNode, prob: float, types: dict[str, str]) -> None:
        if node.received:
            for player, actor in enumerate(tree.players):
                kinds = tree.scenario.actors[player].types
                name = types.get(actor, kinds[0].name)
                prior = next(float(game.prior[player][n]) for n, kind in enumerate(kinds) if kind.name == name)
                values[actor, name] += prob / prior * tree.payoff(node, player)
            return
        ways = node.probabilities
        if node.information >= 0:
            ways = tuple(mixture(tree.information_sets[node.information]))
        for option, way, child in zip(node.options, ways, node.children, strict=True):
            about = node.label.removeprefix("type of ") if node.label.startswith("type of ") else ""
            walk(tree.nodes[child], prob * way, types | {about: option} if about else types)

    walk(tree.nodes[0], 1.0, {})
    return values
