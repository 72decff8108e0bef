"""From a file, a folder or a text to a checked scenario."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

from detente.errors import ScenarioError
from detente.scenario import building
from detente.scenario.building import Site, place_of, text_of
from detente.scenario.model import Claim, Patch, Scenario, Variant
from detente.scenario.names import Names
from detente.scenario.positions import Where
from detente.scenario.reading import Document, Node, Scalar, Series, Table, plain, planted, read_path, read_text
from detente.scenario.stages import PERIOD_KEYS, build_stages, read_heads
from detente.scenario.variants import VARIANT_WORDS, apply_variant, parents


def load(path: str | Path, variant: str | None = None) -> Scenario:
    """The scenario in a file or folder, with one of its variants applied.

    Raises:
        ScenarioError: with every mistake in it.
    """
    path = Path(path)
    return _assemble(read_path(path), path.stem, str(path), variant)


def loads(text: str, name: str = "scenario", variant: str | None = None) -> Scenario:
    """The scenario that a text describes.

    Raises:
        ScenarioError: with every mistake in it.
    """
    return _assemble(read_text(text, name), name, "", variant)


def with_variant(scenario: Scenario, variant: str | None) -> Scenario:
    """The same scenario with another of its variants applied, or with none.

    Raises:
        ScenarioError: there is no such variant, or the changed scenario has mistakes.
    """
    return _assemble(_base(scenario), scenario.name, scenario.path, variant)


def _base(scenario: Scenario) -> Table:
    """The tree of the scenario's file."""
    if isinstance(scenario.document, Document):
        return scenario.document.base
    tree = planted(scenario.document, Where(scenario.path or scenario.name, 1, 1, "file"))
    assert isinstance(tree, Table)
    return tree


def _assemble(base: Table, name: str, path: str, variant: str | None) -> Scenario:
    site = Site()
    root = base if variant is None else apply_variant(base, variant, base.place("variants"), site.mistakes)
    scenario = _build(root, base, name, path, variant, site)
    if site.mistakes or scenario is None:
        raise ScenarioError(site.mistakes)
    return scenario


def _build(root: Table, base: Table, name: str, path: str, variant: str | None, site: Site) -> Scenario | None:
    sources = root.get("sources")
    site.sources = tuple(sources.entries) if isinstance(sources, Table) else ()
    calendar = building.build_calendar(root.get("calendar"), site)
    numbers = root.get("numbers")
    words = tuple(numbers.entries) if isinstance(numbers, Table) else ()
    site.names = Names(calendar, building.build_variables(root.get("state"), site), words)
    building.name_actors(root.get("actors"), site)
    holds_when = building.place_seats(root.get("actors"), site)
    heads = read_heads(_stage_list(root), site)
    if calendar is None:
        return None
    afterwards = building.build_afterwards(root.get("calendar"), calendar, site)
    document = Document(root, base)
    return Scenario(
        name=name,
        title=text_of(root.get("crisis")) or "",
        question=text_of(root.get("question")) or "",
        about=text_of(root.get("about")) or "",
        calendar=replace(calendar, afterwards=afterwards),
        variables=tuple(site.names.variables.values()),
        numbers=building.build_numbers(numbers, site),
        actors=building.build_actors(root.get("actors"), calendar, holds_when, len(heads), site),
        stages=build_stages(heads, site),
        variants=_variants(root.get("variants"), site),
        claims=_claims(root.get("claims"), site),
        sources=_sources(sources),
        path=path,
        hash=fingerprint(document),
        variant=variant,
        document=document,
    )


def fingerprint(document: Document) -> str:
    """SHA-256 of the document as canonical JSON, first 16 hex digits."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _stage_list(root: Table) -> Node | None:
    return next((root.entries[key] for key in PERIOD_KEYS if key in root.entries), None)


def _sources(node: Node | None) -> dict[str, dict[str, str]]:
    return {
        name: {key: entry.text for key, entry in table.entries.items() if isinstance(entry, Scalar)}
        for name, table, _ in building.tables(node)
    }


def _variants(node: Node | None, site: Site) -> tuple[Variant, ...]:
    found = []
    for name, table, _ in building.tables(node):
        patches = tuple(
            Patch(path, plain(entry), entry.where) for path, entry in table.entries.items() if path not in VARIANT_WORDS
        )
        names = tuple(parent for parent, _ in parents(table))
        found.append(Variant(name, patches, names, text_of(table.get("says")), site.note(table)))
    return tuple(found)


def _claims(node: Node | None, site: Site) -> tuple[Claim, ...]:
    found = []
    for number, item in enumerate(node.items if isinstance(node, Series) else (), start=1):
        if isinstance(item, Table):
            identity = text_of(item.get("id")) or f"claim_{number}"
            statement = text_of(item.get("holds if")) or ""
            says = text_of(item.get("says")) or ""
            found.append(Claim(identity, says, statement, site.note(item), place_of(item, "holds if")))
    return tuple(found)
