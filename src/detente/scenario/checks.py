"""What must hold of a scenario as a whole, beyond the shape of its file and the meaning of its words."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping

from detente.errors import EvaluationError, NotFiniteError
from detente.scenario.building import UNREAD, Site, tables
from detente.scenario.constants import constant_value, find_circle, is_constant, mentioned, order
from detente.scenario.expressions import Formula
from detente.scenario.model import Actor, Chance, Decision, NumberEntry, Result, Scenario
from detente.scenario.names import listed, nearest
from detente.scenario.positions import Where
from detente.scenario.reading import Node, Scalar, Series, Table
from detente.scenario.stages import PERIOD_KEYS, stages_of
from detente.scenario.variants import ON_TOP, SEES, lineage, own_pictures, pictures

# Priors written with a few digits, 0.333 three times, are a slip that should be seen; rounding in the last bits is not.
SUM_TOLERANCE = 1e-9


def check_names(root: Table, site: Site) -> None:
    """No word may have two meanings where it can stand alone, or before a dot."""
    seen: dict[str, tuple[str, Where]] = {}
    for what, name, where in _bare_words(root, site):
        kind, _, owner = what.partition(" of ")
        known, first = seen.setdefault(name, (what, where))
        is_shared = known.partition(" of ")[0] == kind and bool(owner)
        if first is not where and not is_shared:
            site.wrong(where, f"'{name}' is the name of {known} already (line {first.line}), so {what} cannot have it")
    for seat in site.names.seats:
        if seat in site.names.actors or seat in site.names.variables:
            holder = next(name for name, actor in site.names.actors.items() if actor.seat == seat)
            what = "an actor" if seat in site.names.actors else "a variable"
            site.wrong(
                _child(root, "actors", holder, "seat"),
                f"'{seat}' is the name of {what} already, so no seat can have it",
            )
    for actor in site.names.actors:
        if actor in site.names.variables:
            where = _child(root, "actors", actor)
            site.wrong(where, f"'{actor}' is the name of a variable already, so an actor cannot have it")


def _bare_words(root: Table, site: Site) -> Iterator[tuple[str, str, Where]]:
    """What can stand alone in an expression: what it is (`a level of front`), its name and its place."""
    for name, table, where in tables(root.get("state")):
        yield "a variable", name, where
        levels = table.get("one of") or table.get("scale")
        for item in levels.items if isinstance(levels, Series) else ():
            if isinstance(item, Scalar):
                yield f"a level of {name}", item.text, item.where
    numbers = root.get("numbers")
    if isinstance(numbers, Table):
        for name in numbers.entries:
            yield "a number", name, numbers.keys[name]
    for name in site.names.definitions:
        yield "a definition", name, _child(root, "definitions", name)
    for actor, table, _ in tables(root.get("actors")):
        parameters = table.get("parameters")
        words = dict(parameters.keys) if isinstance(parameters, Table) else {}
        for _, entry, _ in tables(table.get("types")):
            for word in entry.entries:
                if word not in ("prior", "why", "source"):
                    words.setdefault(word, entry.keys[word])
        for word, where in words.items():
            yield f"a parameter of {actor}", word, where
    for stage in site.names.decisions:
        if stage.name in site.names.variables:
            yield "a decision", stage.name, _stage_place(root, stage.name)


def check_types(root: Table, site: Site) -> None:
    """Every type of an actor gives the same parameters and a prior; public parameters are no type's."""
    for actor, table, _ in tables(root.get("actors")):
        types = list(tables(table.get("types")))
        if not types:
            continue
        first, pattern, _ = types[0]
        own = _parameters(pattern)
        for name, entry, where in types:
            if len(types) > 1 and "prior" not in entry.entries:
                site.wrong(where, f"the type '{name}' of {actor} needs a prior")
            for word in own - _parameters(entry):
                site.wrong(where, f"the type '{name}' of {actor} lacks the parameter '{word}', which '{first}' gives")
            for word in _parameters(entry) - own:
                site.wrong(entry.keys[word], f"the type '{first}' of {actor} lacks the parameter '{word}'")
        public = table.get("parameters")
        for word in own & (public.entries.keys() if isinstance(public, Table) else set()):
            site.wrong(pattern.keys[word], f"'{word}' is a parameter of {actor} known to all already")


def _parameters(table: Table) -> set[str]:
    return {word for word in table.entries if word not in ("prior", "why", "source")}


