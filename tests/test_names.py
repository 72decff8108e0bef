"""One name for one thing: no two modules define a class of the same name."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

SOURCE = Path(__file__).parents[1] / "src" / "detente"

# Names that may stand for two things, with the reason. An entry that is not needed fails, so that the list stays short.
SHARED: dict[str, str] = {
    "Statement": "what a claim states, and what an actor states in a play; neither has another word",
    "Table": "of a file, and the one at which persons play; the field calls both so",
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
