"""Writes the table of docs/theory/habits.md: what shares are with ever shorter periods.

    python scripts/step_table.py

The same crisis, counted by the same unit of time, is solved with 1, 2, 4 and 8 periods in a unit. Shares are exact up
to the belief grid: they are what an actor is worth that gets 1 at the end if something is so.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Sequence
from pathlib import Path

from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.solve.backward import solve

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "theory" / "habits.md"
OPENING, CLOSING = "<!-- steps: written by scripts/step_table.py -->", "<!-- end of the steps -->"
STEPS = (1, 2, 4, 8)

WATCHER = "  watcher: {patience: 1, precision: 0}\n"


def template(steps: int, habits: bool = True, months: int = 6) -> str:
    """The scenario of `detente new` with so many rounds in a month, and who watches where the front ends."""
    text = (ROOT / "src/detente/scenario/template.yaml").read_text(encoding="utf-8")
    text = text[: text.index("variants:")]
    calendar = f"calendar: {{rounds: {months * steps}, per: {steps} rounds, afterwards: {{watcher: front == advance}}}}"
    text = re.sub(r"calendar: .*", calendar, text).replace("each month:", "each round:")
    text = text.replace("actors:\n", "actors:\n" + WATCHER)
    if habits:
        text = text.replace("patron decides:\n", "patron decides:\n      usually: {arm: 0.15, withdraw: 0.03}\n")
        text = text.replace("neighbour answers:\n", "neighbour answers:\n      usually: {lift: 0.1, restore: 0.3}\n")
    return text


def base_rates(steps: int) -> str:
    """The classic `base-rates` under its variant `costly`, with so many rounds in half a year."""
    text = (ROOT / "src/detente/crises/classics/base_rates/crisis.yaml").read_text(encoding="utf-8")
    text = text[: text.index("variants:")].replace("burden:    {value: 0", "burden:    {value: 1")
    calendar = f"calendar: {{rounds: {steps}, per: {steps} rounds, afterwards: {{watcher: line == broken}}}}"
    return re.sub(r"calendar: .*", calendar, text).replace("actors:\n", "actors:\n" + WATCHER)


def share(text: str, num_points: int = 121) -> float:
    """What the watcher is worth: the share of plays at whose end the event is so."""
    scenario = loads(text)
    points = {actor.name: num_points for actor in scenario.actors if len(actor.types) > 1}
    game = compile_game(scenario, points)
    row = game.first_row([actor.name for actor in scenario.actors].index("watcher"))
    return float(solve(game).require().start_values[row])


CASES: tuple[tuple[str, Callable[[int], str]], ...] = (
    ("template with base rates: the front has advanced after six months", template),
    ("template without base rates", lambda steps: template(steps, habits=False)),
    ("`classics/base-rates` under `costly`: the line is broken within half a year", base_rates),
)


def table(steps: Sequence[int] = STEPS) -> str:
    """The shares, and by how much each halving of the period changes them, as a Markdown table."""
    lines = [
        f"| | {' | '.join(f'{n} a unit' for n in steps)} | changes, in points |",
        f"|---|{'---|' * (len(steps) + 1)}",
    ]
    for name, text in CASES:
        shares = [share(text(n)) for n in steps]
        changes = ", ".join(f"{100 * (b - a):+.2f}" for a, b in itertools.pairwise(shares))
        lines.append(f"| {name} | {' | '.join(f'{100 * each:.2f} %' for each in shares)} | {changes} |")
    return "\n".join(lines)


def main() -> None:
    """Writes the table."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(OPENING)
    _, after = rest.split(CLOSING)
    PAGE.write_text(f"{before}{OPENING}\n\n{table()}\n\n{CLOSING}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
