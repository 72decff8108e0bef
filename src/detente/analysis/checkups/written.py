"""What the file alone shows: names not read, sources not cited, variants that leave the game as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from detente.analysis.diagnosis import Finding
from detente.claims.construction import are_the_same_game
from detente.errors import Mistake
from detente.scenario.keys.crisis import read_variants
from detente.scenario.loading import read_tree
from detente.scenario.model import Scenario
from detente.scenario.tree import Node, Scalar, Series, Table


def find_written(
    scenario: Scenario, changed: Callable[[str], Scenario], warnings: tuple[Mistake, ...]
) -> Iterator[Finding]:
    """What `check` warns of, sources never cited, and variants without effect.

    Args:
        changed: the crisis under a variant. warnings: of `check`.
    """
    told = set[str]()
    for warning in warnings:
        told.add(str(warning.where))
        advice = "Correct the line, or leave out what nothing needs."
        yield Finding("caution", warning.where.field, warning.where, f"{_sentence(warning.message)}", advice)
    yield from _find_uncited(scenario)
    places = read_variants(read_tree(scenario)).places
    for variant in scenario.variants:
        if str(places[variant.name]) in told or variant.sees or scenario.variant:
            continue
        other = changed(variant.name)
        if are_the_same_game(scenario, other):
            yield Finding(
                "variant without effect",
                variant.name,
                places[variant.name],
                f"The variant '{variant.name}' leaves the game as it is: nothing reads what it changes.",
                "Let it change what the game reads, or leave it out.",
            )


def _sentence(message: str) -> str:
    return f"{message[:1].upper()}{message[1:]}."


def _find_uncited(scenario: Scenario) -> Iterator[Finding]:
    root = read_tree(scenario)
    sources = root.entries.get("sources")
    cited = set(_cited(root))
    for name, where in sources.keys.items() if isinstance(sources, Table) else ():
        if name not in cited:
            says = f"No entry cites the source '{name}'."
            advice = "Cite it where it is used (`source:`), or leave it out."
            yield Finding("source never cited", name, where, says, advice)


def _cited(node: Node) -> Iterator[str]:
    """Everything that stands after `source`."""
    if isinstance(node, Table):
        for key, entry in node.entries.items():
            if key == "source" and isinstance(entry, Scalar):
                yield entry.text
            elif key == "source" and isinstance(entry, Series):
                yield from (item.text for item in entry.items if isinstance(item, Scalar))
            else:
                yield from _cited(entry)
    elif isinstance(node, Series):
        for item in node.items:
            yield from _cited(item)
