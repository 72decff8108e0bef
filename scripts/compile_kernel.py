"""Compile the solver's kernel, once for a user, so that test processes that start together do not all compile it.

`make check` runs it beside the type checker, which has use for one core alone.
"""

from __future__ import annotations

from detente.game.compile import compile_game
from detente.scenario.library import find
from detente.scenario.loading import load
from detente.simulate.play import simulate
from detente.solve.backward import solve
from detente.solve.equilibrium import Settings
from detente.solve.kernel.compiled import compiled

# One mover with and without hidden types, two movers at once, and a covert act.
CRISES = ("classics/tripwire", "classics/hawk-dove", "classics/beer-quiche", "classics/secret-programme")


def main() -> None:
    """Solve small crises that between them call every compiled function."""
    for name in CRISES:
        scenario = load(find(name))
        points = {actor.name: 5 for actor in scenario.actors if len(actor.types) > 1}
        game = compile_game(scenario, points, tracks_all=True, with_regret=True)
        equilibrium = solve(game, Settings(regret=True))
        simulate(equilibrium, num_plays=10, seed=1)
    missing = [name for name, entrance in compiled()._asdict().items() if not entrance.signatures]
    if missing:
        raise SystemExit(f"not compiled: {', '.join(missing)}")


if __name__ == "__main__":
    main()
