"""From a file, a folder or a text to a checked scenario."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from detente.errors import DetenteError, Mistake, ScenarioError
from detente.scenario import building
from detente.scenario.building import Site, place_of, tables, text_of
from detente.scenario.checks import check_names, check_pictures, check_scenario, check_types, check_variant_list
from detente.scenario.definitions import check_definitions, name_definitions
from detente.scenario.expressions import Formula
from detente.scenario.measures import build_measures
from detente.scenario.model import Actor, Calendar, Claim, Patch, Scenario, Variant
from detente.scenario.names import Names, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.reading import Document, Node, Scalar, Series, Table, plain, planted, read_path, read_text
from detente.scenario.seats import check_seats, with_seats
from detente.scenario.shape import check_shape
from detente.scenario.stages import PERIOD_KEYS, Head, build_stages, read_heads, stages_of
from detente.scenario.variants import ON_TOP, VARIANT_WORDS, apply_variant, lineage, own_pictures, parents, pictures

# Words of expressions and claims that say nothing where there is no calendar.
DATE_WORDS = frozenset({"date", "month", "year", "round", "at", "by", "from", "within"})


def load(path: str | Path, variant: str | None = None) -> Scenario:
    """The scenario in a file or folder, with one of its variants applied.

    Raises:
        ScenarioError: with every mistake in it.
    """
    path = Path(path)
    return assemble(read_path(path), path.stem, str(path), variant)


def loads(text: str, name: str = "scenario", variant: str | None = None) -> Scenario:
    """The scenario that a text describes.

    Raises:
        ScenarioError: with every mistake in it.
    """
    return assemble(read_text(text, name), name, "", variant)


def with_variant(scenario: Scenario, variant: str | None) -> Scenario:
    """The same scenario with another of its variants applied, or with none.

    Raises:
        ScenarioError: there is no such variant, or the changed scenario has mistakes.
    """
    return assemble(tree_of(scenario), scenario.name, scenario.path, variant)


def on_top(scenario: Scenario, variant: str) -> Scenario:
    """The scenario with one of its variants applied on top of the one that it has already.

    Raises:
        ScenarioError: there is no such variant, or the changed scenario has mistakes.
    """
    before = scenario.variant.split(ON_TOP) if scenario.variant is not None else []
    return scenario if variant in before else with_variant(scenario, ON_TOP.join([*before, variant]))


def pictures_of(scenario: Scenario) -> dict[str, Scenario]:
    """Actor -> the crisis as it sees it, for those who do not see it as it is; equal pictures are one object.

    Raises:
        ScenarioError: a picture has mistakes.
    """
    before = scenario.variant or ""
    made = {
        name: replace(with_variant(scenario, ON_TOP.join([before, name])), sees=())
        for name in dict.fromkeys(name for _, name in scenario.sees)
    }
    return {actor: made[name] for actor, name in scenario.sees}


def picture_place(scenario: Scenario, picture: str) -> Where | None:
    """Where the file says that somebody sees the scenario so; `picture` is the variant of one of `pictures_of`."""
    name = picture.removeprefix(f"{scenario.variant}{ON_TOP}")
    base = tree_of(scenario)
    found = pictures(base, scenario.variant or "", base.where, []) if scenario.variant else {}
    return next((entry.where for entry in found.values() if entry.text == name), None)


def tree_of(scenario: Scenario) -> Table:
    """The tree of the scenario's file."""
    if isinstance(scenario.document, Document):
        return scenario.document.base
    tree = planted(scenario.document, Where(scenario.path or scenario.name, 1, 1, "file"))
    assert isinstance(tree, Table)
    return tree


@dataclass(frozen=True)
class Draft:
    """A scenario as far as its file allows, and what is wrong with it.

    Args:
        scenario: fit for use if there are no mistakes, else for finding further ones.
        unclear: words of which nothing can be said, as what declares them has mistakes.
        base: the tree of the file.
    """

    scenario: Scenario
    mistakes: tuple[Mistake, ...]
    unclear: frozenset[str]
    base: Table


