"""Variants measured by several processes at a time, every one of which solves and plays whole games.

A worker is a copy of this process (`workers.py`) with a workbench of its own. What it sends back are the numbers of the
claims, and the certificates of its games; its solutions and plays stay with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from detente.analysis.workbench import Workbench, unseen
from detente.claims.measure import ByRun, Measured
from detente.cores import num_cores
from detente.game.capacity import Plan
from detente.game.memory import held_bytes, machine_bytes
from detente.solve.certificate import Certificate
from detente.workers import apply_in_turn, can_copy

WORTHWHILE_SECONDS = 2.0
"""Of solving alone, from which on workers, which take some tenths of a second to begin, are worth it."""


class Found(NamedTuple):
    """What a worker sends back. certificates: of the games that it solved."""

    measured: Measured
    certificates: Mapping[str, Certificate]


class Workers:
    """Measures the variants of a crisis in processes of their own (`claims.measure.Helpers`).

    Args:
        find: measures the runs of one crisis; called in a worker.
        what: what progress is called.
    """

    def __init__(self, bench: Workbench, find: Callable[[ByRun], Found], what: str) -> None:
        self._bench, self._find, self._what = bench, find, what

    def takes(self, variant: str | None) -> bool:
        """Every crisis but the base, whose solution and plays are wanted later too."""
        base = self._bench.base.variant
        return variant is not None and variant != base

    def measure(self, groups: Sequence[ByRun]) -> Iterator[Measured]:
        """The numbers of every group, in the order in which they are found; the workbench gets the certificates.

        Raises:
            DetenteError: what a worker raises; or the system has ended one.
        """
        bench = self._bench
        num = 1 if bench.on_tree else count_workers(bench.plan, len(groups))
        if num < 2:
            yield from (self._find(by_run).measured for by_run in groups)
            return
        bench.progress(self._what, 0.0)
        with bench.watch.phase("variants"):
            for done, found in enumerate(apply_in_turn(self._find_quietly, groups, num), start=1):
                bench.add_certificates(found.certificates)
                bench.progress(self._what, done / len(groups))
                yield found.measured

    def _find_quietly(self, by_run: ByRun) -> Found:
        """Called in a worker, whose progress nobody sees."""
        self._bench.progress = unseen
        return self._find(by_run)


def count_workers(plan: Plan, num_groups: int) -> int:
    """For so many crises as many processes as there are cores, and as fit into memory; 1: none but this."""
    if not can_copy() or plan.seconds() * num_groups < WORTHWHILE_SECONDS:
        return 1
    fitting = int((machine_bytes() - held_bytes()) // max(plan.num_bytes(), 1))
    return max(1, min(num_cores(), num_groups, fitting))
