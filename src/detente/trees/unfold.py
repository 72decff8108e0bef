"""From a scenario to its game tree.

Payoffs that mention a third party's type are those of the type drawn. They are read off tables compiled for beliefs
that are certain, where the average under the belief is the value for one type. Payoffs that depend on the belief itself
belong to no end of a tree, and are refused.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from detente.errors import DetenteError, Mistake, ScenarioError
from detente.game.compile import compile_for_tree, compile_game
from detente.game.frame import Frame, build_frame
from detente.game.tables import Game
from detente.scenario.expressions import Formula, Number
from detente.scenario.model import Decision, Scenario, list_formulas
from detente.scenario.tree_needs import find_tree_needs
from detente.trees.counting import count_nodes
from detente.trees.tree import Tree
from detente.trees.walk import Walk

CERTAIN = 700.0
"""Log-odds that leave no doubt: e^−700 is 1e-304, lost beside 1 in double precision, and not yet zero."""

LIMIT_OF_NODES = 10_000_000
"""More would not fit in memory."""

MOST_SOLVED = 3_000_000
"""Nodes of a crisis that is solved on its tree: 2.4 GB, and some twenty seconds of one core."""

MOST_NODES = 100_000
"""Nodes that other programs still read within seconds; a file of them has some ten megabytes."""


def unfold(scenario: Scenario, most_nodes: int = MOST_NODES) -> Tree:
    """Unfolds a crisis into its game tree.

    Raises:
        ScenarioError: a payoff depends on the public belief itself; or somebody sees what others do not.
        DetenteError: the tree would have more nodes; the message states how many, and what would fit.
    """
    if needs := find_tree_needs(scenario):
        what = "and trees of other programs hold what everybody sees; it can be solved on its tree, not exported"
        raise ScenarioError([Mistake(each.where, f"{each.message}, {what}") for each in needs])
    _require_no_beliefs(scenario)
    game = compile_certain_game(scenario)
    counts = count_nodes(game)
    if counts[-1] > most_nodes:
        raise DetenteError(_too_large(scenario, counts, most_nodes, ", or allow more nodes"))
    return Walk(game).build()


def compile_unfoldable(
    scenario: Scenario, most_nodes: int, on_size: Callable[[float], None] | None = None
) -> tuple[Frame, Game]:
    """The frame and the game of a crisis that has a tree of at most so many nodes.

    Args:
        on_size: called with how many it has.

    Raises:
        ScenarioError: a payoff depends on the public belief itself; every such term.
        DetenteError: there are more nodes: how many, what would fit, and what needs the tree; or the crisis is endless.
    """
    if scenario.calendar.is_endless:
        raise DetenteError(
            f"{scenario.title}: an endless crisis has no game tree. With a number of rounds it has one."
            + _why_a_tree(scenario)
        )
    _require_no_beliefs(scenario)
    frame, game = compile_for_tree(scenario)
    counts = count_nodes(game)
    if counts[-1] > most_nodes:
        raise DetenteError(_too_large(scenario, counts, most_nodes) + _why_a_tree(scenario))
    if on_size is not None:
        on_size(counts[-1])
    return frame, game


def _why_a_tree(scenario: Scenario) -> str:
    """What would have to be left out for a belief grid, which takes no longer for every period more."""
    needs = [each.message for each in find_tree_needs(scenario)]
    if not needs:
        return ""
    more = f" and {len(needs) - 3} more" if len(needs) > 3 else ""
    return f" It needs its tree because {'; '.join(needs[:3])}{more}; without that a belief grid would do."


def compile_certain_game(scenario: Scenario) -> Game:
    """Compiles the game on a belief grid whose corners are certainties."""
    points = {actor.name: 3 for actor in scenario.actors if len(actor.types) > 1}
    return compile_game(scenario, points, CERTAIN, tracks_all=True)


def _too_large(scenario: Scenario, counts: tuple[float, ...], most_nodes: int, advice: str = "") -> str:
    labels, step = scenario.calendar.labels, scenario.calendar.step
    fitting = sum(count <= most_nodes for count in counts)
    size = f"{counts[-1]:,.0f}" if counts[-1] < 1e9 else f"{counts[-1]:.1e}"
    message = f"the game tree of {scenario.title} would have {size} nodes, more than {most_nodes:,}: "
    if fitting:
        return message + (
            f"its first {fitting} of {len(labels)} {step}s, to {labels[fitting - 1]}, have {counts[fitting - 1]:,.0f}. "
            f"End the calendar there{advice}."
        )
    return message + (
        f"its first {step} alone has {counts[0]:,.0f}. Fewer stages, acts, results or types would make it smaller."
    )


def _require_no_beliefs(scenario: Scenario) -> None:
    """Refuse payoffs that depend on the public belief itself: in a tree payoffs belong to ends, not to what is thought.

    Raises:
        ScenarioError: all of them.
    """
    frame = build_frame(scenario)
    mistakes = []
    for factors in _payoff_formulas(scenario):
        for formula in factors:
            if any(
                frame.ready(formula, period).has_belief and not _is_zero(frame, factors, period)
                for period in range(scenario.calendar.num_periods + 1)
            ):
                message = (
                    f"the payoff `{formula.text}` depends on the public belief; in a game tree payoffs can only depend "
                    "on types and on what was done"
                )
                mistakes.append(Mistake(formula.where, message))
    if mistakes:
        raise ScenarioError(mistakes)


def _payoff_formulas(scenario: Scenario) -> Iterator[tuple[Formula, ...]]:
    """The factors of everything that pays an actor."""
    for actor in scenario.actors:
        for want in actor.wants:
            yield want.weight, want.formula
    for stage in scenario.stages:
        for action in stage.actions if isinstance(stage, Decision) else ():
            for formula in list_formulas((action.costs, tuple(amount for _, amount in action.gives))):
                yield (formula,)
    if not isinstance(scenario.calendar.afterwards, str):
        for _, formula in scenario.calendar.afterwards:
            yield (formula,)


def _is_zero(frame: Frame, factors: tuple[Formula, ...], period: int) -> bool:
    trees = [frame.ready(formula, period).tree for formula in factors]
    return any(isinstance(tree, Number) and tree.value == 0 for tree in trees)