def draft(path: str | Path, variant: str | None = None) -> Draft:
    """What can be made of a file or folder, with every mistake of the file and then of the variant.

    Raises:
        ScenarioError: it cannot be read at all. DetenteError: there is no such variant.
    """
    path = Path(path)
    base = read_path(path)
    _require_variant(base, variant)
    plain_draft = _draft(base, path.stem, str(path), None)
    return plain_draft if variant is None else _changed_draft(plain_draft, variant, keeps_mistakes=True)


def is_beside_the_game(mistake: Mistake) -> bool:
    """Whether a mistake leaves the game as it is, so that its states can be gone through all the same."""
    parts = mistake.where.field.split(".")
    return parts[0] in ("crisis", "question", "about", "sources", "worlds", "measures", "variants", "claims") or parts[
        -1
    ] in (
        "source",
        "why",
    )


def variant_drafts(found: Draft) -> dict[str, Draft]:
    """What can be made of every variant of a file, each with those mistakes that the draft itself does not have."""
    return {variant.name: _changed_draft(found, variant.name) for variant in found.scenario.variants}


def draft_on_top(found: Draft, variant: str) -> Draft:
    """What can be made of a draft with one of its variants on top of its own, with the mistakes that come with it."""
    before = found.scenario.variant.split(ON_TOP) if found.scenario.variant is not None else []
    return found if variant in before else _changed_draft(found, ON_TOP.join([*before, variant]))


def _changed_draft(found: Draft, variant: str, keeps_mistakes: bool = False) -> Draft:
    scenario = found.scenario
    changed = _draft(found.base, scenario.name, scenario.path, variant)
    known = {_essence(mistake) for mistake in found.mistakes}
    new = [mistake for mistake in changed.mistakes if _essence(mistake) not in known]
    return replace(changed, mistakes=(*(found.mistakes if keeps_mistakes else ()), *_in_variant(new, variant)))


def _essence(mistake: Mistake) -> tuple[Where, str]:
    """The mistake without its hints, which may differ from variant to variant."""
    return mistake.where, re.split(r" \(| — ", mistake.message)[0]


def _in_variant(mistakes: Iterable[Mistake], variant: str) -> tuple[Mistake, ...]:
    return tuple(Mistake(each.where, f"{each.message} (in variant '{variant}')") for each in mistakes)


def check_variants(scenario: Scenario) -> None:
    """Nothing, if every variant of the scenario makes a scenario in order.

    Raises:
        ScenarioError: with every mistake of every variant.
    """
    mistakes: list[Mistake] = []
    for variant in scenario.variants:
        try:
            with_variant(scenario, variant.name)
        except ScenarioError as error:
            mistakes.extend(error.mistakes)
    if mistakes:
        raise ScenarioError(mistakes)


def assemble(base: Table, name: str, path: str, variant: str | None) -> Scenario:
    """The scenario of a file's tree, with one of its variants applied.

    Raises:
        ScenarioError: with every mistake in it.
    """
    _require_variant(base, variant)
    found = _draft(base, name, path, variant)
    if not found.mistakes:
        return found.scenario
    if variant is None:
        raise ScenarioError(found.mistakes)
    # What is wrong without the variant is not the variant's fault, and is told first.
    assemble(base, name, path, None)
    raise ScenarioError(_in_variant(found.mistakes, variant))


def _require_variant(base: Table, variant: str | None) -> None:
    """Raises DetenteError unless the file has the variant, or each of several that are applied one after another."""
    known = [name for name, _, _ in building.tables(base.get("variants"))]
    for name in variant.split(ON_TOP) if variant is not None else ():
        if name not in known:
            raise DetenteError(f"unknown variant '{name}'{nearest(name, known)} (variants: {listed(known)})")


