"""No document, however broken, does worse than be refused with places."""

from __future__ import annotations

import json
import random
import re
import string
import time
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from detente import service
from detente.errors import Mistake, ScenarioError
from detente.scenario.keys.crisis import CrisisKeys
from detente.scenario.keys.months import PERIOD_KEYS
from detente.scenario.library import bundled
from detente.scenario.loading import check_variants, load_tree, loads
from detente.scenario.model import Scenario
from detente.scenario.positions import Where
from detente.scenario.reading import read_text
from detente.scenario.tree import Node, Scalar, Series, Table, to_plain, walk
from support.ceasefire import CEASEFIRE

DOCUMENT = to_plain(read_text(CEASEFIRE, "ceasefire"))

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-3, 10**20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["rest", "yes", "front up", "front = held", "patron is hungry", "2015-07", "removed", "act == arm"]
    ),
    st.sampled_from(["patron", "front", "held", "no_arms", "poor", "arm", "the last month repeats", "burden", "1/0"]),
    st.text(max_size=8),
)
KEYS = st.one_of(
    st.sampled_from(sorted({field.alias or name for name, field in CrisisKeys.model_fields.items()})),
    st.sampled_from(
        ["scale", "starts", "prior", "wants", "costs", "then", "results", "traces", "when", "range", "seat"]
    ),
    st.sampled_from(
        ["patron decides", "chance x", "signal y", "from", "to", "builds on", "front", "stages.decides.arm"]
    ),
    st.text(max_size=6),
)
ANYTHING = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3), max_leaves=8
)


def read(text: str) -> Scenario | None:
    """The scenario, or None if it is refused as it should be."""
    mistakes: tuple[Mistake, ...] = ()
    scenario = None
    try:
        scenario = loads(text, "fuzz")
        check_variants(scenario)
    except ScenarioError as error:
        mistakes = error.mistakes
    assert scenario is not None or mistakes
    for mistake in mistakes:
        assert mistake.where.file == "fuzz"
        assert 1 <= mistake.where.line <= text.count("\n") + 2
        assert mistake.message
    return None if mistakes else scenario


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Paths to everything inside a plain document."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, entry in inner for place in places(entry, (*path, key)))]


def changed(value: Any, path: tuple[str | int, ...], new: Any) -> Any:
    """The document with the entry at the path replaced."""
    if not path:
        return new
    if isinstance(value, dict):
        return {key: changed(entry, path[1:], new) if key == path[0] else entry for key, entry in value.items()}
    return [changed(entry, path[1:], new) if index == path[0] else entry for index, entry in enumerate(value)]


