"""Batches of worlds shared out: in this process, among its copies on every core, or on a cluster.

Batches are handed back in the order in which they are done. A row is the same wherever it is made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from detente.analysis.extras import require_extra
from detente.analysis.helping import count_workers
from detente.analysis.world_rows import WorldsJob
from detente.analysis.world_store import Row
from detente.errors import DetenteError
from detente.game.capacity import Plan
from detente.workers import apply_in_turn

BATCH_SECONDS = 15.0
"""What a batch takes about: what is lost if the program is ended, and how often a file is written."""

MOST_IN_BATCH = 256

WAIT_SECONDS = 30
"""How long a cluster, and its first worker, are waited for."""

BATCHES_AHEAD = 3
"""Batches that are with a worker of a cluster, or on the way to it: so many that it never waits."""


def cut_batches(worlds: Sequence[int], seconds: float) -> list[tuple[int, ...]]:
    """The worlds in batches. seconds: what one world takes, about."""
    size = max(1, min(MOST_IN_BATCH, int(BATCH_SECONDS / max(seconds, 1e-6))))
    return [tuple(worlds[first : first + size]) for first in range(0, len(worlds), size)]


def find_rows(job: WorldsJob, batches: Sequence[Sequence[int]], plan: Plan | None) -> Iterator[list[Row]]:
    """The rows of every batch, found by as many processes as there are cores, and as fit into memory.

    Args:
        plan: what solving one of the games takes; None: of crises solved on their trees, one after the other.
    """
    num = 1 if plan is None else count_workers(plan, len(batches) * max(map(len, batches), default=0))
    if min(num, len(batches)) < 2:
        yield from map(job.rows, batches)
    else:
        yield from apply_in_turn(job.rows, batches, num)


def find_rows_on(address: str, job: WorldsJob, batches: Sequence[Sequence[int]]) -> Iterator[list[Row]]:
    """The rows of every batch, found by the workers of a cluster (Dask); what a lost worker had is done by another.

    Args:
        address: of the scheduler, such as `tcp://10.0.0.1:8786`.

    Raises:
        DetenteError: Dask is not installed, there is no scheduler, or it has no worker; or what a worker raises.
    """
    distributed = require_extra("distributed", "worlds", "a cluster")
    try:
        client = distributed.Client(address, timeout=WAIT_SECONDS, set_as_default=False)
    except (OSError, ValueError, TimeoutError) as error:
        raise DetenteError(f"cluster: there is no scheduler of Dask at {address} ({error})") from None
    with client:
        try:
            client.wait_for_workers(1, timeout=WAIT_SECONDS)
        except TimeoutError:
            raise DetenteError(
                f"cluster: the scheduler at {address} has no worker; start one with `dask worker {address}`"
            ) from None
        yield from _find_with(client, distributed, job, batches)


def _find_with(client: Any, distributed: Any, job: WorldsJob, batches: Sequence[Sequence[int]]) -> Iterator[list[Row]]:
    """The rows of every batch; a few batches are under way for every worker."""
    waiting = iter(batches)

    def submit(batch: Sequence[int]) -> Any:
        return client.submit(job.rows, batch, pure=False)

    ahead = BATCHES_AHEAD * max(1, len(client.scheduler_info(n_workers=-1)["workers"]))
    first = [submit(batch) for batch in islice(waiting, ahead)]
    done = distributed.as_completed(first, loop=client.loop)
    for future in done:
        try:
            rows: list[Row] = future.result()
        except distributed.KilledWorker as error:
            raise DetenteError(
                f"cluster: several workers were ended while they evaluated the same worlds, perhaps because memory ran "
                f"out ({error}); what was found before is kept, and the same command goes on from there"
            ) from None
        future.release()
        for batch in islice(waiting, 1):
            done.add(submit(batch))
        yield rows
