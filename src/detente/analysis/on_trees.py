"""What a workbench does of crises that are solved on their game trees: perceptions, and how long it takes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from detente.game.effort import estimate_seconds
from detente.scenario.model import Scenario
from detente.solve.equilibrium import Equilibrium
from detente.trees.as_equilibrium import play_by_perceptions, solve_on_tree
from detente.trees.unfold import MOST_SOLVED, compile_unfoldable

if TYPE_CHECKING:
    from detente.analysis.workbench import Workbench

TREE_SECONDS = 8e-6
"""For each node of a game tree, grown and solved."""


def play_on_tree(bench: Workbench, solved: Equilibrium, scenario: Scenario, at_anchor: bool = False) -> Equilibrium:
    """A crisis solved on its tree, played by the perceptions that its actors act on, each solved on its own tree.

    Args:
        at_anchor: whether everybody plays at base rates; else the perceptions' certificates are kept.

    Raises:
        UnsolvedError: the equilibrium of a perception was not found, unless the options allow it.
        DetenteError: a perception changes what can happen, or who sees it.
    """
    seen, names = dict[int, Equilibrium](), [actor.name for actor in scenario.actors]
    for actor, perception in bench.perceptions_of(scenario).items():
        settings = replace(bench.settings_of(perception), rule="principal")
        with bench.watch.phase("solve"):
            found = solve_on_tree(perception, settings, at_anchor=at_anchor).require()
        seen[names.index(actor)] = found
        if not at_anchor:
            bench.add_certificates({str(perception.variant): found.certificate})
    return play_by_perceptions(solved, seen)


def core_seconds(bench: Workbench) -> float:
    """Seconds of one core that solving a workbench's base crisis takes, about."""
    if bench.on_tree:
        sizes = list[float]()
        compile_unfoldable(bench.base, MOST_SOLVED, sizes.append)
        return TREE_SECONDS * sum(sizes)
    return estimate_seconds(bench.plan.estimate, bench.plan.grid, cores=1)
