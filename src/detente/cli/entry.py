"""The entry point, which loads the command."""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from types import FrameType, ModuleType
from typing import NoReturn

_INTERRUPTED = 130
_BAD_INPUT = 2
"""As in `failures.py`, which is not loaded yet."""

_OBJECTS_BETWEEN_COLLECTIONS = 10_000


def run() -> None:
    """Run the command. Until it is loaded Ctrl-C ends it with a short message, as there is nothing else to report."""
    # Hundreds of modules are loaded, which leave no garbage that is worth looking for after every 700 objects.
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    is_heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_heeded:
        signal.signal(signal.SIGINT, _stop)
    _open_streams()
    main = _load()
    if is_heeded:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main.run()
    finally:
        # Everything is printed and written; what the interpreter still cleans up must not end in a traceback.
        if is_heeded:
            signal.signal(signal.SIGINT, signal.SIG_IGN)


def _load() -> ModuleType:
    """The command.

    Where no file can be opened, nothing can be imported either, and no traceback be printed.
    """
    try:
        from detente.cli import main
    except (OSError, ImportError):
        try:
            os.close(os.dup(2))
        except OSError as error:
            with suppress(OSError):
                os.write(2, f"The command cannot be loaded: {error.strerror}.\n".encode())
            os._exit(_BAD_INPUT)
        raise
    return main


def _stop(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001
    with suppress(OSError):
        os.write(2, b"Interrupted. Nothing was done yet.\n")
    os._exit(_INTERRUPTED)


def _open_streams() -> None:
    """Where a stream was closed by the caller, open one that leads nowhere: no other file must get its number."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w" if number else "r", encoding="utf-8"))  # noqa: SIM115
