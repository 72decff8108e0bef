"""The command as a whole: what loads, how fast, and its version."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from detente import service
from detente.scenario.library import TEMPLATE
from support.command import invoke

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


def test_version() -> None:
    assert invoke("--version").stdout.strip() == service.version()
