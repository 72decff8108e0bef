"""From a file, a folder or a text to a checked scenario."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from detente.errors import DetenteError, Mistake, ScenarioError
from detente.scenario.assembly import Draft as Draft
from detente.scenario.assembly import build_draft
from detente.scenario.designs import Values, add_member
from detente.scenario.given import require_in_effect, set_values
from detente.scenario.keys.crisis import WORDS_OF_FILE, read_variants
from detente.scenario.model import Scenario
from detente.scenario.names import listed, nearest
from detente.scenario.positions import Where
from detente.scenario.reading import read_parts, read_path, read_text
from detente.scenario.tree import Document, Table, plant
from detente.scenario.type_order import has_order, with_ordered_types
from detente.scenario.variants import ON_TOP, find_perceptions

NOTHING: Mapping[str, float] = MappingProxyType({})
"""No number is set."""


def load(path: str | Path, variant: str | None = None, numbers: Mapping[str, float] = NOTHING) -> Scenario:
    """The scenario in a file or folder, with one of its variants applied.

    Args:
        numbers: values that are set in the place of the file's: see `with_given`.

    Raises:
        ScenarioError: with every mistake in it.
    """
    path = Path(path)
    tree = _in_order(read_path(path), path.stem, str(path))
    return _assemble_given(tree, path.stem, str(path), variant, numbers)


def loads(
    text: str, name: str = "scenario", variant: str | None = None, numbers: Mapping[str, float] = NOTHING
) -> Scenario:
    """The scenario that a text describes; see `load`."""
    return _assemble_given(_in_order(read_text(text, name), name, ""), name, "", variant, numbers)


def load_texts(
    texts: Mapping[str, str], name: str, path: str, variant: str | None = None, numbers: Mapping[str, float] = NOTHING
) -> Scenario:
    """The scenario that the texts of its files describe, whatever is on disk; see `load`.

    Args:
        texts: by the name of the file, as mistakes are to state it. path: where the scenario is, or will be.
    """
    tree = _in_order(_read_texts(texts), name, path)
    return _assemble_given(tree, name, path, variant, numbers)


def _read_texts(texts: Mapping[str, str]) -> Table:
    return read_parts({file: functools.partial(str, text) for file, text in texts.items()})


def with_given(scenario: Scenario, numbers: Mapping[str, float]) -> Scenario:
    """The scenario with the values of some numbers and priors set, in the file and so under every variant.

    A set number may leave its range; it is the same in all worlds. Numbers that are computed from it follow.

    Args:
        numbers: by the name of a number, or by `ACTOR.TYPE` for the prior of a type.

    Raises:
        UnknownNameError: there is no such number or prior. DetenteError: the scenario's variant would undo it.
        ScenarioError: the changed scenario has mistakes.
    """
    return _assemble_given(read_tree(scenario), scenario.name, scenario.path, scenario.variant, numbers)


def _assemble_given(tree: Table, name: str, path: str, variant: str | None, numbers: Mapping[str, float]) -> Scenario:
    if not numbers:
        return assemble(tree, name, path, variant)
    # What is wrong with the file is reported before what is wrong with the values.
    assemble(tree, name, path, variant)
    scenario = assemble(set_values(tree, numbers), name, path, variant)
    require_in_effect(scenario, numbers)
    return scenario


def load_tree(tree: Table, name: str, path: str, variant: str | None = None) -> Scenario:
    """The scenario of a tree that has been read.

    Raises:
        ScenarioError: with every mistake in it.
    """
    return assemble(_in_order(tree, name, path), name, path, variant)


def _in_order(base: Table, name: str, path: str) -> Table:
    """The tree as it was read, with the types of actors in order; as it is if the file has mistakes."""
    if not has_order(base):
        return base
    plain_draft = build_draft(base, name, path, None)
    return base if plain_draft.mistakes else with_ordered_types(base, plain_draft.scenario)


def with_variant(scenario: Scenario, variant: str | None) -> Scenario:
    """The same scenario with another of its variants applied, or with none.

    Raises:
        ScenarioError: there is no such variant, or the changed scenario has mistakes.
    """
    return assemble(read_tree(scenario), scenario.name, scenario.path, variant)


def apply_on_top(scenario: Scenario, variant: str) -> Scenario:
    """The scenario with one of its variants applied on top of the one that it has already.

    Raises:
        ScenarioError: there is no such variant, or the changed scenario has mistakes.
    """
    before = scenario.variant.split(ON_TOP) if scenario.variant is not None else []
    return scenario if variant in before else with_variant(scenario, ON_TOP.join([*before, variant]))


def with_member(scenario: Scenario, design: str, values: Values) -> Scenario:
    """The scenario with a member of one of its designs applied on top of its variant.

    Args:
        values: of every free word of the design.

    Raises:
        ScenarioError: the changed scenario has mistakes.
    """
    tree, member = add_member(read_tree(scenario), design, values)
    before = scenario.variant.split(ON_TOP) if scenario.variant is not None else []
    applied = ON_TOP.join([*before, member])
    try:
        return assemble(tree, scenario.name, scenario.path, applied)
    except ScenarioError as error:
        raise ScenarioError(_in_member(error.mistakes, applied, values)) from None


def with_designs(scenario: Scenario, path: str | Path) -> Scenario:
    """The scenario with the designs of another file besides its own; one of the same name takes its place.

    Raises:
        ScenarioError: the file has something else than `designs`, or the designs have mistakes.
    """
    given = read_path(Path(path), "a file of designs is a mapping that begins with 'designs:'")
    others = [key for key in given.entries if key != "designs"]
    designs = given.get("designs")
    if others or not isinstance(designs, Table):
        where = given.place(others[0]) if others else given.where
        found = f", not '{others[0]}'" if others else ""
        raise ScenarioError([Mistake(where, f"a file of designs has the key 'designs' alone{found}")])
    tree = read_tree(scenario)
    own = tree.get("designs")
    for name, node in (own.entries if isinstance(own, Table) else {}).items():
        if name not in designs.entries:
            designs = designs.with_entry(name, node, designs.place(name))
    changed = tree.with_entry("designs", designs, given.place("designs"))
    return assemble(changed, scenario.name, scenario.path, scenario.variant)


def find_design_mistakes(base: Draft) -> list[Mistake]:
    """What is wrong with the first and the last member of every design and not with the draft itself."""
    mistakes: list[Mistake] = []
    for design in base.scenario.designs:
        for place in (0, -1):
            values = {word.name: word.values[place] for word in design.words}
            tree, member = add_member(base.base, design.name, values)
            changed = _changed_draft(replace(base, base=tree), member).mistakes
            known = {_essence(each) for each in mistakes}
            mistakes += _in_member([each for each in changed if _essence(each) not in known], member, values)
    return mistakes


def _in_member(mistakes: Iterable[Mistake], variant: str, values: Values) -> list[Mistake]:
    """Mistakes of a member of a design, which is told by its values and not by the name of its variant."""
    shown = ", ".join(f"{word} = {value}" for word, value in values.items())
    return [
        Mistake(each.where, each.message.replace(f"(in variant '{variant}')", f"(where {shown})")) for each in mistakes
    ]


def load_perceptions(scenario: Scenario) -> dict[str, Scenario]:
    """Actor -> the crisis as it sees it, for those who do not see it as it is; equal perceptions are one object.

    Raises:
        ScenarioError: a perception has mistakes.
    """
    before = scenario.variant or ""
    made = {
        name: replace(with_variant(scenario, ON_TOP.join([before, name])), sees=())
        for name in dict.fromkeys(name for _, name in scenario.sees)
    }
    return {actor: made[name] for actor, name in scenario.sees}


def find_perception_place(scenario: Scenario, perception: str) -> Where | None:
    """Where the file gives an actor a perception; `perception` is the variant of one of `load_perceptions`."""
    name = perception.removeprefix(f"{scenario.variant}{ON_TOP}")
    if not scenario.variant:
        return None
    base = read_tree(scenario)
    given = find_perceptions(read_variants(base), scenario.variant, base.where)
    return next((entry.where for entry in given.values() if entry.text == name), None)


def read_tree(scenario: Scenario) -> Table:
    """The tree of the scenario's file."""
    if isinstance(scenario.document, Document):
        return scenario.document.base
    tree = plant(scenario.document, Where(scenario.path or scenario.name, 1, 1, "file"))
    assert isinstance(tree, Table)
    return tree