def check_variant_list(root: Table, site: Site) -> None:
    """What the variants build on exists, and goes round in no circle; so do the pictures that they give to actors."""
    known = [name for name, _, _ in tables(root.get("variants"))]
    for name, _, where in tables(root.get("variants")):
        site.name(name, where, "a variant")
        lineage(root, name, where, site.mistakes)
    check_pictures(root, known, site)


def check_pictures(root: Table, variants: Collection[str], site: Site) -> None:
    """What these variants give actors as pictures are variants, which give no pictures themselves."""
    known = [name for name, _, _ in tables(root.get("variants"))]
    for name, table, _ in tables(root.get("variants")):
        for owner, picture in own_pictures(table).items() if name in variants else ():
            _check_picture(root, name, owner, picture, known, site)


def _check_picture(root: Table, variant: str, owner: str, picture: Scalar, known: list[str], site: Site) -> None:
    owners = [*site.names.actors, *site.names.seats]
    if owner not in owners:
        place = _child(root, "variants", variant, SEES, owner)
        site.wrong(place, f"unknown actor or seat '{owner}'{nearest(owner, owners)} (known: {listed(owners)})")
    # That nothing is written there is a mistake of the file's shape already.
    for name in map(str.strip, picture.text.split(ON_TOP)) if picture.value is not None else ():
        if name not in known:
            message = f"unknown variant '{name}'{nearest(name, known)} (variants: {listed(known)})"
            site.wrong(picture.where, message)
        elif name != variant and pictures(root, name, picture.where, []):
            site.wrong(picture.where, f"'{name}' gives pictures itself, so it cannot be one")
        elif name == variant:
            site.wrong(picture.where, f"'{name}' cannot be a picture in itself; give the picture a name of its own")


def check_scenario(scenario: Scenario, root: Table, site: Site) -> frozenset[str]:
    """Notes what can be said about the finished record's constants; returns the numbers that have a value."""
    for key in PERIOD_KEYS:
        step = scenario.calendar.step
        if site.names.calendar and key in root.entries and key not in ("each period", f"each {step}"):
            site.wrong(root.keys[key], f"the calendar's step is a {step}; write 'each {step}' or 'each period'")
    constants = _Constants(_without_circles(scenario, site), site)
    for actor in scenario.actors:
        _check_actor(actor, scenario, constants, site)
    for stage in scenario.stages:
        if isinstance(stage, Chance):
            _check_lottery(stage.results, stage.name, stage.where, constants, site)
        else:
            _check_decision(stage, constants, site)
    _check_claims(scenario, site)
    return frozenset(constants.values)


def _without_circles(scenario: Scenario, site: Site) -> dict[str, NumberEntry]:
    """The numbers that are not computed from each other in a circle."""
    entries = {entry.name: entry for entry in scenario.numbers}
    while circle := find_circle(entries):
        path = " → ".join([*circle, circle[0]])
        site.wrong(entries[circle[0]].formula.where, f"numbers are computed from each other in a circle: {path}")
        entries = {name: entry for name, entry in entries.items() if name not in circle}
    return entries


class _Constants:
    """The values of formulas that mention numbers only; None for those that have mistakes of their own."""

    def __init__(self, entries: Mapping[str, NumberEntry], site: Site) -> None:
        self.site = site
        self.values: dict[str, float] = {}
        for name in order(entries):
            value = self.checked(entries[name].formula, f"the number '{name}'")
            if value is not None:
                self.values[name] = value

    def checked(self, formula: Formula, what: str) -> float | None:
        """The value; a mistake if it is not finite or divides by zero."""
        if formula.tree is UNREAD or not mentioned(formula.tree) <= self.values.keys():
            return None
        try:
            value = constant_value(formula.tree, self.values)
        except NotFiniteError:
            self.site.wrong(formula.where, f"{what} is not a finite number")
            return None
        except EvaluationError:
            self.site.wrong(formula.where, f"{what} divides by zero")
            return None
        return value

    def between(self, formula: Formula, what: str, low: float, high: float) -> float | None:
        """The value; None, and a mistake, if it is outside the bounds."""
        value = self.checked(formula, what)
        if value is not None and not low <= value <= high:
            bounds = f"between {low:g} and {high:g}" if math.isfinite(high) else f"at least {low:g}"
            self.site.wrong(formula.where, f"{what} must be {bounds}, and is {value:g}")
            return None
        return value


