"""Commitments: rules to which an actor may bind itself before play, and the crisis in which it is bound to one.

A bound decision is made by a deputy, an actor that wants nothing, thinks of no later period and follows payoffs with
precision 1. An act of
probability p costs it −log p, so that its logit response, proportional to exp(−(−log p)), is the rule itself; an act
of probability 0 is not in its menu. What the act costs its owner, the owner still pays. Everybody else replies to the
rule in equilibrium.
"""

from __future__ import annotations

import itertools
from dataclasses import replace

from detente.errors import DetenteError
from detente.scenario import expressions as ex
from detente.scenario.keys.commitments import CommitmentKeys, RuleKeys
from detente.scenario.keys.entry import Named, list_entries
from detente.scenario.limits import MAX_ACTS
from detente.scenario.model import Action, Actor, Commitment, Decision, Result, Rule, Scenario, Type, walk
from detente.scenario.names import DecisionNames, Place, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.ranges import build_range, write_number
from detente.scenario.secrets import list_shifts
from detente.scenario.site import Site

ONLY = "only"
DEPUTY = "the rule of "
"""Before the name of the actor or seat that is bound; no name in a file has blanks."""


def build_commitments(commitments: Named[CommitmentKeys] | None, site: Site) -> tuple[Commitment, ...]:
    """The commitments, in file order."""
    records = []
    for name, keys, where in list_entries(commitments):
        if not site.name(name, where, "a commitment"):
            continue
        decision = _decision(keys, site)
        serves = _served(keys, decision, site) if decision is not None else None
        if decision is None:
            continue
        rules = [rule for each in list_entries(keys.rules) for rule in _rules(*each, decision, site)]
        if len(rules) > MAX_ACTS:
            site.wrong(keys.place("rules"), f"there are {len(rules):,} rules to try; at most {MAX_ACTS} are allowed")
        if serves is not None:
            records.append(Commitment(name, decision.name, serves, tuple(rules), site.note(keys), where))
    return tuple(records)


def _decision(keys: CommitmentKeys, site: Site) -> DecisionNames | None:
    if keys.binds is None:
        return None
    known = [each.name for each in site.names.decisions]
    if keys.binds.text not in known:
        hint = f"{nearest(keys.binds.text, known)} (decisions: {listed(known)})"
        site.wrong(keys.binds.where, f"there is no decision '{keys.binds.text}'{hint}")
        return None
    return site.names.decisions[known.index(keys.binds.text)]


def _served(keys: CommitmentKeys, decision: DecisionNames, site: Site) -> str | None:
    """The actor for whom the rule is chosen."""
    holders = site.names.holders(decision.owner)
    if keys.serves is None and len(holders) == 1:
        return holders[0]
    if keys.serves is None:
        site.wrong(keys.where, f"'{decision.owner}' is a seat; write 'serves: ACTOR' ({listed(holders)})")
        return None
    if keys.serves.text not in site.names.actors:
        hint = f"{nearest(keys.serves.text, site.names.actors)} (actors: {listed(site.names.actors)})"
        site.wrong(keys.serves.where, f"unknown actor '{keys.serves.text}'{hint}")
        return None
    return keys.serves.text


def _rules(name: str, keys: RuleKeys, where: Where, decision: DecisionNames, site: Site) -> list[Rule]:
    """The rule with every combination of the numbers that it is tried with."""
    if not site.name(name, where, "a rule") or not _check_acts(keys, where, decision, site):
        return []
    axes: list[list[tuple[str, float]]] = []
    for word, entry, place in list_entries(keys.tried):
        if entry.first is None or entry.last is None or not site.name(word, place, "a number of a rule"):
            return []
        numbers = build_range((entry.first, entry.last), entry.step, MAX_ACTS, "numbers", site)
        if not numbers:
            return []
        axes.append([(word, number) for number in numbers])
    rules: list[Rule] = []
    for fixed in itertools.islice(itertools.product(*axes), MAX_ACTS + 1):
        num_mistakes = len(site.mistakes)
        acts = _probabilities(keys, decision, fixed, site)
        if len(site.mistakes) > num_mistakes:
            return rules
        title = " ".join([name, *(f"{word}={write_number(number)}" for word, number in fixed)])
        rules.append(Rule(title, acts, site.note(keys)))
    return rules


def _check_acts(keys: RuleKeys, where: Where, decision: DecisionNames, site: Site) -> bool:
    places = keys.acts.places if keys.acts is not None else {}
    for act, place in places.items():
        if act not in decision.acts:
            hint = f"{nearest(act, decision.acts)} (acts: {listed(decision.acts)})"
            site.wrong(place, f"'{act}' is not an act of '{decision.name}'{hint}")
    rests = [act for act, value, _ in list_entries(keys.acts) if value.text == "rest"]
    if not places:
        site.wrong(where, f"a rule says how likely acts are, as in {{{decision.acts[0]}: 1}}")
    elif len(rests) > 1:
        site.wrong(places[rests[1]], "one act at most has the probability rest")
    return bool(places) and len(rests) < 2 and all(act in decision.acts for act in places)


