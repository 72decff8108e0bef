"""One name for one thing: no two modules define a class of the same name."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "detente"

# Names that stand for two things, and why. An entry that is no longer needed fails, so that this list becomes shorter.
SHARED = {
    "Cell": "a number of a comparison under one policy; where a posterior lies on the grid",
    "Choice": "a conditional expression; one or two decisions at some states of a stage",
    "Compiled": "the compiled functions of play; those of the kernel",
    "Decision": "a stage of the scenario; a kind of node for the solver",
    "Judged": "a public record of claims with their verdicts; what the kernel computes of a mover",
    "Outcome": "what a move leads to; probabilities and states after it, as arrays",
    "Reading": "the reading of keys from a file; what one of two movers reads",
    "Run": "everything that a report shows; one run of the solver's steps",
    "Side": "a side of a comparison, written to JSON; one of two movers in the kernel",
    "Tables": "public tables of plays; the kernel's tables of a stage",
}


def test_a_class_name_stands_for_one_thing() -> None:
    modules: dict[str, list[str]] = defaultdict(list)
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                modules[node.name].append(path.relative_to(SOURCE).as_posix())
    repeated = {name: places for name, places in modules.items() if len(places) > 1}
    new = {name: places for name, places in repeated.items() if name not in SHARED}
    assert not new, f"one name for several classes: {new}"
    done = sorted(set(SHARED) - set(repeated))
    assert not done, f"defined once, so take it from the list: {done}"
