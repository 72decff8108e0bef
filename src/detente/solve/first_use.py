"""The first use of the solver: what a game needs of the kernel is compiled by several processes at a time.

A compiler works on one core. How the kernel's entrances are called is found out without calling them
(`kernel.compiled.noting`); then processes of their own compile them into the user's cache folder, from which this one
reads them. Whatever they do not leave there is compiled when it is called.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

import detente
from detente.cores import num_cores
from detente.game.tables import Game
from detente.solve.at_belief import find_distinct
from detente.solve.decisions import StageDecision, list_decisions
from detente.solve.kernel.compiled import EntranceCall, compiled, is_keeping, noting
from detente.solve.kernel.engine import KernelEngine
from detente.solve.nodes import AtBeliefs
from detente.solve.stepping import StepRule

SHARES = {"follow_any": 28, "follow_pairs": 18, "follow": 15, "judge": 12, "spread": 8, "judge_pairs": 5, "prepare": 4}
"""How long compiling takes, compared with the others; not named: 1."""


def compile_kernel(game: Game) -> None:
    """Compile what solving and playing a game calls, on all cores; nothing if there is only one, or no cache folder.

    An interruption ends the processes.
    """
    num = min(num_cores(), 4)
    if num < 2 or not is_keeping():
        return
    where = os.pathsep.join([str(Path(detente.__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-P", "-c", "from detente.solve.first_use import compile_noted; compile_noted()"]
    processes = []
    try:
        for calls in _deal(_note(game), num):
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": where},
            )
            processes.append(process)
            assert process.stdin is not None
            process.stdin.write(pickle.dumps(calls))
            process.stdin.close()
        for process in processes:
            process.wait()
    except OSError:
        return
    finally:
        for process in processes:
            process.kill()
            process.wait()


def compile_noted() -> None:
    """Compile what another process asks for: calls of entrances, pickled, from the standard input."""
    for call in pickle.load(sys.stdin.buffer):
        getattr(compiled(), call.name).compile(call.kinds)


def _deal(calls: Sequence[EntranceCall], num: int) -> list[list[EntranceCall]]:
    """The calls shared out among processes, so that all take about as long."""
    shares: list[list[EntranceCall]] = [[] for _ in range(num)]
    for call in sorted(calls, key=lambda call: (-_share(call), call.name)):
        min(shares, key=lambda share: sum(map(_share, share))).append(call)
    return [share for share in shares if share]


def _share(call: EntranceCall) -> int:
    return SHARES.get(call.name, 1)


def _note(game: Game) -> list[EntranceCall]:
    """How solving and playing a game calls the entrances: one decision of every kind is enough."""
    engine, seen, kinds = KernelEngine(game), set[tuple[int, ...]](), set[tuple[object, ...]]()
    with noting() as calls:
        for period in game.periods:
            for s, tables in enumerate(period.stages):
                numbers = period.stage_numbers[s - (tables[0].joint is not None) : s + 1]
                if tables[0].is_held or tables[0].pair is not None or numbers in seen:
                    continue
                seen.add(numbers)
                for decision in list_decisions(period.stages, s, len(game.prior)):
                    kind = _kind_of(engine, decision)
                    if kind not in kinds:
                        kinds.add(kind)
                        _touch(game, engine, decision, len(period.codes[s + 1]))
    return list(calls)


def _kind_of(engine: KernelEngine, decision: StageDecision) -> tuple[object, ...]:
    """Decisions of one kind call the same entrances."""
    return (*((table.informs >= 0, table.mover >= 0) for table in decision.tables), engine.have_extras(decision.tables))


def _touch(game: Game, engine: KernelEngine, decision: StageDecision, num_after: int) -> None:
    """Go through all that is done with a decision."""
    loaded, one = engine.load(decision.tables), np.zeros(1, dtype=np.int64)
    values = np.zeros((num_after, len(game.rows), game.grid.size))
    precision = [game.precision[None, game.rows_of(mover)] for mover in loaded.movers]
    log_odds = game.start_log_odds()[None]
    own = tuple(np.ascontiguousarray(values[:, game.rows_of(mover)]) for mover in loaded.movers)
    at = AtBeliefs(one, log_odds, own, tuple(precision), (None,) * len(own))
    find_distinct(one, log_odds)
    if not decision.has_nodes:
        loaded.step(slice(0, 1), values, precision)
        loaded.step_at(at)
        return
    nodes = loaded.nodes(slice(0, 1), values, precision)
    scores = np.zeros((*_shape_of(nodes.shape.menus), len(nodes.rows)))
    if not decision.is_chance:
        nodes.advance(scores, np.ones(len(nodes.rows)), StepRule(0, 1.0))
        loaded.nodes_at(at)
    nodes.conclude(scores)


def _shape_of(menus: tuple[tuple[int, int], ...]) -> tuple[int, int]:
    """Actions and types of the scores of a node (`solve/nodes.py`)."""
    return menus[0] if len(menus) == 1 else (sum(acts * kinds for acts, kinds in menus), 1)
