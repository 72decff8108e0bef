"""What differs between two scenario files, entry by entry, and the file that has some of the differences taken over.

Stages are known by their names and claims by their ids, so that a claim that has only moved in its list does not
differ. A number is one entry whatever it says; an actor and a stage are compared value by value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Literal

from detente.scenario.keys.crisis import WORDS_OF_FILE
from detente.scenario.keys.months import PERIOD_KEYS, find_at_once_key, find_stages, split_head
from detente.scenario.keys.values import number_of
from detente.scenario.positions import Where
from detente.scenario.tree import Node, Scalar, Series, Table, to_plain

Path = tuple[str, ...]

ChangeKind = Literal["number", "entry", "order", "words", "beside"]
"""*order*: which stages there are, and in which order. *words*: what only readers read. *beside*: no verdict at the
base values depends on it."""

STAGES, CLAIMS = "stages", "claims"
_BY_VALUE = ("actors", "seats", STAGES, "calendar")
"""Parts that are compared value by value; all others entry by entry."""

_WORDS = frozenset({"why", "source", "says", "called"})
_BESIDE = frozenset({"worlds", "correlations", "commitments", "designs"})
_DOUBTS = frozenset({"range", "one of", "weights", "prior", "most likely", "parameters"})
_LONGEST = 120
_BEFORE = 40
"""Characters that are shown of what two long values have in common, before what differs."""


@dataclass(frozen=True)
class Difference:
    """One entry that two files have differently.

    Args:
        path: such as `("stages", "decides", "arm", "costs")`; `("stages",)` is the list of stages itself.
        before, after: what it says in either file, in short; None where the file does not have it.
        place_before, place_after: where it stands; None where it is not.
    """

    path: Path
    kind: ChangeKind
    before: str | None
    after: str | None
    place_before: Where | None
    place_after: Where | None

    @property
    def name(self) -> str:
        return ".".join(self.path)


def list_differences(first: Table, second: Table) -> tuple[Difference, ...]:
    """Every entry that differs, in the order of the first file, what only the second has behind its neighbours."""
    found = list(_compare(_lay_out(first), _lay_out(second), ()))
    if _arrangement(first) != _arrangement(second):
        places = (_stage_place(first), _stage_place(second))
        found.append(
            Difference((STAGES,), "order", _list_heads(first), _list_heads(second), *places),
        )
    return tuple(found)


def take_over(first: Table, second: Table, paths: Collection[Path]) -> Table:
    """The first file with what the second says at some paths of `list_differences`."""
    laid, other = _lay_out(first), _lay_out(second)
    for path in paths:
        if path != (STAGES,):
            laid = _put(laid, other, path)
    arranged = second if (STAGES,) in paths else first
    return _put_back(laid, other, arranged)


def _compare(first: Node | None, second: Node | None, path: Path) -> Iterator[Difference]:
    if first is not None and second is not None and _is_equal(first, second):
        return
    is_part = len(path) == 1 and (isinstance(first, Table) or isinstance(second, Table))
    if not path or is_part or (len(path) > 1 and path[0] in _BY_VALUE and _are_tables(first, second)):
        one, other = _entries(first), _entries(second)
        for key in _in_order(one, other):
            # Which stages there are is a difference of its own.
            if path == (STAGES,) and not (key in one.entries and key in other.entries):
                continue
            yield from _compare(one.entries.get(key), other.entries.get(key), (*path, key))
        return
    yield Difference(
        path,
        _kind_of(path, first, second),
        *_describe_both(first, second),
        None if first is None else first.where,
        None if second is None else second.where,
    )


def _are_tables(first: Node | None, second: Node | None) -> bool:
    return isinstance(first, Table) and isinstance(second, Table)


def _entries(node: Node | None) -> Table:
    return node if isinstance(node, Table) else Table(Where("", 1, 1, "") if node is None else node.where)


def _in_order(first: Table, second: Table) -> list[str]:
    """The keys of both: those of the first, and each further one behind the key that it stands behind in the second."""
    keys = list(first.entries)
    before = None
    for key in second.entries:
        if key not in first.entries:
            keys.insert(0 if before is None else keys.index(before) + 1, key)
        before = key
    return keys


def _is_equal(first: Node, second: Node) -> bool:
    """Whether two values say the same: 50 % is 0.5."""
    if isinstance(first, Table) and isinstance(second, Table):
        same = first.entries.keys() == second.entries.keys()
        return same and all(_is_equal(node, second.entries[key]) for key, node in first.entries.items())
    if isinstance(first, Series) and isinstance(second, Series):
        return len(first.items) == len(second.items) and all(map(_is_equal, first.items, second.items))
    numbers = number_of(first), number_of(second)
    if None not in numbers:
        return numbers[0] == numbers[1]
    return bool(to_plain(first) == to_plain(second))


def _kind_of(path: Path, first: Node | None, second: Node | None) -> ChangeKind:
    if path[0] in WORDS_OF_FILE or path[-1] in _WORDS:
        return "words"
    if path[0] in _BESIDE:
        return "beside"
    if len(path) == 2 and _are_same_without(first, second, _WORDS):
        return "words"
    if path[0] != "numbers":
        return "entry"
    is_based = all(isinstance(each, Table) and "base" in each.entries for each in (first, second))
    return "beside" if is_based and _are_same_without(first, second, _WORDS | _DOUBTS) else "number"


def _are_same_without(first: Node | None, second: Node | None, words: Collection[str]) -> bool:
    """Whether two mappings differ in some of their keys alone."""
    if not (isinstance(first, Table) and isinstance(second, Table)):
        return False
    left = [Table(each.where, {k: n for k, n in each.entries.items() if k not in words}) for each in (first, second)]
    return _is_equal(*left)


def _describe_both(first: Node | None, second: Node | None) -> tuple[str | None, str | None]:
    """Two values on a line each; of long ones what differs, so that no cut takes it away."""
    if first is None or second is None:
        return None if first is None else describe(first), None if second is None else describe(second)
    texts = _flow(first), _flow(second)
    if _are_long(texts) and isinstance(first, Table) and isinstance(second, Table):
        texts = _flow(_without_same(first, second)), _flow(_without_same(second, first))
    if not _are_long(texts):
        return texts
    alike = next((n for n, (one, other) in enumerate(zip(*texts, strict=False)) if one != other), min(map(len, texts)))
    start = max(alike - _BEFORE, 0)
    return _cut(texts[0], start), _cut(texts[1], start)


def _are_long(texts: tuple[str, str]) -> bool:
    return max(map(len, texts)) > _LONGEST


def _without_same(table: Table, other: Table) -> Table:
    """The entries of a mapping that another one does not have, or has differently."""
    own = {key: node for key, node in table.entries.items() if not _is_same_in(other, key, node)}
    return Table(table.where, own)


def _is_same_in(table: Table, key: str, node: Node) -> bool:
    return key in table.entries and _is_equal(table.entries[key], node)


def _cut(text: str, start: int = 0) -> str:
    """A text from a place on, no longer than a line."""
    left = f"…{text[start:]}" if start else text
    return left if len(left) <= _LONGEST else f"{left[: _LONGEST - 1]}…"


def describe(node: Node) -> str:
    """A value on one line, without its reasons."""
    return _cut(_flow(node))


def _flow(node: Node) -> str:
    if isinstance(node, Table):
        inner = (f"{key}: {_flow(entry)}" for key, entry in node.entries.items() if key not in ("why", "source"))
        return "{" + ", ".join(inner) + "}"
    if isinstance(node, Series):
        return "[" + ", ".join(map(_flow, node.items)) + "]"
    assert isinstance(node, Scalar)
    return " ".join(node.text.split())


def _period_key(root: Table) -> str:
    return next((key for key in PERIOD_KEYS if key in root.entries), "")


def _stage_place(root: Table) -> Where:
    return root.place(_period_key(root))


def _items(root: Table) -> list[Table]:
    series = root.entries.get(_period_key(root))
    return [item for item in series.items if isinstance(item, Table)] if isinstance(series, Series) else []


def _arrangement(root: Table) -> tuple[object, ...]:
    """The stages by head, with those that are made at once together, and the key that they stand under."""
    return _period_key(root), *(
        (bool(find_at_once_key(item)), tuple(_entries(find_stages(item)).entries)) for item in _items(root)
    )


def _list_heads(root: Table) -> str:
    heads = (" and ".join(_entries(find_stages(item)).entries) for item in _items(root))
    return f"{_period_key(root)}: {', '.join(heads)}"


def _bodies(root: Table) -> dict[str, tuple[Node, Where]]:
    """The content of every stage, by its name, or by its whole head where another stage has the same name."""
    bodies: dict[str, tuple[Node, Where]] = {}
    for item in _items(root):
        inside = _entries(find_stages(item))
        for head, body in inside.entries.items():
            bodies[_stage_name(head, bodies)] = body, inside.place(head)
    return bodies


def _stage_name(head: str, taken: Collection[str]) -> str:
    parts = split_head(head)
    return parts[1] if parts is not None and parts[1] not in taken else head


def _lay_out(root: Table) -> Table:
    """The file with its stages and claims by name instead of in lists."""
    laid, bodies = root, _bodies(root)
    if period := _period_key(root):
        where = root.keys[period]
        table = Table(where, {name: body for name, (body, _) in bodies.items()}, {n: w for n, (_, w) in bodies.items()})
        laid = laid.without(period).with_entry(STAGES, table, where)
    claims = root.entries.get(CLAIMS)
    if isinstance(claims, Series):
        named = {_claim_id(claim, number): claim for number, claim in enumerate(claims.items, start=1)}
        places = {name: claim.where for name, claim in named.items()}
        laid = laid.with_entry(CLAIMS, Table(claims.where, named, places), root.keys[CLAIMS])
    return laid


def _claim_id(claim: Node, number: int) -> str:
    written = claim.entries.get("id") if isinstance(claim, Table) else None
    return written.text if isinstance(written, Scalar) and written.text else f"claim_{number}"


def _put(node: Table, other: Table, path: Path) -> Table:
    """The first of two laid-out files with what the second says at a path."""
    key, rest = path[0], path[1:]
    if rest:
        inner = _put(_entries(node.entries.get(key)), _entries(other.entries.get(key)), rest)
        return node.with_entry(key, inner, node.place(key)) if inner.entries else node.without(key)
    if key not in other.entries:
        return node.without(key)
    entries = {**node.entries, key: other.entries[key]}
    places = {**node.keys, key: other.place(key)}
    return Table(node.where, {name: entries[name] for name in _in_order(node, other) if name in entries}, places)


def _put_back(laid: Table, other: Table, arranged: Table) -> Table:
    """A laid-out file as a file again, its stages as one file has them; bodies that it lacks are those of the other."""
    root = Table(laid.where, dict(laid.entries), dict(laid.keys))
    stages = {**_entries(other.entries.get(STAGES)).entries, **_entries(laid.entries.get(STAGES)).entries}
    root.entries.pop(STAGES, None)
    if period := _period_key(arranged):
        items: list[Node] = []
        taken: set[str] = set()
        for item in _items(arranged):
            inside = _entries(find_stages(item))
            bodies = {}
            for head in inside.entries:
                name = _stage_name(head, taken)
                taken.add(name)
                bodies[head] = stages[name]
            changed = Table(inside.where, bodies, inside.keys)
            key = find_at_once_key(item)
            items.append(item.with_entry(key, changed, item.keys[key]) if key else changed)
        root = root.with_entry(period, Series(arranged.entries[period].where, items), arranged.keys[period])
    claims = root.entries.get(CLAIMS)
    if isinstance(claims, Table):
        root = root.with_entry(CLAIMS, Series(claims.where, list(claims.entries.values())), root.keys[CLAIMS])
    return root


def keep_claims(root: Table, ids: Collection[str]) -> Table:
    """The file with some of its claims alone; they keep their ids."""
    claims = root.entries.get(CLAIMS)
    if not isinstance(claims, Series):
        return root
    kept: list[Node] = []
    for number, claim in enumerate(claims.items, start=1):
        name = _claim_id(claim, number)
        if name in ids and isinstance(claim, Table):
            identity = Scalar(claim.where, name, name)
            kept.append(claim if "id" in claim.entries else claim.with_entry("id", identity, claim.where))
    return root.with_entry(CLAIMS, Series(claims.where, kept), root.keys[CLAIMS]) if kept else root.without(CLAIMS)
