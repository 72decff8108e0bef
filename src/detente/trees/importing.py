"""A game of types and public moves as a crisis in the scenario language.

One variable, `position`, says where play is; every public position with a choice is a stage that comes up there, and
what is received at the ends is what the actors want. So the crisis is the game, move by move and payoff by payoff.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from fractions import Fraction

from detente.errors import Mistake, ScenarioError
from detente.scenario.limits import MAX_LEVELS, MAX_STAGES
from detente.scenario.names import RESERVED
from detente.scenario.positions import Where
from detente.trees.public_tree import PublicGame, PublicNode

MOST_TERMS = 50
"""Combinations of types on which one payoff may depend: an expression has at most sixty levels."""

LONGEST_NAME = 40

_SIGNS = {"+": "plus", "-": "minus"}


def to_scenario(game: PublicGame) -> str:
    """The crisis as a YAML file.

    Raises:
        ScenarioError: it is too large for one.
    """
    return "\n".join(_Writer(game).lines()) + "\n"


class _Names:
    """Names that the language accepts, each given once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self.taken = set(taken) | RESERVED

    def give(self, label: str, otherwise: str) -> str:
        plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
        name = re.sub(r"\W+", "_", _SIGNS.get(plain.strip(), plain)).strip("_").lower()
        name = (name if name[:1].isalpha() else f"{otherwise}_{name}".rstrip("_"))[:LONGEST_NAME]
        number, found = 1, name
        while found in self.taken:
            number += 1
            found = f"{name}_{number}"
        self.taken.add(found)
        return found


