"""Tables say what their cells say, ranks what their order says, and mistakes are reported at the cell."""

from __future__ import annotations

import itertools

import pytest

from detente.errors import ScenarioError
from detente.scenario.expressions import Situation, evaluate
from detente.scenario.loading import loads
from detente.scenario.model import Scenario

TEXT = """
crisis: Tables
calendar: {rounds: 2}
state:
  front: {scale: [lost, held, won], starts: held}
  side: {one of: [east, west], starts: east}
  price: {from: 0, to: 1, step: 0.5, starts: 0}
numbers: {curve: {range: [-1, 1], base: 0.5}}
tables:
  game: TABLE
actors:
  ann: {wants: {x: WANT}}
  bob: {}
each round:
  - ann moves: {hawk: {}, dove: {}, share: {from: 1, to: 2}}
  - bob moves_too: {hawk: {}, dove: {}}
  - bob adds: {yes_please: {}, no_thanks: {}}
variants:
  other: {tables.game.cells.lost: 7}
"""
LEVELS = {"front": {"lost": 0.0, "held": 1.0, "won": 2.0}, "side": {"east": 0.0, "west": 1.0}}


def load(table: str, want: str = "game", variant: str | None = None) -> Scenario:
    return loads(TEXT.replace("TABLE", table).replace("WANT", want), "tables", variant)


def value(table: str, want: str = "game", variant: str | None = None, **at: str | float) -> float:
    scenario = load(table, want, variant)
    levels = {"front": 1.0, "side": 0.0, "price": 0.0}
    levels |= {name: float(LEVELS.get(name, {}).get(str(level), level)) for name, level in at.items() if name in levels}
    acts = {name: str(act) for name, act in at.items() if name not in levels}
    return evaluate(scenario.actors[0].wants[0].formula.tree, Situation(levels, {"curve": 0.5}, 0, acts=acts))


def test_a_table_of_two_decisions() -> None:
    table = "{rows: ann, columns: moves_too, otherwise: 9, cells: {hawk: {hawk: -1, dove: curve}, dove: {dove: front}}}"
    cells = {("hawk", "hawk"): -1, ("hawk", "dove"): 0.5, ("dove", "dove"): 2}
    for ann, bob in itertools.product(("hawk", "dove", "share 1"), ("hawk", "dove")):
        assert value(table, moves=ann, moves_too=bob, front="won") == cells.get((ann, bob), 9)
    assert value(table) == 9


def test_a_table_of_levels_is_an_expression_like_any_other() -> None:
    table = "{rows: front, cells: {lost: -2, held: 0, won: 3}}"
    found = [value(table, "1 + 2 * game", front=level) for level in LEVELS["front"]]
    assert found == [-3, 1, 7]
    assert value(table, front="lost", variant="other") == 7


def test_rows_can_be_numbers_and_acts_of_a_range() -> None:
    assert [value("{rows: price, cells: {0: 4, 0.5: 5, 1: 6}}", price=price) for price in (0, 0.5, 1)] == [4, 5, 6]
    table = "{rows: ann, cells: {hawk: 1, dove: 2, share 1: 3, share 2: 4}}"
    assert [value(table, moves=act) for act in ("hawk", "dove", "share 1", "share 2")] == [1, 2, 3, 4]
    assert value(table) == 0


def test_ranks_are_equally_spaced_between_the_worst_and_the_best() -> None:
    expected = {"lost": 0.0, "held": 0.5, "won": 1.0}
    for written in ("worst first: [lost, held, won]", "best first: [won, held, lost]"):
        assert {level: value(f"{{rows: front, {written}}}", front=level) for level in expected} == expected
    tied = "{rows: front, worst first: [lost, [held, won]]}"
    assert [value(tied, front=level) for level in expected] == [0, 1, 1]


def test_the_bend_moves_the_middle_and_keeps_the_order() -> None:
    """x + b x (1 − x): at x = ½ the middle moves by b / 4."""
    for bend in (-1, -0.5, 0, 0.25, 1):
        table = f"{{rows: front, worst first: [lost, held, won], bend: {bend}}}"
        found = [value(table, front=level) for level in LEVELS["front"]]
        assert found == pytest.approx([0, 0.5 + bend / 4, 1])
    assert value("{rows: front, worst first: [lost, held, won], bend: curve}", front="held") == pytest.approx(0.625)


