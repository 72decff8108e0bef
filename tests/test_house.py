"""The shape of the house: tests mirror modules, nothing is too long to read in one sitting, exceptions become fewer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "detente"
TESTS = ROOT / "tests"
CHECKED = ("src", "tests", "scripts", "benchmarks")

LONGEST_FUNCTION = 60
LONGEST_MODULE = 450

# Longer than that, and why. An entry that is no longer needed fails, so that this list only becomes shorter.
LONG_MODULES = {
    "src/detente/scenario/model.py": "all records of a scenario, each a few lines, read together",
    "tests/reference/response.py": "the equations on arrays, to be read beside the theory",
    "tests/reference/simultaneous.py": "the equations of two at once on arrays, to be read beside the theory",
    "tests/scenario/test_mistakes.py": "a table of mistakes with their messages",
    "tests/support/games.py": "the crises of the tests",
    "tests/support/twin.py": "a second solver, written to share nothing with the first",
}
LONG_FUNCTIONS: dict[str, str] = {}

# Modules without a test file of their own, by the reason. A module that gets one has to leave the list.
TESTED_ELSEWHERE = {
    "keys, records or constants alone, used by every test of their room": (
        "evidence/filtered.py scenario/keys/noted.py scenario/positions.py solve/kernel/decision.py solve/stepping.py "
        "table/judged.py table/records.py"
    ),
    "parts of pages, read off the pages by test_app, test_debrief_page and test_umpire_page": (
        "table/web/debrief_parts.py table/web/files_page.py table/web/shell.py table/web/umpire_parts.py"
    ),
}


def python_files() -> list[Path]:
    return sorted(path for folder in CHECKED for path in (ROOT / folder).rglob("*.py"))


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Every function of a module with its number of lines."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno is not None:
            yield node.name, node.end_lineno - node.lineno + 1


def assert_only(found: dict[str, int], allowed: dict[str, str], limit: int) -> None:
    """Nothing is over the limit but what is allowed, and all of that still is."""
    new = {name: lines for name, lines in found.items() if name not in allowed}
    assert not new, f"over {limit} lines: {new}"
    done = sorted(set(allowed) - set(found))
    assert not done, f"no longer over {limit} lines, so take it from the list: {done}"


def test_a_module_fits_in_one_sitting() -> None:
    lengths = {place(path): len(path.read_text(encoding="utf-8").splitlines()) for path in python_files()}
    assert_only({name: n for name, n in lengths.items() if n > LONGEST_MODULE}, LONG_MODULES, LONGEST_MODULE)


def test_a_function_fits_on_one_screen() -> None:
    lengths = {f"{place(path)}: {name}": lines for path in python_files() for name, lines in functions(path)}
    assert_only({name: n for name, n in lengths.items() if n > LONGEST_FUNCTION}, LONG_FUNCTIONS, LONGEST_FUNCTION)


def test_tests_mirror_modules() -> None:
    modules = {path.relative_to(SOURCE).as_posix() for path in SOURCE.rglob("*.py") if path.name != "__init__.py"}
    without = {name for name in modules if not (TESTS / name).with_name(f"test_{Path(name).name}").exists()}
    listed = [name for names in TESTED_ELSEWHERE.values() for name in names.split()]
    assert len(listed) == len(set(listed)), "a module is listed twice"
    assert not without - set(listed), f"these need a test file of their name: {sorted(without - set(listed))}"
    assert not set(listed) - without, f"take these from the list: {sorted(set(listed) - without)}"


def test_a_test_imports_no_other_test() -> None:
    names = {path.stem for path in TESTS.rglob("test_*.py")} | {"conftest"}
    for path in TESTS.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            imported = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                imported = [node.module or ""]
            found = {part for name in imported for part in name.split(".")} & names
            assert not found, f"{place(path)} imports {found}; what tests share is in tests/support/"


def test_every_module_says_what_it_is() -> None:
    silent = [place(path) for path in SOURCE.rglob("*.py") if not ast.get_docstring(ast.parse(path.read_text("utf-8")))]
    assert silent == []