class _Writer:
    def __init__(self, game: PublicGame) -> None:
        self.game = game
        names = _Names({"position"})
        self.actors = [names.give(label, "player") for label in game.file.players]
        self.types = [[names.give(label, "type") for label in own] for own in game.types]
        self.acts = [_act_names(node, names.taken) for node in game.nodes]
        names.taken.update(act for acts in self.acts for act in acts)
        self.levels = [names.give(_way_in_words(node), "position") for node in game.nodes]
        self.stages = [names.give(f"moves {_way_in_words(node)}", "moves") for node in game.nodes]
        self.inside = {child for index in game.at_once for child in game.nodes[index].children}
        self._require_room()
        self._tell_apart()

    def _require_room(self) -> None:
        num_stages = sum(node.player >= 0 for node in self.game.nodes) - sum(
            len(self.game.nodes[index].children) - 1 for index in self.game.at_once
        )
        for what, number, most in (
            ("public positions", len(self.levels), MAX_LEVELS),
            ("moves", num_stages, MAX_STAGES),
        ):
            if number > most:
                where = Where(self.game.file.file, 1, 1, "tree")
                message = (
                    f"the tree has {number:,} {what}; a scenario can have {most:,}. The file can be solved as it is"
                )
                raise ScenarioError([Mistake(where, message)])

    def _tell_apart(self) -> None:
        """Acts of first movers that have a name which the same player uses elsewhere get one of their own."""
        for index in self.game.at_once:
            node = self.game.nodes[index]
            elsewhere = {
                act
                for other, each in enumerate(self.game.nodes)
                if other != index and each.player == node.player
                for act in self.acts[other]
            }
            self.acts[index] = [
                act if act not in elsewhere else f"{act}_at_{self.levels[index]}"[:60] for act in self.acts[index]
            ]

    def lines(self) -> Iterator[str]:
        game = self.game
        yield f"# Imported from {game.file.file.rsplit('/', 1)[-1]}"
        yield ""
        yield f"crisis: {_quoted(game.file.title or 'An imported game')}"
        if game.file.comment.strip():
            yield f"about: {_quoted(' '.join(game.file.comment.split()))}"
        yield "calendar: {rounds: 1}"
        yield ""
        yield "state:"
        yield f"  position: {{one of: [{', '.join(self._ordered_levels())}], starts: {self.levels[0]}}}"
        yield ""
        yield "actors:"
        for player in range(len(self.actors)):
            yield from self._actor(player)
        yield ""
        yield "each round:"
        for index, node in enumerate(game.nodes):
            if node.player >= 0 and index not in self.inside:
                yield from self._stage(index, node)

    def _ordered_levels(self) -> list[str]:
        return [level for index, level in enumerate(self.levels) if index not in self.inside]

    def _actor(self, player: int) -> Iterator[str]:
        yield f"  {self.actors[player]}:"
        yield f"    called: {_quoted(self.game.file.players[player])}"
        yield "    patience: 1"
        yield "    precision: 1"
        if self.types[player]:
            yield "    types:"
            for name, prior in zip(self.types[player], self.game.priors[player], strict=True):
                yield f"      {name}: {{prior: {_number(prior)}}}"
        wants = list(self._wants(player))
        if wants:
            yield "    wants:"
            yield from wants

    def _wants(self, player: int) -> Iterator[str]:
        """What a player receives, by the end of the way on which it does: payoffs on the way are added to it."""
        received: dict[int, list[Fraction]] = {}
        for index, node in enumerate(self.game.nodes):
            own = [by_draw[player] for by_draw in self.game.payoffs[index]]
            received[index] = [a + b for a, b in zip(received.get(index, [Fraction(0)] * len(own)), own, strict=True)]
            for child in node.children:
                received[child] = received[index]
            if node.player < 0 and any(received[index]):
                amount = self._amount(index, received[index])
                yield f"      on_{self.levels[index]}: {_quoted(f'{amount} * (position == {self.levels[index]})')}"

    def _amount(self, index: int, by_draw: list[Fraction]) -> str:
        """A payoff as an expression of the types that it depends on; what nobody knows is averaged."""
        total: dict[tuple[int, ...], Fraction] = {}
        weight: dict[tuple[int, ...], Fraction] = {}
        for (prob, kinds), amount in zip(self.game.draws, by_draw, strict=True):
            total[kinds] = total.get(kinds, Fraction(0)) + prob * amount
            weight[kinds] = weight.get(kinds, Fraction(0)) + prob
        mean = {kinds: total[kinds] / weight[kinds] for kinds in total}
        matters = [p for p in range(len(self.actors)) if _depends(mean, p)]
        terms = {tuple(kinds[p] for p in matters): amount for kinds, amount in mean.items()}
        if not matters:
            return _factor(next(iter(terms.values())))
        if len(terms) > MOST_TERMS:
            line = self.game.file.nodes[self.game.nodes[index].copies[0]].line
            message = (
                f"this payoff depends on {len(terms)} combinations of types; an expression has room for {MOST_TERMS}"
            )
            raise ScenarioError([Mistake(Where(self.game.file.file, line, 1, "tree"), message)])
        parts = []
        for kinds, amount in terms.items():
            if amount:
                known = " and ".join(
                    f"{self.actors[p]} is {self.types[p][k]}" for p, k in zip(matters, kinds, strict=True)
                )
                parts.append(f"{_factor(amount)} * ({known})")
        return parts[0] if len(parts) == 1 else f"({' + '.join(parts)})"

    def _stage(self, index: int, node: PublicNode) -> Iterator[str]:
        if index in self.game.at_once:
            yield from self._pair(index, node)
            return
        owner = self.actors[node.player - 1] if node.player else "chance"
        yield f"  - {owner} {self.stages[index]}:"
        yield f"      when: position == {self.levels[index]}"
        for k, act in enumerate(self.acts[index]):
            then = f"then: position = {self.levels[node.children[k]]}"
            chance = f"probability: {_number(node.probabilities[k])}, " if node.player == 0 else ""
            yield f"      {act}: {{{chance}{then}}}"

    def _pair(self, index: int, node: PublicNode) -> Iterator[str]:
        """Two decisions at once; the second one's effects say where both lead."""
        first, second = self.actors[node.player - 1], self.game.nodes[node.children[0]]
        yield "  - at once:"
        yield f"      {first} {self.stages[index]}:"
        yield f"        when: position == {self.levels[index]}"
        for act in self.acts[index]:
            yield f"        {act}: {{}}"
        yield f"      {self.actors[second.player - 1]} {self.stages[node.children[0]]}:"
        yield f"        when: position == {self.levels[index]}"
        for k, act in enumerate(self.acts[node.children[0]]):
            targets = (self.levels[self.game.nodes[child].children[k]] for child in node.children)
            effects = (
                f"position = {level} if {first} plays {before}"
                for level, before in zip(targets, self.acts[index], strict=True)
            )
            yield f"        {act}: {{then: [{', '.join(effects)}]}}"


def _act_names(node: PublicNode, taken: set[str]) -> list[str]:
    names = _Names(taken)
    return [names.give(label, "act") for label in node.actions]


def _way_in_words(node: PublicNode) -> str:
    return " ".join(("after", *node.way)) if node.way else "start"


def _depends(mean: dict[tuple[int, ...], Fraction], player: int) -> bool:
    seen: dict[tuple[int, ...], Fraction] = {}
    for kinds, amount in mean.items():
        others = (*kinds[:player], *kinds[player + 1 :])
        if seen.setdefault(others, amount) != amount:
            return True
    return False


def _number(number: Fraction) -> str:
    """The number as it is: a fraction where no short decimal is equal to it."""
    short = f"{float(number):.12g}"
    return short if Fraction(short) == number and "e" not in short else f"{number.numerator} / {number.denominator}"


def _factor(number: Fraction) -> str:
    text = _number(number)
    return text if text[0] != "-" and "/" not in text else f"({text})"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
