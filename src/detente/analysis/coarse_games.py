"""Games on the coarsest belief grid: to find mistakes before anything is solved, and for what needs no finer one.

Play at base rates does not depend on beliefs, and the error of a grid is often read from the coarsest one. Moves and
payoffs are the same on every grid, and take as long to compile; so the games that were compiled to find mistakes are
kept, as long as they fill little of the memory.
"""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.options import Options
from detente.game.beliefs import BeliefGrid
from detente.game.compile import compile_coarsely
from detente.game.memory import held_bytes, machine_bytes
from detente.game.tables import Game
from detente.scenario.model import Scenario

MOST_KEPT = 1 / 8
"""Of the memory that may be used: what the process may hold if another game is to be kept."""


class CoarseGames:
    """The coarse games of a crisis and its variants."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._kept: dict[int, tuple[Scenario, Game]] = {}

    def compile(self, scenario: Scenario) -> Game:
        """The game of a scenario.

        Raises:
            ScenarioError: all mistakes that show only at reachable states; or solving it would take too much.
        """
        if id(scenario) in self._kept:
            return self._kept[id(scenario)][1]
        game, _ = compile_coarsely(scenario, self._options.points_of(scenario))
        if held_bytes() < MOST_KEPT * machine_bytes():
            # The scenario is kept too, so that no other one gets its number.
            self._kept[id(scenario)] = scenario, game
        return game

    def find(self, scenario: Scenario, grid: BeliefGrid) -> Game | None:
        """The game of a scenario on a grid, if it is kept."""
        _, game = self._kept.get(id(scenario), (None, None))
        if game is None:
            return None
        tracked = (points if game.grid.is_tracked(place) else 1 for place, points in enumerate(grid.num_points))
        return game if game.grid == replace(grid, num_points=tuple(tracked), fixed=game.grid.fixed) else None

    def forget(self) -> None:
        """Release all of them."""
        self._kept.clear()
