"""Variants: named changes to a scenario's document."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from detente.errors import Mistake
from detente.scenario.building import text_of
from detente.scenario.names import listed, nearest
from detente.scenario.positions import Where
from detente.scenario.reading import Node, Scalar, Series, Table
from detente.scenario.stages import PERIOD_KEYS, at_once_key, split_head, stages_of

SEES = "sees"
VARIANT_WORDS = frozenset({"says", "why", "source", "builds on", SEES})
REMOVED = "removed"
ON_TOP = " + "
"""Between the names of variants that are applied one after another."""

# The parts of a file that a variant can change; the others say what the analysis is, not what the crisis is.
CHANGEABLE = ("calendar", "state", "numbers", "definitions", "seats", "actors", "stages")


class PathError(Exception):
    """A path that leads nowhere."""


def apply_variant(base: Table, name: str, where: Where, mistakes: list[Mistake]) -> Table:
    """The document with a variant's changes made, those of the variants that it builds on first.

    Args:
        name: of one variant, or of several joined by `ON_TOP`.
    """
    changed, gone = base, set[str]()
    for step in lineage(base, name, where, mistakes):
        table = _variants(base)[step]
        for path, value in table.entries.items():
            if path in VARIANT_WORDS:
                continue
            try:
                changed = _patched(changed, path, value, table.keys[path])
            except PathError as error:
                # Two variants that take the same entry away agree with each other.
                if not (path in gone and text_of(value) == REMOVED):
                    mistakes.append(Mistake(table.keys[path], str(error)))
            if text_of(value) == REMOVED:
                gone.add(path)
    return changed


def lineage(base: Table, name: str, where: Where, mistakes: list[Mistake]) -> tuple[str, ...]:
    """The variants to apply, in order; each once, and those of `name` once more if others have come on top of them."""
    known, done = _variants(base), dict[str, None]()
    order = list[str]()

    def visit(name: str, where: Where, above: tuple[str, ...]) -> None:
        if name not in known:
            mistakes.append(
                Mistake(where, f"unknown variant '{name}'{nearest(name, known)} (variants: {listed(known)})")
            )
        elif name in above:
            circle = " → ".join([*above[above.index(name) :], name])
            mistakes.append(Mistake(where, f"variants build on each other in a circle: {circle}"))
        elif name not in done:
            for parent, place in parents(known[name]):
                visit(parent, place, (*above, name))
            done[name] = None
            order.append(name)

    for each in map(str.strip, name.split(ON_TOP)):
        visit(each, where, ())
        if each in done and order[-1] != each:
            order.append(each)
    return tuple(order)


def pictures(
    base: Table, name: str, where: Where, mistakes: list[Mistake], holders: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Scalar]:
    """Whose picture of the crisis is another variant, and which: of a variant and of those that it builds on.

    Args:
        holders: seat -> the actors that can hold it, to which its picture goes; an actor named itself goes first.
    """
    found: dict[str, Scalar] = {}
    for step in lineage(base, name, where, mistakes):
        own = own_pictures(_variants(base)[step])
        for seat in holders or {}:
            if seat in own:
                found |= dict.fromkeys((holders or {})[seat], own[seat])
        found |= {owner: picture for owner, picture in own.items() if owner not in (holders or {})}
    return found


def own_pictures(table: Table) -> dict[str, Scalar]:
    """Actor or seat -> the variant that a variant gives it as its picture."""
    node = table.get(SEES)
    entries = node.entries if isinstance(node, Table) else {}
    return {name: entry for name, entry in entries.items() if isinstance(entry, Scalar)}


def parents(table: Table) -> tuple[tuple[str, Where], ...]:
    """The variants that a variant builds on, and where it says so."""
    node = table.get("builds on")
    items = node.items if isinstance(node, Series) else [node] if node is not None else []
    return tuple((item.text, item.where) for item in items if isinstance(item, Scalar))


def _variants(base: Table) -> dict[str, Table]:
    node = base.get("variants")
    entries = node.entries if isinstance(node, Table) else {}
    return {name: entry for name, entry in entries.items() if isinstance(entry, Table)}


def _patched(root: Table, path: str, value: Node, where: Where) -> Table:
    """The document with one change made."""
    head, *rest = path.split(".")
    if head not in CHANGEABLE:
        if head == SEES:
            raise PathError(f"'{path}' is no path; write {SEES}: {{ACTOR: VARIANT}}")
        hint = nearest(head, CHANGEABLE if rest else (*CHANGEABLE, *sorted(VARIANT_WORDS)))
        raise PathError(f"a change is a path that begins with {listed(CHANGEABLE)}, not '{path}'{hint}")
    if not rest or not all(part.strip() for part in rest):
        raise PathError(f"'{path}' is no path to an entry, as in state.front.starts")
    if head == "stages":
        return _patched_stage(root, rest, value, where)
    part = root.entries.get(head)
    return root.with_entry(head, _set(part, rest, value, where, head), root.keys.get(head, where))


def _patched_stage(root: Table, rest: list[str], value: Node, where: Where) -> Table:
    key = next((key for key in PERIOD_KEYS if key in root.entries), "")
    series = root.entries.get(key)
    items = series.items if isinstance(series, Series) else []
    names = []
    for index, item in enumerate(items):
        inside = stages_of(item)
        if not isinstance(item, Table) or not isinstance(inside, Table):
            continue
        for head in inside.entries:
            parts = split_head(head)
            names.append(parts[1] if parts else "")
            if names[-1] != rest[0]:
                continue
            if len(rest) == 1 and text_of(value) == REMOVED:
                # What is left of two decisions made at once is a decision like any other.
                left = inside.without(head)
                kept = [*items[:index], *([left] if left.entries else []), *items[index + 1 :]]
            else:
                stage = inside.entries[head] if len(rest) > 1 else None
                entry = _set(stage, rest[1:], value, where, f"stages.{rest[0]}") if len(rest) > 1 else value
                changed = inside.with_entry(head, entry, inside.keys[head])
                if inside is not item:
                    both = at_once_key(item)
                    changed = item.with_entry(both, changed, item.keys[both])
                kept = [*items[:index], changed, *items[index + 1 :]]
            return root.with_entry(key, Series(items[index].where, kept), root.keys[key])
    names = [name for name in names if name]
    raise PathError(f"there is no stage '{rest[0]}'{nearest(rest[0], names)} (stages: {listed(names)})")


def _set(node: Node | None, parts: list[str], value: Node, where: Where, above: str) -> Node:
    """The node with the entry at the path below it replaced, added or removed."""
    if isinstance(node, Scalar) and node.value is None:
        node = Table(node.where)
    if node is None and above in CHANGEABLE:
        node = Table(where)
    if not isinstance(node, Table):
        raise PathError(f"'{above}' has no entries, so there is no '{above}.{parts[0]}'")
    key, *rest = parts
    known = node.entries.get(key)
    if rest:
        if known is None:
            raise PathError(_missing(key, node, above))
        return node.with_entry(key, _set(known, rest, value, where, f"{above}.{key}"), node.keys[key])
    if text_of(value) == REMOVED:
        if known is None:
            raise PathError(_missing(key, node, above))
        return node.without(key)
    if known is None and (twin := _twin(key, node)):
        raise PathError(f"'{above}' has no '{key}' — did you mean '{twin}'? (a new entry needs a name less like it)")
    return node.with_entry(key, value, where)


def _missing(key: str, node: Table, above: str) -> str:
    return f"'{above}' has no '{key}'{nearest(key, node.entries)} (entries: {listed(node.entries)})"


def _twin(key: str, node: Table) -> str:
    """An entry so like the new key that the key is a slip; names that differ in their digits are not."""
    close = difflib.get_close_matches(key, list(node.entries), n=1, cutoff=0.85)
    if close and re.sub(r"\d", "", close[0]) != re.sub(r"\d", "", key):
        return close[0]
    return ""
