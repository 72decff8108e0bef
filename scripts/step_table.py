"""Writes the table of docs/theory/habits.md: what shares are with ever shorter periods.

    python scripts/step_table.py

The same crisis, counted by the same unit of time, is solved with 1, 2, 4 and 8 periods in a unit. Shares are exact up
to the belief grid: they are what an actor is worth that gets 1 at the end if something is so.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from detente.game.compile import compile_game
from detente.scenario.library import find
from detente.scenario.loading import load, loads
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


# The flagship by rounds

WATCHERS = {"held": "front == held", "open": "contact == open", "rolled_back": "us == rolled_back"}
WATCHING = 0.99
"""The patience of those who are worth the share of something at the end."""

FIRST = (2015, 5)
POINTS = 3
"""Belief points on each axis of the flagship, whose own file has five."""


def sochi(steps: int, occasions: bool = True) -> str:
    """The flagship with so many rounds in a month; nothing is changed but the calendar and how dates are written.

    Dates become the first round of their month. Without `occasions` every base rate, and every lottery that has a
    rest, is counted by the month, as if replies and what lasts happened at a rate.
    """
    document = json.loads(json.dumps(load(find("sochi-2015")).document, default=str))
    (end_year, end_month) = map(int, document["calendar"]["to"].split("-"))
    months = 12 * (end_year - FIRST[0]) + end_month - FIRST[1] + 1
    beyond = int(document["calendar"]["goes on for"].removesuffix(" months"))
    parts = {key: document[key] for key in ("crisis", "sources", "certainty", "state", "numbers")}
    stages = document["each month"] if occasions else _by_month(document["each month"])
    changed = {key: document[key] for key in ("definitions", "seats", "actors")} | {"each round": stages}
    parts |= {key: _by_round(part, steps, months + beyond) for key, part in changed.items()}
    for name, event in WATCHERS.items():
        want = {"of": f"({event}) * (round == {months * steps})", "per": "occasion"}
        parts["actors"][name] = {"patience": WATCHING, "precision": 0, "wants": {"end": want}}
    parts["calendar"] = {
        "rounds": months * steps,
        "goes on for": f"{beyond * steps} rounds",
        "per": f"{steps} rounds",
        "afterwards": "the last round repeats",
    }
    return json.dumps(parts)


def _by_month(part: Any) -> Any:
    """The stages without what says that something is counted by the occasion."""
    if isinstance(part, dict):
        return {key: _by_month(value) for key, value in part.items() if key != "per"}
    return [_by_month(value) for value in part] if isinstance(part, list) else part


def _by_round(part: Any, steps: int, num_months: int) -> Any:
    """Dates and months in the expressions of a part of the document as rounds."""
    if isinstance(part, dict):
        return {key: _by_round(value, steps, num_months) for key, value in part.items()}
    if isinstance(part, list):
        return [_by_round(value, steps, num_months) for value in part]
    if not isinstance(part, str):
        return part

    def of_date(found: re.Match[str]) -> str:
        return str(1 + steps * (12 * (int(found[1]) - FIRST[0]) + int(found[2]) - FIRST[1]))

    def of_months(found: re.Match[str]) -> str:
        named = {int(each) for each in found[1].split(",")}
        rounds = (1 + steps * n for n in range(num_months) if (n + FIRST[1] - 1) % 12 + 1 in named)
        return f"round in [{', '.join(map(str, rounds))}]"

    text = re.sub(r"month in \[([\d, ]+)\]", of_months, part)
    return re.sub(r"\bdate\b", "round", re.sub(r"\b(20\d\d)-(\d\d)\b", of_date, text))


@functools.cache
def shares_at_the_end(steps: int, occasions: bool = True) -> dict[str, float]:
    """What is so at the last date that the flagship tells, with so many rounds in a month."""
    return shares_of(sochi(steps, occasions), POINTS)


def shares_of(text: str, num_points: int) -> dict[str, float]:
    """By watcher the share of plays in which its event is so in the last round that is told."""
    scenario = loads(text)
    game = compile_game(scenario, {"moscow": num_points, "obama": num_points})
    names = [actor.name for actor in scenario.actors]
    values = solve(game).require().start_values
    patience = WATCHING**scenario.calendar.length
    paid = patience ** (scenario.calendar.told.num_periods - 1)
    return {watcher: float(values[game.first_row(names.index(watcher))]) / paid for watcher in WATCHERS}


CASES: tuple[tuple[str, Callable[[int], float], Sequence[int]], ...] = (
    (
        "template with base rates: the front has advanced after six months",
        lambda steps: share(template(steps)),
        STEPS,
    ),
    ("template without base rates", lambda steps: share(template(steps, habits=False)), STEPS),
    (
        "`classics/base-rates` under `costly`: the line is broken within half a year",
        lambda steps: share(base_rates(steps)),
        STEPS,
    ),
    ("Sochi: the line is held at the end", lambda steps: shares_at_the_end(steps)["held"], STEPS),
    ("Sochi: contact is open at the end", lambda steps: shares_at_the_end(steps)["open"], STEPS),
    ("Sochi: America's sanctions are rolled back at the end", lambda n: shares_at_the_end(n)["rolled_back"], STEPS),
    (
        "Sochi with replies counted by the month: the line is held at the end",
        lambda steps: shares_at_the_end(steps, occasions=False)["held"],
        STEPS,
    ),
)
"""What is so, its share by periods in a unit, and for which of these it is computed."""


def table() -> str:
    """The shares, and by how much each halving of the period changes them, as a Markdown table."""
    lines = [
        f"| | {' | '.join(f'{n} a unit' for n in STEPS)} | changes, in points |",
        f"|---|{'---|' * (len(STEPS) + 1)}",
    ]
    for name, share_by, steps in CASES:
        shares = [share_by(n) for n in steps]
        changes = ", ".join(f"{100 * (b - a):+.2f}" for a, b in itertools.pairwise(shares))
        cells = [f"{100 * each:.2f} %" for each in shares] + [""] * (len(STEPS) - len(steps))
        lines.append(f"| {name} | {' | '.join(cells)} | {changes} |")
    return "\n".join(lines)


def main() -> None:
    """Writes the table."""
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(OPENING)
    _, after = rest.split(CLOSING)
    PAGE.write_text(f"{before}{OPENING}\n\n{table()}\n\n{CLOSING}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
