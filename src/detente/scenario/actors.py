"""From the keys of actors to their names and records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from detente.scenario import calendars
from detente.scenario import expressions as ex
from detente.scenario.joint_priors import find_marginal
from detente.scenario.keys.actors import DEFAULT_PATIENCE, DEFAULT_PRECISION, ActorKeys, TypeKeys, WantKeys
from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.model import Actor, Calendar, JointPrior, Type, Want
from detente.scenario.names import ActorNames, Place
from detente.scenario.observers import read_observers
from detente.scenario.positions import Where
from detente.scenario.secrets import build_secrets, combine, with_secrets
from detente.scenario.site import UNREAD, Site, text_of
from detente.scenario.tree import Scalar

ONLY_TYPE = "only"


def name_actors(actors: Named[ActorKeys] | None, site: Site) -> None:
    """Puts the actors' names, types and public parameters among the names."""
    names = {
        name: _names_of(name, keys, site)
        for name, keys, where in list_entries(actors)
        if site.name(name, where, "an actor")
    }
    site.names = replace(site.names, actors=names)


def _names_of(actor: str, keys: ActorKeys, site: Site) -> ActorNames:
    types = {kind: entry for kind, entry, where in list_entries(keys.types) if site.name(kind, where, "a type")}
    first = next(iter(types.values()), None)
    for word, where in _own_places(types.values()).items():
        site.name(word, where, "a parameter")
    public: dict[str, ex.Expression] = {}
    for word, where in keys.parameters.places.items() if keys.parameters is not None else ():
        if site.name(word, where, "a parameter"):
            value = keys.parameters.entries.get(word) if keys.parameters is not None else None
            public[word] = site.constant(value, "a parameter", 0.0, value.where if value else where).tree
    kinds, secrets = tuple(types) or (ONLY_TYPE,), build_secrets(actor, keys, site)
    return ActorNames(
        types=kinds,
        own=(*list_parameters(first), *secrets),
        public=public,
        seat=text_of(keys.seat),
        secrets=secrets,
        states=combine(kinds, secrets, bool(types)),
    )


def _own_places(types: Iterable[TypeKeys]) -> dict[str, Where]:
    """The parameters that some type gives, and where each is given first."""
    places: dict[str, Where] = {}
    for keys in types:
        for word, where in keys.parameters.places.items() if keys.parameters is not None else ():
            places.setdefault(word, where)
    return places


def list_parameters(keys: TypeKeys | None) -> tuple[str, ...]:
    """The parameters that a type gives."""
    return tuple(keys.parameters.places) if keys is not None and keys.parameters is not None else ()


def place_seats(actors: Named[ActorKeys] | None, site: Site) -> dict[str, ex.Formula]:
    """By actor, the condition under which it holds its seat; also put among the names."""
    conditions = {}
    for name, keys, _ in list_entries(actors):
        if name in site.names.actors:
            formula = site.formula(keys.holds_when, Place("the condition of holding a seat", "condition"))
            if formula is not None:
                conditions[name] = formula
    names = {
        name: replace(actor, holds_when=conditions[name].tree) if name in conditions else actor
        for name, actor in site.names.actors.items()
    }
    site.names = replace(site.names, actors=names)
    return conditions


@dataclass(frozen=True)
class ActorContext:
    """What the records of actors depend on besides their keys.

    Args:
        holds_when: by actor, the condition under which it holds its seat.
        num_stages: of a period, all of which are over when wants are received.
        joint_prior: over the types of some of them, which then have no priors of their own.
    """

    calendar: Calendar
    holds_when: Mapping[str, ex.Formula]
    num_stages: int
    joint_prior: JointPrior | None = None


def build_actors(actors: Named[ActorKeys] | None, context: ActorContext, site: Site) -> tuple[Actor, ...]:
    """The actors, in file order."""
    return tuple(
        _actor(name, keys, where, context, site)
        for name, keys, where in list_entries(actors)
        if name in site.names.actors
    )


def _actor(name: str, keys: ActorKeys, where: Where, context: ActorContext, site: Site) -> Actor:
    names = site.names.actors[name]
    public, types = names.public, _types(keys.types, name, where, context.joint_prior, site)
    return Actor(
        name=name,
        title=text_of(keys.called) or name,
        types=with_secrets(types, names.states, names.secrets) if names.secrets else types,
        secrets=tuple(names.secrets.values()),
        has_changes=keys.changes is not None,
        patience=site.constant(keys.patience, "patience", DEFAULT_PATIENCE, where),
        precision=site.constant(keys.precision, "precision", DEFAULT_PRECISION, where),
        wants=_wants(keys.wants, name, context.num_stages, site),
        leaves=_leaves(keys.leaves, context.calendar, site),
        legacy=site.constant(keys.legacy, "legacy", 0.0, where) if keys.has("leaves") else None,
        belief_points=keys.belief_points,
        seat=text_of(keys.seat),
        holds_when=context.holds_when.get(name),
        parameters=tuple(
            (word, ex.Formula(value.text, public[word], value.where))
            for word, value, _ in list_entries(keys.parameters)
            if word in public
        ),
        note=site.note(keys),
        where=where,
        knows=read_observers(keys.knows, site, but=name),
    )


def _types(
    types: Named[TypeKeys] | None, actor: str, where: Where, joint: JointPrior | None, site: Site
) -> tuple[Type, ...]:
    records = []
    for name, keys, place in list_entries(types):
        prior = site.constant(keys.prior, "a prior", 1.0, place)
        if joint is not None and actor in joint.actors:
            prior = find_marginal(joint, actor, name, place)
        elif keys.prior is None and types is not None and len(types.places) > 1:
            # It lacks one, or has what cannot be read; its priors then sum to nothing.
            prior = replace(prior, tree=UNREAD)
        parameters = tuple(
            (word, site.constant(value, "a parameter of a type", 0.0, value.where))
            for word, value, _ in list_entries(keys.parameters)
            if word in site.names.actors[actor].own
        )
        patience, precision = (site.formula(value, Place(what, has_state=False)) for value, what in _own_traits(keys))
        records.append(Type(name, prior, parameters, site.note(keys), patience, precision))
    return tuple(records) or (Type(ONLY_TYPE, ex.Formula("1", ex.Number(1.0), where)),)


def _own_traits(keys: TypeKeys) -> tuple[tuple[Scalar | None, str], ...]:
    return (keys.patience, "patience"), (keys.precision, "precision")


def _wants(wants: Named[WantKeys] | None, actor: str, num_stages: int, site: Site) -> tuple[Want, ...]:
    place = Place("a want", types=None, own=actor, has_beliefs=True, before=num_stages)
    records = []
    for name, keys, where in list_entries(wants):
        if not site.name(name, where, "a want"):
            continue
        weight = site.constant(keys.weight, "a weight", 1.0, keys.where)
        formula = site.formula(keys.of, place)
        if formula is not None:
            records.append(Want(name, weight, formula, site.note(keys), keys.per or "time"))
    return tuple(records)


def _leaves(date: Scalar | None, calendar: Calendar, site: Site) -> int | None:
    if date is None or site.names.calendar is None:
        return None
    try:
        if calendar.step != "round":
            calendars.parse_period_date(date.text, calendar.step)
        place = calendars.find_date(date.text, calendar)
    except calendars.DateError as error:
        site.wrong(date.where, str(error))
        return None
    if not place.is_inside:
        first, last = calendar.labels[0], calendar.labels[-1]
        site.wrong(date.where, f"{date.text} is outside the calendar ({first} … {last}); leave 'leaves' out to stay")
        return None
    return place.period