def test_cells_can_be_ranks_of_an_ordinal_game() -> None:
    """Chicken: 4 is the best of four outcomes, 1 the worst; or, in the other convention, the other way round."""
    ranks = {("hawk", "hawk"): 1, ("hawk", "dove"): 4, ("dove", "hawk"): 2, ("dove", "dove"): 3}
    for scale, turned in (("1 is worst", False), ("1 is best", True)):
        cells = {pair: 5 - rank if turned else rank for pair, rank in ranks.items()}
        rows = ", ".join(
            f"{row}: {{{', '.join(f'{column}: {cells[row, column]}' for column in ('hawk', 'dove'))}}}"
            for row in ("hawk", "dove")
        )
        table = f"{{rows: ann, columns: moves_too, ranks: {scale}, otherwise: 0, cells: {{{rows}}}}}"
        for (ann, bob), rank in ranks.items():
            assert value(table, moves=ann, moves_too=bob) == pytest.approx((rank - 1) / 3)


@pytest.mark.parametrize(
    ("table", "field", "message"),
    [
        ("{rows: front, cells: {lost: 1, hold: 2, won: 3}}", "cells.hold", "did you mean 'held'? (lost, held, won)"),
        ("{rows: front, cells: {lost: 1, won: 3}}", "cells", "the table has nothing for held (levels of front)"),
        ("{rows: front, cells: {lost: 1, held: 1 +, won: 3}}", "cells.held", "the expression is not finished"),
        ("{rows: front, cells: {lost: 1, held: frant, won: 3}}", "cells.held", "unknown name 'frant'"),
        ("{rows: frond, cells: {lost: 1}}", "rows", "'frond' is neither a variable nor somebody who decides"),
        ("{rows: bob, cells: {hawk: 1}}", "rows", "write one of its decisions (moves_too, adds)"),
        ("{rows: side, columns: front, cells: {east: 1, west: 2}}", "cells.east", "'east' needs a mapping"),
        ("{rows: side, cells: {east: {lost: 1}, west: 2}}", "cells.east", "needs one value"),
        ("{rows: front, columns: side, cells: {lost: {east: 1}, held: ALL, won: ALL}}", "lost", "nothing for west"),
        ("{rows: side}", "game", "a table needs one of 'cells', 'best first: [a, b, c]'"),
        ("{rows: side, best first: [east, west], ranks: 1 is best}", "ranks", "'best first' is an order already"),
        ("{rows: side, best first: [east, west, east]}", "game", "'east' has a rank already"),
        ("{rows: front, best first: [won, held]}", "best first", "the order has nothing for lost"),
        ("{rows: front, best first: [won, held, lost], bend: 1.5}", "bend", "must be between -1 and 1, and is 1.5"),
        ("{rows: front, best first: [won, held, lost], bend: front}", "bend", "bend of ranks is fixed for the"),
        ("{rows: front, cells: {lost: 1, held: 1, won: 2}, bend: 1}", "bend", "'bend' belongs to ranks"),
        ("{rows: front, ranks: 1 is best, cells: {lost: 1, held: 2, won: 4}}", "cells", "no cell has the rank 3"),
        ("{rows: front, ranks: 1 is best, cells: {lost: 1, held: 1.5, won: 2}}", "cells.held", "a rank is a whole"),
        ("{rows: front, ranks: 1 is good, cells: {lost: 1, held: 2, won: 3}}", "ranks", "1 is best or 1 is worst"),
    ],
)  # fmt: skip
def test_mistakes_are_reported_once_at_the_cell(table: str, field: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load(table.replace("ALL", "{east: 1, west: 1}"))
    found = [each for each in caught.value.mistakes if message in each.message]
    assert len(found) == 1, caught.value
    assert found[0].where.field.endswith(field) or field in found[0].where.field


def test_a_table_is_allowed_where_its_cells_are() -> None:
    covert = TEXT.replace("- bob moves_too: {", "- bob moves_too: {covert: yes, ")
    table = "{rows: ann, columns: moves_too, otherwise: 0, cells: {hawk: {hawk: 1}}}"
    with pytest.raises(ScenarioError, match="'game' is not allowed here: no other actor knows for certain"):
        loads(covert.replace("TABLE", table).replace("WANT", "game"))
