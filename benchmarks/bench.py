"""Speed, measured: one table with figure, ratio to a plain baseline of the same run, load and memory.

Usage: make bench, or python benchmarks/bench.py [NAME …] (names: chain, nodes, at_once, worlds, sochi, plays, check).
Every figure is the second run, with everything compiled; the first run, compilation included, is shown apart.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from detente.analysis.draws import draw_worlds
from detente.game.compile import compile_game
from detente.game.tables import Game
from detente.scenario.library import TEMPLATE, find
from detente.scenario.loading import load, loads
from detente.scenario.worlds import list_uncertain_numbers, with_numbers
from detente.simulate.play import simulate
from detente.solve.backward import solve
from detente.solve.equilibrium import Settings
from detente.solve.kernel.engine import KernelEngine
from detente.solve.kernel.nodes import KernelNodes
from detente.solve.nodes import Progress
from detente.solve.stepping import FIRST_STEP, StepRule
from detente.solve.worlds import solve_worlds

CHAIN_STORE = """
crisis: A chain store and its entrants
calendar: {rounds: ROUNDS}
state: {market: {one of: [quiet, contested], starts: quiet, lasts: one period}}
actors:
  entrant: {patience: 0, precision: PRECISION}
  store:
    patience: 1
    precision: PRECISION
    belief points: 401
    types: {strong: {prior: 0.2, taste: 1}, weak: {prior: 0.8, taste: -1}}
each round:
  - entrant approaches: {stay_out: {gives: {store: 2}}, enter: {then: market = contested}}
  - store answers:
      when: market == contested
      acquiesce: {gives: {entrant: 0.5}}
      fight:     {costs: -taste, gives: {entrant: -0.5}}
"""


@dataclass(frozen=True)
class Measured:
    """A row of the table."""

    what: str
    figure: str
    baseline: str = ""
    first: str = ""


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the first run, compilation included, and of the second."""
    seconds = []
    for _ in range(2):
        begun = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - begun)
    return seconds[0], seconds[1]


def chain() -> Iterator[Measured]:
    """The chain store at several precisions and horizons; baseline: the shorter game."""
    for precision in (1, 2, 5, 10, 20):
        seconds = {}
        for rounds in (24, 240):
            game = chain_store(precision, rounds)
            certificate = solve(game, Settings(allow_unsolved=True)).certificate
            first, seconds[rounds] = timed(lambda game=game: solve(game, Settings(allow_unsolved=True)))
            yield Measured(
                f"chain store, λ = {precision}, T = {rounds}: {certificate.num_unsolved} of "
                f"{certificate.num_nodes:,} nodes unsolved, residual {certificate.max_residual:.0e}",
                f"{seconds[rounds]:.2f} s",
                f"{seconds[rounds] / seconds[24]:.1f} × T = 24" if rounds > 24 else "",
                first=f"{first:.1f} s",
            )


def chain_store(precision: float, rounds: int) -> Game:
    text = CHAIN_STORE.replace("ROUNDS", str(rounds)).replace("PRECISION", str(precision))
    return compile_game(loads(text))


