"""How many cores work is shared out among."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from detente import cores
from detente.cores import num_cores, share_out


def test_as_many_as_the_system_lends() -> None:
    lent = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    assert num_cores() == lent


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system lends no cores to a process")
def test_a_process_that_is_lent_one_core_uses_one() -> None:
    program = (
        "import os; os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}); "
        "from detente.cores import num_cores; print(num_cores())"
    )
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "1\n"


def test_one_core_is_the_wish_of_one_process_alone() -> None:
    program = "from detente.cores import num_cores, use_one_core; use_one_core(); print(num_cores())"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, text=True).stdout == "1\n"


@pytest.mark.parametrize("number", [1, 3])
def test_work_is_shared_out_and_all_of_it_done(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "num_cores", lambda: number)
    assert sorted(share_out(lambda x: x * x, range(20))) == [x * x for x in range(20)]
    with pytest.raises(ZeroDivisionError):
        list(share_out(lambda x: 1 // x, range(3)))


def test_one_core_starts_no_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "num_cores", lambda: 1)
    assert set(share_out(lambda _: threading.get_ident(), range(3))) == {threading.get_ident()}
