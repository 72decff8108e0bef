"""What a signal of the system ends, and what it does not."""

from __future__ import annotations

import signal
import threading


def outlive_readers() -> None:
    """From now on who leaves while this process writes to it ends nothing: the write alone fails.

    A command that prints ends with its reader, as others do (`cli/main.py`). One that also writes to browsers, to
    a cluster or to processes of its own must outlive them. Only the main thread may say so; elsewhere nothing is
    changed.
    """
    if hasattr(signal, "SIGPIPE") and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGPIPE, signal.SIG_IGN)