def draft(path: str | Path, variant: str | None = None, numbers: Mapping[str, float] = NOTHING) -> Draft:
    """What can be made of a file or folder, with every mistake of the file and then of the variant.

    Args:
        numbers: values that are set in the place of the file's, if it has no mistakes: see `with_given`.

    Raises:
        ScenarioError: it cannot be read at all. DetenteError: there is no such variant, or a value cannot be set.
    """
    path = Path(path)
    return _draft_tree(read_path(path), path.stem, str(path), variant, numbers)


def draft_texts(
    texts: Mapping[str, str], name: str, path: str, variant: str | None = None, numbers: Mapping[str, float] = NOTHING
) -> Draft:
    """What can be made of the texts of a scenario's files; see `load_texts` and `draft`."""
    return _draft_tree(_read_texts(texts), name, path, variant, numbers)


def _draft_tree(tree: Table, name: str, path: str, variant: str | None, numbers: Mapping[str, float]) -> Draft:
    base = _in_order(tree, name, path)
    _require_variant(base, variant)
    plain_draft = build_draft(base, name, path, None)
    if numbers and not plain_draft.mistakes:
        base = set_values(base, numbers)
        plain_draft = build_draft(base, name, path, None)
        changed = _changed_draft(plain_draft, variant, keeps_mistakes=True) if variant else plain_draft
        if not changed.mistakes:
            require_in_effect(changed.scenario, numbers)
        return changed
    return plain_draft if variant is None else _changed_draft(plain_draft, variant, keeps_mistakes=True)


