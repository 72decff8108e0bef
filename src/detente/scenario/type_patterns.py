"""What the types of one actor have in common: each has a prior, and all give the same parameters."""

from __future__ import annotations

from collections.abc import Mapping

from detente.scenario.actors import list_parameters
from detente.scenario.joint_priors import list_joint_actors
from detente.scenario.keys.actors import TypeKeys
from detente.scenario.keys.crisis import CrisisKeys
from detente.scenario.keys.entry import list_entries
from detente.scenario.names import find_closest
from detente.scenario.positions import Where
from detente.scenario.site import Site


def check_types(crisis: CrisisKeys, site: Site) -> None:
    """Notes types that lack a prior, or parameters that another gives, or give what is known to all."""
    joint = list_joint_actors(crisis.joint_prior)
    for actor, keys, _ in list_entries(crisis.actors):
        types = list(list_entries(keys.types))
        if not types:
            continue
        needs_prior = len(types) > 1 and actor not in joint
        given = {name: _check_prior(actor, name, entry, where, needs_prior, site) for name, entry, where in types}
        for name, entry, _ in types if actor in joint else ():
            if entry.has("prior"):
                what = f"the joint prior says how likely the types of {actor} are"
                site.wrong(entry.place("prior"), f"{what}; leave the prior of '{name}' out")
        for name, _, where in types[1:]:
            _compare(actor, (types[0][0], given[types[0][0]]), (name, given[name]), where, site)
        public = keys.parameters.places if keys.parameters is not None else {}
        for word, place in given[types[0][0]].items():
            if word in public:
                site.wrong(place, f"'{word}' is a parameter of {actor} known to all already")


def _check_prior(
    actor: str, name: str, entry: TypeKeys, where: Where, needs_prior: bool, site: Site
) -> Mapping[str, Where]:
    """The parameters that a type gives, and their places; a misspelt prior is none of them."""
    given = {word: entry.parameters.places[word] for word in list_parameters(entry)} if entry.parameters else {}
    if not needs_prior or entry.has("prior"):
        return given
    meant = find_closest("prior", given)
    if not meant:
        site.wrong(where, f"the type '{name}' of {actor} needs a prior")
        return given
    site.wrong(given.pop(meant), f"the type '{name}' of {actor} needs a prior; '{meant}' may be meant to be it")
    return given


def _compare(
    actor: str, first: tuple[str, Mapping[str, Where]], other: tuple[str, Mapping[str, Where]], where: Where, site: Site
) -> None:
    """Notes the parameters that only one of two types gives; words that are alike are taken for the same one."""
    (pattern, own), (name, given) = first, other
    extra = [word for word in given if word not in own]
    for word in own:
        if word in given:
            continue
        if meant := find_closest(word, extra):
            extra.remove(meant)
            what = f"'{name}' gives '{meant}' where '{pattern}' gives '{word}' (line {own[word].line})"
            site.wrong(given[meant], f"the types of {actor} have the same parameters: {what}")
        else:
            site.wrong(where, f"the type '{name}' of {actor} lacks the parameter '{word}', which '{pattern}' gives")
    for word in extra:
        site.wrong(given[word], f"the type '{pattern}' of {actor} lacks the parameter '{word}'")
