"""What must hold of a scenario as a whole, beyond the keys of its file and the meaning of its words."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping, Sequence

from detente.errors import EvaluationError, NotFiniteError
from detente.scenario.constants import evaluate_constant, find_circle, find_mentioned, is_constant, sort_numbers
from detente.scenario.expressions import Formula
from detente.scenario.keys.actors import ActorKeys
from detente.scenario.keys.crisis import CrisisKeys
from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.model import Actor, Chance, Decision, Habit, NumberEntry, Result, Scenario
from detente.scenario.names import listed, nearest
from detente.scenario.positions import Where
from detente.scenario.secrets import list_shifts
from detente.scenario.site import UNREAD, Site
from detente.scenario.stages import Head
from detente.scenario.together import check_together
from detente.scenario.tree import Scalar
from detente.scenario.variants import (
    ON_TOP,
    Variants,
    find_followed,
    find_lineage,
    find_perceptions,
    list_own_perceptions,
)

# Priors written with a few digits, 0.333 three times, are a slip that should be seen; rounding in the last bits is not.
SUM_TOLERANCE = 1e-9


def check_names(crisis: CrisisKeys, heads: Sequence[Head], site: Site) -> None:
    """Notes words that have two meanings where they can stand alone, or before a dot."""
    seen: dict[str, tuple[str, Where]] = {}
    for what, name, where in _bare_words(crisis, heads, site):
        kind, _, owner = what.partition(" of ")
        earlier, first = seen.setdefault(name, (what, where))
        is_shared = earlier.partition(" of ")[0] == kind and bool(owner)
        if first is not where and not is_shared:
            site.wrong(
                where, f"'{name}' is the name of {earlier} already (line {first.line}), so {what} cannot have it"
            )
    actors = crisis.actors or Named(crisis.where, {}, {})
    for seat in site.names.seats:
        if seat in site.names.actors or seat in site.names.variables:
            holder = next(name for name, actor in site.names.actors.items() if actor.seat == seat)
            what = "an actor" if seat in site.names.actors else "a variable"
            site.wrong(
                actors.entries[holder].place("seat"),
                f"'{seat}' is the name of {what} already, so no seat can have it",
            )
    for actor in site.names.actors:
        if actor in site.names.variables:
            message = f"'{actor}' is the name of a variable already, so an actor cannot have it"
            site.wrong(actors.places[actor], message)


def _bare_words(crisis: CrisisKeys, heads: Sequence[Head], site: Site) -> Iterator[tuple[str, str, Where]]:
    """What can stand alone in an expression: what it is (`a level of front`), its name and its place."""
    for name, variable, where in list_entries(crisis.state):
        yield "a variable", name, where
        for level in variable.one_of or variable.scale or ():
            yield f"a level of {name}", level.text, level.where
    written = crisis.state.places if crisis.state is not None else {}
    for name, added in site.names.variables.items():
        # What remembers something that was said.
        if name not in written and added.where is not None:
            yield "a variable", name, added.where
            for word in added.levels if not added.is_ordered else ():
                yield f"a level of {name}", word, added.where
    for name, where in crisis.numbers.places.items() if crisis.numbers is not None else ():
        yield "a number", name, where
    for name, where in crisis.definitions.places.items() if crisis.definitions is not None else ():
        if name in site.names.definitions:
            yield "a definition", name, where
    for name, where in crisis.tables.places.items() if crisis.tables is not None else ():
        yield "a table", name, where
    for actor, keys, _ in list_entries(crisis.actors):
        for name, secret, where in list_entries(keys.secret):
            yield f"a secret of {actor}", name, where
            for level in secret.one_of or secret.scale or ():
                yield f"a level of {actor}.{name}", level.text, level.where
        for word, where in _parameter_places(keys).items():
            yield f"a parameter of {actor}", word, where
    for head in heads:
        for name in head.ranges:
            where = next(act.where for act in head.acts if act.family == name)
            yield f"a range of numbers of {head.owner}", name, where
        if head.name in site.names.variables and any(head.name == each.name for each in site.names.decisions):
            yield "a decision", head.name, head.where


def _parameter_places(keys: ActorKeys) -> dict[str, Where]:
    """The actor's parameters, and where each is first given."""
    places = dict(keys.parameters.places) if keys.parameters is not None else {}
    for _, entry, _ in list_entries(keys.types):
        for word, where in entry.parameters.places.items() if entry.parameters is not None else ():
            places.setdefault(word, where)
    return places


def check_variants(variants: Variants, site: Site) -> None:
    """Notes what variants build on that is not there or goes round in a circle; so for the perceptions they give."""
    for name, _, where in list_entries(variants):
        site.name(name, where, "a variant")
        find_lineage(variants, name, where, site.mistakes)
    check_perceptions(variants, variants.entries, site)


