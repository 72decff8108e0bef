"""The model in short: who wants what, who can do what, and what the variants change."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from detente.report.words import capitalize, in_words
from detente.scenario.expressions import Formula
from detente.scenario.model import Action, Actor, Decision, Effect, Result, Scenario, Shift, Stage, Type, Variant
from detente.scenario.ranges import write_number
from detente.scenario.utterances import Assertion, Promise
from detente.scenario.variants import ON_TOP

Row = dict[str, Any]


def list_actors(scenario: Scenario) -> list[Row]:
    """Every actor: what it wants, its types, how patient and precise it is."""
    return [_actor(actor) for actor in scenario.actors if not actor.is_deputy]


def list_stages(scenario: Scenario) -> list[Row]:
    """What happens within a period, in order: menus and lotteries."""
    titles = {actor.name: actor.title for actor in scenario.actors}
    return [_stage(stage, titles) for stage in scenario.stages]


def list_variants(scenario: Scenario, names: Iterable[str]) -> list[Row]:
    """Some variants and those that they build on, in the order of the file: what they say, and what they change."""
    written = {variant.name: variant for variant in scenario.variants}
    shown: set[str] = set()
    waiting = [name for name in names if name in written]
    while waiting:
        name = waiting.pop()
        if name not in shown:
            shown.add(name)
            waiting.extend(written[name].builds_on)
            waiting.extend(perception for _, perception in written[name].sees if perception in written)
    return [_variant(variant) for variant in scenario.variants if variant.name in shown]


def describe_changes(scenario: Scenario) -> list[str]:
    """What the variants say that the crisis is under, and who acts on which perception of it."""
    written = {variant.name: variant for variant in scenario.variants}
    applied = scenario.variant.split(ON_TOP) if scenario.variant is not None else []
    sentences = [f"Under “{in_words(name)}”: {written[name].says}" for name in applied if written[name].says]
    titles = {actor.name: actor.title for actor in scenario.actors}
    perceptions: dict[str, list[str]] = {}
    for actor, perception in scenario.sees:
        perceptions.setdefault(perception, []).append(titles[actor])
    for name, holders in perceptions.items():
        acts = f"{' and '.join(holders)} {'acts' if len(holders) == 1 else 'act'} on a perception of the crisis"
        says = f": {written[name].says}" if written[name].says else "."
        sentences.append(f"{capitalize(acts)}, “{in_words(name)}”{says}")
    return sentences


def _actor(actor: Actor) -> Row:
    facts = [f"patience {actor.patience.text}", f"precision {actor.precision.text}"]
    if actor.seat is not None:
        while_ = f" while {actor.holds_when.text}" if actor.holds_when else ""
        facts.append(f"acts as {in_words(actor.seat)}{while_}")
    if actor.legacy is not None:
        facts.append(f"once out of office, payoffs count {actor.legacy.text}")
    facts += [f"{in_words(name)} {formula.text}" for name, formula in actor.parameters]
    types = [
        {
            "name": in_words(kind.name),
            "prior": kind.prior.text,
            "parameters": ", ".join(f"{in_words(name)} {formula.text}" for name, formula in _traits(kind)),
            "why": kind.note.why or "",
        }
        for kind in actor.types
    ]
    wants = [
        {"name": in_words(want.name), "formula": want.formula.text, "weight": want.weight.text} for want in actor.wants
    ]
    is_private = len(actor.types) > 1 or any(kind.parameters for kind in actor.types)
    return {
        "title": capitalize(actor.title),
        "facts": "; ".join(facts),
        "types": types if is_private else [],
        "wants": wants,
        "has_weights": any(want.weight.text != "1" for want in actor.wants),
    }


def _traits(kind: Type) -> list[tuple[str, Formula]]:
    """What a type has of its own."""
    own = (("patience", kind.patience), ("precision", kind.precision))
    return [*kind.parameters, *((name, formula) for name, formula in own if formula is not None)]


def _stage(stage: Stage, titles: Mapping[str, str]) -> Row:
    when = f"when {stage.when.text}" if stage.when else ""
    if isinstance(stage, Decision):
        owner = capitalize(titles.get(stage.owner, in_words(stage.owner)))
        others = [name for name in stage.together if name != stage.name] or [stage.at_once_with]
        at_once = f"at once with {' and '.join(map(in_words, others))}" if others != [""] else ""
        unseen = "unseen by the others" if stage.is_covert else ""
        if stage.seen_by:
            unseen = f"seen by {_who(stage.seen_by, titles)} alone"
        sees = f"traces seen by {_who(stage.traces_seen_by, titles)} alone" if stage.traces_seen_by else ""
        comes_up = f"comes up: {stage.comes_up.text}" if stage.comes_up else ""
        says = "; ".join(filter(None, [at_once, when, comes_up, unseen, _habit(stage), _traces(stage.traces), sees]))
        rows = _menu(stage.actions)
        return {"title": f"{owner}: {in_words(stage.name)}", "says": says, "acts": rows, "results": []}
    known = " and ".join(titles.get(name, name) for name in (stage.about, stage.also) if name is not None)
    kind = f"a sign of what {known} {'are' if stage.also else 'is'}" if known else "chance"
    if stage.is_covert:
        kind = f"a change that only {known} sees"
    if stage.seen_by:
        kind += f", seen by {_who(stage.seen_by, titles)} alone"
    results = [
        {"name": in_words(result.name), "probability": _probability(result), "effects": _effects(result)}
        for result in stage.results
    ]
    says = "; ".join(filter(None, [kind, when]))
    return {"title": capitalize(in_words(stage.name)), "says": says, "acts": [], "results": results}


def _who(names: tuple[str, ...], titles: Mapping[str, str]) -> str:
    return " and ".join(titles.get(name, in_words(name)) for name in names)


def _menu(actions: tuple[Action, ...]) -> list[Row]:
    """The acts of a menu; those of a range of numbers, which one entry of the file stands for, in one row."""
    rows = []
    for family, group in itertools.groupby(actions, key=lambda action: action.family or action.name):
        acts = list(group)
        row = describe_act(acts[0])
        if acts[0].family:
            row["name"] = f"{in_words(family)} {write_number(acts[0].number)}"
            row["name"] += f" … {write_number(acts[-1].number)} ({len(acts)} acts)" if len(acts) > 1 else ""
        rows.append(row)
    return rows


def describe_act(action: Action, odds: Mapping[str, str] | None = None) -> Row:
    """An act: when it can be chosen, what it costs, and what comes of it.

    Args:
        odds: the probabilities of results, by name, in words; those that are not given are written as in the file.
    """
    known = odds or {}
    gives = [f"gives {in_words(to)} {amount.text}" for to, amount in action.gives]
    lottery = "; ".join(
        f"{in_words(result.name)} ({known.get(result.name) or _probability(result)})"
        f"{': ' if _effects(result) else ''}{_effects(result)}"
        for result in action.results
    )
    looks = f"looks like {in_words(action.looks_like)}" if action.looks_like else ""
    return {
        "name": in_words(action.name),
        "when": _text(action.when),
        "costs": _text(action.costs),
        "effects": "; ".join(filter(None, [_said(action.utterance), _effects(action), *gives, lottery, looks])),
    }


def _said(utterance: Assertion | Promise | None) -> str:
    if utterance is None:
        return ""
    return f"promises: {utterance.text}" if isinstance(utterance, Promise) else f"says: {utterance.truth.text}"


def _habit(decision: Decision) -> str:
    if decision.usually is None:
        return ""
    rates = ", ".join(f"{in_words(act)} {_text(rate) or 'rest'}" for act, rate in decision.usually.rates)
    why = f" ({decision.usually.note.why})" if decision.usually.note.why else ""
    once = "" if decision.usually.once is None else f", per occasion if {decision.usually.once.text}"
    return f"usually {rates}{once.removesuffix(' if yes')}{why}"


def _traces(traces: tuple[Result, ...]) -> str:
    shown = ", ".join(f"{in_words(trace.name)} ({_probability(trace)})" for trace in traces)
    return f"leaves a trace: {shown}" if shown else ""


def _effects(part: Action | Result) -> str:
    """What an act or a result changes: of the state, then of what an actor alone knows."""
    return ", ".join([*map(_effect, part.effects), *map(_effect, part.shifts)])


def _effect(effect: Effect | Shift) -> str:
    amount = effect.amount.text
    name = effect.variable if isinstance(effect, Effect) else f"{effect.actor} {effect.secret}"
    if isinstance(effect, Shift) and effect.to:
        return f"{in_words(effect.actor)} is {in_words(effect.to)}"
    if effect.kind == "set":
        change = f"= {in_words(amount)}"
    else:
        change = effect.kind if amount in ("", "1") else f"{effect.kind} {amount}"
    given = effect.given if isinstance(effect, Effect) else None
    holds = [formula.text for formula in (given, effect.condition) if formula is not None]
    condition = f" if {' and '.join(holds)}" if holds else ""
    return f"{in_words(name)} {change}{condition}"


def _probability(result: Result) -> str:
    return result.probability.text if result.probability else "rest"


def _text(formula: Formula | None) -> str:
    return formula.text if formula else ""


def _variant(variant: Variant) -> Row:
    return {
        "id": variant.name,
        "title": capitalize(in_words(variant.name)),
        "says": variant.says or "",
        "why": variant.note.why or "",
        "builds_on": ", ".join(map(in_words, variant.builds_on)),
        "changes": [
            {"path": " › ".join(map(in_words, patch.path.split("."))), "value": value_in_words(patch.value)}
            for patch in variant.patches
        ]
        + [{"path": f"{in_words(owner)} acts on", "value": in_words(perception)} for owner, perception in variant.sees]
        + [{"path": f"{in_words(name)} follows", "value": in_words(rule)} for name, rule in variant.follows],
    }


def value_in_words(value: Any) -> str:
    """A part of a document on one line."""
    if isinstance(value, Mapping):
        return ", ".join(f"{in_words(str(key))}: {_inside(entry)}" for key, entry in value.items()) or "nothing"
    if isinstance(value, list | tuple):
        return ", ".join(map(_inside, value)) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "nothing" if value is None else str(value)


def _inside(value: Any) -> str:
    """A part of a part, in brackets where it has parts of its own."""
    text = value_in_words(value)
    return f"({text})" if isinstance(value, Mapping | list | tuple) else text
