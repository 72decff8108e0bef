"""Pages that are written from the code are current."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAKE_PAGES = ("house_map", "api_page", "recipes", "llms", "moving_picture")


@pytest.mark.parametrize("script", MAKE_PAGES)
def test_page_is_current(script: str) -> None:
    """`make pages` writes them anew."""
    command = [sys.executable, str(ROOT / "scripts" / f"{script}.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_pages_are_written_by_one_command() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(f"scripts/{script}.py" in makefile for script in MAKE_PAGES)


def test_every_public_name_is_on_the_page_of_the_interface() -> None:
    import detente

    page = (ROOT / "docs" / "api" / "README.md").read_text(encoding="utf-8")
    assert [name for name in detente.__all__ if name != "__version__" and f"\n### {name}\n" not in page] == []
