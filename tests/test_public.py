"""The public names: there, light, and typed."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import detente

ROOT = Path(__file__).parents[1]


def test_every_public_name_is_there() -> None:
    for name in detente.__all__:
        assert getattr(detente, name) is not None
    assert set(detente.__all__) <= set(dir(detente))
    with pytest.raises(AttributeError, match="no attribute 'solv'"):
        _ = detente.solv  # type: ignore[attr-defined]


def test_public_names_hide_no_module() -> None:
    for name in detente.__all__:
        with pytest.raises(ModuleNotFoundError):
            importlib.import_module(f"detente.{name}")


def test_type_checkers_see_the_same_names_from_the_same_modules() -> None:
    tree = ast.parse(Path(str(detente.__file__)).read_text(encoding="utf-8"))
    (block,) = (
        node
        for node in tree.body
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
    )
    typed = {
        str(node.module).removeprefix("detente."): tuple(alias.name for alias in node.names)
        for node in block.body
        if isinstance(node, ast.ImportFrom)
    }
    assert typed == detente._NAMES
    assert sorted(detente.__all__) == sorted([*sum(typed.values(), ()), "__version__"])


TYPED = """
import detente

reveal_type(detente.load("x"))
reveal_type(detente.load("x").solve())
reveal_type(detente.load("x").solve().policy)
reveal_type(detente.load("x").solve().certificate.max_residual)
reveal_type(detente.load("x").check_claims()["a"])
reveal_type(detente.check("x").counts)
detente.solv
"""


def test_a_type_checker_completes_a_chain(tmp_path: Path) -> None:
    file = tmp_path / "notebook.py"
    file.write_text(TYPED, encoding="utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file", str(ROOT / "pyproject.toml"), str(file)]
    printed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False).stdout
    # Some versions of mypy name the module of built-in types.
    printed = printed.replace("builtins.", "")
    for revealed in (
        '"detente.notebook.crisis.Crisis"',
        '"detente.notebook.results.Solution"',
        '"def (actor: str, date: str | int | None =, *, beliefs: ',
        '"float"',
        '"detente.claims.verdict.Verdict"',
        '"typing.Mapping[str, int]"',
        'Module has no attribute "solv"',
    ):
        assert revealed in printed, printed
