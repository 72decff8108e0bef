"""The keys of tables: numbers by acts or levels, cell by cell or as an order."""

from __future__ import annotations

from typing import Annotated, Literal

from detente.scenario.keys.entry import Kind, Reading, key, needed
from detente.scenario.keys.noted import Noted
from detente.scenario.keys.values import EXPRESSION_SCHEMA, Expression, Text, read_one_of
from detente.scenario.tree import Node, Scalar, Series, Table

Order = tuple[tuple[Scalar, ...], ...]
Scale = Literal["1 is best", "1 is worst"]


def _read_cells(node: Node) -> Table:
    if not isinstance(node, Table):
        raise needed("a mapping of rows, such as {hawk: {hawk: -1, dove: 2}, dove: {hawk: 0, dove: 1}},", node)
    for row in node.entries.values():
        for cell in row.entries.values() if isinstance(row, Table) else [row]:
            if not isinstance(cell, Scalar) or cell.value is None:
                raise needed("an expression", cell)
    return node


def _read_order(node: Node) -> Order:
    """The ranks of a list, each a name or a list of names that are equally good."""
    if not isinstance(node, Series):
        raise needed("a list of names", node)
    ranks = []
    for item in node.items:
        names = item.items if isinstance(item, Series) else [item]
        for name in names:
            if not isinstance(name, Scalar) or name.value is None:
                raise needed("a name, or a list of names that are equally good,", name)
        ranks.append(tuple(name for name in names if isinstance(name, Scalar)))
    return tuple(ranks)


_CELL = {"type": [*EXPRESSION_SCHEMA["type"], "object"], "additionalProperties": EXPRESSION_SCHEMA}
_CELLS_SCHEMA = {"type": "object", "additionalProperties": _CELL}
_ORDER_SCHEMA = {"type": "array", "items": {"type": ["string", "number", "array"]}, "minItems": 2}
_SCALES = ("1 is best", "1 is worst")

CellTable = Annotated[Table, Kind("rows of cells, each an expression", _read_cells, _CELLS_SCHEMA)]
Ranked = Annotated[Order, Kind("list of names, equally good ones in a list of their own", _read_order, _ORDER_SCHEMA)]
RankScale = Annotated[Scale, Kind("1 is best or 1 is worst", read_one_of(*_SCALES), {"enum": list(_SCALES)})]


class TableKeys(Noted):
    """Numbers by the acts of a decision, or by the levels of a variable."""

    shown = ("rows", "cells")

    rows: Text | None = key(
        "What the rows are: the acts of an actor or seat that decides once in a period, those of a decision, or the "
        "levels of a variable",
        example="moscow",
        is_needed=True,
    )
    columns: Text | None = key("What the columns are, in the same way", default="one column", example="washington")
    cells: CellTable | None = key(
        "The number of every row, or of every row and column",
        example="{hawk: {hawk: -1, dove: 2}, dove: {hawk: 0, dove: 1}}",
    )
    ranks: RankScale | None = key("The cells are ranks, 1, 2, …, and not numbers", example="1 is best")
    best_first: Ranked | None = key(
        "The rows in their order, instead of cells", name="best first", example="[win, settle, lose]"
    )
    worst_first: Ranked | None = key(
        "The rows in the opposite order", name="worst first", example="[lose, settle, win]"
    )
    bend: Expression | None = key(
        "How unequal the steps between ranks are, −1 … 1: above 0 the step up from the worst is the greatest, below 0 "
        "the step up to the best",
        default=0,
        example="curvature",
    )
    otherwise: Expression | None = key(
        "The number where no cell applies, and that of cells left out", default="0, and none left out", example="0"
    )

    def check(self, reading: Reading) -> None:
        orders = [word for word in ("cells", "best first", "worst first") if self.has(word)]
        if len(orders) != 1:
            message = "a table needs one of 'cells', 'best first: [a, b, c]' and 'worst first: [a, b, c]'"
            reading.wrong(self.where, message)
        elif self.columns is not None and self.cells is None:
            reading.wrong(self.place("columns"), f"'{orders[0]}' orders rows; a table with columns has 'cells'")
        elif self.ranks is not None and self.cells is None:
            reading.wrong(self.place("ranks"), f"'ranks' says what cells are; '{orders[0]}' is an order already")
        elif self.bend is not None and self.cells is not None and self.ranks is None:
            reading.wrong(self.place("bend"), "'bend' belongs to ranks; these cells are numbers already")
