"""Variants: named changes to a scenario's document."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from detente.errors import Mistake
from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.keys.months import PERIOD_KEYS, find_at_once_key, find_stages, split_head
from detente.scenario.keys.variants import VariantKeys
from detente.scenario.names import listed, nearest
from detente.scenario.positions import Where
from detente.scenario.tree import Node, Scalar, Series, Table
from detente.scenario.type_order import with_places_kept

Variants = Named[VariantKeys]
Followed = tuple[str, Where, Where]
"""The name of a rule, its place, and the place of the commitment's name."""

REMOVED = "removed"
ON_TOP = " + "
"""Between the names of variants that are applied one after another."""

# The parts of a file that a variant can change; the others describe the analysis, not the crisis.
CHANGEABLE = ("calendar", "state", "numbers", "definitions", "tables", "seats", "actors", "joint prior", "stages")


WHOLE = ("joint prior",)
"""Those that a change replaces as a whole: lists, which have no names."""


class PathError(Exception):
    """A path that leads nowhere."""


def apply_variant(base: Table, variants: Variants, name: str, mistakes: list[Mistake]) -> Table:
    """The document with a variant's changes made, those of the variants that it builds on first.

    Args:
        name: of one variant, or of several joined by `ON_TOP`.
    """
    changed, gone = base, set[str]()
    for step in find_lineage(variants, name, base.place("variants"), mistakes):
        changes = variants.entries[step].changes
        for path, value in changes.entries.items() if changes is not None else ():
            where = changes.places[path] if changes is not None else base.where
            try:
                changed = _patched(changed, path, value, where)
            except PathError as error:
                # Two variants that take the same entry away agree with each other.
                if not (path in gone and _is_removed(value)):
                    mistakes.append(Mistake(where, str(error)))
            if _is_removed(value):
                gone.add(path)
    return with_places_kept(changed, base)


def find_lineage(variants: Variants, name: str, where: Where, mistakes: list[Mistake]) -> tuple[str, ...]:
    """The variants to apply, in order; each once, and those of `name` once more if others have come on top of them."""
    entries, done = variants.entries, dict[str, None]()
    order = list[str]()

    def visit(name: str, where: Where, above: tuple[str, ...]) -> None:
        if name not in entries:
            mistakes.append(
                Mistake(where, f"unknown variant '{name}'{nearest(name, entries)} (variants: {listed(entries)})")
            )
        elif name in above:
            circle = " → ".join([*above[above.index(name) :], name])
            mistakes.append(Mistake(where, f"variants build on each other in a circle: {circle}"))
        elif name not in done:
            for parent in entries[name].builds_on or ():
                visit(parent.text, parent.where, (*above, name))
            done[name] = None
            order.append(name)

    for each in map(str.strip, name.split(ON_TOP)):
        visit(each, where, ())
        if each in done and order[-1] != each:
            order.append(each)
    return tuple(order)


def find_perceptions(
    variants: Variants, name: str, where: Where, holders: Mapping[str, Sequence[str]] | None = None
) -> dict[str, Scalar]:
    """Whose perception of the crisis is another variant, and which: of a variant and of those that it builds on.

    Args:
        where: the place of the name. holders: seat -> the actors that can hold it, to which its perception goes; an
            actor named itself goes first.
    """
    given: dict[str, Scalar] = {}
    for step in find_lineage(variants, name, where, []):
        own = list_own_perceptions(variants.entries[step])
        for seat in holders or {}:
            if seat in own:
                given |= dict.fromkeys((holders or {})[seat], own[seat])
        given |= {owner: perception for owner, perception in own.items() if owner not in (holders or {})}
    return given


def list_own_perceptions(keys: VariantKeys) -> Mapping[str, Scalar]:
    """Actor or seat -> the variant that a variant gives it as its perception."""
    return keys.sees.entries if keys.sees is not None else {}


