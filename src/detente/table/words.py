"""What happens at the table in sentences: for everybody, for the person whose move it was, and for the umpire."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from detente.analysis.explanation import CrisisNames
from detente.claims.numbers import format_share
from detente.report.telling import quoted, title_of
from detente.report.words import capitalize, in_words
from detente.scenario.constants import evaluate_constant, find_mentioned, is_constant
from detente.scenario.expressions import (
    Binary,
    Call,
    Choice,
    Formula,
    Level,
    Membership,
    NamedNumber,
    Number,
    Situation,
    StateVariable,
    Unary,
    evaluate,
)
from detente.scenario.model import Action, Actor, Chance, Decision, Scenario, Type, walk
from detente.scenario.utterances import Assertion, Promise
from detente.simulate.moments import Moment
from detente.table.records import PublicValue

_PLAIN = (Number, NamedNumber, Level, StateVariable, Unary, Binary, Choice, Membership, Call)
"""Parts of a formula that everybody knows the value of."""


def moment_in_words(
    moment: Moment, scenario: Scenario, names: CrisisNames, own: Collection[int] = (), sees_all: bool = False
) -> str:
    """What a moment looked like; "" where there was nothing to see.

    Args:
        own: the actors whose moves are told with what others did not see. sees_all: whether all are.
    """
    if not moment.name:
        return ""
    stage = scenario.stages[moment.stage]
    changes = changes_in_words(moment, scenario)
    if isinstance(stage, Chance) or moment.mover < 0:
        return _chance_in_words(moment, stage, changes, sees_all)
    assert isinstance(stage, Decision)
    is_inside = sees_all or moment.mover in own
    start = f"{title_of(scenario.actors[moment.mover].name, names)} {in_words(moment.name)}"
    if stage.is_covert:
        start += ", unseen by the others"
    shown = list(seen_besides_act(moment))
    if stage.is_covert and not is_inside:
        told = f"{start}."
    elif moment.actor < 0:
        told = f"{start}: the decision does not come up."
    else:
        looks = find_appearance(moment, stage)
        act = moment.act if is_inside else looks
        disguise = f" (the others see {quoted(looks)})" if is_inside and looks != moment.act else ""
        told = f"{start}: {in_words(act)}{disguise}."
    became = _became(moment, scenario) if is_inside else ""
    after = [*map(in_words, shown), *changes]
    return " ".join(filter(None, [told, f"{capitalize('; '.join(after))}." if after else "", became]))


def _chance_in_words(moment: Moment, stage: object, changes: Sequence[str], sees_all: bool) -> str:
    hidden = isinstance(stage, Chance) and stage.is_covert
    shown = [in_words(word) for word in moment.seen if word]
    if hidden and not sees_all and not changes:
        return ""
    came = capitalize("; ".join([*shown, *changes]) or "nothing changes")
    return f"{capitalize(in_words(moment.name))}: {came}."


def _became(moment: Moment, scenario: Scenario) -> str:
    """What the mover is after its move, where that changed."""
    before, after = (kinds[moment.mover] for kinds in (moment.kinds, moment.kinds_after))
    if before == after:
        return ""
    return f"It is now {quoted(scenario.actors[moment.mover].types[after].name)}."


def find_appearance(moment: Moment, stage: Decision) -> str:
    """The act that others believe they see."""
    action = next((each for each in stage.actions if each.name == moment.act), None)
    return moment.act if action is None else action.looks_like or action.name


def seen_besides_act(moment: Moment) -> tuple[str, ...]:
    """Traces and results that everybody saw, by name."""
    if len(moment.seen) == 3:
        return tuple(word for word in moment.seen[1:] if word)
    return ()


def changes_in_words(moment: Moment, scenario: Scenario) -> list[str]:
    """`front: held → beyond`, of every public variable at another level."""
    return [
        f"{variable.title}: {in_words(variable.levels[before])} → {in_words(variable.levels[after])}"
        for variable, before, after in zip(scenario.variables, moment.before, moment.after, strict=True)
        if before != after
    ]


def said_in_words(action: Action | None) -> str:
    """What an act says or promises; "" for nothing."""
    if action is None or action.utterance is None:
        return ""
    if isinstance(action.utterance, Promise):
        return f"promises: {action.utterance.text}"
    assert isinstance(action.utterance, Assertion)
    return f"says: {action.utterance.truth.text}"


def state_in_words(scenario: Scenario, levels: Sequence[int]) -> tuple[PublicValue, ...]:
    """Every public variable with its level."""
    return tuple(
        PublicValue(each.name, each.levels[level], capitalize(each.title), in_words(each.levels[level]))
        for each, level in zip(scenario.variables, levels, strict=True)
    )


def traits_in_words(kind: Type, numbers: Mapping[str, float]) -> tuple[tuple[str, str], ...]:
    """What a type has of its own, secrets left out: each as a number, with the formula if the file has one.

    Args:
        numbers: the values of the crisis's numbers.
    """
    secrets = len(kind.levels)
    own = kind.parameters[: len(kind.parameters) - secrets] if secrets else kind.parameters
    return tuple((in_words(name), _trait_in_words(formula, numbers)) for name, formula in own)


def _trait_in_words(formula: Formula, numbers: Mapping[str, float]) -> str:
    if not is_constant(formula.tree) or not find_mentioned(formula.tree):
        return formula.text
    return f"{amount_in_words(evaluate_constant(formula.tree, numbers))} ({formula.text})"


def figures_in_words(formulas: Sequence[Formula], numbers: Mapping[str, float]) -> tuple[tuple[str, str], ...]:
    """The numbers that formulas name, in the order of the file, each with its value."""
    named = {name for formula in formulas for name in find_mentioned(formula.tree)}
    return tuple((name, amount_in_words(value)) for name, value in numbers.items() if name in named)


def odds_in_words(
    action: Action, scenario: Scenario, levels: Sequence[int], numbers: Mapping[str, float]
) -> dict[str, str]:
    """How probable the results of an act are, by name, where that follows from numbers and the public state alone;
    nothing where it depends on anything else.

    Args:
        levels: of every public variable now. numbers: the values of the crisis's numbers.
    """
    formulas = [(result.name, result.probability) for result in action.results]
    stated = [formula for _, formula in formulas if formula is not None]
    if any(not isinstance(node, _PLAIN) for formula in stated for node in walk(formula.tree)):
        return {}
    state = {each.name: each.values[level] for each, level in zip(scenario.variables, levels, strict=True)}
    at = Situation(levels=state, numbers=numbers, period=0)
    found = {name: evaluate(formula.tree, at) for name, formula in formulas if formula is not None}
    rest = max(1 - sum(found.values()), 0.0)
    return {name: format_share(found.get(name, rest)) for name, _ in formulas}


def secrets_in_words(actor: Actor, kind: Type) -> tuple[tuple[str, str], ...]:
    """The secrets of an actor, and their levels."""
    names = [secret.name.split(".")[-1] for secret in actor.secrets]
    return tuple((in_words(name), in_words(level)) for name, level in zip(names, kind.levels, strict=True))


def amount_in_words(amount: float) -> str:
    """A payoff with three digits."""
    return f"{amount:.3g}"
