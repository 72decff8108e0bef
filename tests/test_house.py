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
    "src/detente/analysis/results.py": "the records of all tasks; to be divided by task",
    "src/detente/cli/main.py": "all commands; to be divided by task",
    "src/detente/scenario/schema.py": "all reserved words; to be divided by section of the file",
    "src/detente/service.py": "all tasks; to be divided",
    "src/detente/solve/kernel/stage.py": "one compiled step, whose parts share a memory layout",
    "src/detente/solve/response.py": "the equations on arrays; to become the tests' reference",
    "tests/scenario/test_mistakes.py": "a table of mistakes with their messages",
    "tests/support/games.py": "the crises of the tests",
    "tests/support/twin.py": "a second solver, written to share nothing with the first",
}
LONG_FUNCTIONS = {
    "src/detente/solve/kernel/advance.py: take_steps": "an inner loop that Numba compiles as one",
    "src/detente/solve/kernel/euler.py: overt_step": "an inner loop that Numba compiles as one",
    "src/detente/solve/kernel/pair_stage.py: spread_pairs": "an inner loop that Numba compiles as one",
}

# Modules without a test file of their own, by the reason. A module that gets one has to leave the list.
TESTED_ELSEWHERE = {
    "records and names, used by every test of their room": (
        "analysis/results.py claims/statements.py errors.py game/tables.py scenario/model.py scenario/names.py "
        "scenario/positions.py solve/equilibrium.py solve/method.py solve/steps.py"
    ),
    "the mistakes and pieces of a file: tests/scenario/test_mistakes.py and test_loading.py": (
        "scenario/building.py scenario/checks.py scenario/reading.py scenario/schema.py scenario/shape.py "
        "scenario/stages.py"
    ),
    "parts of the expression language: tests/scenario/test_expressions.py": (
        "scenario/constants.py scenario/grammar.py scenario/resolution.py scenario/syntax.py scenario/words.py"
    ),
    "parts of the language of claims: tests/claims/test_grammar.py": (
        "claims/clauses.py claims/drafts.py claims/grouping.py"
    ),
    "plays read for claims: tests/claims/test_events.py and test_verdicts.py": "claims/readings.py",
    "parts of the compiler: tests/game/test_compile.py, test_moves.py and test_payoffs.py": (
        "game/at_once.py game/fold.py game/frame.py game/magnitudes.py game/outcomes.py game/perceptions.py "
        "game/true_payoffs.py"
    ),
    "the kernel, against the equations on arrays: tests/solve/test_kernel.py": (
        "solve/kernel_steps.py solve/kernel/advance.py solve/kernel/compiled.py solve/kernel/euler.py "
        "solve/kernel/lanes.py solve/kernel/nodes.py solve/kernel/pair.py solve/kernel/pair_stage.py "
        "solve/kernel/plan.py solve/kernel/response.py solve/kernel/stage.py"
    ),
    "one solution of a whole crisis, against the enumerated tree: tests/solve/test_twin.py": (
        "solve/array_steps.py solve/backward.py solve/certificate.py solve/checks.py solve/conventions.py "
        "solve/device.py solve/fixed_point.py solve/layout.py solve/meetings.py solve/one_mover.py solve/restarts.py "
        "solve/side_by_side.py solve/stage.py solve/two_movers.py"
    ),
    "play as a whole: tests/simulate/test_play.py": (
        "simulate/lookup.py simulate/moves.py simulate/plan.py simulate/unsolved.py"
    ),
    "each task as a whole: tests/test_service.py, test_notebook.py and tests/analysis/": (
        "analysis/certificates.py analysis/judgements.py analysis/policies.py analysis/tables.py analysis/workbench.py"
    ),
    "pages as a whole: tests/report/test_page.py, tests/analysis/test_compare.py": (
        "report/bars.py report/charts.py report/comparison_page.py report/comparison_words.py report/compiled.py "
        "report/figures.py report/model.py"
    ),
    "commands as a whole: tests/cli/test_main.py": (
        "cli/comparing.py cli/entry.py cli/failures.py cli/progress.py cli/words.py"
    ),
    "the whole tree: tests/trees/test_tree.py and test_others.py": (
        "trees/counting.py trees/efg.py trees/openspiel.py trees/policies.py trees/unfold.py trees/walk.py"
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