def _check_actor(actor: Actor, scenario: Scenario, constants: _Constants, site: Site) -> None:
    patience = constants.between(actor.patience, f"the patience of {actor.name}", 0.0, 1.0)
    constants.between(actor.precision, f"the precision of {actor.name}", 0.0, math.inf)
    if actor.legacy is not None:
        constants.between(actor.legacy, f"the legacy of {actor.name}", 0.0, math.inf)
    if scenario.calendar.afterwards == "repeats" and patience == 1:
        what = f"the last {scenario.calendar.step} repeats for ever, so the patience of {actor.name} must be below 1"
        site.wrong(actor.patience.where, what)
    for want in actor.wants:
        constants.checked(want.weight, f"the weight of '{want.name}'")
    for name, formula in actor.parameters:
        constants.checked(formula, f"the parameter '{name}'")
    priors = [constants.between(kind.prior, f"the prior of '{kind.name}'", 0.0, 1.0) for kind in actor.types]
    for kind in actor.types:
        for name, formula in kind.parameters:
            constants.checked(formula, f"the parameter '{name}' of '{kind.name}'")
    known = [prior for prior in priors if prior is not None]
    if len(known) == len(priors) and abs(sum(known) - 1) > SUM_TOLERANCE:
        # Where the file was changed last, be it by a variant.
        where = max((kind.prior.where for kind in actor.types), key=lambda place: (place.line, place.column))
        site.wrong(where, f"the priors of {actor.name} sum to {sum(known):.10g}, not to 1")


def _check_decision(decision: Decision, constants: _Constants, site: Site) -> None:
    disguises = {action.name: action.looks_like for action in decision.actions if action.looks_like}
    for action in decision.actions:
        _check_lottery(action.results, action.name, action.where, constants, site)
        if action.looks_like in disguises and action.where is not None:
            what = f"'{action.name}' looks like '{action.looks_like}', which itself looks like another act"
            site.wrong(action.where, what)
    _check_lottery(decision.traces, f"{decision.name}.traces", decision.where, constants, site)


def _check_lottery(
    results: tuple[Result, ...], name: str, where: Where | None, constants: _Constants, site: Site
) -> None:
    """At most one rest; what is constant is a probability; constants alone sum to one."""
    if not results or where is None:
        return
    rests = [result for result in results if result.probability is None]
    for result in rests[1:]:
        site.wrong(result.where or where, f"'{name}' has two results with probability rest")
    given = [result.probability for result in results if result.probability is not None]
    values = [_constant_probability(formula, constants) for formula in given]
    known = [value for value in values if value is not None]
    total = sum(known)
    if total > 1 + SUM_TOLERANCE:
        site.wrong(given[-1].where, f"the probabilities of '{name}' sum to {total:.10g}, more than 1")
    elif not rests and len(known) == len(values) and total < 1 - SUM_TOLERANCE:
        what = f"the probabilities of '{name}' sum to {total:.10g}, not to 1; one of them may be 'rest'"
        site.wrong(given[-1].where, what)


def _constant_probability(formula: Formula, constants: _Constants) -> float | None:
    return constants.between(formula, "a probability", 0.0, 1.0) if is_constant(formula.tree) else None


def _check_claims(scenario: Scenario, site: Site) -> None:
    seen: set[str] = set()
    for claim in scenario.claims:
        if claim.where is None:
            continue
        if claim.id in seen:
            site.wrong(claim.where, f"there are two claims with the id '{claim.id}'")
        seen.add(claim.id)
        if not claim.statement.strip() and all(mistake.where != claim.where for mistake in site.mistakes):
            site.wrong(claim.where, "the statement is empty")


def _child(root: Table, *path: str) -> Where:
    """Where the entry at a path stands."""
    node: Node = root
    where = root.where
    for key in path:
        if not isinstance(node, Table) or key not in node.entries:
            break
        where, node = node.keys[key], node.entries[key]
    return where


def _stage_place(root: Table, name: str) -> Where:
    """Where the stage of this name stands."""
    for key in PERIOD_KEYS:
        series = root.entries.get(key)
        for item in map(stages_of, series.items if isinstance(series, Series) else ()):
            if isinstance(item, Table):
                for head in item.entries:
                    if head.split()[-1:] == [name]:
                        return item.keys[head]
    return root.where