def check_perceptions(variants: Variants, names: Collection[str], site: Site) -> None:
    """Notes what the variants of these names give actors as perceptions that cannot be one."""
    for name, keys, _ in list_entries(variants):
        for owner, perception in list_own_perceptions(keys).items() if name in names else ():
            where = keys.sees.places[owner] if keys.sees is not None else keys.where
            owners = [*site.names.actors, *site.names.seats]
            if owner not in owners:
                hint = f"{nearest(owner, owners)} (known: {listed(owners)})"
                site.wrong(where, f"unknown actor or seat '{owner}'{hint}")
            _check_perception(variants, name, perception, site)


def _check_perception(variants: Variants, variant: str, perception: Scalar, site: Site) -> None:
    entries, where = variants.entries, perception.where
    for name in map(str.strip, perception.text.split(ON_TOP)):
        if name not in entries:
            site.wrong(where, f"unknown variant '{name}'{nearest(name, entries)} (variants: {listed(entries)})")
        elif name != variant and find_perceptions(variants, name, where):
            site.wrong(where, f"'{name}' gives perceptions itself, so it cannot be one")
        elif name != variant and _rules(variants, f"{variant}{ON_TOP}{name}", where) != _rules(
            variants, variant, where
        ):
            advice = f"let '{variant}' follow it, so that everybody knows it"
            site.wrong(
                where, f"'{name}' follows a rule that '{variant}' does not, so it cannot be a perception; {advice}"
            )
        elif name == variant:
            message = f"'{name}' cannot be a perception in itself; give the perception a name of its own"
            site.wrong(where, message)


def _rules(variants: Variants, name: str, where: Where) -> dict[str, str]:
    return {commitment: rule for commitment, (rule, _, _) in find_followed(variants, name, where).items()}


def check_scenario(scenario: Scenario, crisis: CrisisKeys, site: Site) -> frozenset[str]:
    """Notes what is wrong with the finished record's constants; returns the numbers that have a value."""
    for key in crisis.period_keys():
        step = scenario.calendar.step
        if site.names.calendar and key not in ("each period", f"each {step}"):
            site.wrong(crisis.place(key), f"the calendar's step is a {step}; write 'each {step}' or 'each period'")
    constants = _Constants(_without_circles(scenario, site), site)
    for actor in scenario.actors:
        _check_actor(actor, scenario, constants, site)
    for stage in scenario.stages:
        if isinstance(stage, Chance):
            _check_lottery(stage.results, stage.name, stage.where, constants, site)
        else:
            _check_decision(stage, constants, site)
    _check_perceived(scenario, site)
    _check_joint_prior(scenario, constants, site)
    check_together(scenario, site)
    for table in scenario.tables:
        if table.bend is not None:
            constants.between(table.bend, f"the bend of '{table.name}'", -1.0, 1.0)
    _check_claims(scenario, site)
    return frozenset(constants.values)


def _check_perceived(scenario: Scenario, site: Site) -> None:
    """Notes what perceptions cannot be combined with: beliefs in them follow plain Bayes' rule about one actor."""
    if not scenario.sees:
        return
    what = f"in '{scenario.variant}' actors act on perceptions of the crisis, which do not follow"
    advice = "leave out 'sees', or"
    for actor in scenario.actors:
        if actor.is_changing and actor.where is not None:
            site.wrong(actor.where, f"{what} how what {actor.name} alone knows changes; {advice} what changes it")
    for stage in scenario.stages:
        if isinstance(stage, Chance) and stage.also is not None and stage.where is not None:
            site.wrong(stage.where, f"{what} the signal '{stage.name}' about two actors; {advice} one of the two")


def _without_circles(scenario: Scenario, site: Site) -> dict[str, NumberEntry]:
    """The numbers that are not computed from each other in a circle."""
    entries = {entry.name: entry for entry in scenario.numbers}
    while circle := find_circle(entries):
        path = " → ".join([*circle, circle[0]])
        site.wrong(entries[circle[0]].formula.where, f"numbers refer to each other in a circle: {path}")
        entries = {name: entry for name, entry in entries.items() if name not in circle}
    return entries


