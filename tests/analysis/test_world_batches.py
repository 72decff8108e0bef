"""Worlds shared out: in batches, among processes, and on a cluster that loses a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from detente.analysis import world_batches
from detente.analysis.world_batches import MOST_IN_BATCH, cut_batches, find_rows, find_rows_on
from detente.analysis.world_rows import WorldsJob
from detente.errors import DetenteError
from detente.game.compile import compile_coarsely
from support.explored import build_job, write_crisis

NUM_WORLDS = 40
BATCHES = [(first, first + 1) for first in range(0, NUM_WORLDS, 2)]


@pytest.fixture
def job(tmp_path: Path) -> WorldsJob:
    return build_job(write_crisis(tmp_path))


def test_batches_have_every_world_once_and_take_a_quarter_of_a_minute() -> None:
    worlds = list(range(3, 1003))
    for seconds, size in ((1e-9, MOST_IN_BATCH), (1.5, 10), (100.0, 1)):
        batches = cut_batches(worlds, seconds)
        assert [world for batch in batches for world in batch] == worlds
        assert {len(batch) for batch in batches[:-1]} == {size}


def test_processes_find_the_same_rows(job: WorldsJob, monkeypatch: pytest.MonkeyPatch) -> None:
    _, plan = compile_coarsely(job.scenario, job.choice.points)
    monkeypatch.setattr(world_batches, "count_workers", lambda *_: 2)
    apart = sorted((row["world"], row["arms.value"]) for rows in find_rows(job, BATCHES[:5], plan) for row in rows)
    monkeypatch.setattr(world_batches, "count_workers", lambda *_: 1)
    here = [(row["world"], row["arms.value"]) for rows in find_rows(job, BATCHES[:5], plan) for row in rows]
    assert apart == here
    assert len(here) == 10


class Cluster:
    """A scheduler of Dask and two workers, each a process of its own."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack, self._folder = stack, folder
        self._file = folder / "scheduler.json"
        self._start("dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show")
        deadline = time.monotonic() + 120
        while not self._file.exists():
            assert time.monotonic() < deadline, (folder / "dask_scheduler.log").read_text(encoding="utf-8")
            time.sleep(0.1)

    def work(self) -> subprocess.Popen[bytes]:
        return self._start("dask_worker", "--nthreads", "1", "--no-nanny", "--no-dashboard", "--death-timeout", "120")

    def wait_for(self, num_workers: int) -> None:
        import distributed

        with distributed.Client(self.address, set_as_default=False, timeout=120) as client:
            client.wait_for_workers(num_workers, timeout=240)

    @property
    def address(self) -> str:
        import json

        return str(json.loads(self._file.read_text(encoding="utf-8"))["address"])

    def _start(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = self._stack.enter_context((self._folder / f"{program}.log").open("ab"))
        process = subprocess.Popen(
            [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--scheduler-file", str(self._file)],
            stdout=log,
            stderr=log,
            cwd=self._folder,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )

        def end() -> None:
            process.kill()
            process.wait()

        self._stack.callback(end)
        return process


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    pytest.importorskip("distributed")
    with ExitStack() as stack:
        yield Cluster(stack, tmp_path)


@pytest.mark.filterwarnings("ignore")  # a client that loses a worker warns of it in its own ways
def test_a_worker_that_is_killed_costs_no_world_and_doubles_none(job: WorldsJob, cluster: Cluster) -> None:
    workers = [cluster.work(), cluster.work()]
    cluster.wait_for(len(workers))
    found = []
    for number, rows in enumerate(find_rows_on(cluster.address, job, BATCHES)):
        found += rows
        if number == 2:
            # Every worker has batches at this moment: several are sent ahead.
            os.kill(workers[0].pid, signal.SIGKILL)
    assert workers[0].wait(timeout=60) == -signal.SIGKILL
    assert sorted(row["world"] for row in found) == list(range(NUM_WORLDS))
    expected = {row["world"]: row for row in job.rows(range(NUM_WORLDS))}
    assert {row["world"]: row for row in found} == expected


@pytest.mark.filterwarnings("ignore")
def test_a_cluster_that_is_not_there_or_has_no_worker(
    job: WorldsJob, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(world_batches, "WAIT_SECONDS", 2)
    with pytest.raises(DetenteError, match="has no worker; start one with `dask worker tcp://"):
        next(find_rows_on(cluster.address, job, BATCHES))
    with pytest.raises(DetenteError, match=r"there is no scheduler of Dask at tcp://127\.0\.0\.1:9"):
        next(find_rows_on("tcp://127.0.0.1:9", job, BATCHES))


def test_without_the_library_it_says_how_to_install_it(job: WorldsJob, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(DetenteError, match=r"a cluster needs the library distributed.*pip install .*\[worlds\]'"):
        next(find_rows_on("tcp://127.0.0.1:9", job, BATCHES))
