"""What all holders of a seat share: written once under `seats`, it stands with each of them."""

from __future__ import annotations

from detente.scenario.building import Site, tables, text_of
from detente.scenario.names import listed, nearest
from detente.scenario.reading import Node, Table

SHARED_TABLES = ("parameters", "wants")
SHARED_VALUES = ("patience", "precision")


def with_seats(root: Table) -> Table:
    """The tree in which every actor has its seat's entries too; where both have one, the actor's own stands."""
    seats = {name: table for name, table, _ in tables(root.get("seats"))}
    actors = root.get("actors")
    if not seats or not isinstance(actors, Table):
        return root
    for name, actor, where in tables(actors):
        seat = seats.get(text_of(actor.get("seat")) or "")
        if seat is not None:
            actors = actors.with_entry(name, _seated(actor, seat), where)
    return root.with_entry("actors", actors, root.keys["actors"])


def _seated(actor: Table, seat: Table) -> Table:
    entries = {key: seat.entries[key] for key in SHARED_VALUES if key in seat.entries}
    for key in SHARED_TABLES:
        shared, own = seat.get(key), actor.get(key)
        if isinstance(shared, Table):
            entries[key] = _merged(_without_types(shared, actor) if key == "parameters" else shared, own)
    keys = {key: seat.keys[key] for key in entries}
    own_entries = {key: node for key, node in actor.entries.items() if not (key in SHARED_TABLES and key in entries)}
    return Table(actor.where, {**entries, **own_entries}, {**keys, **actor.keys})


def _merged(shared: Table, own: Node | None) -> Table:
    if not isinstance(own, Table):
        return shared
    return Table(own.where, {**shared.entries, **own.entries}, {**shared.keys, **own.keys})


def _without_types(parameters: Table, actor: Table) -> Table:
    """The seat's parameters less those that the actor's types give."""
    for _, entry, _ in tables(actor.get("types")):
        for word in entry.entries.keys() & parameters.entries.keys():
            parameters = parameters.without(word)
    return parameters


def check_seats(root: Table, site: Site) -> None:
    """Every entry of `seats` is a seat that somebody can hold."""
    for name, _, where in tables(root.get("seats")):
        if name not in site.names.seats:
            hint = f"{nearest(name, site.names.seats)} (seats: {listed(site.names.seats)})"
            site.wrong(where, f"no actor can hold a seat '{name}'{hint}")
