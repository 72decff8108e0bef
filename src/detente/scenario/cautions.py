"""What is allowed in a scenario, and probably not meant.

Names that nobody reads, variants that change nothing, and types that are impossible from the beginning.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from detente.errors import Mistake
from detente.scenario.constants import compute_number_values, evaluate_constant
from detente.scenario.keys.actors import TypeKeys
from detente.scenario.keys.crisis import WORDS_OF_FILE, read_variants
from detente.scenario.keys.months import PERIOD_KEYS
from detente.scenario.loading import read_tree
from detente.scenario.model import Chance, Scenario
from detente.scenario.names import nearest
from detente.scenario.positions import Where
from detente.scenario.range_ends import find_excess
from detente.scenario.sharing import Shared
from detente.scenario.texts import find_text
from detente.scenario.tree import Node, Scalar, Series, Table, says_the_same
from detente.scenario.tree_needs import needs_tree
from detente.scenario.variants import Variants, apply_variant, find_followed, find_perceptions

LEAST_PRIOR = 1e-15
"""A prior below this counts as zero."""

_WORD = re.compile(r"[^\W\d_]\w*")

# What stands below these keys is read by people only; but what an act says is an expression.
_PROSE = frozenset({*WORDS_OF_FILE, "says", "why", "source", "called", "id", "section", "text"})
_PROSE_OF_STAGES = _PROSE - {"says"}


def find_cautions(scenario: Scenario) -> tuple[Mistake, ...]:
    """What the scenario's file probably does not mean, in the file's words and at its places."""
    base, shared = read_tree(scenario), Shared()
    found = [*_unread(base, frozenset(), shared), *_impossible(scenario)]
    found += [*_kept_apart(scenario), *_lost_texts(scenario, base), *find_excess(scenario)]
    variants, known = read_variants(base), frozenset((what, name) for what, name, _ in _declared(base))
    for name in variants.entries:
        changed = apply_variant(base, variants, name, [])
        found += _unread(changed, known, shared)
        found += _idle(base, changed, variants, name)
    return tuple(found)


def _lost_texts(scenario: Scenario, base: Table) -> Iterator[Mistake]:
    """The texts of sources that are not where they should be; a text may be somebody else's, and not be passed on."""
    sources = base.get("sources")
    for name, entry in sources.entries.items() if isinstance(sources, Table) else ():
        path = find_text(scenario, name)
        if path is not None and isinstance(entry, Table) and not path.is_file():
            message = (
                f"there is no file {path}: a report then shows only the quotations, unless the run names another file"
            )
            yield Mistake(entry.entries["text"].where, message)


def _impossible(scenario: Scenario) -> Iterator[Mistake]:
    """The types that nobody can ever take an actor for."""
    numbers = compute_number_values(scenario)
    for actor in scenario.actors:
        if actor.is_changing:
            continue
        priors = [evaluate_constant(kind.prior.tree, numbers) for kind in actor.types]
        for kind, prior in zip(actor.types, priors, strict=True):
            # What the file computes may leave a rounding error.
            if prior < LEAST_PRIOR:
                is_sure = sum(each >= LEAST_PRIOR for each in priors) == 1
                rest = f"so everybody knows the type of {actor.name}" if is_sure else "whatever it does"
                believed = f"nobody ever believes that {actor.name} is of this type, {rest}"
                message = f"the prior of '{kind.name}' is {prior:g}: {believed}"
                yield Mistake(kind.prior.where, message)


def _kept_apart(scenario: Scenario) -> Iterator[Mistake]:
    """The signals after which beliefs about two actors are no longer independent; on trees they are kept together."""
    if needs_tree(scenario):
        return
    for stage in scenario.stages:
        if isinstance(stage, Chance) and stage.also is not None and stage.where is not None:
            what = f"the signal '{stage.name}' depends on what {stage.about} and {stage.also} know"
            how = "beliefs about the two are treated as independent; the certificate says how much that matters"
            yield Mistake(stage.where, f"{what}; {how}")


def _unread(root: Table, known: frozenset[tuple[str, str]], shared: Shared) -> Iterator[Mistake]:
    """The names of variables, numbers, definitions and parameters that no expression mentions.

    Args:
        known: those that the file itself has, where this is what a variant makes of it, which may leave some unread.
    """
    words = set[str]()
    for key, entry in root.entries.items():
        if key not in _PROSE:
            words |= shared.find(entry, _read_in_stages if key in PERIOD_KEYS else _read_in)
    declared = list(_declared(root))
    read = [name for _, name, _ in declared if name in words]
    for what, name, where in declared:
        if name not in words and (what, name) not in known:
            yield Mistake(where, f"no expression mentions the {what} '{name}'{nearest(name, read)}")


def _read_in(node: Node) -> set[str]:
    """The words of the texts that are not prose."""
    return {word for text in _expressions(node, _PROSE) for word in _WORD.findall(text)}


def _read_in_stages(node: Node) -> set[str]:
    return {word for text in _expressions(node, _PROSE_OF_STAGES) for word in _WORD.findall(text)}


def _expressions(part: Node, prose: frozenset[str]) -> Iterator[str]:
    """The texts in a part of a file that do not stand below these keys."""
    waiting = [part]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Table):
            waiting.extend(entry for key, entry in node.entries.items() if key not in prose)
        elif isinstance(node, Series):
            waiting.extend(node.items)
        elif isinstance(node, Scalar) and isinstance(node.value, str):
            yield node.text


def _declared(root: Table) -> Iterator[tuple[str, str, Where]]:
    """What each name is called, the name and its place; a parameter once for each actor."""
    for key, what in (("state", "variable"), ("numbers", "number"), ("definitions", "definition"), ("tables", "table")):
        for name, where in _places(root.entries.get(key)).items():
            yield what, name, where
    for group in ("seats", "actors"):
        for owner in _tables(root.entries.get(group)):
            own = _places(owner.entries.get("parameters"))
            for kind in _tables(owner.entries.get("types")):
                own = {**_places(kind), **own}
            for name, where in own.items():
                if name not in TypeKeys.key_fields():
                    yield "parameter", name, where
            for name, where in _places(owner.entries.get("secret")).items():
                yield "secret", name, where


def _places(node: Node | None) -> Mapping[str, Where]:
    return {key: node.keys[key] for key in node.entries} if isinstance(node, Table) else {}


def _tables(node: Node | None) -> list[Table]:
    entries = node.entries.values() if isinstance(node, Table) else ()
    return [entry for entry in entries if isinstance(entry, Table)]


def _idle(base: Table, changed: Table, variants: Variants, name: str) -> Iterator[Mistake]:
    """A variant that leaves the file, or the one variant that it builds on, as it is."""
    keys = variants.entries[name]
    parents = [parent.text for parent in keys.builds_on or ()]
    if find_perceptions(variants, name, base.where):
        return
    rules = _rules_of(variants, name, base)
    if says_the_same(changed, base) and not rules:
        yield Mistake(variants.places[name], f"the variant '{name}' changes nothing")
    elif (
        len(parents) == 1
        and says_the_same(changed, apply_variant(base, variants, parents[0], []))
        and rules == _rules_of(variants, parents[0], base)
    ):
        yield Mistake(variants.places[name], f"the variant '{name}' changes nothing of '{parents[0]}'")


def _rules_of(variants: Variants, name: str, base: Table) -> dict[str, str]:
    """By commitment the rule that its decision follows under a variant."""
    return {commitment: rule for commitment, (rule, *_) in find_followed(variants, name, base.where).items()}
