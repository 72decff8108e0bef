"""What all holders of a seat share: written once under `seats`, it stands with each of them."""

from __future__ import annotations

from typing import TypeVar

from detente.scenario.keys.actors import ActorKeys, SeatKeys
from detente.scenario.keys.crisis import CrisisKeys
from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.names import Names, listed, nearest
from detente.scenario.sharing import Shared
from detente.scenario.site import Site, text_of

T = TypeVar("T")


def with_seats(crisis: CrisisKeys, shared: Shared) -> CrisisKeys:
    """The keys with every actor's seat's entries among its own; where both have one, the actor's own stands."""
    if crisis.seats is None or crisis.actors is None:
        return crisis
    actors = {}
    for name, actor in crisis.actors.entries.items():
        seat = crisis.seats.entries.get(text_of(actor.seat) or "")
        actors[name] = actor if seat is None else _seated(actor, seat, shared)
    merged = Named(crisis.actors.where, actors, crisis.actors.places)
    return crisis.model_copy(update={"actors": merged})


def _seated(actor: ActorKeys, seat: SeatKeys, shared: Shared) -> ActorKeys:
    return shared.build((actor, seat), "seated", Names(), [], lambda: _with_seat(actor, seat))


def _with_seat(actor: ActorKeys, seat: SeatKeys) -> ActorKeys:
    shared = seat.parameters
    for _, keys, _ in list_entries(actor.types):
        shared = _without(shared, keys.parameters)
    changes = {
        "patience": actor.patience or seat.patience,
        "precision": actor.precision or seat.precision,
        "parameters": _merged(shared, actor.parameters),
        "wants": _merged(seat.wants, actor.wants),
    }
    return actor.model_copy(update=changes)


def _merged(shared: Named[T] | None, own: Named[T] | None) -> Named[T] | None:
    if shared is None or own is None:
        return own or shared
    return Named(own.where, {**shared.entries, **own.entries}, {**shared.places, **own.places})


def _without(shared: Named[T] | None, given: Named[T] | None) -> Named[T] | None:
    """The seat's entries less those that a type gives."""
    if shared is None or given is None:
        return shared
    entries = {word: entry for word, entry in shared.entries.items() if word not in given.places}
    return Named(
        shared.where, entries, {word: shared.places[word] for word in shared.places if word not in given.places}
    )


def check_seats(crisis: CrisisKeys, site: Site) -> None:
    """Notes entries of `seats` that are no seat that an actor can hold."""
    for name, _, where in list_entries(crisis.seats):
        if name not in site.names.seats:
            hint = f"{nearest(name, site.names.seats)} (seats: {listed(site.names.seats)})"
            site.wrong(where, f"no actor can hold a seat '{name}'{hint}")
