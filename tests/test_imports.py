"""Imports point one way along the walk of the data, and light work stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src" / "detente"

# What each room may import besides itself. `errors` knows places in files, and nothing else.
ARROWS: dict[str, set[str]] = {
    "errors": {"scenario.positions"},
    "files": set(),
    "native": {"files"},
    "cores": set(),
    "signals": set(),
    "workers": {"cores", "errors", "signals"},
    "scenario": {"errors"},
    "game": {"cores", "errors", "scenario"},
    "solve": {"cores", "errors", "files", "native", "scenario", "game"},
    "trees": {"errors", "native", "scenario", "game", "solve"},
    "simulate": {"cores", "errors", "native", "scenario", "game", "solve"},
    "claims": {"cores", "errors", "scenario", "game", "solve", "simulate"},
    "evidence": {"cores", "errors", "scenario", "game", "solve", "simulate", "claims"},
    "analysis": {
        "cores",
        "errors",
        "files",
        "workers",
        "scenario",
        "game",
        "solve",
        "trees",
        "simulate",
        "claims",
        "evidence",
    },
    # Records only: printing needs neither a game nor a solver, nor what asks questions of them.
    "report": {
        "scenario",
        "solve.certificate",
        "claims.numbers",
        "claims.verdict",
        "claims.margins",
        "trees.answers",
        "analysis.options",
        "analysis.results",
        "analysis.comparison",
        "analysis.board",
        "analysis.evidence",
        "analysis.foresight",
        "analysis.hindsight",
        "analysis.end_effects",
        "analysis.posterior",
        "analysis.scoring",
        "analysis.emulation",
        "analysis.since",
        "analysis.signs",
        "analysis.telling",
        "analysis.explanation",
        "analysis.provenance",
        "analysis.turning",
        "analysis.diagnosis",
        "analysis.difference",
        "analysis.designed",
        "analysis.explored",
    },
    "service": {
        "cores",
        "errors",
        "files",
        "scenario",
        "game",
        "solve",
        "simulate",
        "claims",
        "evidence",
        "trees",
        "analysis",
        "report",
    },
    # Games under way: what is asked of a play is computed below, what is seen of it is worded here.
    "table": {
        "errors",
        "files",
        "signals",
        "scenario",
        "simulate",
        "claims",
        "analysis.explanation",
        "analysis.extras",
        "analysis.options",
        "analysis.results",
        "analysis.sliders",
        "analysis.story",
        "analysis.telling",
        "report",
        "service",
    },
    # It computes nothing: of the rooms that do it knows the records.
    "notebook": {
        "errors",
        "scenario.model",
        "solve.certificate",
        "solve.equilibrium",
        "simulate.paths",
        "claims.verdict",
        "trees.tree",
        "analysis.asked",
        "analysis.comparison",
        "analysis.turning",
        "analysis.diagnosis",
        "analysis.explored",
        "analysis.policies",
        "analysis.results",
        "report",
        "service",
    },
    # It replies with records, and with the words of reports.
    "mcp": {
        "errors",
        "scenario.names",
        "solve.certificate",
        "analysis.asked",
        "analysis.certificates",
        "analysis.options",
        "analysis.results",
        "analysis.turning",
        "report.answers",
        "report.certificates",
        "report.words",
        "service",
    },
    "cli": {
        "__version__",
        "errors",
        "files",
        "signals",
        "solve.certificate",
        "analysis.options",
        "trees.answers",
        "analysis.asked",
        "analysis.comparison",
        "analysis.turning",
        "analysis.diagnosis",
        "analysis.explored",
        "analysis.extras",
        "analysis.game_trees",
        "analysis.results",
        "claims.numbers",
        "claims.verdict",
        "report.answers",
        "report.certificates",
        "report.comparison_words",
        "report.finding_words",
        "report.ledger_words",
        "report.words",
        "report.turning_words",
        "service",
        "table",
        "mcp",
    },
    "__init__": {"errors", "scenario", "game", "solve", "simulate", "claims", "analysis", "service", "notebook"},
}
ARRAY_LIBRARIES = {"numpy", "jax", "jaxtyping", "equinox", "scipy", "pandas", "xarray"}


def modules() -> list[Path]:
    return sorted(path for path in SOURCE.rglob("*.py"))


def room_of(path: Path) -> str:
    first = path.relative_to(SOURCE).parts[0]
    return first.removesuffix(".py")


def imported_by(path: Path) -> set[str]:
    """Full dotted names of everything that the module imports, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def test_every_room_has_its_arrows() -> None:
    rooms = {room_of(path) for path in modules()} - {"__main__"}
    assert rooms <= set(ARROWS), f"say in ARROWS what {sorted(rooms - set(ARROWS))} may import"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(SOURCE)))
def test_arrows(path: Path) -> None:
    room = room_of(path)
    allowed = ARROWS.get(room, {"cli"}) | {room}
    for name in imported_by(path):
        if not name.startswith("detente."):
            continue
        inside = name.removeprefix("detente.")
        assert any(inside == target or inside.startswith(target + ".") for target in allowed), f"{room} imports {name}"


@pytest.mark.parametrize("path", [p for p in modules() if room_of(p) == "scenario"], ids=lambda path: path.name)
def test_scenario_needs_no_array_library(path: Path) -> None:
    # Two of its functions use quantiles, which only a number with such a shape needs.
    late = {"scipy"} if path.name == "shapes.py" else set()
    assert {name.split(".")[0] for name in imported_by(path)} & ARRAY_LIBRARIES <= late


@pytest.mark.parametrize("path", modules(), ids=lambda p: str(p.relative_to(SOURCE)))
def test_nothing_uses_jax(path: Path) -> None:
    assert {name.split(".")[0] for name in imported_by(path)} & {"jax", "equinox"} == set()


def test_importing_the_package_imports_nothing_heavy() -> None:
    code = "import sys, detente; print(sorted({'jax', 'numpy', 'altair', 'pandas', 'typer'} & set(sys.modules)))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "[]"
