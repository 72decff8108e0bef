"""The command as a whole: what loads, how fast, and its version."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from detente import service
from detente.scenario.library import TEMPLATE
from support.command import invoke, script

# Commands that must answer at once, so that nothing of the solver may be loaded for them.
LIGHT = [["--help"], ["list"], ["schema"], ["check", str(TEMPLATE)], ["show", str(TEMPLATE)], ["new", "mine"]]


@pytest.mark.parametrize("arguments", LIGHT, ids=lambda arguments: arguments[0].lstrip("-"))
def test_light_commands_never_import_the_solver(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; from detente.cli.main import app\n"
        "try: app()\n"
        "except SystemExit as end: code = end.code\n"
        "heavy = {'jax', 'numba', 'scipy', 'pandas', 'xarray', 'altair'} & set(sys.modules)\n"
        "print(code, sorted(heavy), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stderr.splitlines()[-1] == "0 []"


def test_check_answers_within_a_second_of_computing() -> None:
    before = os.times()
    subprocess.run([script(), "check", "sochi-2015"], capture_output=True, check=True)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    # A machine shared with other work takes up to twice as long for the same computing.
    assert spent < 2


def test_version() -> None:
    assert invoke("--version").stdout.strip() == service.version()
