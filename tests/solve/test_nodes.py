"""The contract: what the search needs of an engine, and that there are two which keep it."""

from __future__ import annotations

import numpy as np
import pytest

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.kernel.engine import KernelEngine
from detente.solve.nodes import Engine, EngineOf, LoadedDecision, Nodes
from reference.engine import ReferenceEngine
from support.games import SMALL


@pytest.mark.parametrize("engine_of", [KernelEngine, ReferenceEngine])
def test_engines_keep_the_contract(engine_of: EngineOf) -> None:
    game = compile_game(loads(SMALL["covert"]), {"patron": 5})
    engine = engine_of(game)
    assert isinstance(engine, Engine)
    (table,) = game.periods[0].stages[0]
    decision = engine.load((table,))
    assert isinstance(decision, LoadedDecision)
    values = np.zeros((len(game.periods[0].codes[1]), len(game.rows), game.grid.size))
    nodes = decision.nodes(slice(0, len(table.states)), values, [np.ones((len(table.states), 2))])
    assert isinstance(nodes, Nodes)
    assert sorted(nodes.shape.beliefs.tolist()) == list(range(game.grid.size))
    assert nodes.shape.axis_points == (5,)
    assert nodes.shape.menus == ((len(table.actions), 2),)
