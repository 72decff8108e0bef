"""States that jump in the last period that is asked about, because of what is paid after the calendar."""

from __future__ import annotations

from collections.abc import Iterator

from detente.analysis.diagnosis import Finding
from detente.analysis.end_effects import collect_shares, find_end_effects
from detente.analysis.tables import build_state_shares
from detente.claims.numbers import format_share
from detente.scenario.loading import read_tree
from detente.simulate.paths import Paths


def find_jumps(paths: Paths) -> Iterator[Finding]:
    """Every variable of which a level's share jumps at the last date; an endless crisis has none."""
    game, scenario = paths.game, paths.game.scenario
    if scenario.calendar.is_endless:
        return
    told = paths.told()
    written = scenario.document.get("state") or {}
    lasting = {each.name for each in scenario.variables if each.lasts == "always" and each.name in written}
    rows = [row for row in build_state_shares(told) if row["variable"] in lasting]
    shares = collect_shares((row["variable"], row["level"], row["share"]) for row in rows)
    for jump in find_end_effects(shares):
        yield Finding(
            "jump at the end",
            jump.variable,
            read_tree(scenario).place("calendar"),
            f"{jump.variable} is {jump.level} in {format_share(jump.before)} of plays before the last period, "
            f"{told.dates[-1]}, and in {format_share(jump.after)} after it: what is paid after the calendar follows "
            "its last moves at once.",
            "Unless something is due on that date, let the calendar go on until another while changes nothing that you "
            "ask about (`goes on for: 6 months`, or another time); or read nothing off the last date.",
            {
                "before": jump.before,
                "after": jump.after,
                "plays": float(paths.num_plays),
                "beyond": float(game.num_periods - told.num_periods),
            },
        )