class _Constants:
    """The values of formulas that mention numbers only; None for those that have mistakes of their own."""

    def __init__(self, entries: Mapping[str, NumberEntry], site: Site) -> None:
        self.site = site
        self.values: dict[str, float] = {}
        for name in sort_numbers(entries):
            value = self.checked(entries[name].formula, f"the number '{name}'")
            if value is not None:
                self.values[name] = value

    def checked(self, formula: Formula, what: str) -> float | None:
        """The value; a mistake if it is not finite or divides by zero."""
        if formula.tree is UNREAD or not find_mentioned(formula.tree) <= self.values.keys():
            return None
        try:
            value = evaluate_constant(formula.tree, self.values)
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
    _check_traits(actor, scenario, constants, site)
    if actor.legacy is not None:
        constants.between(actor.legacy, f"the legacy of {actor.name}", 0.0, math.inf)
    for want in actor.wants:
        constants.checked(want.weight, f"the weight of '{want.name}'")
    for name, formula in actor.parameters:
        constants.checked(formula, f"the parameter '{name}'")
    priors = [constants.between(kind.prior, f"the prior of '{kind.name}'", 0.0, 1.0) for kind in actor.types]
    for kind in actor.types:
        for name, formula in kind.parameters:
            constants.checked(formula, f"the parameter '{name}' of '{kind.name}'")
    values = [prior for prior in priors if prior is not None]
    if len(values) == len(priors) and abs(sum(values) - 1) > SUM_TOLERANCE:
        # Where the file was changed last, be it by a variant.
        where = max((kind.prior.where for kind in actor.types), key=lambda place: (place.line, place.column))
        site.wrong(where, f"the priors of {actor.name} sum to {sum(values):.10g}, not to 1")


def _check_joint_prior(scenario: Scenario, constants: _Constants, site: Site) -> None:
    """The probabilities of a joint prior are some, and sum to one."""
    joint = scenario.joint_prior
    if joint is None or joint.where is None:
        return
    values = [
        constants.between(entry.probability, f"the joint probability of {', '.join(entry.types)}", 0.0, 1.0)
        for entry in joint.entries
    ]
    known = [value for value in values if value is not None]
    if known and len(known) == len(values) and abs(sum(known) - 1) > SUM_TOLERANCE:
        site.wrong(joint.where, f"the probabilities of the joint prior sum to {sum(known):.10g}, not to 1")


def _check_traits(actor: Actor, scenario: Scenario, constants: _Constants, site: Site) -> None:
    """Patience and precision, the actor's and those that types have of their own."""
    traits: list[tuple[Formula | None, Formula | None, str]] = [(actor.patience, actor.precision, actor.name)]
    traits += [(kind.patience, kind.precision, f"'{kind.name}'") for kind in actor.types]
    for patience, precision, whose in traits:
        if precision is not None:
            constants.between(precision, f"the precision of {whose}", 0.0, math.inf)
        if patience is None:
            continue
        value = constants.between(patience, f"the patience of {whose}", 0.0, 1.0)
        if scenario.calendar.afterwards == "repeats" and value == 1:
            what = f"the last {scenario.calendar.step} repeats for ever, so the patience of {whose} must be below 1"
            site.wrong(patience.where, what)


def _check_decision(decision: Decision, constants: _Constants, site: Site) -> None:
    if decision.comes_up is not None:
        _constant_probability(decision.comes_up, constants)
    if decision.usually is not None:
        _check_habit(decision.usually, constants, site)
    if decision.at_once_with and decision.where is not None:
        for shift in list_shifts([decision]):
            advice = "write two stages: of a covert one nobody sees anything before the other"
            what = f"what '{decision.name}' changes of {shift.actor}.{shift.secret} cannot be decided at once with"
            site.wrong(shift.where or decision.where, f"{what} '{decision.at_once_with}'; {advice}")
    disguises = {action.name: action.looks_like for action in decision.actions if action.looks_like}
    for action in decision.actions:
        _check_lottery(action.results, action.name, action.where, constants, site)
        if action.looks_like in disguises and action.where is not None:
            what = f"'{action.name}' looks like '{action.looks_like}', which itself looks like another act"
            site.wrong(action.where, what)
    _check_lottery(decision.traces, f"{decision.name}.traces", decision.where, constants, site)


def _check_habit(habit: Habit, constants: _Constants, site: Site) -> None:
    """What is constant is a rate above 0, and all of them leave something for the rest."""
    given = [rate for _, rate in habit.rates if rate is not None]
    values = [_constant_probability(rate, constants) for rate in given]
    for rate, value in zip(given, values, strict=True):
        if value == 0:
            site.wrong(rate.where, "a base rate is above 0; what cannot be done leaves the menu by a 'when'")
    total = sum(value for value in values if value is not None)
    if total > 1 + SUM_TOLERANCE:
        site.wrong(given[-1].where, f"the base rates sum to {total:.10g}, more than 1")
    elif total > 1 - SUM_TOLERANCE and len(given) < len(habit.rates):
        site.wrong(given[-1].where, f"the base rates sum to {total:.10g} and leave nothing for the rest")


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
    constant = [value for value in values if value is not None]
    total = sum(constant)
    if total > 1 + SUM_TOLERANCE:
        site.wrong(given[-1].where, f"the probabilities of '{name}' sum to {total:.10g}, more than 1")
    elif not rests and len(constant) == len(values) and total < 1 - SUM_TOLERANCE:
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
