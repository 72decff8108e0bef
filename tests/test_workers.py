"""A function applied by several processes: what comes back, and how they end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from detente.cores import num_cores
from detente.errors import Advice, DetenteError, Mistake, ScenarioError
from detente.scenario.positions import Where
from detente.workers import apply_in_turn, can_copy

pytestmark = pytest.mark.skipif(not can_copy(), reason="this process cannot be copied here")


def test_every_argument_has_its_result_and_workers_see_what_this_process_holds() -> None:
    held = {"offset": 100}

    def add(number: int) -> tuple[int, int, int]:
        return number + held["offset"], os.getpid(), num_cores()

    found = list(apply_in_turn(add, range(6), 2))
    assert sorted(number for number, _, _ in found) == [100, 101, 102, 103, 104, 105]
    assert os.getpid() not in {process for _, process, _ in found}
    assert {cores for _, _, cores in found} == {1}


def test_an_error_keeps_its_mistakes_and_its_advice() -> None:
    mistakes = (Mistake(Where("crisis.yaml", 3, 5, "actors"), "unknown", (Advice("fewer_points", "moscow", 5),)),)

    def fail(number: int) -> int:
        raise ScenarioError(mistakes) if number else DetenteError("no", advice=[Advice("more_steps", None, 60)])

    with pytest.raises(ScenarioError) as of_scenario:
        list(apply_in_turn(fail, [1], 2))
    assert of_scenario.value.mistakes == mistakes
    assert of_scenario.value.advice == mistakes[0].advice
    with pytest.raises(DetenteError, match="no") as plain:
        list(apply_in_turn(fail, [0], 2))
    assert plain.value.advice == (Advice("more_steps", None, 60),)


def test_a_worker_that_the_system_ends_is_told() -> None:
    def end(number: int) -> int:
        os.kill(os.getpid(), signal.SIGKILL)
        return number

    with pytest.raises(DetenteError, match="ended by the system"):
        list(apply_in_turn(end, [1, 2], 2))


def test_workers_that_end_while_they_are_written_to_do_not_end_this_process() -> None:
    before = signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    try:
        for _ in apply_in_turn(abs, [1], 2):
            assert signal.getsignal(signal.SIGPIPE) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGPIPE, before)


def test_whoever_stops_asking_ends_the_workers(tmp_path: Path) -> None:
    def wait(number: int) -> int:
        (tmp_path / str(os.getpid())).touch()
        time.sleep(60 * number)
        return number

    in_turn = apply_in_turn(wait, [0, 1, 1], 2)
    assert next(in_turn) == 0
    in_turn.close()
    assert_ended([int(path.name) for path in tmp_path.iterdir()])


def test_workers_end_with_a_process_that_is_killed(tmp_path: Path) -> None:
    program = f"""
import os, pathlib, time
from detente.workers import apply_in_turn
def wait(number):
    (pathlib.Path({str(tmp_path)!r}) / str(os.getpid())).touch()
    time.sleep(60)
list(apply_in_turn(wait, [1, 2], 2))
"""
    with subprocess.Popen([sys.executable, "-c", program]) as process:
        deadline = time.monotonic() + 30
        while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
    workers = [int(path.name) for path in tmp_path.iterdir()]
    assert len(workers) == 2
    assert_ended(workers)


def assert_ended(processes: list[int]) -> None:
    deadline = time.monotonic() + 30
    while any(map(is_running, processes)):
        assert time.monotonic() < deadline, "workers are left behind"
        time.sleep(0.05)


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0]
    except OSError:
        return False
    return state != "Z"
