"""What all commands share."""

from __future__ import annotations

import json
import os
import signal
import subprocess

from detente.scenario.library import TEMPLATE
from support.command import QUICK, script


def test_a_terminal_that_lacks_a_character_gets_the_rest() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for more in ([], ["--json"]):
        command = [script(), "claims", str(TEMPLATE), *QUICK, *more]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        assert "Traceback" not in done.stderr
        assert "95 % interval" in done.stdout or json.loads(done.stdout)["claims"]


def test_a_reader_that_stops_early_gets_no_error() -> None:
    show = subprocess.Popen([script(), "show", "sochi-2015"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert show.stdout is not None
    assert show.stderr is not None
    show.stdout.close()
    assert show.stderr.read() == b""
    show.stderr.close()
    assert show.wait() == -signal.SIGPIPE
