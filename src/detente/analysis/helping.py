"""Runs measured by several processes at a time, every one of which solves and plays whole games.

Those of a variant go to one process, which solves it; those of the base crisis, which is solved already, to any. A
worker is a copy of this process (`workers.py`) with a workbench of its own. What it sends back are the numbers of the
claims, and the certificates of its games; its solutions and plays stay with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from detente.analysis.workbench import Workbench, unseen
from detente.claims.measure import ByRun, Measured
from detente.claims.statements import RunRequest
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
        with_forced: whether they measure runs of the base crisis, too, in which moves are made for their movers.
    """

    def __init__(
        self, bench: Workbench, find: Callable[[ByRun], Found], what: str, *, with_forced: bool = False
    ) -> None:
        self._bench, self._find, self._what, self._with_forced = bench, find, what, with_forced

    def takes(self, run: RunRequest) -> bool:
        """Every run but that of the base crisis as it is, whose plays are wanted later too."""
        return not self._is_of_base(run) or (self._with_forced and bool(run.forced))

    def _is_of_base(self, run: RunRequest) -> bool:
        return run.variant is None or run.variant == self._bench.base.variant

    def measure(self, groups: Sequence[ByRun]) -> Iterator[Measured]:
        """The numbers of every group, in the order in which they are found; the workbench gets the certificates.

        Raises:
            DetenteError: what a worker raises; or the system has ended one.
        """
        bench = self._bench
        of_base = [by_run for by_run in groups if self._is_of_base(next(iter(by_run)))]
        of_variants = [by_run for by_run in groups if not self._is_of_base(next(iter(by_run)))]
        num = 1 if bench.on_tree else count_workers(bench.plan, len(of_variants))
        if num < 2:
            yield from (self._find(by_run).measured for by_run in groups)
            return
        if of_base:
            for own in (bench, bench.coarser):
                if own is not None:
                    own.equilibrium(bench.base.variant)
            # Last, because they are short: no process is left with a long one at the end.
            groups = [*of_variants, *({run: wanted} for by_run in of_base for run, wanted in by_run.items())]
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


def count_workers(plan: Plan, num_crises: int) -> int:
    """For so many crises as many processes as there are cores, and as fit into memory; 1: none but this."""
    if not can_copy() or plan.seconds() * num_crises < WORTHWHILE_SECONDS:
        return 1
    fitting = int((machine_bytes() - held_bytes()) // max(plan.num_bytes(), 1))
    return max(1, min(num_cores(), num_crises, fitting))
