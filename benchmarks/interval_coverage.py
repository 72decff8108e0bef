"""How often the printed intervals contain the exact numbers, on held-out crises.

They are the sixty of tests/support/held_out.py and the longer games of tests/support/held_out_long.py.

Usage: python benchmarks/interval_coverage.py [--out FOLDER] [--misses FOLDER] [--starts N] [NAME …]

Every crisis is solved exactly, on the tree of its histories, and evaluated by `detente claims` with its own settings.
One line for each crisis goes to FOLDER/exact.jsonl and FOLDER/printed.jsonl as soon as it is known, so that a run that
was broken off goes on where it was. A crisis whose text has changed is evaluated again, and so is everything printed
when the package has changed; after a change to the exact tree itself delete exact.jsonl. The first run takes about
half an hour of one core, a later one a third of that.

NAME chooses the crises whose name contains it. `--misses` writes those of which an interval misses, with what it should
have been, as files for `detente claims`.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).parents[1]
# In place of this folder, in which Numba would take this file for the package `coverage`.
sys.path[0] = str(ROOT / "tests")

from support.branch import NoSolutionError  # noqa: E402
from support.held_out import HeldOut, held_out  # noqa: E402
from support.held_out_long import held_out_long  # noqa: E402
from support.judged import ROUNDING, ExactClaim, Printed, find_exact, find_printed  # noqa: E402


@dataclass(frozen=True)
class Row:
    """One quantity: its exact number, and what was printed."""

    crisis: HeldOut
    exact: ExactClaim
    printed: Printed

    @property
    def is_close(self) -> bool:
        """Whether the interval contains the number as far as it is printed."""
        return self.printed.misses(self.exact.number) <= ROUNDING

    @property
    def is_inside(self) -> bool:
        return self.printed.misses(self.exact.number) <= 1e-9

    @property
    def is_another(self) -> bool:
        """Whether the interval misses the principal branch and contains another equilibrium's number."""
        return not self.is_close and any(self.printed.misses(number) <= ROUNDING for number in self.exact.others)


class Record:
    """Results by crisis in a file of JSON lines, each added as soon as it is known."""

    def __init__(self, path: Path, version: str) -> None:
        self.path, self.version = path, version
        self.known: dict[str, list[dict[str, Any]]] = {}
        self.seconds: dict[str, float] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
            try:
                entry = json.loads(line)
            except json.JSONDecodeError:  # a line that was being written when the run was broken off
                continue
            self.known[entry["key"]] = entry["results"]
            self.seconds[entry["name"]] = entry["seconds"]

    def key(self, crisis: HeldOut) -> str:
        return hashlib.sha256(f"{self.version}\n{crisis.name}\n{crisis.text}".encode()).hexdigest()[:24]

    def add(self, crisis: HeldOut, work: Callable[[], list[Any]]) -> None:
        """Works the results out, unless they are known."""
        if self.key(crisis) in self.known:
            return
        begun = time.perf_counter()
        try:
            results = [asdict(result) for result in work()]
        except NoSolutionError as error:
            print(f"  {crisis.name}: {error}", file=sys.stderr)
            results = []
        seconds = round(time.perf_counter() - begun, 2)
        self.known[self.key(crisis)], self.seconds[crisis.name] = results, seconds
        entry = {"key": self.key(crisis), "name": crisis.name, "seconds": seconds, "results": results}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(entry) + "\n")


def version_of(paths: Iterable[Path]) -> str:
    """A hash of what files hold."""
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def work_out(crises: Sequence[HeldOut], record: Record, what: str, work: Callable[[str], list[Any]]) -> None:
    """Works out all crises that are not known yet, and says how long it will take."""
    missing = [crisis for crisis in crises if record.key(crisis) not in record.known]
    usual = statistics.mean(record.seconds.values()) if record.seconds else 5.0
    begun = time.perf_counter()
    for number, crisis in enumerate(missing):
        spent = time.perf_counter() - begun
        pace = spent / number if number >= 5 else usual
        left = pace * (len(missing) - number) / 60
        print(f"{what} {number + 1} of {len(missing)}: {crisis.name}, about {left:.0f} minutes left", file=sys.stderr)
        record.add(crisis, lambda text=crisis.text: work(text))  # type: ignore[misc]


