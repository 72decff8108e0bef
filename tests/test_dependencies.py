"""What the package imports is what it declares, with bounds that what is installed here is within."""

from __future__ import annotations

import ast
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
DECLARED = {canonicalize_name(each.name): each for each in map(Requirement, PROJECT["dependencies"])}
EXTRAS = PROJECT["optional-dependencies"]
OPTIONAL = {canonicalize_name(Requirement(each).name) for name in EXTRAS for each in EXTRAS[name] if name != "test"}
# Read by other programs: pygambit reads the files of game trees, which are written as text. Those of `worlds` are
# imported by name (`analysis/extras.py`). Those of `site` build the documents.
NOT_IMPORTED = {"arviz", "pygambit", "distributed", "salib", "scikit-learn", "mkdocs", "mkdocs-material"}
# By the year; an upper bound would be a date.
BY_THE_YEAR = {"xarray"}


def imported() -> set[str]:
    """The top-level names of all modules that the package imports, inside functions too."""
    names: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names) - {"detente"}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    homes = metadata.packages_distributions()
    names = {name: {canonicalize_name(home) for home in homes.get(name, [])} for name in imported()}
    # Not everything that is optional is installed everywhere.
    names = {
        name: found or {"open-spiel"} for name, found in names.items() if found or name in ("pyspiel", "open_spiel")
    }
    assert imported() == set(names), "an import that no installed distribution has"
    used = {home for found in names.values() for home in found}
    assert used == set(DECLARED) | OPTIONAL - NOT_IMPORTED


@pytest.mark.parametrize("requirement", DECLARED.values(), ids=DECLARED)
def test_every_dependency_has_bounds_that_hold_here(requirement: Requirement) -> None:
    operators = {each.operator for each in requirement.specifier}
    assert operators == ({">="} if requirement.name in BY_THE_YEAR else {">=", "<"})
    assert metadata.version(requirement.name) in requirement.specifier
