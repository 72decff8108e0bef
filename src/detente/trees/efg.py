"""Game trees as text in Gambit's format for extensive games (`.efg`, version 2).

Probabilities are decimals that sum to one exactly, as readers demand.

Source: https://gambitproject.readthedocs.io/en/latest/formats.efg.html
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

from detente.errors import DetenteError
from detente.trees.tree import InformationSet, Tree

DIGITS = 15
"""Significant digits that double precision guarantees."""

MOST_DIGITS = 400
"""Digits of a decimal: room for any number in double precision beside 1."""


@dataclass(frozen=True)
class _Players:
    """Who plays in the file.

    Args:
        names: by player. actor: of every player. since: the period from which its payoffs count.
        of_set: the player of every information set.
    """

    names: tuple[str, ...]
    actor: tuple[int, ...]
    since: tuple[int, ...]
    of_set: tuple[int, ...]


def to_efg(tree: Tree, by_date: bool = False) -> str:
    """Writes the tree in Gambit's format.

    Args:
        by_date: one player for each actor and date on which it chooses, with payoffs from that date on, discounted to
            that date and multiplied by the actor's precision. Gambit knows one λ, and weighs later choices by
            what they are worth at the start; between these players its logit equilibrium at λ = 1 is the agent
            quantal-response equilibrium of the crisis. Base rates then count as payoffs of who chooses, log η, which
            its logit adds to the others. Otherwise actors are players, and base rates are not part of the file.

    Raises:
        DetenteError: by date, an actor with base rates chooses twice at one date: what the second choice adds would
            count in the first one too.
    """
    players = _players_by_date(tree) if by_date else _actors(tree)
    habits = _sum_anchors(tree, players) if by_date else None
    title = tree.scenario.title if tree.scenario.variant is None else f"{tree.scenario.title} ({tree.scenario.variant})"
    lines = [f"EFG 2 R {_quoted(title)} {{ {' '.join(map(_quoted, players.names))} }}", '""', ""]
    numbers = number_sets(players.of_set)
    num_chances = num_ends = 0
    for number, node in enumerate(tree.nodes):
        if node.information >= 0:
            menu = " ".join(map(_quoted, node.options))
            head = f'p "" {players.of_set[node.information] + 1} {numbers[node.information]}'
            label = label_set(tree, tree.information_sets[node.information])
            lines.append(f"{head} {_quoted(label)} {{ {menu} }} 0")
        elif node.options:
            num_chances += 1
            prob = to_decimals(node.probabilities)
            ways = " ".join(f"{_quoted(name)} {p}" for name, p in zip(node.options, prob, strict=True))
            lines.append(f'c "" {num_chances} {_quoted(f"{node.label} ({num_chances})")} {{ {ways} }} 0')
        else:
            num_ends += 1
            amounts = [tree.payoff(node, a, t) for a, t in zip(players.actor, players.since, strict=True)]
            if habits is not None:
                whose = zip(players.actor, players.since, strict=True)
                scale = [tree.precision[a][node.kinds[t][a]] for a, t in whose]
                amounts = [s * x + h for s, x, h in zip(scale, amounts, habits[number], strict=True)]
            lines.append(f't "" {num_ends} "" {{ {", ".join(map(_decimal, amounts))} }}')
    return "\n".join(lines) + "\n"


def _sum_anchors(tree: Tree, players: _Players) -> list[tuple[float, ...]]:
    """By node the log η of everything that each player has chosen before it."""
    sums: list[tuple[float, ...]] = [()] * len(tree.nodes)
    chosen: list[frozenset[int]] = [frozenset()] * len(tree.nodes)
    sums[0] = (0.0,) * len(players.names)
    for number, node in enumerate(tree.nodes):
        own = players.of_set[node.information] if node.information >= 0 else -1
        anchor = tree.information_sets[node.information].anchor if own >= 0 else ()
        if own in chosen[number] and (anchor or sums[number][own]):
            raise DetenteError(
                f"{players.names[own]} chooses twice, with base rates: such a crisis cannot be written by date"
            )
        for option, child in enumerate(node.children):
            added = list(sums[number])
            if anchor:
                added[own] += anchor[option]
            sums[child], chosen[child] = tuple(added), chosen[number] | ({own} if own >= 0 else frozenset())
    return sums


def list_players(tree: Tree, by_date: bool = False) -> tuple[str, ...]:
    """The names of the players of the file, in order."""
    return (_players_by_date(tree) if by_date else _actors(tree)).names


def _actors(tree: Tree) -> _Players:
    num_players = len(tree.players)
    of_set = tuple(information.player for information in tree.information_sets)
    return _Players(tree.players, tuple(range(num_players)), (0,) * num_players, of_set)


def _players_by_date(tree: Tree) -> _Players:
    turns = sorted({(information.period, information.player) for information in tree.information_sets})
    labels = tree.scenario.calendar.labels
    return _Players(
        names=tuple(f"{tree.players[actor]} {labels[period]}" for period, actor in turns),
        actor=tuple(actor for _, actor in turns),
        since=tuple(period for period, _ in turns),
        of_set=tuple(turns.index((each.period, each.player)) for each in tree.information_sets),
    )


def number_sets(of_set: Sequence[int]) -> tuple[int, ...]:
    """The number of every information set among those of its player, from 1."""
    counts: dict[int, int] = {}
    numbers = []
    for player in of_set:
        counts[player] = counts.get(player, 0) + 1
        numbers.append(counts[player])
    return tuple(numbers)


def label_set(tree: Tree, information: InformationSet) -> str:
    """What the player knows, in words; no two information sets of a tree share them."""
    calendar, actor = tree.scenario.calendar, tree.scenario.actors[information.player]
    stage = tree.scenario.stages[information.stage].name
    kind = f"{actor.types[information.type].name}, " if len(actor.types) > 1 else ""
    history = "; ".join((*information.history, *(f"own {act}" for act in information.own)))
    return f"{kind}{calendar.labels[information.period]} {stage}" + (f": {history}" if history else "")


def to_decimals(probabilities: Sequence[float]) -> tuple[str, ...]:
    """The probabilities as decimals that sum to one exactly; the likeliest takes what rounding leaves."""
    with localcontext(prec=MOST_DIGITS):
        decimals = [Decimal(f"{prob:.{DIGITS}g}") for prob in probabilities]
        likeliest = decimals.index(max(decimals))
        decimals[likeliest] += 1 - sum(decimals)
    return tuple(format(prob, "f") for prob in decimals)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _decimal(number: float) -> str:
    """A decimal without an exponent, which not every reader knows."""
    return format(Decimal(f"{number:.{DIGITS}g}"), "f")
