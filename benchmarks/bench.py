"""Speed, measured: one table with figure, ratio to a plain baseline of the same run, load and memory.

Usage: make bench, or python benchmarks/bench.py [NAME …] (names: chain, nodes, at_once, worlds, sochi, plays, check).
Every figure is the second run, with everything compiled; compilation is shown apart. The column *on arrays* is the
solver of accelerators, on the device that JAX has chosen: a GPU if there is one and `detente[gpu]` is installed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import jax
import jax.numpy as jnp
import numpy as np
from rich.console import Console
from rich.table import Table

from detente.analysis.draws import draw_worlds
from detente.game.compile import compile_game
from detente.game.tables import Game
from detente.scenario.library import TEMPLATE, find
from detente.scenario.loading import load, loads
from detente.scenario.worlds import uncertain_numbers, with_numbers
from detente.simulate.play import simulate
from detente.solve import backward
from detente.solve.array_steps import ArraySteps
from detente.solve.backward import solve
from detente.solve.device import configure
from detente.solve.equilibrium import Settings
from detente.solve.interpolation import hermite_table
from detente.solve.kernel import nodes as by_kernel
from detente.solve.response import FIRST_STEP, Nodes, advance, evaluate, residual
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
    on_arrays: str = ""
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
    """Fixed points a second on all cores, gentle and stiff; baseline: plain damped iterations."""
    configure()
    most, cores = bandwidth(), os.cpu_count() or 1
    for num_types, num_actions in ((2, 2), (2, 4), (3, 4)):
        for name, precision in (("gentle", 0.5), ("stiff", 5.0)):
            batch = random_nodes(num_types, num_actions, precision)
            size, zero = batch.offset.size, np.zeros(batch.payoff.shape)
            begun = time.perf_counter()
            prepared = by_kernel.nodes_of(batch)
            blocks = [by_kernel.subset(prepared, part) for part in np.array_split(np.arange(size), 4 * cores)]

            def solved_blocks(
                blocks: list[by_kernel.KernelNodes] = blocks, zero: np.ndarray = zero
            ) -> list[np.ndarray]:
                def one(block: by_kernel.KernelNodes) -> np.ndarray:
                    number = len(block.rows)
                    return by_kernel.advance(block, zero[..., :number], np.full(number, FIRST_STEP), 60, 1e-9).scores

                with ThreadPoolExecutor(cores) as pool:
                    return list(pool.map(one, blocks))

            scores = np.concatenate(solved_blocks(), axis=-1)
            first = time.perf_counter() - begun
            seconds = min(timed(solved_blocks)[1] for _ in range(5))
            solved = float(np.mean(np.asarray(residual(batch, evaluate(batch, jnp.asarray(scores)))) < 1e-8))
            start = jnp.asarray(zero)
            _, plain = timed(lambda b=batch, z=start: jax.block_until_ready(damped(b, z)))
            plain_solved = float(np.mean(np.asarray(residual(batch, evaluate(batch, damped(batch, start)))) < 1e-8))
            _, of_arrays = timed(lambda b=batch, z=start: jax.block_until_ready(advance(b, z, first_step(b), 60, 1e-9)))
            num_steps = int(advance(batch, start, first_step(batch), 60, 1e-9).num_steps)
            share = bytes_of_a_step(batch) * num_steps / of_arrays / most
            yield Measured(
                f"{num_types} types × {num_actions} actions, {name}: {solved:.2%} solved",
                f"{size / seconds / 1e6:.2f} M nodes/s",
                f"{plain / seconds:.0f} × damped iteration ({plain_solved:.1%} solved)",
                f"{size / of_arrays / 1e6:.2f} M nodes/s; {share:.1%} of {most / 1e9:.0f} GB/s",
                f"{first:.1f} s",
            )


def bandwidth() -> float:
    """Bytes a second that the device moves, measured by the triad a + 3 b of long arrays (McCalpin's STREAM)."""
    size = 2**25
    one, other = jnp.ones(size), jnp.ones(size)
    triad = jax.jit(lambda a, b: a + 3.0 * b)
    seconds = min(timed(lambda: jax.block_until_ready(triad(one, other)))[1] for _ in range(5))
    return 3 * one.nbytes / seconds


def bytes_of_a_step(nodes: Nodes) -> int:
    """What no step at all nodes can do without, if nothing of the step before is at hand any more.

    Read are what the node is given, the scores, and every type's continuation after every message, of which each corner
    of a cell has 2^axes derivatives; the scores are written.
    """
    num_axes, num_messages = nodes.log_odds.shape[0], nodes.table.shape[1]
    given = nodes.num_actions * nodes.num_types + nodes.num_actions + num_axes + 2
    scores = 2 * nodes.num_actions * nodes.num_types
    continuations = num_messages * nodes.num_types * 4**num_axes
    return nodes.offset.size * nodes.payoff.dtype.itemsize * (given + scores + continuations)


@contextmanager
def on_arrays() -> Iterator[None]:
    """Every game is solved on arrays, whatever the machine."""
    chosen, backward.steps_for = backward.steps_for, ArraySteps
    try:
        yield
    finally:
        backward.steps_for = chosen


def at_once() -> Iterator[Measured]:
    """Two movers at once, two types against none and three against three."""
    for what, game in (
        ("hawk and dove, 401 points", compile_game(load(find("classics/hawk-dove")))),
        ("3 × 3 types, 5 points an axis", compile_game(loads(at_once_crisis(3)), {"north": 5, "south": 5})),
        ("4 × 4 types, 3 points an axis", compile_game(loads(at_once_crisis(4)), {"north": 3, "south": 3})),
    ):
        first, seconds = timed(lambda game=game: solve(game))
        num_nodes = solve(game).certificate.num_nodes
        with on_arrays():
            _, of_arrays = timed(lambda game=game: solve(game))
        yield Measured(
            f"at once: {what}, {num_nodes:,} nodes",
            f"{seconds:.2f} s",
            f"{num_nodes / seconds / 1e3:.0f} k nodes/s",
            f"{of_arrays:.2f} s",
            f"{first:.1f} s",
        )


def at_once_crisis(num_types: int) -> str:
    """Two sides of so many types that push a line at once, for two rounds."""
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


def first_step(nodes: Nodes) -> jax.Array:
    """The first h from uniform play."""
    return jnp.full(nodes.offset.shape, FIRST_STEP)


@jax.jit
def damped(batch: Nodes, scores: jax.Array) -> jax.Array:
    """Scores after up to 500 halved steps of y ← λ Q(σ(y))."""

    def is_open(state: tuple[jax.Array, jax.Array, jax.Array]) -> jax.Array:
        return (state[2] < 500) & (state[1] > 1e-9)

    def step(state: tuple[jax.Array, jax.Array, jax.Array]) -> tuple[jax.Array, jax.Array, jax.Array]:
        defect = evaluate(batch, state[0]).defect
        return state[0] + 0.5 * defect, jnp.max(jnp.abs(defect)), state[2] + 1

    return jax.lax.while_loop(is_open, step, (scores, jnp.asarray(jnp.inf), jnp.asarray(0)))[0]


def random_nodes(num_types: int, num_actions: int, precision: float, num_lines: int = 200) -> Nodes:
    """Overt moves on lines with smooth random continuations."""
    random = np.random.default_rng(0)
    num_axes, num_points = num_types - 1, 21 if num_types == 2 else 9
    points = num_points**num_axes
    steps = random.normal(size=(num_types, num_actions, num_lines, points))
    table = jnp.swapaxes(hermite_table(jnp.asarray(np.cumsum(steps, axis=-1) / np.sqrt(points)), num_axes), -3, -2)
    axes = np.meshgrid(*[np.linspace(-8, 8, num_points)] * num_axes, indexing="ij")
    payoff = np.repeat(random.normal(size=(num_actions, num_types, num_lines)), points, axis=-1)
    return Nodes(
        payoff=jnp.asarray(payoff),
        available=jnp.ones((num_actions, num_lines * points), bool),
        precision=jnp.full(num_lines * points, precision),
        message_prob=None,
        log_odds=jnp.asarray(np.tile(np.stack(axes).reshape(num_axes, -1), (1, num_lines))),
        offset=jnp.repeat(jnp.arange(num_lines) * points, points),
        table=table.reshape(num_types, num_actions, -1, num_lines * points),
        num_points=num_points,
        limit=8.0,
    )


def worlds() -> Iterator[Measured]:
    """64 worlds of the template, side by side; baseline: one after the other."""
    scenario = load(TEMPLATE)
    names, ranges = zip(*((e.name, (e.low or 0.0, e.high or 0.0)) for e in uncertain_numbers(scenario)), strict=True)
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
        of_arrays = ""
        # A processor would need minutes for the second one.
        if points is None or jax.default_backend() != "cpu":
            with on_arrays():
                of_arrays = f"{timed(lambda game=game: solve(game, Settings(allow_unsolved=True)))[1]:.1f} s"
        yield Measured(
            f"Sochi, {game.grid.num_points} belief points: {certificate.num_nodes:,} informed nodes, "
            f"{certificate.num_unsolved} unsolved",
            f"{seconds:.1f} s",
            f"{certificate.num_nodes / seconds / 1e6:.2f} M nodes/s",
            of_arrays,
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
    device = jax.devices()[0].device_kind
    columns = ("What", "Figure", "Beside it", f"On arrays ({device})", "First run")
    table = Table(*columns, title=f"{os.cpu_count()} cores")
    for name in names or list(BENCHMARKS):
        for row in BENCHMARKS[name]():
            table.add_row(row.what, row.figure, row.baseline, row.on_arrays, row.first)
    console = Console(width=170)
    console.print(table)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    console.print(f"Load {os.getloadavg()[0]:.1f}; most memory {memory:.1f} GB")


if __name__ == "__main__":
    main(sys.argv[1:])
