"""The log of a game: a row for every move, every draw of chance, and everything that the umpire did."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from detente.table.records import LogRow

if TYPE_CHECKING:
    from detente.simulate.moments import Moment
    from detente.table.moves import Entry
    from detente.table.session import Table

COLUMNS = tuple(LogRow.__dataclass_fields__)


def list_rows(table: Table) -> tuple[LogRow, ...]:
    """All rows in order. What the umpire did at a turn stands before what happened there."""
    by_turn: dict[int, list[LogRow]] = {}
    for entry in table.entries:
        if entry.kind != "act":
            by_turn.setdefault(entry.turn, []).append(_row_of_umpire(table, entry))
    for moment in table.course.moments:
        if moment.name:
            by_turn.setdefault(moment.number + 1, []).append(_row_of_moment(table, moment))
    return tuple(row for turn in sorted(by_turn) for row in by_turn[turn])


def _row_of_umpire(table: Table, entry: Entry) -> LogRow:
    period = min((entry.turn - 1) // table.course.num_stages, table.course.game.num_periods - 1)
    return LogRow(
        turn=entry.turn,
        stamp=entry.stamp,
        date=table.scenario.calendar.labels[period],
        kind=entry.kind,
        actor=entry.actor,
        player=entry.to,
        act=entry.text,
        made_by="umpire",
    )


def _row_of_moment(table: Table, moment: Moment) -> LogRow:
    scenario, made = table.scenario, table.made(moment.number)
    actor = scenario.actors[moment.mover].name if moment.mover >= 0 else ""
    seat = table.seat_of(moment.mover) if moment.mover >= 0 else None
    entry = None if made is None else made.entry
    probability = None
    if moment.stand is not None:
        probability = float(moment.stand.probabilities()[moment.stand.acts.index(moment.act)])
    changes = [
        f"{variable.name}:{variable.levels[before]}->{variable.levels[after]}"
        for variable, before, after in zip(scenario.variables, moment.before, moment.after, strict=True)
        if before != after
    ]
    by = "chance" if moment.mover < 0 else "equilibrium" if made is None else made.by
    return LogRow(
        turn=moment.number + 1,
        stamp="" if entry is None else entry.stamp,
        date=scenario.calendar.labels[moment.period],
        kind="chance" if moment.mover < 0 else "move",
        actor=actor,
        player="" if seat is None else table.chair(seat).player,
        stage=moment.name,
        act=moment.act,
        made_by=by,
        seen=" ".join(word for word in moment.seen if word),
        changes=" ".join(changes),
        probability=probability,
        expects=dict(entry.expects) if entry is not None and entry.expects else None,
        intends="" if entry is None else entry.intends,
    )


def as_csv(rows: tuple[LogRow, ...]) -> str:
    """The log as CSV; expectations as `event=probability`, joined by semicolons."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        plain = row.to_json()
        expects = row.expects or {}
        plain["expects"] = "; ".join(f"{event}={number:g}" for event, number in expects.items())
        writer.writerow(["" if plain[name] is None else plain[name] for name in COLUMNS])
    return out.getvalue()
