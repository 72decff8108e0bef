"""A file of Gambit's as a game of types and public moves, as far as it is one.

Nature draws first what players know privately, every player's type independently of the others'. All that follows is
the same tree whatever the types are (payoffs may differ), and everybody sees it, except that the second of two moves
made at once does not know the first. What else there may be in a game tree is named, with its place.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn

from detente.errors import Mistake, ScenarioError
from detente.scenario.positions import Where
from detente.trees.efg_reading import EfgFile, EfgNode


@dataclass(frozen=True)
class PublicNode:
    """A public position.

    Args:
        way: labels of the moves that lead here. player: who moves, 0 for chance, −1 at an end.
        actions: labels. probabilities: of chance. children: positions. copies: nodes of the file, by draw of nature.
    """

    way: tuple[str, ...]
    player: int
    actions: tuple[str, ...]
    probabilities: tuple[Fraction, ...]
    copies: tuple[int, ...]
    children: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class PublicGame:
    """A game of types and public moves.

    Args:
        types: by player (index from 0) its types' labels, none if it has nothing private. priors: the same.
        draws: of every draw of nature its probability and the players' types (−1: none).
        nodes: public positions, parents first. at_once: positions whose mover moves at once with the next one.
        payoffs: by position and draw what the players receive there.
    """

    file: EfgFile
    types: tuple[tuple[str, ...], ...]
    priors: tuple[tuple[Fraction, ...], ...]
    draws: tuple[tuple[Fraction, tuple[int, ...]], ...]
    nodes: tuple[PublicNode, ...]
    at_once: frozenset[int]
    payoffs: tuple[tuple[tuple[Fraction, ...], ...], ...]


def find_public_game(file: EfgFile) -> PublicGame:
    """The game of types and public moves that the file describes.

    Raises:
        ScenarioError: it describes none; which feature is in the way, and where.
    """
    return _Finder(file).find()


@dataclass(frozen=True)
class _Draw:
    """A draw of nature at the root: where play begins, how likely, by which labels, and what was received before."""

    node: int
    prob: Fraction
    labels: tuple[str, ...]
    received: tuple[Fraction, ...]


class _Finder:
    def __init__(self, file: EfgFile) -> None:
        self.file = file
        self.num_players = len(file.players)
        self.nodes: list[PublicNode] = []
        self.draws: list[_Draw] = []

    def refuse(self, node: EfgNode, feature: str) -> NoReturn:
        message = f"{feature}; the scenario language cannot express it. The file can be solved as it is"
        raise ScenarioError([Mistake(Where(self.file.file, node.line, 1, "tree"), message)])

    def find(self) -> PublicGame:
        zero = (Fraction(0),) * self.num_players
        self.find_draws(0, Fraction(1), (), zero)
        self.unfold()
        cells = [self.cells_of(player) for player in range(1, self.num_players + 1)]
        types, priors = [], []
        for own in cells:
            num = max(own) + 1
            types.append(self.label_types(own, num) if num > 1 else ())
            share = [
                sum((d.prob for d, c in zip(self.draws, own, strict=True) if c == k), Fraction(0)) for k in range(num)
            ]
            priors.append(tuple(share) if num > 1 else ())
        kinds = [tuple(own[d] if types[p] else -1 for p, own in enumerate(cells)) for d in range(len(self.draws))]
        self.require_independence(kinds, priors)
        at_once = self.find_at_once(cells)
        payoffs = tuple(
            tuple(self.payoff_of(node.copies[d], d, index) for d in range(len(self.draws)))
            for index, node in enumerate(self.nodes)
        )
        draws = tuple((draw.prob, kind) for draw, kind in zip(self.draws, kinds, strict=True))
        return PublicGame(self.file, tuple(types), tuple(priors), draws, tuple(self.nodes), frozenset(at_once), payoffs)

    def payoff_of(self, copy: int, draw: int, index: int) -> tuple[Fraction, ...]:
        own = self.file.nodes[copy].payoffs or (Fraction(0),) * self.num_players
        return tuple(a + b for a, b in zip(own, self.draws[draw].received, strict=True)) if index == 0 else own

    def find_draws(self, index: int, prob: Fraction, labels: tuple[str, ...], received: tuple[Fraction, ...]) -> None:
        """All draws of the chance nodes at the root that are not impossible."""
        node = self.file.nodes[index]
        if node.about is None or node.about.player > 0:
            self.draws.append(_Draw(index, prob, labels, received))
            return
        received = tuple(a + b for a, b in zip(received, node.payoffs, strict=True)) if node.payoffs else received
        for child, label, share in zip(node.children, node.about.actions, node.about.probabilities, strict=True):
            if share > 0:
                self.find_draws(child, prob * share, (*labels, label), received)

    def unfold(self) -> None:
        """All public positions, whose copies must be alike whatever was drawn."""
        stack: list[tuple[int, tuple[str, ...], tuple[int, ...]]] = [(-1, (), tuple(d.node for d in self.draws))]
        while stack:
            parent, way, copies = stack.pop()
            nodes = [self.file.nodes[copy] for copy in copies]
            first = nodes[0].about
            for node in nodes[1:]:
                if _shape(node) != _shape(nodes[0]):
                    message = (
                        f"what can be done here is not what can be done in line {nodes[0].line}, after the same moves "
                        "and another draw of nature"
                    )
                    self.refuse(node, message)
            player = -1 if first is None else first.player
            actions = () if first is None else first.actions
            probabilities = () if first is None else first.probabilities
            self.nodes.append(PublicNode(way, player, actions, probabilities, copies))
            index = len(self.nodes) - 1
            if parent >= 0:
                self.nodes[parent].children.append(index)
            for k in reversed(range(len(actions))):
                stack.append((index, (*way, actions[k]), tuple(node.children[k] for node in nodes)))

    def cells_of(self, player: int) -> list[int]:
        """By draw, which of a player's types it is: draws that any of its information sets joins are one."""
        cell = list(range(len(self.draws)))
        for node in self.nodes:
            if node.player != player:
                continue
            first: dict[int, int] = {}
            for draw, copy in enumerate(node.copies):
                other = first.setdefault(self.number_of(copy), draw)
                old, new = cell[draw], cell[other]
                cell = [new if c == old else c for c in cell]
        if all(node.player != player for node in self.nodes):
            return [0] * len(cell)
        order = {c: k for k, c in enumerate(dict.fromkeys(cell))}
        return [order[c] for c in cell]

    def number_of(self, copy: int) -> int:
        about = self.file.nodes[copy].about
        assert about is not None, "only of those who move"
        return about.number

    def label_types(self, own: list[int], num: int) -> tuple[str, ...]:
        """What all draws of a type have in common and no other type's draws."""
        labels = []
        for kind in range(num):
            mine = [draw.labels for draw, c in zip(self.draws, own, strict=True) if c == kind]
            others = [draw.labels for draw, c in zip(self.draws, own, strict=True) if c != kind]
            telling = [
                mine[0][k]
                for k in range(len(mine[0]))
                if all(len(m) > k and m[k] == mine[0][k] for m in mine)
                and not all(len(o) > k and o[k] == mine[0][k] for o in others)
            ]
            labels.append(" ".join(telling) or f"type {kind + 1}")
        return tuple(labels)

    def require_independence(self, kinds: list[tuple[int, ...]], priors: list[tuple[Fraction, ...]]) -> None:
        joint: dict[tuple[int, ...], Fraction] = defaultdict(Fraction)
        for draw, kind in zip(self.draws, kinds, strict=True):
            joint[kind] += draw.prob
        for kind, prob in joint.items():
            product = Fraction(1)
            for player, number in enumerate(kind):
                product *= priors[player][number] if number >= 0 else 1
            if product != prob:
                self.refuse(self.file.nodes[0], "what players know privately is not drawn independently")
        expected = math.prod(max(len(own), 1) for own in priors)
        if len(joint) != expected:
            self.refuse(self.file.nodes[0], "what players know privately is not drawn independently")

    def find_at_once(self, cells: list[list[int]]) -> set[int]:
        """Positions whose mover moves at once with the next; all else must be seen."""
        places: dict[tuple[int, int], set[int]] = defaultdict(set)
        for index, node in enumerate(self.nodes):
            if node.player > 0:
                for draw, copy in enumerate(node.copies):
                    if self.number_of(copy) != self.number_of(node.copies[self.first_alike(cells, node.player, draw)]):
                        self.refuse(
                            self.file.nodes[copy],
                            f"{self.file.players[node.player - 1]} knows less here than elsewhere of what nature drew",
                        )
                    places[node.player, self.number_of(copy)].add(index)
        parents = {child: index for index, node in enumerate(self.nodes) for child in node.children}
        at_once = set()
        for (player, number), own in places.items():
            if len(own) == 1:
                continue
            above = {parents.get(index, -1) for index in own}
            parent = next(iter(above))
            is_pair = len(above) == 1 and parent >= 0 and set(self.nodes[parent].children) == own
            if not is_pair or self.nodes[parent].player in (0, player) or any(c in at_once for c in own):
                where = self.file.nodes[self.nodes[max(own)].copies[0]]
                self.refuse(
                    where, f"at information set {number} {self.file.players[player - 1]} does not see what others saw"
                )
            at_once.add(parent)
        for index in at_once:
            self.require_all_joined(index, at_once)
        return at_once

    def first_alike(self, cells: list[list[int]], player: int, draw: int) -> int:
        own = cells[player - 1]
        return own.index(own[draw])

    def require_all_joined(self, index: int, at_once: set[int]) -> None:
        """Of two moves at once every type of the second is ignorant of the first."""
        for draw in range(len(self.draws)):
            numbers = {self.number_of(self.nodes[child].copies[draw]) for child in self.nodes[index].children}
            if len(numbers) > 1 or any(child in at_once for child in self.nodes[index].children):
                copy = self.file.nodes[self.nodes[index].copies[draw]]
                self.refuse(copy, "more than two move at once here, or only some types see the first move")


def _shape(node: EfgNode) -> tuple[object, ...]:
    return () if node.about is None else (node.about.player, node.about.actions, node.about.probabilities)
