"""How many cores work is shared out among."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from detente.cores import num_cores


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
