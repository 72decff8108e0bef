"""Tables: numbers by acts or levels, read wherever the table's name stands as the expression that they stand for.

A table becomes the bare tree of Σ rows (Σ columns (cell if COLUMN) if ROW), of which one cell at most applies. Ranks
become numbers between 0 (the worst) and 1 (the best): with x = (rank from below) / (number of ranks − 1) the number is
x + bend · x (1 − x), which grows with the rank for every bend from −1 to 1.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from detente.scenario.expressions import Formula
from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.keys.tables import Order, TableKeys
from detente.scenario.model import NumberTable
from detente.scenario.names import Place, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.site import Site
from detente.scenario.syntax import ExpressionError, Syntax, parse
from detente.scenario.tree import Scalar, Table


@dataclass(frozen=True)
class _Axis:
    """What the rows or the columns are.

    Args:
        what: how messages call them (`acts of 'decides'`). tests: of every name the condition that it is the case.
    """

    what: str
    tests: Mapping[str, Syntax]


@dataclass(frozen=True)
class _Cell:
    """A number of the table and its place. column: "" where there is one column."""

    row: str
    column: str
    tree: Syntax


def name_tables(tables: Named[TableKeys] | None, num_stages: int, site: Site) -> tuple[NumberTable, ...]:
    """The tables, which are put among the definitions; one that has mistakes is a broken name there."""
    names = {name: parse("0") for name in (tables.places if tables is not None else ())}
    site.names = replace(site.names, definitions={**site.names.definitions, **names})
    read = {}
    for name, keys, where in list_entries(tables):
        if site.name(name, where, "a table"):
            read[name] = _table(name, keys, num_stages, site)
    records = tuple(record for record in read.values() if record is not None)
    trees = {record.name: record.tree for record in records}
    broken = site.names.broken | (names.keys() - trees.keys())
    site.names = replace(site.names, definitions={**site.names.definitions, **trees}, broken=broken)
    return records


def _table(name: str, keys: TableKeys, num_stages: int, site: Site) -> NumberTable | None:
    """A table; None if it has mistakes."""
    num_mistakes = len(site.mistakes)
    place = Place("a table", "any", types=None, has_beliefs=True, before=num_stages, is_definition=True)
    rows = _axis(keys.rows, site)
    columns = _axis(keys.columns, site) if keys.columns is not None else None
    otherwise = _parsed(keys.otherwise, place, site)
    # That it lies between −1 and 1 is checked once all numbers are known.
    bend = site.formula(keys.bend, Place("the bend of ranks", has_state=False))
    if rows is None or (keys.has("columns") and columns is None):
        return None
    if keys.cells is None:
        cells = _ordered(keys, rows, bend, site)
    elif keys.ranks is None:
        cells = _cells(keys, rows, columns, place, site)
    else:
        cells = _ranked_cells(keys, rows, columns, bend, site)
    if len(site.mistakes) > num_mistakes:
        return None
    return NumberTable(name, _join(cells, rows, columns, otherwise), bend)


# Axes


def _axis(source: Scalar | None, site: Site) -> _Axis | None:
    """The names along one side of the table."""
    if source is None:
        return None
    word, names = source.text, site.names
    if word in names.broken:
        return None
    variable = names.variables.get(word)
    if variable is not None:
        if variable.levels[0][0].isalpha():
            return _Axis(f"levels of {word}", {each: parse(f"{word} == {word}.{each}") for each in variable.levels})
        return _Axis(f"levels of {word}", {each: parse(f"{word} == {each}") for each in variable.levels})
    matching = [each for each in names.decisions if word in (each.name, each.owner)]
    if len(matching) > 1:
        choices = listed(each.name for each in matching)
        site.wrong(source.where, f"'{word}' decides several times in a period; write one of its decisions ({choices})")
        return None
    if not matching:
        known = [*names.variables, *dict.fromkeys(each.owner for each in names.decisions)]
        known += [each.name for each in names.decisions]
        hint = f"{nearest(word, known)} (known: {listed(dict.fromkeys(known))})"
        site.wrong(source.where, f"'{word}' is neither a variable nor somebody who decides, nor a decision{hint}")
        return None
    (decision,) = matching
    return _Axis(f"acts of '{decision.name}'", {act: parse(f"{decision.owner} plays {act}") for act in decision.acts})


# Cells


def _cells(keys: TableKeys, rows: _Axis, columns: _Axis | None, place: Place, site: Site) -> list[_Cell]:
    found = []
    for row, column, cell in _written(keys, rows, columns, site):
        tree = _parsed(cell, place, site)
        if tree is not None:
            found.append(_Cell(row, column, tree))
    return found


def _ranked_cells(keys: TableKeys, rows: _Axis, columns: _Axis | None, bend: Formula | None, site: Site) -> list[_Cell]:
    """Cells that are ranks, as numbers."""
    written: list[tuple[str, str, int]] = []
    for row, column, cell in _written(keys, rows, columns, site):
        if not isinstance(cell.value, int) or isinstance(cell.value, bool) or cell.value < 1:
            site.wrong(cell.where, f"a rank is a whole number from 1 up, not '{cell.text}'")
        else:
            written.append((row, column, cell.value))
    given = {rank for _, _, rank in written}
    missing = [rank for rank in range(1, max(given, default=1)) if rank not in given]
    if missing and keys.cells is not None:
        site.wrong(keys.place("cells"), f"no cell has the rank {missing[0]}; ranks are 1, 2, … without gaps")
    elif len(given) < 2:
        site.wrong(keys.place("cells"), "there must be at least two ranks")
    most = max(given, default=1)
    from_below = {rank: most - rank if keys.ranks == "1 is best" else rank - 1 for rank in given}
    return [_Cell(row, column, _number(from_below[rank], most, bend)) for row, column, rank in written]


def _written(keys: TableKeys, rows: _Axis, columns: _Axis | None, site: Site) -> list[tuple[str, str, Scalar]]:
    """Row, column and value of every cell; notes names that are none, and cells that are missing."""
    table = keys.cells
    assert table is not None
    found: list[tuple[str, str, Scalar]] = []
    for row, entry in table.entries.items():
        if not _knows(row, rows, table.keys[row], site):
            continue
        if isinstance(entry, Table) != (columns is not None):
            needs = "a mapping of its columns" if columns is not None else "one value, as the table has no 'columns'"
            site.wrong(entry.where, f"the row '{row}' needs {needs}")
        elif isinstance(entry, Table) and columns is not None:
            found += [
                (row, column, cell)
                for column, cell in entry.entries.items()
                if _knows(column, columns, entry.keys[column], site) and isinstance(cell, Scalar)
            ]
            _check_missing(entry.entries, columns, entry.where, f"the row '{row}'", keys, site)
        elif isinstance(entry, Scalar):
            found.append((row, "", entry))
    _check_missing(table.entries, rows, keys.place("cells"), "the table", keys, site)
    return found


def _knows(name: str, axis: _Axis, where: Where, site: Site) -> bool:
    if name not in axis.tests:
        site.wrong(where, f"'{name}' is none of the {axis.what}{nearest(name, axis.tests)} ({listed(axis.tests)})")
    return name in axis.tests


def _check_missing(given: Iterable[str], axis: _Axis, where: Where, what: str, keys: TableKeys, site: Site) -> None:
    missing = [name for name in axis.tests if name not in set(given)]
    if missing and not keys.has("otherwise"):
        site.wrong(where, f"{what} has nothing for {listed(missing)} ({axis.what}); add it, or 'otherwise: 0'")


def _parsed(source: Scalar | None, place: Place, site: Site) -> Syntax | None:
    """The bare tree of a value without mistakes."""
    if source is None or site.formula(source, place) is None:
        return None
    try:
        return parse(source.text)
    except ExpressionError as error:
        site.wrong(source.at(error.offset), error.message)
        return None


# Ranks


def _ordered(keys: TableKeys, rows: _Axis, bend: Formula | None, site: Site) -> list[_Cell]:
    """The rows of an order, as numbers."""
    order: Order = keys.worst_first or tuple(reversed(keys.best_first or ()))
    where = keys.value_place("worst first" if keys.worst_first is not None else "best first")
    seen = dict[str, Where]()
    for name in (name for rank in order for name in rank):
        if name.text in seen:
            site.wrong(name.where, f"'{name.text}' has a rank already")
        elif _knows(name.text, rows, name.where, site):
            seen[name.text] = name.where
    _check_missing(seen, rows, where, "the order", keys, site)
    if len(order) < 2:
        site.wrong(where, "there must be at least two ranks")
        return []
    return [_Cell(name.text, "", _number(place, len(order), bend)) for place, rank in enumerate(order) for name in rank]


def _number(place: int, num_ranks: int, bend: Formula | None) -> Syntax:
    """The number of a rank, counted from the worst, 0."""
    share = place / max(1, num_ranks - 1)
    return parse(f"{share!r}" if bend is None else f"{share!r} + ({bend.text}) * {share * (1 - share)!r}")


# The tree


def _join(cells: Sequence[_Cell], rows: _Axis, columns: _Axis | None, otherwise: Syntax | None) -> Syntax:
    """The expression that the cells stand for; no part of it has a place of its own in the text that mentions it."""
    terms = []
    for row, test in rows.tests.items():
        own = [cell for cell in cells if cell.row == row]
        if columns is not None:
            inner = [_if(cell.tree, columns.tests[cell.column]) for cell in own]
        else:
            inner = [cell.tree for cell in own]
        if inner:
            terms.append(_if(_chain("+", inner), test))
    if otherwise is not None:
        applies = [
            test if columns is None else _node("binary", "and", test, columns.tests[cell.column])
            for row, test in rows.tests.items()
            for cell in cells
            if cell.row == row
        ]
        terms.append(_if(otherwise, _node("unary", "not", _chain("or", applies))) if applies else otherwise)
    return _chain("+", terms) if terms else parse("0")


def _if(value: Syntax, condition: Syntax) -> Syntax:
    return _node("choice", "", value, condition)


def _chain(operator: str, parts: Sequence[Syntax]) -> Syntax:
    """The parts joined by an operator, in a tree as flat as can be."""
    if len(parts) == 1:
        return parts[0]
    middle = (len(parts) + 1) // 2
    return _node("binary", operator, _chain(operator, parts[:middle]), _chain(operator, parts[middle:]))


def _node(kind: str, text: str, *parts: Syntax) -> Syntax:
    return Syntax(kind, text, parts, 0, 0, 1 + max(part.depth for part in parts))
