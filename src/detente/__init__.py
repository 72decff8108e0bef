"""Executable analysis of international crises: dynamic games with private information, and the claims made about them.

Names are imported when they are first used: `import detente` alone loads no array library.
"""

from __future__ import annotations

from importlib import import_module, metadata
from typing import Any

_HOMES = {
    "notebook": ("Claims", "Comparison", "Crisis", "Plays", "Solution", "load", "loads"),
    "errors": ("DetenteError", "Mistake", "ScenarioError", "UnsolvedError"),
    "scenario.model": ("Actor", "Claim", "Scenario", "Variable", "Variant"),
    "scenario.library": ("bundled",),
    "game.tables": ("Game",),
    "game.compile": ("compile_game",),
    "solve.equilibrium": ("Certificate", "Equilibrium", "Settings"),
    "simulate.moves": ("ForcedMove",),
    "simulate.paths": ("Paths",),
    "analysis.options": ("Options",),
    "analysis.results": ("Judged",),
    "claims.verdict": ("Verdict",),
    "service": ("check", "list_crises", "run", "schema"),
}
_HOME_OF = {name: f"detente.{module}" for module, names in _HOMES.items() for name in names}

__all__ = sorted([*_HOME_OF, "__version__"])


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return metadata.version("detente")
    if name not in _HOME_OF:
        raise AttributeError(f"module 'detente' has no attribute '{name}'")
    return getattr(import_module(_HOME_OF[name]), name)


def __dir__() -> list[str]:
    return list(__all__)
