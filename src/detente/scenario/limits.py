"""How large a file may be, part by part, so that reading it takes seconds and not hours."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from detente.errors import Mistake
from detente.scenario.keys.months import PERIOD_KEYS, find_stages, split_head
from detente.scenario.positions import Where
from detente.scenario.sharing import Shared
from detente.scenario.syntax import ExpressionError, Syntax, parse
from detente.scenario.tree import Node, Scalar, Series, Table

MAX_LEVELS = 1_000
"""A variable with more of them is no longer one that an analyst enumerates."""

MAX_ACTS = 200
"""Memory for play grows with their square; those of a range of numbers count one by one."""

MAX_VALUES = 20_000
"""Words, numbers, texts, lists and mappings of a file; the largest bundled crisis has a tenth of this."""

MAX_READINGS = 1_000_000
"""Values times variants: every variant is the whole file once more."""

MAX_WRITTEN_OUT = 100_000
"""Parts of all definitions and tables, each counted as often as its name stands in the file."""

_PARTS_OF_A_CELL = 8

_WORD = re.compile(r"[^\W\d_]\w*")


@dataclass(frozen=True)
class Limit:
    """How many entries a part of the file may have. advice: what to do instead."""

    most: int
    what: str
    advice: str = ""


_PARTS = {
    "variants": Limit(300, "variants", "; a number that takes many values is a range, drawn by worlds"),
    "claims": Limit(1_000, "claims"),
    "state": Limit(200, "variables", "; what follows from the date or from other variables is an expression"),
    "numbers": Limit(2_000, "numbers"),
    "definitions": Limit(500, "definitions"),
    "correlations": Limit(500, "correlations"),
    "tables": Limit(500, "tables"),
    "sources": Limit(2_000, "sources"),
    "leaves out": Limit(200, "things left out"),
    "commitments": Limit(50, "commitments"),
    "designs": Limit(50, "designs"),
    "events": Limit(2_000, "events", "; more are read from a table of their own"),
    "joint prior": Limit(2_000, "lines of the joint prior"),
    "measures": Limit(500, "measures"),
    "actors": Limit(50, "actors"),
    "seats": Limit(50, "seats"),
}
MAX_STAGES = 200
"""Of a period."""

_STAGES = Limit(MAX_STAGES, "stages")
_LEVELS = Limit(MAX_LEVELS, "levels", "; group them")
_ENTRIES = Limit(MAX_ACTS, "entries", "; group acts or results that differ little")


def find_excess(root: Table, shared: Shared | None = None) -> Mistake | None:
    """What makes a file too large to be read, at its place; None if it is not.

    Args:
        shared: what was found in parts that other variants of the file have too.
    """
    shared = shared or Shared()
    return shared.find(root, _too_many_entries) or _too_many_values(root, shared) or _too_long_definitions(root, shared)


def _too_many_entries(root: Node) -> Mistake | None:
    for node, limit, where in _limited(root) if isinstance(root, Table) else ():
        number = len(node.entries if isinstance(node, Table) else node.items)
        if number > limit.most:
            message = f"there are {number:,} {limit.what} here; at most {limit.most:,} are allowed{limit.advice}"
            return Mistake(where, message)
    return None


def _limited(root: Table) -> Iterator[tuple[Table | Series, Limit, Where]]:
    """Every list and mapping that has a limit of its own, with the place to report."""
    for key, limit in _PARTS.items():
        node = root.entries.get(key)
        if isinstance(node, Table | Series):
            yield node, limit, root.place(key)
    state = root.entries.get("state")
    tables = [each for each in state.entries.values() if isinstance(each, Table)] if isinstance(state, Table) else []
    for variable in tables:
        for key, levels in variable.entries.items():
            if isinstance(levels, Series):
                yield levels, _LEVELS, variable.keys[key]
    for key in PERIOD_KEYS:
        stages = root.entries.get(key)
        if isinstance(stages, Series):
            yield stages, _STAGES, root.place(key)
            for item in stages.items:
                yield from _menus(find_stages(item))


def _menus(stages: Node) -> Iterator[tuple[Table, Limit, Where]]:
    """The menus and lotteries of an item of the list of stages."""
    if not isinstance(stages, Table):
        return
    for head, stage in stages.entries.items():
        if isinstance(stage, Table) and split_head(head):
            yield stage, _ENTRIES, stages.place(head)
            for act in stage.entries.values():
                results = act.entries.get("results") if isinstance(act, Table) else None
                for lottery in (act, results):
                    if isinstance(lottery, Table):
                        yield lottery, _ENTRIES, lottery.where


def _too_many_values(root: Table, shared: Shared) -> Mistake | None:
    sizes = {key: shared.find(node, _count) for key, node in root.entries.items()}
    total, variants = sum(sizes.values()), root.entries.get("variants")
    largest = max(sizes, key=lambda key: sizes[key], default="")
    if total > MAX_VALUES:
        message = f"the file has {total:,} values, {sizes[largest]:,} of them under '{largest}'; at most {MAX_VALUES:,}"
        return Mistake(root.place(largest), f"{message} are allowed")
    num_variants = len(variants.entries) if isinstance(variants, Table) else 0
    if total * num_variants > MAX_READINGS:
        message = f"the file has {total:,} values and {num_variants:,} variants, each of which is the whole file once"
        allowed = f"at most {MAX_READINGS // total:,} variants are allowed in a file of this size"
        return Mistake(root.place("variants"), f"{message} more; {allowed}")
    return None


def _count(node: Node) -> int:
    """The values in a node, itself included."""
    number, waiting = 0, [node]
    while waiting:
        inner = waiting.pop()
        number += 1
        waiting.extend(inner.entries.values() if isinstance(inner, Table) else ())
        waiting.extend(inner.items if isinstance(inner, Series) else ())
    return number


def _too_long_definitions(root: Table, shared: Shared) -> Mistake | None:
    """What is wrong where definitions, each written out wherever its name stands, make the file too long."""
    definitions, tables = (root.entries.get(key) for key in ("definitions", "tables"))
    groups = [group for group in (definitions, tables) if isinstance(group, Table)]
    sizes = {name: shared.find(node, _size) for group in groups for name, node in group.entries.items()}
    uses = dict.fromkeys(sizes, 0)
    for key, node in root.entries.items():
        words = shared.find(node, _count_words) if sizes and key not in ("definitions", "tables") else Counter()
        for word in sizes.keys() & words.keys():
            uses[word] += words[word]
    parts = {name: uses[name] * sizes[name] for name in sizes}
    largest = max(parts, key=lambda name: parts[name], default="")
    if sum(parts.values()) <= MAX_WRITTEN_OUT:
        return None
    message = (
        "definitions and tables are read as if written out wherever their names stand: "
        f"{sum(parts.values()):,} parts in all, of which '{largest}' makes {parts[largest]:,} "
        f"({uses[largest]:,} times {sizes[largest]:,}); at most {MAX_WRITTEN_OUT:,} are allowed"
    )
    group = next(group for group in groups if largest in group.entries)
    return Mistake(group.place(largest), message)


def _size(definition: Node) -> int:
    """The parts of a definition, or of a table, each cell of which is a condition and a sum; 0 for what is neither."""
    if isinstance(definition, Table):
        return _PARTS_OF_A_CELL * _count(definition)
    try:
        waiting = [parse(definition.text)] if isinstance(definition, Scalar) else list[Syntax]()
    except ExpressionError:
        return 0
    number = 0
    while waiting:
        number += 1
        waiting.extend(waiting.pop().parts)
    return number


def _count_words(node: Node) -> Counter[str]:
    """How often each word stands in the texts of a node."""
    return Counter(word for text in _texts(node) for word in _WORD.findall(text))


def _texts(node: Node) -> Iterator[str]:
    """The texts in a node."""
    waiting = [node]
    while waiting:
        inner = waiting.pop()
        if isinstance(inner, Scalar) and isinstance(inner.value, str):
            yield inner.text
        waiting.extend(inner.entries.values() if isinstance(inner, Table) else ())
        waiting.extend(inner.items if isinstance(inner, Series) else ())
