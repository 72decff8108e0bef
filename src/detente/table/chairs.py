"""Who sits where, and what the actors are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from detente.analysis.telling import find_names
from detente.errors import UnknownNameError
from detente.report.telling import title_of
from detente.scenario.model import Decision, Scenario
from detente.scenario.names import listed, nearest
from detente.service.table import TableGame
from detente.simulate.moments import Seeds
from detente.table.moves import TableError, find_actor


@dataclass(frozen=True)
class Chair:
    """A chair with a person in it. actors: by index; several where it is a seat that changes hands. who: its title."""

    seat: str
    player: str
    actors: frozenset[int]
    who: str


def read_chairs(scenario: Scenario, chairs: Mapping[str, str]) -> dict[str, Chair]:
    """The chairs that are taken, in the order of the crisis.

    Raises:
        UnknownNameError: there is no such actor or seat. TableError: two of them share an actor, or one never decides.
    """
    movers = {actor.name for each in scenario.stages if isinstance(each, Decision) for actor in scenario.movers(each)}
    by_name = {actor.name: (actor,) for actor in scenario.actors if actor.name in movers and not actor.is_deputy}
    known = {**dict(scenario.seats), **by_name}
    found: dict[str, Chair] = {}
    taken: dict[int, str] = {}
    for seat, player in chairs.items():
        if seat not in known:
            raise UnknownNameError(
                f"table: there is no chair '{seat}'{nearest(seat, list(known))} (chairs: {listed(list(known))})"
            )
        actors = frozenset(scenario.actors.index(actor) for actor in known[seat])
        for actor in actors:
            if actor in taken:
                raise TableError(
                    f"table: {scenario.actors[actor].name} is in the chair of {taken[actor]} and of {seat}"
                )
            taken[actor] = seat
        found[seat] = Chair(seat, player, actors, title_of(seat, find_names(scenario)))
    return {seat: found[seat] for seat in known if seat in found}


def read_types(game: TableGame, types: Mapping[str, str], seeds: Seeds) -> tuple[int, ...] | None:
    """The types of all actors: those that the umpire says, and the others as the seed draws them.

    Raises:
        UnknownNameError: there is no such actor or type.
    """
    if not types:
        return None
    actors = game.scenario.actors
    from detente.simulate.course import Course

    drawn = list(Course(game.prepared, seeds).kinds)
    for name, kind in types.items():
        index, written = find_type(game.scenario, name, kind)
        drawn[index] = actors[index].starts_as(kind) if actors[index].secrets else written.index(kind)
    return tuple(drawn)


def find_type(scenario: Scenario, actor: str, kind: str) -> tuple[int, list[str]]:
    """The index of an actor that has a type, and its types as the file writes them.

    Raises:
        UnknownNameError: there is no such actor or type.
    """
    index = find_actor(scenario, actor, "types")
    written = list(dict.fromkeys(each.written for each in scenario.actors[index].types))
    if kind not in written:
        raise UnknownNameError(f"types: {actor} has no type '{kind}'{nearest(kind, written)} ({listed(written)})")
    return index, written
