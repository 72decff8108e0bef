"""A process that writes to who has left."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

WRITES = """
import os, signal, socket
from detente.signals import outlive_readers
signal.signal(signal.SIGPIPE, signal.SIG_DFL)
{outlive}
ours, theirs = socket.socketpair()
theirs.close()
try:
    ours.send(b"still there?")
except BrokenPipeError:
    print("the write failed")
"""


@pytest.mark.skipif(not hasattr(signal, "SIGPIPE"), reason="this system has no such signal")
@pytest.mark.parametrize(
    ("outlive", "status", "said"), [("outlive_readers()", 0, "the write failed\n"), ("", -signal.SIGPIPE, "")]
)
def test_who_leaves_ends_a_process_only_if_it_lets_them(outlive: str, status: int, said: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WRITES.format(outlive=outlive)], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (status, said)
