"""A block of nodes of a small crisis, with random values after it."""

from __future__ import annotations

import numpy as np

from detente.game.compile import compile_game
from detente.game.tables import Game, StageTable
from detente.scenario.loading import loads
from detente.solve.kernel.engine import KernelEngine
from detente.solve.kernel.nodes import KernelNodes
from support.games import SMALL


def block_of(name: str) -> tuple[Game, StageTable, np.ndarray, KernelNodes]:
    """The nodes of an informed move with random values after it."""
    scenario = loads(SMALL[name])
    game = compile_game(scenario, {actor.name: 5 for actor in scenario.actors if len(actor.types) > 1})
    s, table = next(
        (s, table)
        for s, tables in enumerate(game.periods[0].stages)
        for table in tables
        if table.informs >= 0 and table.mover >= 0
    )
    shape = (len(game.periods[0].codes[s + 1]), len(game.rows), game.grid.size)
    values = np.random.default_rng(4).normal(size=shape)
    number = len(table.states)
    precision = np.tile(np.linspace(1, 2, number)[:, None], (1, table.message_prob.shape[3]))
    nodes = KernelEngine(game).load((table,)).nodes(slice(0, number), values, [precision])
    return game, table, values, nodes
