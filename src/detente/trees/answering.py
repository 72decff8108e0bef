"""From an equilibrium of a game tree to its record, with names."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from detente.trees.answers import ON_THE_WAY, TreeAct, TreeAnswer, TreeCertificate, TreeDecision, TreePlayer
from detente.trees.exact import TreeEquilibrium
from detente.trees.extensive import ExtensiveGame
from detente.trees.others import find_others
from detente.trees.plans import find_forgetful
from detente.trees.regret import best_response_values, deviation_gains

MOST_WAYS = 50
"""Ways to an information set of which the beliefs are listed."""


def describe(equilibrium: TreeEquilibrium, ways: Sequence[str], num_starts: int = 0) -> TreeAnswer:
    """The record of an equilibrium.

    Args:
        ways: the way from the root to every node, in words; () if beliefs are left out.
        num_starts: from where others are looked for.
    """
    game = equilibrium.game
    gains = deviation_gains(equilibrium)
    has_recall = len(find_forgetful(game)) == 0
    best = best_response_values(equilibrium) if has_recall else None
    set_reach = np.bincount(game.owner[game.owner >= 0], equilibrium.reach[game.owner >= 0], minlength=game.num_sets)
    return TreeAnswer(
        title=game.labels.title,
        players=tuple(
            TreePlayer(
                name=name,
                precision=_precision_of(game, player),
                value=float(equilibrium.value[0, player]),
                best_response=None if best is None else float(best[player]),
                gain=float(gains[game.set_player == player].max(initial=0.0)),
            )
            for player, name in enumerate(game.labels.players)
        ),
        decisions=tuple(
            _decision(equilibrium, h, float(set_reach[h]), float(gains[h]), ways) for h in range(game.num_sets)
        ),
        certificate=_certify(equilibrium, set_reach),
        others=find_others(equilibrium, num_starts) if num_starts else None,
    )


def _precision_of(game: ExtensiveGame, player: int) -> float | None:
    own = game.precision[game.set_player == player]
    if len(own) and np.ptp(own) > 0:
        return None
    return float(own[0]) if len(own) else 0.0


def _decision(equilibrium: TreeEquilibrium, h: int, reach: float, gain: float, ways: Sequence[str]) -> TreeDecision:
    game = equilibrium.game
    first_member, member = game.members
    nodes = member[first_member[h] : first_member[h + 1]]
    first = game.first_slot[h]
    acts = (
        TreeAct(name, float(equilibrium.policy[first + a]), float(equilibrium.action_value[first + a]))
        for a, name in enumerate(game.labels.actions[h])
    )
    beliefs = (
        ((ways[node], float(equilibrium.belief[node])) for node in nodes) if ways and len(nodes) <= MOST_WAYS else ()
    )
    return TreeDecision(
        player=game.labels.players[game.set_player[h]],
        name=game.labels.sets[h],
        reach=reach,
        acts=tuple(acts),
        beliefs=tuple(beliefs),
        gain=gain,
    )


def _certify(equilibrium: TreeEquilibrium, set_reach: np.ndarray) -> TreeCertificate:
    game = equilibrium.game
    slot_set = np.repeat(np.arange(game.num_sets), game.num_actions)
    residual = equilibrium.residual
    worst = ""
    if game.num_sets:
        h = int(slot_set[residual.argmax()])
        worst = f"{game.labels.players[game.set_player[h]]}: {game.labels.sets[h]}"
    return TreeCertificate(
        num_nodes=game.num_nodes,
        num_sets=game.num_sets,
        num_unknowns=equilibrium.num_unknowns,
        max_residual=float(residual.max(initial=0.0)),
        max_residual_reached=float(residual[set_reach[slot_set] >= ON_THE_WAY].max(initial=0.0)),
        worst=worst,
        share=equilibrium.share,
        is_confirmed=equilibrium.is_confirmed,
        num_steps=equilibrium.num_steps,
        num_turns=equilibrium.num_turns,
    )
