"""How the workbench starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from detente.errors import DetenteError
from detente.table.web.bench_start import open_bench


def test_what_is_no_crisis_is_refused_before_anything_is_served(tmp_path: Path) -> None:
    with pytest.raises(DetenteError, match="did you mean 'sochi-2015'"):
        open_bench("sochi-2014", started=lambda _: None, opens_browser=False)
    broken = tmp_path / "broken.yaml"
    broken.write_bytes(b"\xff\xfe")
    with pytest.raises(DetenteError, match="not UTF-8"):
        open_bench(str(broken), started=lambda _: None, opens_browser=False)


def test_the_first_page_waits_for_no_compiler() -> None:
    """What takes seconds to import is imported by the processes beside the server."""
    code = "import sys, detente.table.web.bench_start, detente.table.web.workbench_page, detente.table.web.server; "
    code += "print(sorted({'numba', 'pandas', 'scipy', 'xarray', 'duckdb', 'altair'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
