"""Gambit's format for extensive games (`.efg`, version 2) -> a record of its nodes, or the first mistake.

Nodes stand in prefix order. What is said once of an information set, a chance event or an outcome may be left out
later; if it is said again it must be the same. Payoffs at nodes that are no ends are received on the way.

Source: https://gambitproject.readthedocs.io/en/latest/formats.efg.html
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from detente.trees.efg_tokens import EfgToken, EfgTokens

ROUNDED = Fraction(1, 1_000_000)
"""How far from one probabilities may sum, as 0.333333 three times does; they are then scaled."""

MOST_NODES_READ = 5_000_000


@dataclass(frozen=True)
class EfgSet:
    """An information set, or a chance event if `player` is 0 (players count from 1).

    Args:
        number: its own number in the file, unique within the player. probabilities: of a chance event.
        line: where it is described.
    """

    player: int
    number: int
    name: str
    actions: tuple[str, ...]
    probabilities: tuple[Fraction, ...]
    line: int


@dataclass(frozen=True)
class EfgNode:
    """A node: `about` is None at an end; `children` are indices; `payoffs` are those of its outcome, if it has any."""

    name: str
    parent: int
    about: EfgSet | None
    outcome: str
    payoffs: tuple[Fraction, ...]
    line: int
    children: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class EfgFile:
    """A file as written; nodes in prefix order."""

    file: str
    title: str
    comment: str
    players: tuple[str, ...]
    nodes: tuple[EfgNode, ...]


def read_efg(text: str, file: str) -> EfgFile:
    """Reads a file's text.

    Raises:
        ScenarioError: the first mistake.
    """
    return _EfgReader(EfgTokens(text, file)).read()


class _EfgReader:
    """Reads the prologue, then node after node."""

    def __init__(self, tokens: EfgTokens) -> None:
        self.tokens = tokens
        self.sets: dict[tuple[int, int], EfgSet] = {}
        self.outcomes: dict[int, tuple[str, tuple[Fraction, ...]]] = {}
        self.players: tuple[str, ...] = ()

    def read(self) -> EfgFile:
        tokens = self.tokens
        start = tokens.next
        if start.text != "EFG" or start.kind != "word":
            tokens.fail(start, f"a game tree begins with `EFG 2 R`, {start.shown} was found")
        tokens.read("word", "`EFG`")
        version = tokens.read("word", "the version, `2`,")
        if version.text != "2":
            tokens.fail(version, f"only version 2 of the format can be read, found {version.shown}")
        letter = tokens.read("word", "`R`")
        if letter.text not in ("R", "D"):
            tokens.fail(letter, f"`R` (or `D`, in old files) was expected, {letter.shown} was found")
        title = tokens.text("the title")
        tokens.read("{", "the list of players, `{`,")
        players = []
        while not tokens.skip("}"):
            players.append(tokens.text("the name of a player"))
        if not players:
            tokens.fail(tokens.next, "a game has at least one player")
        self.players = tuple(players)
        comment = tokens.text("the comment") if tokens.next.kind == "text" else ""
        return EfgFile(tokens.file, title, comment, self.players, tuple(self._nodes()))

    def _nodes(self) -> list[EfgNode]:
        """All nodes; the stack holds nodes that lack children."""
        nodes: list[EfgNode] = []
        open_nodes: list[int] = []
        while not nodes or open_nodes:
            token = self.tokens.next
            if token.kind == "end":
                self._report_missing(nodes, open_nodes, token)
            parent = open_nodes[-1] if open_nodes else -1
            node = self._node(parent)
            nodes.append(node)
            if parent >= 0:
                nodes[parent].children.append(len(nodes) - 1)
            if node.about is not None:
                open_nodes.append(len(nodes) - 1)
            while open_nodes and _is_full(nodes[open_nodes[-1]]):
                open_nodes.pop()
            if len(nodes) > MOST_NODES_READ:
                self.tokens.fail(token, f"the tree has more than {MOST_NODES_READ:,} nodes")
        if self.tokens.next.kind != "end":
            found = self.tokens.next
            self.tokens.fail(found, f"the tree is complete, and {found.shown} follows; are there too many nodes?")
        return nodes

    def _report_missing(self, nodes: list[EfgNode], open_nodes: list[int], token: EfgToken) -> None:
        if not nodes:
            self.tokens.fail(token, "a node (`c`, `p` or `t`) was expected, the file ends")
        last = nodes[open_nodes[-1]]
        assert last.about is not None, "ends are never open"
        missing = last.about.actions[len(last.children)]
        message = f'the file ends, and the node of line {last.line} has nothing after "{missing}"'
        self.tokens.fail(token, message)

    def _node(self, parent: int) -> EfgNode:
        tokens = self.tokens
        head = tokens.read("word", "a node (`c`, `p` or `t`)")
        if head.text not in ("c", "p", "t"):
            tokens.fail(head, f"a node begins with `c` (chance), `p` (player) or `t` (end), {head.shown} was found")
        name = tokens.text("the name of the node")
        about = None
        if head.text == "c":
            about = self._set(0, tokens.next)
        elif head.text == "p":
            at = tokens.next
            player = tokens.whole("the number of the player", 1)
            if player > len(self.players):
                tokens.fail(at, f"there are {len(self.players)} players, found player {player}")
            about = self._set(player, tokens.next)
        outcome, payoffs = self._outcome()
        return EfgNode(name, parent, about, outcome, payoffs, head.line)

    def _set(self, player: int, at: EfgToken) -> EfgSet:
        """The information set or chance event, described here or before."""
        tokens = self.tokens
        what = "information set" if player else "chance event"
        number = tokens.whole(f"the number of the {what}", 1)
        known = self.sets.get((player, number))
        if tokens.next.kind not in ("text", "{"):
            if known is None:
                tokens.fail(at, f"{what} {number} is described nowhere before; its actions in `{{ … }}` were expected")
            return known
        name = tokens.text(f"the name of the {what}") if tokens.next.kind == "text" else ""
        actions, probabilities = self._actions(player)
        found = EfgSet(player, number, name, actions, probabilities, at.line)
        if known is None:
            self.sets[player, number] = found
            return found
        if (known.actions, known.probabilities) != (found.actions, found.probabilities):
            tokens.fail(at, f"{what} {number} is described otherwise in line {known.line}")
        return known

    def _actions(self, player: int) -> tuple[tuple[str, ...], tuple[Fraction, ...]]:
        tokens = self.tokens
        start = tokens.read("{", "the list of actions, `{`,")
        actions, probabilities = [], []
        while not tokens.skip("}"):
            actions.append(tokens.text("the name of an action"))
            if not player:
                at = tokens.next
                probabilities.append(tokens.number(f'the probability of "{actions[-1]}"'))
                if not 0 <= probabilities[-1] <= 1:
                    tokens.fail(at, f"a probability is from 0 to 1, found {at.shown}")
        if not actions:
            tokens.fail(start, "there must be at least one action")
        if not player:
            total = sum(probabilities, Fraction(0))
            if abs(total - 1) > ROUNDED:
                tokens.fail(start, f"the probabilities sum to {float(total):.9g}, and must sum to 1")
            probabilities = [each / total for each in probabilities]
        return tuple(actions), tuple(probabilities)

    def _outcome(self) -> tuple[str, tuple[Fraction, ...]]:
        tokens = self.tokens
        at = tokens.next
        number = tokens.whole("the number of the outcome (0 for none)", 0)
        is_described = tokens.next.kind in ("text", "{")
        if number == 0:
            if is_described:
                tokens.fail(
                    tokens.next, f"outcome 0 is no outcome; it has no name and no payoffs, found {tokens.next.shown}"
                )
            return "", ()
        if not is_described:
            if number not in self.outcomes:
                tokens.fail(at, f"outcome {number} is described nowhere before; its payoffs in `{{ … }}` were expected")
            return self.outcomes[number]
        name = tokens.text("the name of the outcome") if tokens.next.kind == "text" else ""
        start = tokens.read("{", "the list of payoffs, `{`,")
        payoffs = []
        while not tokens.skip("}"):
            payoffs.append(tokens.number("a payoff"))
        if len(payoffs) != len(self.players):
            tokens.fail(start, f"{len(self.players)} payoffs, one for each player, were expected, found {len(payoffs)}")
        described = (name, tuple(payoffs))
        if self.outcomes.setdefault(number, described)[1] != described[1]:
            tokens.fail(at, f"outcome {number} has other payoffs than before")
        return self.outcomes[number]


def _is_full(node: EfgNode) -> bool:
    return node.about is not None and len(node.children) == len(node.about.actions)