def rows_of(crises: Sequence[HeldOut], exact: Record, printed: Record) -> Iterator[Row]:
    """Every quantity of which both numbers are known."""
    for crisis in crises:
        pairs = zip(exact.known[exact.key(crisis)], printed.known[printed.key(crisis)], strict=False)
        for one, two in pairs:
            interval = None if two["interval"] is None else tuple(two["interval"])
            number = ExactClaim(one["statement"], one["kind"], one["number"], tuple(one["others"]))
            # A condition that never holds has no number anywhere.
            if number.number == number.number:
                yield Row(crisis, number, Printed(two["value"], interval, two["note"]))


def coverage_table(rows: Sequence[Row]) -> Table:
    """How many intervals contain the exact number: in all, by kind of quantity, by kind of crisis."""
    table = Table("", "quantities", "inside", "inside as printed", "another equilibrium", "no interval", "median width")
    quantities = sorted({row.exact.kind for row in rows})
    sorts = sorted({row.crisis.kind for row in rows})
    add_row(table, "all", rows)
    table.add_section()
    for kind in quantities:
        add_row(table, kind, [row for row in rows if row.exact.kind == kind])
    table.add_section()
    for kind in sorts:
        add_row(table, kind, [row for row in rows if row.crisis.kind == kind])
    return table


def add_row(table: Table, name: str, rows: Sequence[Row]) -> None:
    widths = [row.printed.interval[1] - row.printed.interval[0] for row in rows if row.printed.interval is not None]
    num = len(rows)
    inside, close = sum(row.is_inside for row in rows), sum(row.is_close for row in rows)
    table.add_row(
        name,
        f"{num}",
        f"{inside} ({inside / num:.0%})",
        f"{close} ({close / num:.0%})",
        f"{sum(row.is_another for row in rows)}",
        f"{sum(row.printed.interval is None for row in rows)}",
        f"{statistics.median(widths):.4f}" if widths else "",
    )


def worst_table(rows: Sequence[Row], number: int) -> Table:
    """The quantities whose exact number is farthest from the printed interval."""
    table = Table("crisis", "quantity", "exact", "printed", "off by", title="Worst misses")
    missed = [row for row in rows if not row.is_close and row.printed.interval is not None]
    for row in sorted(missed, key=lambda row: -row.printed.misses(row.exact.number))[:number]:
        low, high = row.printed.interval or (0.0, 0.0)
        printed = f"{row.printed.value:.4f} ({low:.4f} … {high:.4f})"
        off = f"{row.printed.misses(row.exact.number):.4f}"
        table.add_row(
            row.crisis.name, row.exact.statement.removesuffix(" > 0.5"), f"{row.exact.number:.6f}", printed, off
        )
    return table


def write_misses(rows: Sequence[Row], folder: Path) -> None:
    """The crises with misses as files, the exact numbers in comments."""
    folder.mkdir(parents=True, exist_ok=True)
    for crisis in dict.fromkeys(row.crisis for row in rows if not row.is_close):
        notes = [
            f"# {'misses' if not row.is_close else 'inside'}: {row.exact.statement.removesuffix(' > 0.5')} is "
            f"{row.exact.number:.9f}, printed {row.printed.interval}"
            for row in rows
            if row.crisis == crisis
        ]
        (folder / f"{crisis.name}.yaml").write_text("\n".join([*notes, crisis.text]), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--out", type=Path, default=ROOT / "out" / "coverage")
    parser.add_argument("--misses", type=Path)
    parser.add_argument(
        "--starts", type=int, default=6, help="random points from which other equilibria are looked for"
    )
    options = parser.parse_args()
    known = (*held_out(), *held_out_long())
    every = [each for each in known if not options.names or any(name in each.name for name in options.names)]
    if not every:
        parser.error(f"no crisis has {' or '.join(options.names)} in its name")
    exact = Record(options.out / "exact.jsonl", f"{options.starts} starts")
    printed = Record(options.out / "printed.jsonl", version_of((ROOT / "src").rglob("*.py")))
    work_out(every, exact, "exact", lambda text: find_exact(text, options.starts))
    work_out(every, printed, "printed", find_printed)
    rows = list(rows_of(every, exact, printed))
    console = Console(width=160)
    console.print(coverage_table(rows))
    console.print(worst_table(rows, 25))
    unsolved = [crisis.name for crisis in every if not exact.known[exact.key(crisis)]]
    if unsolved:
        console.print(f"No exact answer: {', '.join(unsolved)}")
    if options.misses is not None:
        write_misses(rows, options.misses)


if __name__ == "__main__":
    main()