@given(st.sampled_from(places(DOCUMENT)), ANYTHING)
@settings(max_examples=40, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
def test_one_part_replaced_by_anything(path: tuple[str | int, ...], new: Any) -> None:
    read(json.dumps(changed(DOCUMENT, path, new), indent=1))


@given(st.sampled_from(places(DOCUMENT)[1:]), KEYS)
@settings(max_examples=25, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
def test_one_key_renamed(path: tuple[str | int, ...], key: str) -> None:
    above, old = path[:-1], path[-1]
    table = DOCUMENT
    for part in above:
        table = table[part]
    if isinstance(table, dict):
        renamed = {key if name == old else name: entry for name, entry in table.items()}
        read(json.dumps(changed(DOCUMENT, above, renamed), indent=1))


@given(st.dictionaries(KEYS, ANYTHING, max_size=6))
@settings(max_examples=25, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
def test_any_mapping(document: dict[str, Any]) -> None:
    read(json.dumps(document, indent=1))


@given(st.integers(0, len(CEASEFIRE)), st.integers(0, 12), st.text(alphabet=string.printable, max_size=6))
@settings(max_examples=40, deadline=5000, suppress_health_check=[HealthCheck.too_slow])
def test_any_edit_of_the_text(start: int, length: int, new: str) -> None:
    read(CEASEFIRE[:start] + new + CEASEFIRE[start + length :])


@given(st.text(max_size=80))
@settings(max_examples=40, deadline=2000)
def test_any_text(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("path", places(DOCUMENT)[1:], ids=lambda path: ".".join(map(str, path)))
def test_one_part_missing(path: tuple[str | int, ...]) -> None:
    table = DOCUMENT
    for part in path[:-1]:
        table = table[part]
    if isinstance(table, dict):
        less: Any = {name: entry for name, entry in table.items() if name != path[-1]}
    else:
        less = [entry for index, entry in enumerate(table) if index != path[-1]]
    scenario = read(json.dumps(changed(DOCUMENT, path[:-1], less), indent=1))
    if len(path) == 1 and path[0] in ("crisis", "calendar", "state", "actors", *PERIOD_KEYS):
        assert scenario is None


SEED = 20_150_512
NUM_MUTANTS = 400
MOST_SECONDS = 60.0
"""Processor time for one file; the largest bundled crisis takes about two seconds."""

WORDS = re.compile(r"[^\W\d_]\w*|\d[\d.-]*%?|[^\w\s]")
ODD = [
    "", "0", "-1", "1e308", "99.9 %", "yes", "no", "null", "removed", "rest", "given", "eventually", "do(", "under",
    "by at least", "(" * 70, ")" * 70, "- " * 80, "not " * 80, "+ 1 " * 80, "9999-12-31", "0000-00", "{}", "[]", ":",
    "#", "'", '"', "\t", "\u00e9", "\u043e", "\uff46", "\U0001f600", "\x00", "&a", "*a", "!x",
]  # fmt: skip


def texts() -> dict[str, str]:
    """Every bundled crisis as one text, and the crisis of the tests."""
    found = {"ceasefire": CEASEFIRE}
    for name, path in bundled().items():
        files = [path] if path.is_file() else sorted(path.glob("*.yaml"))
        found[name] = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return found


def parts(text: str) -> list[tuple[int, int]]:
    """Where the statements of claims and the labels of entries stand: from and to."""
    statements = [match.span(1) for match in re.finditer(r"holds if: *(.*)", text)]
    labels = [match.span(1) for match in re.finditer(r"([\w. ]+):", text)]
    return [*statements, *labels]


def mutant(text: str, words: list[str], chance: random.Random) -> str:
    """The text with one to three changes of words, most of them in claims and labels."""
    for _ in range(chance.randint(1, 3)):
        start, end = chance.choice(parts(text) or [(0, len(text))]) if chance.random() < 0.7 else (0, len(text))
        spans = [match.span() for match in WORDS.finditer(text, start, end)] or [(start, end)]
        first, last = chance.choice(spans)
        new = chance.choice(words) if chance.random() < 0.5 else chance.choice(ODD)
        match chance.randrange(4):
            case 0:
                text = text[:first] + new + text[last:]
            case 1:
                text = f"{text[:first]}{new} {text[first:]}"
            case 2:
                text = text[:first] + text[last:]
            case _:
                other, beyond = chance.choice(spans)
                text = text[:first] + text[other:beyond] + text[last:]
    return text


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(texts()))
def test_mutants_of_crises_are_checked_or_refused(name: str, tmp_path: Path) -> None:
    """No other error than mistakes with places, and none takes long: the same mutants in every run."""
    text = texts()[name]
    words = WORDS.findall(text)
    chance = random.Random(f"{SEED} {name}")
    path = tmp_path / "mutant.yaml"
    for number in range(max(10, NUM_MUTANTS // (1 + len(text) // 10_000))):
        changed = mutant(text, words, chance)
        path.write_text(changed, encoding="utf-8")
        before = time.process_time()
        try:
            service.check(path)
        except ScenarioError as error:
            for mistake in error.mistakes:
                assert mistake.where.file == str(path), number
                assert 1 <= mistake.where.line <= changed.count("\n") + 2, number
                assert mistake.where.column >= 1
                assert mistake.message
        assert time.process_time() - before < MOST_SECONDS, number


def content(value: object) -> object:
    """A scenario without the places and the text that it was read from, to be compared."""
    if is_dataclass(value) and not isinstance(value, type):
        kept = [each.name for each in fields(value) if each.compare and each.name not in {"hash", "path", "document"}]
        return type(value).__name__, [content(getattr(value, name)) for name in kept if name != "where"]
    if isinstance(value, Where):
        return None
    if isinstance(value, Mapping):
        return [(key, content(entry)) for key, entry in value.items()]
    return [content(entry) for entry in value] if isinstance(value, list | tuple) else value


def tables(node: Node) -> list[Table]:
    """All mappings of a tree."""
    return [each for each in walk(node) if isinstance(each, Table)]


def misspelt(word: str) -> list[str]:
    """The word as people misspell it."""
    twisted = word[:1] + word[2:3] + word[1:2] + word[3:]
    return [word + "s", word[:-1], twisted, word.upper(), word.translate(str.maketrans("aeo", "аео"))]


def attempt(root: Table) -> Scenario | None:
    """The scenario of a tree; None where it is refused, which is at lines of the file."""
    last = max(node.where.line for node in walk(root))
    mistakes: tuple[Mistake, ...] = ()
    scenario = None
    try:
        scenario = load_tree(deepcopy(root), "fuzz", "fuzz")
    except ScenarioError as error:
        mistakes = error.mistakes
    assert scenario is not None or mistakes
    for mistake in mistakes:
        assert 1 <= mistake.where.line <= last + 1, mistake
        assert mistake.message
    return scenario


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(set(texts()) - {"sochi-2015"}))
def test_no_misspelt_key_is_passed_over(name: str) -> None:
    """Each key of a file, misspelt in two ways: it is refused, or it means something, such as another name."""
    root = read_text(texts()[name], name)
    chance = random.Random(f"{SEED} {name}")
    for table in tables(root):
        for word in list(table.entries):
            entries, keys = dict(table.entries), dict(table.keys)
            for wrong in chance.sample(misspelt(word), 2):
                if wrong in entries or not wrong:
                    continue
                table.entries = {wrong if key == word else key: node for key, node in entries.items()}
                table.keys = {wrong if key == word else key: where for key, where in keys.items()}
                scenario = attempt(root)
                if scenario is not None:
                    table.entries = {key: node for key, node in entries.items() if key != word}
                    without = attempt(root)
                    told = f"{keys[word]}: '{wrong}' for '{word}' changes nothing"
                    assert without is None or content(without) != content(scenario), told
                table.entries, table.keys = entries, keys
    assert attempt(root) is not None


WRONG_KINDS = [
    *(Scalar(Where("x", 1, 1, "x"), str(value), value) for value in (None, True, -1, 1e308, 10**20, "", "x y", "rest")),
    Series(Where("x", 1, 1, "x"), []),
    Table(Where("x", 1, 1, "x")),
]


@pytest.mark.long
@pytest.mark.parametrize("name", sorted(set(texts()) - {"sochi-2015"}))
def test_every_value_of_another_kind_is_read_or_refused(name: str) -> None:
    root = read_text(texts()[name], name)
    chance = random.Random(f"{SEED} {name}")
    for table in tables(root):
        for word, node in list(table.entries.items()):
            for wrong in chance.sample(WRONG_KINDS, 3):
                table.entries[word] = replace(wrong, where=node.where)
                attempt(root)
            table.entries[word] = node
    assert attempt(root) is not None
