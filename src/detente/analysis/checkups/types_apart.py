"""Types that nobody can ever tell apart, and types that do the same everywhere."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from detente.analysis.checkups.choices import FEWEST_OCCASIONS, Choices
from detente.analysis.diagnosis import Finding, FindingKind
from detente.claims.numbers import format_points
from detente.scenario.model import Actor
from detente.simulate.paths import Paths

ALIKE = 0.01
"""Policies, and beliefs, that differ by less than a point are alike."""

NEARLY_ALL = 0.99


def find_twins(choices: Choices, paths: Paths) -> Iterator[Finding]:
    """Types that differ for nobody, of actors whose type stays what it is.

    They are never told apart if, besides, the public odds between them stay what they were at the start. Of several
    that are alike each is told once, beside the one that it is least apart from.
    """
    game = paths.game
    for index in game.informed:
        actor = game.scenario.actors[index]
        if actor.is_changing:
            continue
        for kind in range(1, len(actor.types)):
            alike = [(other, kind) for other in range(kind) if _do_the_same(choices, index, (other, kind))]
            moves = {pair: _largest_move(paths, index, pair) for pair in alike}
            pair = min(moves, key=lambda each: moves[each], default=None)
            if pair is not None and (moves[pair] <= ALIKE or len(_apart(choices, index, pair))):
                yield _finding(choices, actor, index, pair, moves[pair])


def _do_the_same(choices: Choices, actor: int, pair: tuple[int, int]) -> bool:
    apart = _apart(choices, actor, pair)
    has_choices = len(apart) >= FEWEST_OCCASIONS
    return not has_choices or float(np.quantile(apart, NEARLY_ALL)) <= ALIKE


def _apart(choices: Choices, actor: int, pair: tuple[int, int]) -> np.ndarray:
    found = [each for own in choices.of_actor(actor) for each in own.apart.get(pair, [])]
    return np.concatenate(found) if found else np.zeros(0)


def _largest_move(paths: Paths, actor: int, pair: tuple[int, int]) -> float:
    """How far the share of the first among the two moves from that of the prior, in any play."""
    game = paths.game
    prior = game.prior[actor][list(pair)]
    if prior.sum() <= 0:
        return 0.0
    start, most = float(prior[0] / prior.sum()), 0.0
    for boundary in range(game.num_periods + 1):
        one, other = (paths.belief(boundary, actor, kind) for kind in pair)
        both = one + other
        share = np.where(both > 0, one / np.where(both > 0, both, 1.0), start)
        most = max(most, float(np.quantile(np.abs(share - start), NEARLY_ALL)))
    return most


def _finding(choices: Choices, actor: Actor, index: int, pair: tuple[int, int], moved: float) -> Finding:
    first, second = (actor.types[kind] for kind in pair)
    apart = _apart(choices, index, pair)
    away = float(np.quantile(apart, NEARLY_ALL)) if len(apart) else 0.0
    same = dict(first.parameters) == dict(second.parameters)
    names = f"{first.name} and {second.name} of {actor.name}"
    about = f"what they do differs by at most {format_points(away)} points at nearly all of {len(apart):,} decisions"
    if not len(apart):
        about = f"{actor.name} decides nothing that could show it"
    evidence = {"policies_apart": away, "belief_moved": moved, "decisions": float(len(apart))}
    hint = " Their parameters are the same." if same else ""
    kind: FindingKind
    if moved <= ALIKE:
        says = f"Nobody can ever tell {names} apart: {about}, and no belief between them moves."
        advice = (
            f"If one is meant to hide behind the other, keep both; otherwise let wants, costs or signals differ.{hint}"
        )
        kind = "types never told apart"
    else:
        says = f"{names} do the same: {about}, though chance and signals tell them apart."
        advice = f"If only signals are meant to tell them apart, keep both; otherwise give them different wants.{hint}"
        kind = "types that do the same"
    return Finding(kind, f"{actor.name} is {first.name} or {second.name}", first.prior.where, says, advice, evidence)
