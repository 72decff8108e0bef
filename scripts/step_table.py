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

WATCHERS = {"held": "front == held", "eased": "sanctions < in_force"}
WATCHING = 0.99
"""The patience of those who are worth the share of something at the end."""

ONCE = {
    ("seats", "washington", "other_files"): "other_files * contact",
    ("seats", "washington", "crisis_talks"): "crisis_talks * (not peace) * (contact >= visit)",
    (
        "seats",
        "washington",
        "trust",
    ): "-summit_stake * (contact == summit) * max(0, basic_trust - belief(moscow is defender))",
    ("actors", "moscow", "attention"): "respect * contact",
    ("actors", "obama", "history"): "-new_cold_war * (date == 2016-12) * (sanctions >= in_force)",
    ("actors", "obama", "mask"): "pleasure * (washington plays visit_with_values)",
    ("actors", "clinton", "second_reset"): "-reset_fatigue * contact",
    ("actors", "republican", "scorn"): "-republican_scorn * contact",
    ("actors", "east", "isolation"): "-eastern_safety * contact",
}
"""Wants of an occasion, as a visit is; what else they hold goes into `LASTING`."""

LASTING = {
    ("actors", "moscow", "threat"): "respect * fear_as_respect * (not peace) * (contact == phone)",
    ("actors", "clinton", "eased"): "-reset_fatigue * max(0, in_force - sanctions)",
    ("actors", "republican", "eased"): "-republican_scorn * max(0, in_force - sanctions)",
    ("actors", "east", "sanctioned"): "eastern_safety * (sanctions - rolled_back)",
}

RATE = 0.05
RECURRING = ("decide", "decides", "carries_out_minsk", "intervenes", "sets_the_price", "speaks_at_home", "speaks")
"""Decisions that are open all the time, so that without base rates more of them are taken in shorter periods."""


def sochi(steps: int, habits: bool = True) -> str:
    """The flagship with so many rounds in a month; with base rates an illustration, and no part of it.

    Dates become the first round of their month. What a visit is worth is paid once, whatever a round's length, and
    with base rates every act but the first of a decision that is open all the time has the same one.
    """
    document = json.loads(json.dumps(load(find("sochi-2015")).document, default=str))
    months = (2017 - 2015) * 12
    for path, want in ONCE.items():
        document[path[0]][path[1]]["wants"][path[2]] = {"of": want, "per": "occasion"}
    for path, want in LASTING.items():
        document[path[0]][path[1]]["wants"][path[2]] = want
    for name, event in WATCHERS.items():
        want = {"of": f"({event}) * (round == {months * steps})", "per": "occasion"}
        document["actors"][name] = {"patience": WATCHING, "precision": 0, "wants": {"end": want}}
    stages = [_by_rate(stage, habits, steps) for stage in document["each month"]]
    parts = {key: document[key] for key in ("crisis", "sources", "certainty", "state", "numbers")}
    parts |= {key: _by_round(document[key], steps) for key in ("definitions", "seats", "actors")}
    parts["each round"] = _by_round(stages, steps)
    parts["calendar"] = {"rounds": months * steps, "per": f"{steps} rounds", "afterwards": "the last round repeats"}
    return json.dumps(parts)


def _by_rate(stage: dict[str, Any], habits: bool, steps: int) -> dict[str, Any]:
    """A stage with base rates; a visitor's impression is one of each visit, and so is a reply to an act one of it."""
    ((heading, menu),) = stage.items()
    kind, name = heading.split()
    if kind == "signal":
        return {heading: {"per": "occasion", **menu}}
    if not habits or name not in RECURRING:
        return stage
    acts = [key for key, value in menu.items() if isinstance(value, dict) and key not in ("traces",)]
    # Moscow intervenes where the line has fallen, which is open all the time, or in reply: then as by a coin.
    rate = f"{1 - 0.5**steps!r} if kyiv plays reconquer else {RATE!r}" if name == "intervenes" else RATE
    return {heading: {"usually": dict.fromkeys(acts[1:], rate), **menu}}


def _by_round(part: Any, steps: int) -> Any:
    """Dates and months in the expressions of a part of the document as rounds."""
    if isinstance(part, dict):
        return {key: _by_round(value, steps) for key, value in part.items()}
    if isinstance(part, list):
        return [_by_round(value, steps) for value in part]
    if not isinstance(part, str):
        return part

    def of_date(found: re.Match[str]) -> str:
        return str(1 + steps * (12 * (int(found[1]) - 2015) + int(found[2]) - 5))

    def of_months(found: re.Match[str]) -> str:
        months = {int(each) for each in found[1].split(",")}
        return f"round in [{', '.join(str(1 + steps * n) for n in range(24) if (n + 4) % 12 + 1 in months)}]"

    text = re.sub(r"month in \[([\d, ]+)\]", of_months, part)
    return re.sub(r"\bdate\b", "round", re.sub(r"\b(20\d\d)-(\d\d)\b", of_date, text))


@functools.cache
def shares_at_the_end(steps: int, habits: bool = True) -> dict[str, float]:
    """By watcher the share of plays at whose end its event is so, where the last round repeats."""
    scenario = loads(sochi(steps, habits))
    game = compile_game(scenario)
    names = [actor.name for actor in scenario.actors]
    values = solve(game).require().start_values
    patience = WATCHING**scenario.calendar.length
    paid = patience ** (scenario.calendar.num_periods - 1) / (1 - patience)
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
    (
        "Sochi with base rates: the line is held at the end",
        lambda steps: shares_at_the_end(steps)["held"],
        STEPS[:3],
    ),
    (
        "Sochi with base rates: sanctions are eased at the end",
        lambda steps: shares_at_the_end(steps)["eased"],
        STEPS[:3],
    ),
    (
        "Sochi without base rates: the line is held at the end",
        lambda steps: shares_at_the_end(steps, habits=False)["held"],
        STEPS[:2],
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