def _draft(base: Table, name: str, path: str, variant: str | None) -> Draft:
    site = Site()
    root = base if variant is None else apply_variant(base, variant, base.place("variants"), site.mistakes)
    has_wrong_paths = bool(site.mistakes)
    scenario, unclear = _build(_Parts(root, base, name, path, variant), site)
    # Where a change was not made, sums that it would have put right are no mistakes.
    sums = Site(site.names, site.sources) if has_wrong_paths else site
    known = check_scenario(scenario, root, sums)
    unclear |= set(site.names.numbers) - known
    return Draft(scenario, tuple(site.mistakes), frozenset(unclear), base)


@dataclass(frozen=True)
class _Parts:
    """What a scenario is built from: the tree, that of the file without the variant, and how the result is called."""

    root: Table
    base: Table
    name: str
    path: str
    variant: str | None


def _build(parts: _Parts, site: Site) -> tuple[Scenario, set[str]]:
    """The scenario, and the words whose declarations have mistakes."""
    site.mistakes.extend(check_shape(parts.root))
    root = with_seats(parts.root)
    calendar, heads, holds_when = _name_everything(root, parts, site)
    check_names(root, site)
    check_types(root, site)
    check_seats(root, site)
    site.names = replace(
        site.names, broken=site.names.broken | check_definitions(root.get("definitions"), len(heads), site)
    )
    if parts.variant is None:
        check_variant_list(root, site)
    else:
        check_pictures(parts.base, lineage(parts.base, parts.variant, parts.base.where, []), site)
    document = Document(parts.root, parts.base)
    actors = building.build_actors(root.get("actors"), calendar, holds_when, len(heads), site)
    sees = _sees(parts, actors)
    afterwards = building.build_afterwards(root.get("calendar"), calendar, site)
    scenario = Scenario(
        name=parts.name,
        title=text_of(root.get("crisis")) or "",
        question=text_of(root.get("question")) or "",
        about=text_of(root.get("about")) or "",
        calendar=replace(calendar, afterwards=afterwards),
        variables=tuple(site.names.variables.values()),
        numbers=building.build_numbers(root.get("numbers"), site),
        actors=actors,
        stages=build_stages(heads, site),
        variants=_variants(root.get("variants"), site),
        claims=_claims(root.get("claims"), site),
        sources=_sources(root.get("sources")),
        path=parts.path,
        hash=fingerprint(document, sees),
        variant=parts.variant,
        document=document,
        gone=site.names.gone,
        sees=sees,
        measures=build_measures(root.get("measures"), calendar, len(heads), site),
        definitions=_definitions(root.get("definitions"), site),
        certainty=building.number_of(root.get("certainty")),
        worlds=int(building.number_of(root.get("worlds")) or 0),
    )
    node, read = root.get("measures"), {measure.name for measure in scenario.measures}
    unread = (node.entries.keys() if isinstance(node, Table) else set()) - read
    return scenario, _unclear(root, heads, site) | unread


def _sees(parts: _Parts, actors: tuple[Actor, ...]) -> tuple[tuple[str, str], ...]:
    """The actors that the variant gives a picture, a seat's to all who can hold it."""
    if parts.variant is None:
        return ()
    holders: dict[str, list[str]] = {}
    for actor in actors:
        if actor.seat is not None:
            holders.setdefault(actor.seat, []).append(actor.name)
    given = pictures(parts.base, parts.variant, parts.base.where, [], holders)
    return tuple((actor.name, given[actor.name].text) for actor in actors if actor.name in given)


def _unclear(root: Table, heads: tuple[Head, ...], site: Site) -> set[str]:
    """The words whose declarations have mistakes; those of dates, and `plays`, if calendar or stages have any."""
    unclear = set(site.names.broken)
    for part, known in (("numbers", site.names.numbers), ("actors", site.names.actors)):
        node = root.get(part)
        unclear |= (node.entries.keys() if isinstance(node, Table) else set()) - set(known)
    stages = _stage_list(root)
    if not isinstance(stages, Series) or len(heads) < sum(len(list(tables(stages_of(item)))) for item in stages.items):
        unclear.add("plays")
    return unclear if site.names.calendar else unclear | DATE_WORDS