def _probabilities(
    keys: RuleKeys, decision: DecisionNames, fixed: tuple[tuple[str, float], ...], site: Site
) -> tuple[Result, ...]:
    at_once = next((each for each in site.names.decisions if each.name == decision.at_once_with), decision)
    place = Place(
        "the probability of a rule",
        before=min(decision.stage, at_once.stage),
        at_once=decision.at_once_with,
        fixed=fixed,
    )
    acts = []
    for act, value, where in list_entries(keys.acts):
        formula = None if value.text == "rest" else site.formula(value, place)
        acts.append(Result(act, formula, (), where))
    return tuple(acts)


def bind(scenario: Scenario, commitment: Commitment, rule: Rule) -> Scenario:
    """The crisis in which a decision is made by a rule.

    Raises:
        DetenteError: the menu, or what follows the decision, depends on what only its owner knows, or changes it; or
            the decision is bound already.
    """
    decision = next(s for s in scenario.stages if isinstance(s, Decision) and s.name == commitment.decision)
    if decision.deputy:
        raise DetenteError(f"commitments: '{decision.name}' follows another rule already under '{scenario.variant}'")
    deputy = f"{DEPUTY}{decision.owner}"
    stages = tuple(
        _bound(stage, rule, deputy, scenario)
        if isinstance(stage, Decision) and stage.name == commitment.decision
        else stage
        for stage in scenario.stages
    )
    where = commitment.where or Where(scenario.path, 1, 1, f"commitments.{commitment.name}")
    one, none = (ex.Formula(f"{number:g}", ex.Number(number), where) for number in (1.0, 0.0))
    # Later acts of the rule cost the deputy −log p too, which must not count now.
    actor = Actor(deputy, deputy, (Type(ONLY, one),), patience=none, precision=one, where=where, is_deputy=True)
    # One deputy carries out all rules of an owner.
    others = tuple(each for each in scenario.actors if each.name != deputy)
    return replace(scenario, stages=stages, actors=(*others, actor))


def _bound(decision: Decision, rule: Rule, deputy: str, scenario: Scenario) -> Decision:
    _require_public(decision, scenario)
    given = [act.probability.tree for act in rule.acts if act.probability is not None]
    rest: ex.Expression = ex.Number(1.0)
    for tree in given:
        rest = ex.Binary("-", rest, tree)
    written = {act.name: act.probability.tree if act.probability is not None else rest for act in rule.acts}
    actions = tuple(
        _bound_action(action, written.get(action.name, ex.Number(0.0)), decision, scenario)
        for action in decision.actions
    )
    # Base rates would pull the deputy away from its rule.
    return replace(decision, actions=actions, usually=None, rule=rule.acts, deputy=deputy)


def _bound_action(action: Action, probability: ex.Expression, decision: Decision, scenario: Scenario) -> Action:
    """The act as the deputy has it: possible where it has a probability, and paid for by the owner."""
    where = action.where or Where(scenario.path, 1, 1, f"stages.{decision.name}.{action.name}")
    happens: ex.Expression = ex.Binary(">", probability, ex.Number(1e-12))
    when = happens if action.when is None else ex.Binary("and", action.when.tree, happens)
    costs = ex.Unary("-", ex.Call("log", (probability,)))
    # The deputy's own costs are no payment per unit of time, so that those of others are counted here.
    share = scenario.calendar.length if action.per == "time" else 1.0
    gives = [(who, amount if share == 1 else _times(amount, share)) for who, amount in action.gives]
    if action.costs is not None:
        owners = scenario.owners(decision.owner)
        for owner in owners:
            paid: ex.Expression = ex.Unary("-", action.costs.tree)
            if owner.holds_when is not None and decision.owner in scenario.seats:
                paid = ex.Choice(owner.holds_when.tree, paid, ex.Number(0.0))
            amount = ex.Formula(f"-({action.costs.text})", paid, action.costs.where)
            gives.append((owner.name, amount if share == 1 else _times(amount, share)))
    return replace(
        action,
        when=ex.Formula("the rule allows it", when, where),
        costs=ex.Formula("the rule", costs, where),
        gives=tuple(gives),
        per="occasion",
    )


def _times(amount: ex.Formula, share: float) -> ex.Formula:
    return ex.Formula(f"{share:g} * ({amount.text})", ex.Binary("*", ex.Number(share), amount.tree), amount.where)


def _require_public(decision: Decision, scenario: Scenario) -> None:
    private = {actor.name for actor in scenario.actors if len(actor.types) > 1}
    reason = "so it cannot be bound to a rule of what everybody sees"

    def is_private(formula: ex.Formula | None) -> bool:
        parts = walk(formula.tree) if formula is not None else ()
        return any(isinstance(part, ex.TypeTest | ex.Parameter) and part.actor in private for part in parts)

    for action in decision.actions:
        if is_private(action.when):
            message = f"whether {decision.owner} can play {action.name} depends on what only {decision.owner} knows"
            raise DetenteError(f"commitments: {message}, {reason}")
    changed = [shift for shift in list_shifts((decision,)) if shift.secret]
    if changed:
        message = f"'{decision.name}' changes {changed[0].actor}.{changed[0].secret}, which only its owner knows"
        raise DetenteError(f"commitments: {message}, {reason}")
    lotteries = (*decision.traces, *(result for action in decision.actions for result in action.results))
    for result in lotteries:
        if is_private(result.probability):
            message = f"the results of '{decision.name}' depend on what only {decision.owner} knows"
            raise DetenteError(f"commitments: {message}, {reason}")
