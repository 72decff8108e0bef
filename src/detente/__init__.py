"""Executable analysis of international crises: dynamic games with private information, and the claims made about them.

Names are imported when they are first used: `import detente` alone loads no array library. What follows
`TYPE_CHECKING` is for editors and type checkers, and has the same names as `_NAMES` (tests/test_public.py).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from detente.analysis.options import Options
    from detente.analysis.results import Judged
    from detente.claims.verdict import Verdict
    from detente.errors import Advice, DetenteError, Mistake, ScenarioError, UnsolvedError
    from detente.game.compile import compile_game
    from detente.game.tables import Game
    from detente.notebook import (
        AnswerView,
        Claims,
        Comparison,
        Crisis,
        Plays,
        Report,
        Solution,
        View,
        diff,
        load,
        loads,
    )
    from detente.scenario.library import bundled
    from detente.scenario.model import Actor, Claim, Scenario, Variable, Variant
    from detente.service import check, list_crises, new, run, schema
    from detente.simulate.moves import ForcedMove
    from detente.simulate.paths import Paths
    from detente.solve.certificate import Certificate
    from detente.solve.equilibrium import Equilibrium, Settings

    __version__: str

__all__ = [
    "Actor",
    "Advice",
    "AnswerView",
    "Certificate",
    "Claim",
    "Claims",
    "Comparison",
    "Crisis",
    "DetenteError",
    "Equilibrium",
    "ForcedMove",
    "Game",
    "Judged",
    "Mistake",
    "Options",
    "Paths",
    "Plays",
    "Report",
    "Scenario",
    "ScenarioError",
    "Settings",
    "Solution",
    "UnsolvedError",
    "Variable",
    "Variant",
    "Verdict",
    "View",
    "__version__",
    "bundled",
    "check",
    "compile_game",
    "diff",
    "list_crises",
    "load",
    "loads",
    "new",
    "run",
    "schema",
]

_NAMES = {
    "analysis.options": ("Options",),
    "analysis.results": ("Judged",),
    "claims.verdict": ("Verdict",),
    "errors": ("Advice", "DetenteError", "Mistake", "ScenarioError", "UnsolvedError"),
    "game.compile": ("compile_game",),
    "game.tables": ("Game",),
    "notebook": (
        "AnswerView",
        "Claims",
        "Comparison",
        "Crisis",
        "Plays",
        "Report",
        "Solution",
        "View",
        "diff",
        "load",
        "loads",
    ),
    "scenario.library": ("bundled",),
    "scenario.model": ("Actor", "Claim", "Scenario", "Variable", "Variant"),
    "service": ("check", "list_crises", "new", "run", "schema"),
    "simulate.moves": ("ForcedMove",),
    "simulate.paths": ("Paths",),
    "solve.certificate": ("Certificate",),
    "solve.equilibrium": ("Equilibrium", "Settings"),
}
"""Module -> the public names that come from it."""


if not TYPE_CHECKING:
    # Hidden from type checkers, to which any name would exist otherwise.
    def __getattr__(name: str) -> object:
        if name == "__version__":
            # Slow to load, and Ctrl-C must find the command's own handler soon (`cli/entry.py`).
            from importlib import metadata

            return metadata.version("detente")
        for module, names in _NAMES.items():
            if name in names:
                return getattr(import_module(f"detente.{module}"), name)
        raise AttributeError(f"module 'detente' has no attribute '{name}'")


def __dir__() -> list[str]:
    return list(__all__)
