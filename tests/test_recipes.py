"""The recipes of docs/contributing apply to the code as it is, and the tests that they bring pass then."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RECIPES = sorted((ROOT / "docs" / "contributing").glob("*.diff"))
GIT = shutil.which("git")


def test_there_are_three() -> None:
    assert [recipe.stem for recipe in RECIPES] == ["claim-form", "output", "scenario-key"]


def new_tests(recipe: Path) -> list[str]:
    """The test files that a recipe adds."""
    patch = recipe.read_text(encoding="utf-8")
    return re.findall(r"^--- /dev/null\n\+\+\+ b/(tests/.*)$", patch, re.MULTILINE)


@pytest.mark.skipif(GIT is None, reason="needs git to apply the patches")
@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.stem)
def test_a_recipe_applies_and_its_tests_pass(recipe: Path, tmp_path: Path) -> None:
    skipped = shutil.ignore_patterns("__pycache__", ".git", ".venv", "out", ".*_cache", ".hypothesis")
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=skipped)
    # Git would leave out files of a repository that happens to surround the folder.
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(tmp_path), "PYTHONPATH": str(copy / "src")}
    applied = subprocess.run(
        [str(GIT), "apply", str(recipe)], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert applied.returncode == 0, f"{applied.stderr}docs/contributing/README.md says how to mend a recipe"
    tests = new_tests(recipe)
    assert tests
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *tests]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stdout[-3000:]
