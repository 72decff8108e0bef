"""The entry point, which loads the command."""

from __future__ import annotations

import signal


def run() -> None:
    """Run the command. Until it is loaded Ctrl-C ends it silently, as there is nothing to report yet."""
    is_heeded = signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if is_heeded:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
    from detente.cli import main

    if is_heeded:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        main.run()
    finally:
        # Everything is printed and written; what the interpreter still cleans up must not end in a traceback.
        if is_heeded:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