def is_beside_the_game(mistake: Mistake) -> bool:
    """Whether a mistake leaves the game as it is, so that its states can be gone through all the same."""
    parts = mistake.where.field.split(".")
    return parts[0] in (
        *WORDS_OF_FILE,
        "worlds",
        "correlations",
        "commitments",
        "designs",
        "measures",
        "variants",
        "claims",
    ) or parts[-1] in (
        "source",
        "why",
    )


def draft_variants(base: Draft) -> dict[str, Draft]:
    """What can be made of every variant of a file, each with those mistakes that the draft itself does not have."""
    return {variant.name: _changed_draft(base, variant.name) for variant in base.scenario.variants}


def draft_on_top(base: Draft, variant: str) -> Draft:
    """What can be made of a draft with one of its variants on top of its own, with the mistakes that come with it."""
    before = base.scenario.variant.split(ON_TOP) if base.scenario.variant is not None else []
    return base if variant in before else _changed_draft(base, ON_TOP.join([*before, variant]))


def _changed_draft(base: Draft, variant: str, keeps_mistakes: bool = False) -> Draft:
    scenario = base.scenario
    changed = build_draft(base.base, scenario.name, scenario.path, variant, base.shared)
    of_base = {_essence(mistake) for mistake in base.mistakes}
    new = [mistake for mistake in changed.mistakes if _essence(mistake) not in of_base]
    return replace(changed, mistakes=(*(base.mistakes if keeps_mistakes else ()), *_in_variant(new, variant)))


def _essence(mistake: Mistake) -> tuple[Where, str]:
    """The mistake without its hints, which may differ from variant to variant."""
    return mistake.where, re.split(r" \(| — ", mistake.message)[0]


def _in_variant(mistakes: Iterable[Mistake], variant: str) -> tuple[Mistake, ...]:
    return tuple(Mistake(each.where, f"{each.message} (in variant '{variant}')") for each in mistakes)


def check_variants(scenario: Scenario) -> None:
    """Checks that no variant of the scenario has mistakes.

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
    draft = build_draft(base, name, path, variant)
    if not draft.mistakes:
        return draft.scenario
    if variant is None:
        raise ScenarioError(draft.mistakes)
    # What is wrong without the variant is not the variant's fault, and is reported first.
    assemble(base, name, path, None)
    raise ScenarioError(_in_variant(draft.mistakes, variant))


def _require_variant(base: Table, variant: str | None) -> None:
    """Raises DetenteError unless the file has the variant, or each of several that are applied one after another."""
    if variant is None:
        return
    variants = read_variants(base).places
    for name in variant.split(ON_TOP):
        if name not in variants:
            raise DetenteError(f"unknown variant '{name}'{nearest(name, variants)} (variants: {listed(variants)})")
