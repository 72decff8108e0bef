"""Tables at which small crises are played, each solved once."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from detente.analysis.options import Options
from detente.scenario.loading import loads
from detente.service import load
from detente.service.table import TableGame, table_game
from detente.table.session import Table, open_table
from support.spoken import SPOKEN
from support.unseen import BOTH, PROGRAMME
from support.watch import WATCH

HIDDEN_OCCASION = """
crisis: A covert decision that seldom comes up, and two capitals that move at once
calendar: {rounds: 3}
state:
  line: {scale: [low, middle, high], starts: middle}
actors:
  moscow:
    precision: 2
    types: {hard: {prior: 0.5, taste: 0.5}, soft: {prior: 0.5, taste: 0.1}}
    wants: {ground: taste * line}
  kyiv:
    precision: 2
    types: {firm: {prior: 0.4, nerve: 0.4}, weak: {prior: 0.6, nerve: 0.1}}
    wants: {ground: -nerve * line}
  minsk:
    precision: 1
    wants: {calm: -0.2 * (line == high)}
each round:
  - moscow prepares:
      covert: yes
      comes up: 0.5
      sit: {}
      dig: {costs: 0.05, gives: {kyiv: -0.1}}
      traces: {found: {probability: 0.6 if act == dig else 0.2}, nothing: rest}
  - at once:
      moscow moves:
        hold: {}
        feint: {costs: 0.05, looks like: push}
        push: {costs: 0.1, then: line up}
      kyiv answers:
        stand: {}
        give:  {costs: -0.05, then: line down}
  - minsk comments:
      comes up: 0.7
      quiet: {}
      warn: {costs: 0.02}
  - kyiv boasts:
      nothing: {}
      boast: {says: kyiv is firm, costs: 0.01}
"""
"""Everything that can be hidden, in one."""

CRISES: Mapping[str, tuple[str, int]] = {
    "hidden": (HIDDEN_OCCASION, 7),
    "programme": (PROGRAMME, 15),
    "both": (BOTH, 5),
    "spoken": (SPOKEN, 15),
    "watch": (WATCH, 9),
}


@cache
def solved(name: str, variant: str | None = None) -> TableGame:
    """A crisis of this page, or a bundled one, made ready for the table on a coarse grid."""
    text, points = CRISES.get(name, ("", 15))
    scenario = loads(text) if text else load(name)
    return table_game(scenario, variant=variant, options=Options(num_points=points, has_grid_error=False))


def table_of(name: str, chairs: Mapping[str, str], seed: int = 0, **settings: Mapping[str, str]) -> Table:
    """A table at which it is played."""
    return open_table(solved(name), chairs=chairs, seed=seed, **settings)  # type: ignore[arg-type]


def play_first_acts(table: Table) -> None:
    """Every person chooses the first act of its menu until the play is over."""
    table.advance()
    while not table.ended:
        seat = table.list_waited_for()[0]
        table.act(seat, table.view(seat).menu[0].act)
        table.advance()