def nodes() -> Iterator[Measured]:
    """Fixed points a second on all cores, gentle and stiff; baseline: the plain logit dynamic, steps of length 1."""
    cores = os.cpu_count() or 1
    for num_types, num_actions in ((2, 2), (2, 4), (3, 4)):
        for name, precision in (("gentle", 0.5), ("stiff", 5.0)):
            begun = time.perf_counter()
            whole, shape = random_nodes(num_types, num_actions, precision)
            size = shape[-1]
            blocks = [whole.select(part) for part in np.array_split(np.arange(size), 4 * cores)]

            def solved_blocks(blocks: list[KernelNodes] = blocks, shape: tuple[int, ...] = shape) -> list[Progress]:
                def one(block: KernelNodes) -> Progress:
                    number = len(block.rows)
                    start = np.zeros((*shape[:-1], number))
                    return block.advance(start, np.full(number, FIRST_STEP), StepRule(60, 1e-9))

                with ThreadPoolExecutor(cores) as pool:
                    return list(pool.map(one, blocks))

            solved = np.mean(np.concatenate([progress.bound for progress in solved_blocks()]) <= 1e-8)
            first = time.perf_counter() - begun
            seconds = min(timed(solved_blocks)[1] for _ in range(5))
            part = whole.select(np.arange(size // 10))
            plain, plain_solved = plain_dynamic(part, (*shape[:-1], size // 10))
            yield Measured(
                f"{num_types} types × {num_actions} actions, {name}: {solved:.2%} solved",
                f"{size / seconds / 1e6:.2f} M nodes/s",
                f"{10 * plain / seconds / cores:.0f} × the plain dynamic ({plain_solved:.1%} solved)",
                f"{first:.1f} s",
            )


def plain_dynamic(nodes: KernelNodes, shape: tuple[int, ...]) -> tuple[float, float]:
    """Seconds of up to 500 steps of length 1 at every node on one core, and the share solved."""
    scores, number = np.zeros(shape), shape[-1]
    begun = time.perf_counter()
    progress = nodes.advance(scores, np.full(number, FIRST_STEP), StepRule(0, 1e-9))
    for _ in range(500):
        progress = nodes.advance(progress.scores, np.full(number, FIRST_STEP), StepRule(1, 1e-9))
        if (progress.bound <= 1e-9).all():
            break
    return time.perf_counter() - begun, float(np.mean(progress.bound <= 1e-8))


def random_nodes(num_types: int, num_actions: int, precision: float) -> tuple[KernelNodes, tuple[int, ...]]:
    """Overt moves at 200 states with random payoffs and continuations, and the shape of their scores."""
    random, num_states = np.random.default_rng(0), 200
    states = ", ".join(f"x{number}" for number in range(num_states))
    drawn = "".join(f"      d{n}: {{probability: {1 / num_states!r}, then: x = x{n}}}\n" for n in range(num_states))
    acts = "".join(f"      a{n}: {{then: y = y{n}}}\n" for n in range(num_actions))
    types = ", ".join(f"k{n}: {{prior: {1 / num_types!r}}}" for n in range(num_types))
    text = f"""
crisis: Random nodes
calendar: {{rounds: 1}}
state:
  x: {{one of: [{states}], starts: x0}}
  y: {{one of: [{", ".join(f"y{n}" for n in range(num_actions))}], starts: y0}}
actors:
  mover: {{types: {{{types}}}}}
each round:
  - chance state:
{drawn}  - mover acts:
{acts}"""
    game = compile_game(loads(text), {"mover": 21 if num_types == 2 else 9})
    (table,) = game.periods[0].stages[1]
    table = replace(table, payoff=random.normal(size=table.payoff.shape))
    points = game.grid.size
    steps = random.normal(size=(len(game.periods[0].codes[2]), len(game.rows), points))
    values = np.cumsum(steps, axis=-1) / np.sqrt(points)
    block = slice(0, num_states)
    nodes = KernelEngine(game).load((table,)).nodes(block, values, [np.full(num_states, precision)])
    return nodes, (num_actions, num_types, num_states * points)


def at_once() -> Iterator[Measured]:
    """Two movers at once, two types against none and three against three."""
    for what, game in (
        ("hawk and dove, 401 points", compile_game(load(find("classics/hawk-dove")))),
        ("3 × 3 types, 5 points an axis", compile_game(loads(at_once_crisis(3)), {"north": 5, "south": 5})),
        ("4 × 4 types, 3 points an axis", compile_game(loads(at_once_crisis(4)), {"north": 3, "south": 3})),
    ):
        first, seconds = timed(lambda game=game: solve(game))
        num_nodes = solve(game).certificate.num_nodes
        yield Measured(
            f"at once: {what}, {num_nodes:,} nodes",
            f"{seconds:.2f} s",
            f"{num_nodes / seconds / 1e3:.0f} k nodes/s",
            f"{first:.1f} s",
        )


def at_once_crisis(num_types: int) -> str:
    """Two sides of this many types that push a line at once, for two rounds."""
    drives = [
        f"k{k}: {{prior: {1 / num_types!r}, drive: {-0.5 + 1.5 * k / (num_types - 1)}}}" for k in range(num_types)
    ]
    types = ", ".join(drives)
    return f"""
crisis: A line pushed from both sides
calendar: {{rounds: 2}}
state: {{line: {{scale: [back, middle, forward], starts: middle}}}}
actors:
  north: {{types: {{{types}}}, wants: {{ground: drive * (line - middle)}}}}
  south: {{precision: 1.5, types: {{{types}}}, wants: {{ground: drive * (middle - line)}}}}
each round:
  - at once:
      north moves: {{hold: {{}}, push: {{costs: 0.1, then: line up}}}}
      south answers: {{stay: {{}}, advance: {{costs: 0.1, then: line down}}}}
"""


def worlds() -> Iterator[Measured]:
    """64 worlds of the template, stacked; baseline: one after the other."""
    scenario = load(TEMPLATE)
    names, ranges = zip(
        *((e.name, (e.low or 0.0, e.high or 0.0)) for e in list_uncertain_numbers(scenario)), strict=True
    )
    draws = [dict(zip(names, row.tolist(), strict=True)) for row in draw_worlds(ranges, 64, seed=0)]
    for points in (31, 121):
        begun = time.perf_counter()
        games = [compile_game(with_numbers(scenario, draw), {"patron": points}) for draw in draws]
        compiling = time.perf_counter() - begun
        first, together = timed(lambda games=games: solve_worlds(games))
        _, alone = timed(lambda games=games: [solve(game) for game in games])
        yield Measured(
            f"64 worlds of the template, {points} belief points (compiled in {compiling:.1f} s)",
            f"{together:.2f} s",
            f"{alone / together:.1f} × as fast as one by one",
            first=f"{first:.1f} s",
        )


def sochi() -> Iterator[Measured]:
    """The flagship on its own grid and on that with every interval halved."""
    scenario = load(find("sochi-2015"))
    for points in (None, {"moscow": 9, "obama": 5}):
        game = compile_game(scenario, points)
        first, seconds = timed(lambda game=game: solve(game, Settings(allow_unsolved=True)))
        certificate = solve(game, Settings(allow_unsolved=True)).certificate
        yield Measured(
            f"Sochi, {game.grid.num_points} belief points: {certificate.num_nodes:,} informed nodes, "
            f"{certificate.num_unsolved} unsolved",
            f"{seconds:.1f} s",
            f"{certificate.num_nodes / seconds / 1e6:.2f} M nodes/s",
            f"{first:.1f} s",
        )


def plays() -> Iterator[Measured]:
    """A hundred thousand plays of the flagship, and a million."""
    equilibrium = solve(compile_game(load(find("sochi-2015"))))
    first, seconds = timed(lambda: simulate(equilibrium, 100_000))
    _, fewer = timed(lambda: simulate(equilibrium, 10_000))
    yield Measured(
        "Sochi, 100,000 plays", f"{seconds:.1f} s", f"{seconds / fewer:.1f} × 10,000 plays", first=f"{first:.1f} s"
    )
    begun = time.perf_counter()
    simulate(equilibrium, 1_000_000)
    many = time.perf_counter() - begun
    yield Measured("Sochi, 1,000,000 plays", f"{many:.1f} s", f"{many / seconds:.1f} × 100,000 plays")


def check() -> Iterator[Measured]:
    """`detente check`, from the start of the process; baseline: a Python that does nothing."""
    command = Path(sys.executable).with_name("detente")
    nothing = timed(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))[1]
    for name in ("sochi-2015",):
        first, seconds = timed(
            lambda name=name: subprocess.run([command, "check", name], check=True, capture_output=True)
        )
        yield Measured(
            f"detente check {name}",
            f"{seconds:.2f} s",
            f"{seconds / nothing:.0f} × an empty Python",
            first=f"{first:.2f} s",
        )


BENCHMARKS = {
    "check": check,
    "chain": chain,
    "nodes": nodes,
    "at_once": at_once,
    "worlds": worlds,
    "sochi": sochi,
    "plays": plays,
}


def main(names: list[str]) -> None:
    columns = ("What", "Figure", "Comparison", "First run")
    table = Table(*columns, title=f"{os.cpu_count()} cores")
    for name in names or list(BENCHMARKS):
        for row in BENCHMARKS[name]():
            table.add_row(row.what, row.figure, row.baseline, row.first)
    console = Console(width=170)
    console.print(table)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    console.print(f"Load {os.getloadavg()[0]:.1f}; most memory {memory:.1f} GB")


if __name__ == "__main__":
    main(sys.argv[1:])
