"""A crisis solved on its game tree, as an equilibrium: its values, its certificate, and what plays are drawn from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
from jaxtyping import Float, Int

from detente.errors import DetenteError
from detente.scenario.model import Scenario
from detente.scenario.tree_needs import find_tree_needs
from detente.solve.certificate import Certificate, OnTree, Regret, UnsolvedNode
from detente.solve.equilibrium import Equilibrium, Settings
from detente.solve.tree_play import NEVER, NoPolicies, TreePlay, act_on_perceptions, sum_down
from detente.trees.answers import SOLVED
from detente.trees.counting import list_profiles
from detente.trees.exact import TreeEquilibrium, solve_game_tree
from detente.trees.grown import GrownTree, grow_tree
from detente.trees.others import has_few_policies, seek_others
from detente.trees.regret import best_response_values
from detente.trees.several import NUM_PURE, NUM_STARTS, describe_several
from detente.trees.unfold import MOST_SOLVED

NUM_WORST = 5


def solve_on_tree(
    scenario: Scenario,
    settings: Settings | None = None,
    most_nodes: int = MOST_SOLVED,
    at_anchor: bool = False,
    on_size: Callable[[float], None] | None = None,
    with_others: bool = False,
    num_starts: int = 0,
) -> Equilibrium:
    """The equilibrium on the principal branch of a crisis' game tree.

    Args:
        at_anchor: whether everybody plays at base rates, at precision 0.
        with_others: whether other equilibria are sought too, if the tree has few policies.
        num_starts: random policies from which they are sought, whatever the tree; 0: the usual ones.
        on_size: called with the number of nodes, before the tree is grown.

    Raises:
        DetenteError, ScenarioError: see `grown.grow_tree`.
    """
    settings = settings or Settings()
    grown = grow_tree(scenario, most_nodes, on_size=on_size)
    game = grown.tree.with_precision([0.0] * len(grown.columns)) if at_anchor else grown.tree
    found = solve_game_tree(game)
    solved = _as_equilibrium(grown, found, settings)
    is_usual = with_others and has_few_policies(game)
    if found.share < 1 or not (is_usual or num_starts):
        return solved
    sought = seek_others(found, num_starts or NUM_STARTS, num_pure=NUM_PURE if has_few_policies(game) else None)
    others = [_as_equilibrium(grown, each.found, replace(settings, regret=False)) for each in sought.others]
    several = describe_several(grown, found, solved.start_values, sought, [each.start_values for each in others])
    return replace(
        solved,
        certificate=replace(solved.certificate, multiplicity=several),
        others={each.starts[0]: other for each, other in zip(sought.others, others, strict=True) if each.is_stable},
    )


def play_by_perceptions(solved: Equilibrium, seen: Mapping[int, Equilibrium]) -> Equilibrium:
    """A crisis solved on its tree, in which some actors act on perceptions of it, by actor, solved on theirs.

    Raises:
        DetenteError: a perception changes what can happen, or what somebody knows.
    """
    if not seen:
        return solved
    scenario = solved.game.scenario
    trees = {actor: other.on_tree for actor, other in seen.items() if other.on_tree is not None}
    assert solved.on_tree is not None
    try:
        played = act_on_perceptions(solved.on_tree, trees)
    except ValueError:
        names = ", ".join(scenario.actors[actor].name for actor in seen)
        raise DetenteError(
            f"{scenario.title}: a perception ({names}) changes what can happen, or who sees it. On a game tree "
            "perceptions may change numbers alone: payoffs, priors and odds that stay between 0 and 1."
        ) from None
    others = {start: play_by_perceptions(other, seen) for start, other in solved.others.items()}
    return replace(solved, on_tree=played, perceptions=dict(seen), others=others)


def _as_equilibrium(grown: GrownTree, found: TreeEquilibrium, settings: Settings) -> Equilibrium:
    return Equilibrium(
        game=grown.game,
        settings=settings,
        log_policies=NoPolicies(),
        start_values=_start_values(grown, found),
        certificate=_certify(grown, found, settings),
        on_tree=_as_played(grown, found),
    )


def _start_values(grown: GrownTree, found: TreeEquilibrium) -> Float[np.ndarray, " row"]:
    """What every type expects at the start; not a number for types that nobody is at the start."""
    first, child = found.game.children
    starts = child[first[0] : first[1]] if len(grown.profiles) > 1 else np.zeros(1, dtype=np.int64)
    prob, kinds = found.game.prob[starts], np.array(grown.profiles)
    values = np.full(len(grown.game.rows), np.nan)
    for number, row in enumerate(grown.game.rows):
        own = kinds[:, row.actor] == row.type
        if own.any():
            values[number] = prob[own] @ found.value[starts[own], row.actor] / prob[own].sum()
    return values


def _certify(grown: GrownTree, found: TreeEquilibrium, settings: Settings) -> Certificate:
    """The certificate: its nodes are information sets."""
    num_sets, residual = found.game.num_sets, np.zeros(found.game.num_sets)
    np.maximum.at(residual, np.repeat(np.arange(num_sets), found.game.num_actions), found.residual)
    # Where the branch was lost no policy is that of the precision.
    unsolved = np.flatnonzero(residual > SOLVED) if found.share == 1 else np.arange(num_sets)
    worst = unsolved[np.argsort(-residual[unsolved], kind="stable")][:NUM_WORST]
    return Certificate(
        max_residual=float(residual.max(initial=0.0)),
        unsolved_share=len(unsolved) / max(num_sets, 1),
        num_nodes=num_sets,
        num_unsolved=len(unsolved),
        worst=tuple(_describe(grown, int(each), float(residual[each])) for each in worst),
        regrets=_regrets(grown, found) if settings.regret else None,
        rule="principal",
        on_tree=OnTree(
            num_nodes=found.game.num_nodes,
            num_unknowns=found.num_unknowns,
            num_turns=found.num_turns,
            share=found.share,
            is_confirmed=found.is_confirmed,
            needs=tuple(each.message for each in find_tree_needs(grown.scenario)),
        ),
    )


def _describe(grown: GrownTree, number: int, residual: float) -> UnsolvedNode:
    choice = grown.choices[number]
    actor = grown.scenario.actors[choice.player]
    return UnsolvedNode(
        date=grown.scenario.calendar.labels[choice.period],
        actor=actor.name,
        stage=grown.scenario.stages[choice.stage].name,
        state=f"information set {number + 1}",
        belief=actor.types[choice.kind].name if len(actor.types) > 1 else "",
        residual=residual,
    )


def _regrets(grown: GrownTree, found: TreeEquilibrium) -> tuple[Regret, ...]:
    """What every actor would gain at the start by its best plan, averaged over its types."""
    best = best_response_values(found)
    return tuple(
        Regret(actor.name, None, float(best[place] - found.value[0, place]))
        for place, actor in enumerate(grown.scenario.actors)
    )


def _as_played(grown: GrownTree, found: TreeEquilibrium) -> TreePlay:
    game = found.game
    slot, owner = game.slot_in, game.owner
    prob = np.where(slot >= 0, found.policy[np.maximum(slot, 0)], game.prob)
    actions = np.array([action for choice in grown.choices for action in choice.actions], dtype=np.int64)
    players = np.array([choice.player for choice in grown.choices], dtype=np.int64)
    chosen = np.where(slot >= 0, actions[np.maximum(slot, 0)], -1) if len(actions) else np.full(len(slot), -1)
    mover = np.where(owner >= 0, players[np.maximum(owner, 0)], -1) if len(players) else np.full(len(slot), -1)
    first, child = game.children
    # Nodes stand level by level, so that the children of a node follow one another.
    assert (child == np.arange(1, game.num_nodes)).all()
    totals = _sum_to_ends(grown, game.parent, game.payoff)
    ends = np.full(game.num_nodes, -1)
    ends[grown.ends] = np.arange(len(grown.ends))
    priors: Mapping[tuple[int, ...], float] = list_profiles(grown.game)
    with np.errstate(divide="ignore"):
        log_reach = sum_down(game.parent, np.maximum(np.log(prob), NEVER))
    return TreePlay(
        first_child=first + 1,
        prob=prob,
        log_reach=log_reach,
        draws=grown.numbered.draws,
        stage=grown.numbered.stage,
        owner=owner,
        mover=mover,
        chosen=chosen,
        profiles=np.array(grown.profiles, dtype=np.int64),
        profile_prob=np.array([priors[each] for each in grown.profiles]),
        layers=grown.layers,
        boundaries=grown.boundaries,
        payoffs=grown.payoffs,
        ends=ends,
        least=totals.min(axis=0),
        most=totals.max(axis=0),
    )


def _sum_to_ends(
    grown: GrownTree, parent: Int[np.ndarray, " node"], payoff: Float[np.ndarray, "node column"]
) -> Float[np.ndarray, "end actor"]:
    """What every actor gets on the way to every end."""
    return sum_down(parent, payoff)[grown.ends, : len(grown.scenario.actors)]
