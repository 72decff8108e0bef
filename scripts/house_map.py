"""Write the map of the house into CONTRIBUTING.md, from docstrings and from the arrows in tests/test_imports.py.

    python scripts/house_map.py [--check]

Rooms come in the order of the arrows, which is the walk of the data. With --check nothing is written, and the exit
status is 1 if the page is not current.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from pages import ROOT, between_marks, first_paragraph, write_or_check

SOURCE = ROOT / "src" / "detente"
PAGE = ROOT / "CONTRIBUTING.md"
ARROWS_FILE = ROOT / "tests" / "test_imports.py"
MARK = "the house"


def arrows() -> dict[str, set[str]]:
    """What each room may import, as the test of imports has it.

    Raises:
        ValueError: the test no longer has a literal table of that name.
    """
    for node in ast.parse(ARROWS_FILE.read_text(encoding="utf-8")).body:
        target = node.target if isinstance(node, ast.AnnAssign) else None
        if isinstance(target, ast.Name) and target.id == "ARROWS" and isinstance(node, ast.AnnAssign) and node.value:
            return {room: set(targets) for room, targets in _literal(node.value).items()}
    raise ValueError(f"{ARROWS_FILE} has no table ARROWS")


def _literal(node: ast.expr) -> dict[str, set[str]]:
    """The value of a table whose empty sets are written `set()`."""
    assert isinstance(node, ast.Dict)
    return {
        ast.literal_eval(key): set() if isinstance(value, ast.Call) else ast.literal_eval(value)
        for key, value in zip(node.keys, node.values, strict=True)
        if key is not None
    }


def home(room: str) -> Path:
    """The folder or module of a room."""
    folder = SOURCE / room
    return folder if folder.is_dir() else SOURCE / f"{room}.py"


def docstring(path: Path) -> str:
    """The first paragraph of a module's docstring.

    Raises:
        ValueError: it has none.
    """
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    if not text:
        raise ValueError(f"{path.relative_to(ROOT)} has no docstring, so the map cannot describe it")
    return first_paragraph(text).replace("|", "\\|")


def description(room: str) -> str:
    """What a room is for."""
    path = home(room)
    return docstring(path / "__init__.py" if path.is_dir() else path)


def _place(target: str, order: list[str]) -> int:
    """How far along the walk the room lies that a target of an arrow names; -1 for `__version__`."""
    room = target.split(".")[0]
    return order.index(room) if room in order else -1


def table(table_of_arrows: dict[str, set[str]]) -> list[str]:
    """One row for each room."""
    order = list(table_of_arrows)
    rows = ["| room | what it holds | may import |", "|---|---|---|"]
    for room, targets in table_of_arrows.items():
        path = home(room)
        name = f"{room}/" if path.is_dir() else f"{room}.py"
        walk = sorted(targets, key=lambda target: (_place(target, order), target))
        allowed = ", ".join(f"`{each}`" for each in walk) or "nothing"
        rows.append(f"| [`{name}`](src/detente/{name}) | {description(room)} | {allowed} |")
    return rows


def modules(room: str) -> list[str]:
    """The modules of a room, folded up: one line each."""
    folder = home(room)
    files = [path for path in sorted(folder.rglob("*.py")) if path != folder / "__init__.py"]
    lines = [f"<details><summary><code>{room}/</code>: {len(files)} modules</summary>", ""]
    for path in files:
        shown = path.relative_to(folder)
        name = shown.parent.as_posix() + "/" if path.name == "__init__.py" else shown.as_posix()
        lines.append(f"- [`{name}`]({path.relative_to(ROOT).as_posix()}): {docstring(path)}")
    return [*lines, "", "</details>"]


def house() -> str:
    """The map as Markdown."""
    found = arrows()
    folded = [line for room in found if home(room).is_dir() for line in modules(room)]
    return "\n".join([*table(found), "", *folded])


def main(arguments: list[str]) -> int:
    """Exit status: 1 if the page was to be checked and is not current."""
    page = between_marks(PAGE.read_text(encoding="utf-8"), MARK, house())
    return write_or_check(PAGE, page, is_check="--check" in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
