"""A joint prior: how likely the types of several actors are together, in place of a prior for each of them."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce

from detente.scenario import expressions as ex
from detente.scenario.keys.entry import Listed, list_entries
from detente.scenario.keys.joint_prior import JointTypeKeys
from detente.scenario.model import JointPrior, JointType
from detente.scenario.names import listed, nearest
from detente.scenario.positions import Where
from detente.scenario.site import UNREAD, Site, text_of


def list_joint_actors(lines: Listed[JointTypeKeys] | None) -> dict[str, Where]:
    """The words that stand for actors in a joint prior, and where each stands first."""
    places: dict[str, Where] = {}
    for line in lines.items if lines is not None else ():
        for word, where in line.types.places.items() if line is not None and line.types is not None else ():
            places.setdefault(word, where)
    return places


def build_joint_prior(lines: Listed[JointTypeKeys] | None, site: Site) -> JointPrior | None:
    """The record of a joint prior, with every mistake of its lines noted."""
    if lines is None:
        return None
    words = list_joint_actors(lines)
    actors = tuple(word for word, where in words.items() if _is_actor(word, where, site))
    if len(actors) < 2 and len(words) < 2:
        site.wrong(lines.where, f"a joint prior is about two or more actors; here is {listed(words)}")
    entries: list[JointType] = []
    rest: tuple[tuple[str, ...], Where] | None = None
    seen: dict[tuple[str, ...], Where] = {}
    for line in lines.items:
        types = _types(line, actors, site) if line is not None else None
        if line is None or types is None:
            continue
        if types in seen:
            site.wrong(line.where, f"the types {', '.join(types)} stand in line {seen[types].line} already")
            continue
        seen[types] = line.where
        if text_of(line.probability) == "rest":
            if rest is not None:
                site.wrong(line.value_place("probability"), "one line at most has the probability rest")
            rest = types, line.value_place("probability")
        else:
            probability = site.constant(line.probability, "a joint probability", 0.0, line.where)
            entries.append(JointType(types, probability, line.where))
    if rest is not None:
        tree = ex.Binary("-", ex.Number(1.0), _sum(entry.probability.tree for entry in entries))
        entries.append(JointType(rest[0], ex.Formula("rest", tree, rest[1]), rest[1]))
    return JointPrior(actors, tuple(entries), lines.where)


def _is_actor(word: str, where: Where, site: Site) -> bool:
    if word in site.names.actors:
        return True
    actors = site.names.actors
    site.wrong(where, f"unknown actor '{word}'{nearest(word, actors)} (actors: {listed(actors)})")
    return False


def _types(line: JointTypeKeys, actors: tuple[str, ...], site: Site) -> tuple[str, ...] | None:
    """The type of every actor on a line; None after a mistake."""
    given = {name: text for name, text, _ in list_entries(line.types)}
    is_right = True
    for actor in actors:
        types = site.names.actors[actor].types
        if actor not in given:
            site.wrong(line.where, f"this line says nothing of {actor}; every line has a type for {listed(actors)}")
            is_right = False
        elif given[actor].text not in types:
            what = f"{actor} has no type '{given[actor].text}'"
            site.wrong(given[actor].where, f"{what}{nearest(given[actor].text, types)} (types: {listed(types)})")
            is_right = False
    return tuple(given[actor].text for actor in actors) if is_right else None


def find_marginal(joint: JointPrior, actor: str, kind: str, where: Where) -> ex.Formula:
    """How likely a type of an actor is by the joint prior."""
    if actor not in joint.actors:
        return ex.Formula("0", UNREAD, where)
    place = joint.actors.index(actor)
    own = [entry for entry in joint.entries if entry.types[place] == kind]
    if any(entry.probability.tree is UNREAD for entry in joint.entries):
        return ex.Formula("0", UNREAD, where)
    text = " + ".join(entry.probability.text for entry in own) or "0"
    at = own[0].probability.where if own else joint.where or where
    return ex.Formula(text, _sum(entry.probability.tree for entry in own), at)


def _sum(trees: Iterable[ex.Expression]) -> ex.Expression:
    """The sum, in a tree as flat as can be."""
    parts: list[ex.Expression] = list(trees)
    if not parts:
        return ex.Number(0.0)
    while len(parts) > 1:
        pairs = [parts[place : place + 2] for place in range(0, len(parts), 2)]
        parts = [reduce(lambda a, b: ex.Binary("+", a, b), pair) for pair in pairs]
    return parts[0]