def _name_everything(root: Table, parts: _Parts, site: Site) -> tuple[Calendar, tuple[Head, ...], dict[str, Formula]]:
    """Puts every name of the tree among the site's names; what can be built on the way is returned."""
    sources, numbers = root.get("sources"), root.get("numbers")
    site.sources = tuple(sources.entries) if isinstance(sources, Table) else ()
    calendar = building.build_calendar(root.get("calendar"), site)
    words = tuple(numbers.entries) if isinstance(numbers, Table) else ()
    for word in words:
        site.name(word, numbers.keys[word] if isinstance(numbers, Table) else root.where, "a number")
    site.names = Names(calendar, numbers=words)
    building.name_variables(root.get("state"), site)
    name_definitions(root.get("definitions"), site)
    building.name_actors(root.get("actors"), site)
    holds_when = building.place_seats(root.get("actors"), site)
    heads = read_heads(_stage_list(root), site)
    if parts.variant is not None:
        _remember_gone(parts.base, heads, site)
    # Where the calendar has mistakes, all else is still looked at; that dates cannot be judged is then no news.
    return calendar or Calendar("month", ("",), ()), heads, holds_when


def _remember_gone(base: Table, heads: tuple[Head, ...], site: Site) -> None:
    """Acts that the file has and the variant took away are played by nobody; expressions may still mention them."""
    before = Site(replace(site.names, decisions=()))
    read_heads(_stage_list(base), before)
    present = {(head.owner, act) for head in heads for act in head.entries}
    known = {(decision.owner, act) for decision in before.names.decisions for act in decision.acts}
    site.names = replace(site.names, gone=frozenset(known - present))


def fingerprint(document: Document, sees: tuple[tuple[str, str], ...] = ()) -> str:
    """SHA-256 of the document (and of who sees another one) as canonical JSON, first 16 hex digits."""
    text = json.dumps([document, sees] if sees else document, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _stage_list(root: Table) -> Node | None:
    return next((root.entries[key] for key in PERIOD_KEYS if key in root.entries), None)


def _sources(node: Node | None) -> dict[str, dict[str, str]]:
    return {
        name: {key: entry.text for key, entry in table.entries.items() if isinstance(entry, Scalar)}
        for name, table, _ in building.tables(node)
    }


def _definitions(node: Node | None, site: Site) -> tuple[tuple[str, str], ...]:
    entries = node.entries.items() if isinstance(node, Table) else ()
    return tuple((name, text_of(entry) or "") for name, entry in entries if name in site.names.definitions)


def _variants(node: Node | None, site: Site) -> tuple[Variant, ...]:
    found = []
    for name, table, _ in building.tables(node):
        patches = tuple(
            Patch(path, plain(entry), entry.where) for path, entry in table.entries.items() if path not in VARIANT_WORDS
        )
        names = tuple(parent for parent, _ in parents(table))
        sees = tuple((owner, picture.text) for owner, picture in own_pictures(table).items())
        found.append(Variant(name, patches, names, sees, text_of(table.get("says")), site.note(table)))
    return tuple(found)


def _claims(node: Node | None, site: Site) -> tuple[Claim, ...]:
    found = []
    for number, item in enumerate(node.items if isinstance(node, Series) else (), start=1):
        if isinstance(item, Table):
            identity = text_of(item.get("id")) or f"claim_{number}"
            statement = text_of(item.get("holds if")) or ""
            says = text_of(item.get("says")) or ""
            written = item.get("holds if")
            where = written.at(0) if isinstance(written, Scalar) else place_of(item, "holds if")
            is_folded = isinstance(written, Scalar) and written.indent is None
            found.append(Claim(identity, says, statement, site.note(item), where, is_folded))
    return tuple(found)
