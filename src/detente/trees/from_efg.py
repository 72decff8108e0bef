"""A file of Gambit's as a game of arrays."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from detente.errors import Mistake, ScenarioError
from detente.scenario.positions import Where
from detente.trees.efg_reading import EfgFile, EfgNode, EfgSet
from detente.trees.extensive import CHANCE, END, ExtensiveGame, Labels, uniform_anchor
from detente.trees.plans import find_forgetful


def game_from_efg(file: EfgFile) -> ExtensiveGame:
    """The game of a file, with λ = 1 and choice at random as anchor; where there is one action there is no choice.

    Raises:
        ScenarioError: a way from the root meets an information set twice.
    """
    nodes = file.nodes
    sets: dict[tuple[int, int], int] = {}
    described: list[EfgSet] = []
    owner, prob = np.full(len(nodes), END), np.ones(len(nodes))
    payoff = np.zeros((len(nodes), len(file.players)))
    for index, node in enumerate(nodes):
        if node.payoffs:
            payoff[index] = [float(each) for each in node.payoffs]
        if node.about is None:
            continue
        if node.about.player == 0 or len(node.about.actions) == 1:
            owner[index] = CHANCE
            prob[node.children] = [float(each) for each in node.about.probabilities or (1,)]
            continue
        if _key(node.about) not in sets:
            sets[_key(node.about)] = len(sets)
            described.append(node.about)
        owner[index] = sets[_key(node.about)]
    _require_no_second_visit(file, owner, described)
    num_actions = np.array([len(each.actions) for each in described], dtype=np.int64)
    return ExtensiveGame(
        labels=Labels(file.title, file.players, _name_sets(file, described), tuple(e.actions for e in described)),
        parent=np.array([node.parent for node in nodes]),
        owner=owner,
        prob=prob,
        payoff=payoff,
        set_player=np.array([each.player - 1 for each in described], dtype=np.int64),
        num_actions=num_actions,
        precision=np.ones(len(described)),
        log_anchor=uniform_anchor(num_actions),
    )


def find_recall_warnings(file: EfgFile, game: ExtensiveGame) -> tuple[Mistake, ...]:
    """Where a player forgets what it knew or did, each with its place."""
    warnings = []
    for index in find_forgetful(game):
        nodes = [node for node, owner in zip(file.nodes, game.owner, strict=True) if owner == index]
        lines = ", ".join(str(node.line) for node in nodes[:5]) + (", …" if len(nodes) > 5 else "")
        message = (
            f"{game.labels.players[game.set_player[index]]} has forgotten what it did or knew: the nodes of this "
            f"information set (lines {lines}) follow different own choices. Each of its sets then decides for itself"
        )
        warnings.append(Mistake(_where(file, nodes[0]), message))
    return tuple(warnings)


def list_ways(file: EfgFile) -> tuple[str, ...]:
    """The way from the root to every node: the branches taken, in words."""
    ways: list[str] = []
    for index, node in enumerate(file.nodes):
        before = f"{ways[node.parent]}, " if node.parent > 0 else ""
        ways.append(before + _branch_into(file, node, index) if node.parent >= 0 else "")
    return tuple(ways)


def _require_no_second_visit(file: EfgFile, owner: np.ndarray, described: list[EfgSet]) -> None:
    """Refuse a player that may meet an information set twice: its beliefs there are not defined.

    Raises:
        ScenarioError: the first such node.
    """
    on_the_way: list[frozenset[int]] = []
    for index, node in enumerate(file.nodes):
        before = on_the_way[node.parent] if node.parent >= 0 else frozenset()
        own = int(owner[index])
        if own in before:
            each = described[own]
            message = (
                f"{file.players[each.player - 1]} comes to information set {each.number} a second time on the same "
                "way, and cannot know it; such a game has no beliefs to choose by"
            )
            raise ScenarioError([Mistake(_where(file, node), message)])
        on_the_way.append(before | {own} if own >= 0 else before)


def _where(file: EfgFile, node: EfgNode) -> Where:
    assert node.about is not None, "ends belong to nobody"
    return Where(file.file, node.line, 1, f"player {node.about.player}, information set {node.about.number}")


def _key(each: EfgSet) -> tuple[int, int]:
    return each.player, each.number


def _name_sets(file: EfgFile, described: list[EfgSet]) -> tuple[str, ...]:
    """The file's names where they tell the sets of a player apart; else the number, and what is common to all ways."""
    names = [(each.player, each.name) for each in described]
    wanting = {_key(e) for e in described if not e.name or names.count((e.player, e.name)) > 1}
    common: dict[tuple[int, int], tuple[str | None, ...]] = {}
    ways: list[tuple[str, ...]] = []
    for node in file.nodes:
        ways.append((*ways[node.parent], _branch_into(file, node, len(ways))) if node.parent >= 0 else ())
        if node.about is not None and _key(node.about) in wanting:
            known = common.get(_key(node.about))
            common[_key(node.about)] = _shared(ways[-1], ways[-1] if known is None else known)
    words = {key: ", ".join(dict.fromkeys(part for part in way if part)) for key, way in common.items()}
    return tuple(each.name if _key(each) not in wanting else _numbered(each, words[_key(each)]) for each in described)


def _branch_into(file: EfgFile, node: EfgNode, index: int) -> str:
    above = file.nodes[node.parent]
    assert above.about is not None, "an end has no children"
    return above.about.actions[above.children.index(index)]


def _shared(one: Iterable[str], other: Iterable[str | None]) -> tuple[str | None, ...]:
    return tuple(a if a == b else None for a, b in zip(one, other, strict=False))


def _numbered(each: EfgSet, after: str) -> str:
    name = f"{each.number} {each.name}".rstrip()
    return f"{name} after {after}" if after else name