def find_followed(variants: Variants, name: str, where: Where) -> dict[str, Followed]:
    """By commitment the rule that its decision follows under a variant or those that it builds on; the last one holds.

    Args:
        name: of one variant, or of several joined by `ON_TOP`. where: the place of the name.
    """
    followed: dict[str, Followed] = {}
    for step in find_lineage(variants, name, where, []):
        for commitment, rule, place in list_entries(variants.entries[step].follows):
            followed[commitment] = (rule.text, rule.where, place)
    return followed


def _is_removed(value: Node) -> bool:
    return isinstance(value, Scalar) and value.value is not None and value.text == REMOVED


def _patched(root: Table, path: str, value: Node, where: Where) -> Table:
    """The document with one change made."""
    head, *rest = path.split(".")
    if head not in CHANGEABLE:
        if head == "sees":
            raise PathError(f"'{path}' is not a path; write sees: {{ACTOR: VARIANT}}")
        hint = nearest(head, CHANGEABLE if rest else (*CHANGEABLE, *sorted(VariantKeys.key_fields())))
        raise PathError(f"a change is a path that begins with {listed(CHANGEABLE)}, not '{path}'{hint}")
    if head in WHOLE and not rest:
        return root.without(head) if _is_removed(value) else root.with_entry(head, value, where)
    if head in WHOLE or not rest or not all(part.strip() for part in rest):
        raise PathError(f"'{path}' is not a path to an entry, as in state.front.starts")
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
        inside = find_stages(item)
        if not isinstance(item, Table) or not isinstance(inside, Table):
            continue
        for head in inside.entries:
            parts = split_head(head)
            names.append(parts[1] if parts else "")
            if names[-1] != rest[0]:
                continue
            if len(rest) == 1 and _is_removed(value):
                # What is left of two decisions made at once is a decision like any other; more are still at once.
                left = inside.without(head)
                if len(left.entries) > 1:
                    at_once = find_at_once_key(item)
                    left = item.with_entry(at_once, left, item.keys[at_once])
                stages = [*items[:index], *([left] if left.entries else []), *items[index + 1 :]]
            else:
                stage = inside.entries[head] if len(rest) > 1 else None
                entry = _set(stage, rest[1:], value, where, f"stages.{rest[0]}") if len(rest) > 1 else value
                changed = inside.with_entry(head, entry, inside.keys[head])
                if inside is not item:
                    at_once = find_at_once_key(item)
                    changed = item.with_entry(at_once, changed, item.keys[at_once])
                stages = [*items[:index], changed, *items[index + 1 :]]
            return root.with_entry(key, Series(items[index].where, stages), root.keys[key])
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
    entry = node.entries.get(key)
    if rest:
        if entry is None:
            raise PathError(_missing(key, node, above))
        return node.with_entry(key, _set(entry, rest, value, where, f"{above}.{key}"), node.keys[key])
    if _is_removed(value):
        if entry is None:
            raise PathError(_missing(key, node, above))
        return node.without(key)
    if entry is None and (twin := _twin(key, node)):
        raise PathError(f"'{above}' has no '{key}' — did you mean '{twin}'? (a new entry needs a name less like it)")
    return node.with_entry(key, value, where)


def _missing(key: str, node: Table, above: str) -> str:
    return f"'{above}' has no '{key}'{nearest(key, node.entries)} (entries: {listed(node.entries)})"


def _twin(key: str, node: Table) -> str:
    """An entry so like the new key that the key is a slip; names that differ in their digits are not."""
    swapped = [name for name in node.entries if _is_swapped(key, name)]
    close = swapped or difflib.get_close_matches(key, list(node.entries), n=1, cutoff=0.85)
    if close and re.sub(r"\d", "", close[0]) != re.sub(r"\d", "", key):
        return close[0]
    return ""


def _is_swapped(word: str, name: str) -> bool:
    """Whether two neighbouring letters have changed places, and nothing else."""
    return any(f"{word[:n]}{word[n + 1]}{word[n]}{word[n + 2 :]}" == name for n in range(len(word) - 1))
