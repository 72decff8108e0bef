"""Designs: variants with free words. A member of a design is the variant with a value in the place of each word."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Mapping

from detente.scenario.keys.designs import DesignKeys, FreeWordKeys
from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.keys.values import number_of
from detente.scenario.model import Design, FreeWord, Measure
from detente.scenario.names import listed, nearest
from detente.scenario.positions import Where
from detente.scenario.ranges import build_range, write_number
from detente.scenario.site import Site, text_of
from detente.scenario.tree import Node, Scalar, Series, Table, walk

MOST_VALUES = 1_000
"""Of one word."""

MOST_MEMBERS = 1_000_000_000
"""Of a design; an optimiser tries some hundreds of them."""

_OF_A_VARIANT = ("says", "builds on", "why", "source")
_OF_A_DESIGN = frozenset(DesignKeys.key_fields())
_WORDS = frozenset({"says", "why", "source", "called"})

Values = Mapping[str, str]
"""Word -> its value, as files write it."""


def build_designs(
    designs: Named[DesignKeys] | None, measures: Collection[Measure], variants: Collection[str], site: Site
) -> tuple[Design, ...]:
    """The designs, in file order."""
    records = []
    for name, keys, where in list_entries(designs):
        num_mistakes = len(site.mistakes)
        site.name(name, where, "a design")
        words = tuple(_word(*entry, keys, site) for entry in list_entries(keys.tried))
        _check_aim(keys, measures, site)
        for each in (*(keys.against or ()), *(keys.builds_on or ())):
            if each.text not in variants:
                hint = f"{nearest(each.text, variants)} (variants: {listed(variants)})"
                site.wrong(each.where, f"unknown variant '{each.text}'{hint}")
        if keys.changes is None or not keys.changes.places:
            site.wrong(keys.where, "a design changes something: write a path and its new value, as in a variant")
        if len(site.mistakes) > num_mistakes:
            continue
        record = Design(
            name=name,
            words=words,
            serves=text_of(keys.serves),
            measure=text_of(keys.by),
            against=None if keys.against is None else tuple(each.text for each in keys.against),
            says=text_of(keys.says) or "",
            note=site.note(keys),
            where=where,
        )
        if record.num_members > MOST_MEMBERS:
            message = f"the free words have {record.num_members:,} combinations; at most {MOST_MEMBERS:,} are allowed"
            site.wrong(keys.place("for"), f"{message}; take larger steps")
        else:
            records.append(record)
    return tuple(records)


def _check_aim(keys: DesignKeys, measures: Collection[Measure], site: Site) -> None:
    """Notes what is not an aim: an actor or a measure that there is not, or a measure without a better side."""
    known = {each.name: each for each in measures}
    if keys.serves is None and keys.by is None:
        site.wrong(keys.where, "a design has an aim: write 'serves: ACTOR', or 'by: MEASURE'")
    if keys.serves is not None and keys.serves.text not in site.names.actors:
        hint = f"{nearest(keys.serves.text, site.names.actors)} (actors: {listed(site.names.actors)})"
        site.wrong(keys.serves.where, f"unknown actor '{keys.serves.text}'{hint}")
    if keys.by is None:
        return
    if keys.by.text not in known:
        hint = f"{nearest(keys.by.text, known)} (measures: {listed(known)})"
        site.wrong(keys.by.where, f"unknown measure '{keys.by.text}'{hint}")
    elif known[keys.by.text].better is None:
        site.wrong(keys.by.where, f"the measure '{keys.by.text}' does not say whether more or less is better")


def _word(name: str, keys: FreeWordKeys, where: Where, design: DesignKeys, site: Site) -> FreeWord:
    site.name(name, where, "a free word")
    pattern = _pattern([name])
    changes = design.changes.entries.values() if design.changes is not None else ()
    if not any(pattern.search(node.text) for change in changes for node in walk(change) if isinstance(node, Scalar)):
        site.wrong(where, f"the free word '{name}' stands in none of the changes")
    if keys.one_of is not None:
        texts = tuple(value.text for value in keys.one_of)
        if len(set(texts)) < len(texts):
            site.wrong(keys.value_place("one of"), "a value is given twice")
        return FreeWord(name, texts, is_ordered=False)
    if keys.first is None or keys.last is None:
        return FreeWord(name, (), is_ordered=True)
    numbers = build_range((keys.first, keys.last), keys.step, MOST_VALUES, "numbers", site)
    return FreeWord(name, tuple(map(write_number, numbers)), is_ordered=True)


def add_member(root: Table, design: str, values: Values) -> tuple[Table, str]:
    """The file with a member of a design among its variants, and the name of that variant.

    Args:
        values: of every free word.
    """
    designs, variants = root.entries["designs"], root.get("variants")
    assert isinstance(designs, Table)
    written = designs.entries[design]
    assert isinstance(written, Table)
    kept = [key for key in written.entries if key in _OF_A_VARIANT or key not in _OF_A_DESIGN]
    entries = {
        key: written.entries[key] if key in _OF_A_VARIANT else fill_in(written.entries[key], values) for key in kept
    }
    table = variants if isinstance(variants, Table) else Table(root.place("variants"))
    shown = "_".join(part for each in values.items() for part in each).replace("-", "minus_")
    name = re.sub(r"\W", "_", f"{design}_{shown}")
    while name in table.entries:
        name += "_"
    where = designs.place(design)
    member = Table(written.where, entries, {key: written.place(key) for key in kept})
    return root.with_entry("variants", table.with_entry(name, member, where), root.place("variants")), name


def fill_in(node: Node, values: Values) -> Node:
    """A new value with the values of the free words in their place."""
    if isinstance(node, Table):
        entries = {key: entry if key in _WORDS else fill_in(entry, values) for key, entry in node.entries.items()}
        return Table(node.where, entries, node.keys)
    if isinstance(node, Series):
        return Series(node.where, [fill_in(item, values) for item in node.items])
    assert isinstance(node, Scalar)
    if not isinstance(node.value, str):
        return node
    if node.text.strip() in values:
        text = values[node.text.strip()]
        number = number_of(Scalar(node.where, text, _as_number(text)))
        return Scalar(node.where, text, text if number is None else number, True, None)
    text = _pattern(values).sub(lambda found: _in_expression(values[found[0]]), node.text)
    return node if text == node.text else Scalar(node.where, text, text, node.is_bare, None)


def _as_number(text: str) -> str | float:
    try:
        number = float(text)
    except ValueError:
        return text
    return number if math.isfinite(number) else text


def _in_expression(value: str) -> str:
    return f"({value})" if value.startswith("-") else value


def _pattern(words: Collection[str]) -> re.Pattern[str]:
    """Any of the words, by itself."""
    return re.compile(rf"(?<![\w.])(?:{'|'.join(map(re.escape, words))})(?!\w)")
