"""Which engine solves a crisis: the grid of public beliefs, or its game tree."""

from __future__ import annotations

from collections.abc import Callable

from detente.analysis.accuracy import MANY_TYPES, fix_grid, limit_many_types
from detente.analysis.options import Options
from detente.errors import DetenteError, ScenarioError
from detente.game.compile import require_public
from detente.game.tables import Game
from detente.scenario.model import Scenario
from detente.scenario.tree_needs import WORDS, needs_tree
from detente.trees.unfold import MOST_SOLVED, compile_unfoldable


def uses_tree(scenario: Scenario, options: Options, changed: Callable[[str], Scenario]) -> bool:
    """Whether a crisis and all its variants are solved on game trees.

    They are if that is asked for, if one of them needs it, or if an actor has so many types that no belief grid will do
    and the tree is small enough. Numbers of two engines are not compared: which of several equilibria is found may
    differ.

    Args:
        changed: the scenario under a variant of the file.

    Raises:
        DetenteError: the options ask for a grid, or for an equilibrium that trees do not have.
    """
    if options.engine == "grid":
        require_public(scenario)
        return False
    is_needed = needs_tree(scenario) or any(needs_tree(changed(name)) for name in _list_private(scenario))
    if not (is_needed or options.engine == "tree" or _has_too_many_types(scenario, options)):
        return False
    if options.num_points is not None:
        raise DetenteError(f"points: {scenario.title} is solved on its game tree, without a belief grid.")
    for rule in (*options.rules, *([scenario.equilibrium] if scenario.equilibrium else [])):
        if rule != "principal":
            raise DetenteError(
                f"equilibrium: {scenario.title} is solved on its game tree, along the principal branch, not by the "
                f"rule '{rule}'. Leave it out, or write principal."
            )
    return True


def compile_to_check(scenario: Scenario) -> Game | None:
    """The game of a crisis that is solved on its tree; None of one that is solved on a grid.

    Raises:
        ScenarioError: its mistakes.
        DetenteError: it has no tree, or one of too many nodes.
    """
    options = Options()
    if needs_tree(scenario) or _has_too_many_types(scenario, options):
        return compile_unfoldable(scenario, MOST_SOLVED)[1]
    return None


def _list_private(scenario: Scenario) -> list[str]:
    """The variants in which somebody may know more than everybody does, by the words of their changes."""
    return [
        variant.name
        for variant in scenario.variants
        if any(word in f"{patch.path} {patch.value}" for patch in variant.patches for word in WORDS)
    ]


def _has_too_many_types(scenario: Scenario, options: Options) -> bool:
    """Whether an actor has too many types for a belief grid, and the crisis is short enough for its tree."""
    if options.num_points is not None or scenario.calendar.is_endless or scenario.sees:
        return False
    if all(len(actor.types) < MANY_TYPES or actor.belief_points is not None for actor in scenario.actors):
        return False
    try:
        limit_many_types(scenario, fix_grid(scenario, None, options.accuracy).points)
    except ScenarioError:
        try:
            compile_unfoldable(scenario, MOST_SOLVED)
        except DetenteError:
            return False
        return scenario.equilibrium in (None, "principal")
    return False
