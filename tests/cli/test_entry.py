"""Ctrl-C ends the command with a message until it is loaded, raises while it runs, and is ignored after all is done."""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from detente.cli import entry
from support.command import script

SOURCE = Path(entry.__file__).parents[2]
TOO_MANY = "The command cannot be loaded: Too many open files.\n"


@pytest.fixture(autouse=True)
def handler() -> Iterator[None]:
    before = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, before)


def test_while_the_command_runs_an_interruption_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers: list[Any] = []
    monkeypatch.setattr("detente.cli.main.run", lambda: handlers.append(signal.getsignal(signal.SIGINT)))
    signal.signal(signal.SIGINT, signal.default_int_handler)
    entry.run()
    assert handlers == [signal.default_int_handler]
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


def test_whoever_ignores_interruptions_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    handlers: list[Any] = []
    monkeypatch.setattr("detente.cli.main.run", lambda: handlers.append(signal.getsignal(signal.SIGINT)))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    entry.run()
    assert handlers == [signal.SIG_IGN]


def test_an_error_is_not_held_back(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise SystemExit(2)

    monkeypatch.setattr("detente.cli.main.run", fail)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with pytest.raises(SystemExit):
        entry.run()
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


INTERRUPTED_WHILE_LOADING = """
import os, signal, sys, time
class Slow:
    def find_spec(self, name, path=None, target=None):
        if name == "detente.cli.main":
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(60)
sys.meta_path.insert(0, Slow())
from detente.cli.entry import run
run()
"""


def test_an_interruption_while_the_command_is_loaded_is_a_message() -> None:
    command = [sys.executable, "-c", INTERRUPTED_WHILE_LOADING, "list"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=50)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted. Nothing was done yet.\n")


@pytest.mark.parametrize("closed", ["0", "1", "2", "012"])
@pytest.mark.parametrize("arguments", [["list"], ["--help"], ["check", "nowhere"], ["list", "--nonsense"]], ids=str)
def test_closed_streams_change_no_exit_code(closed: str, arguments: list[str]) -> None:
    code = 0 if arguments in (["list"], ["--help"]) else 2
    line = shlex.join([script(), *arguments]) + "".join(f" {stream}>&-" for stream in closed)
    done = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("arguments", [["list"], ["show", "sochi-2015"], ["list", "--json"], ["--help"]], ids=str)
def test_output_that_cannot_be_written_is_an_error(arguments: list[str]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([script(), *arguments], stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "The output could not be written: No space left on device.\n"
    assert "Traceback" not in done.stderr
    assert "Exception" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_where_not_even_the_error_can_be_written_the_exit_code_says_it(tmp_path: Path) -> None:
    """Exit code 1 is that of a claim that fails."""
    (tmp_path / "x.yaml").write_text("crisis: x\n", encoding="utf-8")
    with open("/dev/full", "wb") as full:
        command = [script(), "check", str(tmp_path / "x.yaml")]
        assert subprocess.run(command, stderr=full, stdout=subprocess.PIPE, check=False).returncode == 2
        assert subprocess.run(command, stderr=full, stdout=full, check=False).returncode == 2


INTERRUPTED_AT_ONCE = """
import os, signal, sys
heavy = {"importlib.metadata", "numpy", "typer", "pydantic", "email", "tempfile"}
from detente.cli import entry
print(sorted(heavy & set(sys.modules)))
"""


def test_until_the_handler_is_there_nothing_slow_is_loaded() -> None:
    """Before, Ctrl-C ends in Python's own traceback, which no program can prevent."""
    command = [
        sys.executable,
        "-I",
        "-S",
        "-c",
        f"import sys; sys.path.insert(0, {str(SOURCE)!r})\n{INTERRUPTED_AT_ONCE}",
    ]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
@pytest.mark.parametrize("limit", [6, 8, 12, 20])
def test_few_files_may_be_open(limit: int) -> None:
    """Below that Python itself does not start."""
    import resource

    done = subprocess.run(
        [sys.executable, "-c", "from detente.cli.entry import run; run()", "list"],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit)),
    )
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
def test_where_no_file_can_be_opened_that_is_said() -> None:
    code = (
        "import resource; from detente.cli import entry; "
        "resource.setrlimit(resource.RLIMIT_NOFILE, (3, 3)); entry.run()"
    )
    done = subprocess.run([sys.executable, "-c", code, "list"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", TOO_MANY)
