"""Crises as explicit game trees: solved exactly, or for other people's solvers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Stopwatch, require_range
from detente.analysis.results import Exported
from detente.errors import DetenteError
from detente.files import check_writable, write_whole
from detente.service.setting_up import Source, build_origin, load

if TYPE_CHECKING:
    import pyspiel
    from open_spiel.python.policy import TabularPolicy

    from detente.analysis.game_trees import SolvedTree
    from detente.scenario.model import Scenario
    from detente.solve.equilibrium import Equilibrium
    from detente.trees.extensive import ExtensiveGame
    from detente.trees.tree import Tree


def tree(crisis: Source, *, variant: str | None = None, most_nodes: int | None = None) -> Tree:
    """The crisis as an explicit game tree.

    Args:
        most_nodes: how large the tree may be; default: what other programs still read within seconds.

    Raises:
        DetenteError: the tree would be larger, or `most_nodes` is out of its range.
        ScenarioError: a payoff depends on the public belief itself.
    """
    from detente.scenario.tree_needs import needs_tree
    from detente.trees.as_tree import as_tree
    from detente.trees.grown import grow_tree
    from detente.trees.unfold import LIMIT_OF_NODES, MOST_NODES, unfold

    allowed = MOST_NODES if most_nodes is None else most_nodes
    require_range("nodes", allowed, 1, LIMIT_OF_NODES, ", which fit in memory")
    scenario = load(crisis, variant=variant)
    if scenario.calendar.is_endless:
        raise DetenteError(f"{scenario.title}: an endless crisis has no game tree. With a number of rounds it has one.")
    return as_tree(grow_tree(scenario, allowed, has_names=True)) if needs_tree(scenario) else unfold(scenario, allowed)


def export(
    crisis: Source,
    to: str | Path,
    *,
    variant: str | None = None,
    by_date: bool = False,
    most_nodes: int | None = None,
) -> Exported:
    """Write a crisis as a game tree in Gambit's format, for programs that solve extensive-form games.

    Args:
        to: `FILE.efg`.
        by_date: whether each actor is one player for each date, in units of precision; see `trees.efg.to_efg`.
        most_nodes: how large the tree may be; default: what other programs still read within seconds.

    Raises:
        DetenteError: the tree would be larger, or `to` ends in anything else.
        ScenarioError: a payoff depends on the public belief itself.
        OSError: the file cannot be written.
    """
    if Path(to).suffix != ".efg":
        raise DetenteError(f"'{to}': game trees are written as FILE.efg (Gambit's format for extensive games).")
    check_writable(Path(to))
    watch = Stopwatch()
    with watch.phase("load"):
        scenario = load(crisis, variant=variant)

    from detente.trees.efg import list_players, to_efg

    with watch.phase("unfold"):
        unfolded = tree(scenario, most_nodes=most_nodes)
    with watch.phase("write"):
        file = str(write_whole(Path(to), to_efg(unfolded, by_date)))
    return Exported(
        origin=build_origin(scenario, None, watch),
        file=file,
        players=list_players(unfolded, by_date),
        num_nodes=len(unfolded.nodes),
        num_information_sets=len(unfolded.information_sets),
        perceptions_left_out=tuple(actor for actor, _ in scenario.sees),
    )


def solve_on_tree(
    crisis: Source,
    *,
    variant: str | None = None,
    most_nodes: int | None = None,
    num_starts: int = 0,
    allow_unsolved: bool = False,
) -> SolvedTree:
    """A short crisis solved on its game tree, without a belief grid: an independent check of the grid.

    Every actor on every date on which it chooses is a player of its own; the first players are the actors at the start,
    whose expected payoffs are those of the crisis, averaged over their types.

    Args:
        most_nodes: how large the tree may be; default: 100,000.
        num_starts: from how many random policies other equilibria are sought.

    Raises:
        DetenteError: the tree would be larger; the message states how large, and what would fit.
        ScenarioError: a payoff depends on the public belief itself.
        UnsolvedError: the equilibrium was not found.
    """
    watch = Stopwatch()
    with watch.phase("load"):
        scenario = load(crisis, variant=variant)

    from detente.analysis.game_trees import SolvedTree
    from detente.service.game_files import require_solved
    from detente.trees.answering import describe
    from detente.trees.exact import solve_game_tree

    if scenario.sees:
        raise DetenteError("actors act on perceptions of this crisis, which one game tree does not have")
    with watch.phase("unfold"):
        game, ways = _unfolded(scenario, most_nodes)
    with watch.phase("solve"):
        equilibrium = solve_game_tree(game)
    with watch.phase("certify"):
        answer = describe(equilibrium, ways, num_starts)
    if not allow_unsolved:
        require_solved(answer.certificate)
    return SolvedTree(build_origin(scenario, None, watch), answer)


def _unfolded(scenario: Scenario, most_nodes: int | None) -> tuple[ExtensiveGame, tuple[str, ...]]:
    """The game tree of a crisis, and the way to every node in words; () where what is seen differs between actors."""
    from detente.scenario.tree_needs import needs_tree
    from detente.trees.from_crisis import game_from_crisis, list_ways_of
    from detente.trees.grown import grow_tree
    from detente.trees.unfold import MOST_NODES

    if needs_tree(scenario):
        return grow_tree(scenario, MOST_NODES if most_nodes is None else most_nodes, has_names=True).tree, ()
    unfolded = tree(scenario, most_nodes=most_nodes)
    return game_from_crisis(unfolded), list_ways_of(unfolded)


def openspiel_game(crisis: Source, *, variant: str | None = None, most_nodes: int | None = None) -> pyspiel.Game:
    """The crisis as a game of OpenSpiel, so that its algorithms run on it; actors are its players, in order.

    Raises:
        DetenteError: OpenSpiel is not installed; or see `tree`.
        ScenarioError: see `tree`.
    """
    from detente.trees.openspiel import as_openspiel

    return as_openspiel(tree(crisis, variant=variant, most_nodes=most_nodes))


def openspiel_policy(equilibrium: Equilibrium, game: pyspiel.Game, *, most_nodes: int | None = None) -> TabularPolicy:
    """An equilibrium as a policy of OpenSpiel, for the game that `openspiel_game` makes of the same crisis.

    Raises:
        DetenteError: see `tree`; or the equilibrium is one of the game tree, and its crisis does not need its tree.
    """
    from detente.scenario.tree_needs import needs_tree
    from detente.trees.behaviour import compute_behaviour
    from detente.trees.openspiel import as_openspiel_policy

    scenario = equilibrium.game.scenario
    if equilibrium.on_tree is not None and not needs_tree(scenario):
        raise DetenteError(
            f"{scenario.title}: public beliefs describe all of it, and what OpenSpiel is given is then the equilibrium "
            "of the belief grid: solve it without engine='tree'."
        )
    unfolded = tree(scenario, most_nodes=most_nodes)
    return as_openspiel_policy(unfolded, game, compute_behaviour(unfolded, equilibrium))
