"""Acts that nobody takes, or everybody, and decisions that are coin tosses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from detente.analysis.checkups.choices import FEWEST_OCCASIONS, Choices, DecisionMaker
from detente.analysis.diagnosis import Finding, FindingKind
from detente.claims.numbers import format_plain, format_points, format_share
from detente.game.frame import find_place
from detente.scenario.model import Action, Decision, Scenario

RARE = 0.001
"""The share of its occasions below which an act counts as never taken, and above one minus which as always."""

TOSS = 0.05
"""How far, as total variation, what is done may be from what would be done if nothing pressed, and be a coin toss."""

NEARLY_ALL = 0.99
"""The share of its occasions at which a decision is a coin toss, that is called one."""


def find_idle_acts(choices: Choices) -> Iterator[Finding]:
    """Acts that are in no menu, that no type takes, or that every type takes whenever there is something else to do.

    Of the numbers of a range, which stand for a scale, only that every type takes one of them is told.
    """
    for decision, movers in choices.decisions():
        if not movers:
            yield _never_made(choices.scenario, decision)
            continue
        always = [act for act in decision.actions if _is_settled(movers, act.name, is_taken=True)]
        for act in always:
            says = f"Every type takes '{act.name}' at {decision.name}, {_how_often(movers, act.name)}."
            advice = "Nothing is decided there. Leave the decision out, or check what the other acts cost and bring."
            yield _finding("act always taken", choices.scenario, decision, act, movers, says, advice)
        for act in (act for act in decision.actions if not act.family):
            if not any(mover.counted.possible[mover.counted.acts.index(act.name)] for mover in movers):
                says = f"'{act.name}' at {decision.name} is in nobody's menu in any play."
                advice = "Check its `when`, and what leads to the states in which it is possible; or leave it out."
                yield _finding("act never possible", choices.scenario, decision, act, movers, says, advice)
            elif not always and _is_settled(movers, act.name, is_taken=False):
                says = f"No type takes '{act.name}' at {decision.name}: {_how_often(movers, act.name)}."
                advice = "Leave it out, or check what it costs and brings: it may be dearer, or worth less, than meant."
                yield _finding("act never taken", choices.scenario, decision, act, movers, says, advice)


def _never_made(scenario: Scenario, decision: Decision) -> Finding:
    says = f"Nobody ever decides at {decision.name} in any play."
    advice = "Check its `when`, and what leads to the states in which it is made; or leave it out."
    subject = f"{decision.owner} {decision.name}"
    return Finding("act never possible", subject, find_place(decision, scenario), says, advice, {"occasions": 0.0})


def _is_settled(movers: Sequence[DecisionMaker], act: str, *, is_taken: bool) -> bool:
    """Whether the act is nearly always, or nearly never, taken by every type that had it often enough to tell."""
    shares: list[float] = []
    for _, counted in movers:
        place = counted.acts.index(act)
        taken, offered = counted.taken[place], counted.offered[place]
        shares += list(taken[offered >= FEWEST_OCCASIONS] / offered[offered >= FEWEST_OCCASIONS])
    return bool(shares) and all(share > 1 - RARE if is_taken else share < RARE for share in shares)


def _how_often(movers: Sequence[DecisionMaker], act: str) -> str:
    share, occasions = _share(movers, act)
    return f"in {format_share(share)} of {occasions:,.0f} occasions"


def _share(movers: Sequence[DecisionMaker], act: str) -> tuple[float, float]:
    """How often the act is taken where there is something else to do, and how many such occasions were seen."""
    taken = sum(float(counted.taken[counted.acts.index(act)].sum()) for _, counted in movers)
    offered = sum(float(counted.offered[counted.acts.index(act)].sum()) for _, counted in movers)
    return (taken / offered if offered else 0.0), offered


def _finding(
    kind: FindingKind,
    scenario: Scenario,
    decision: Decision,
    act: Action,
    movers: Sequence[DecisionMaker],
    says: str,
    advice: str,
) -> Finding:
    share, occasions = _share(movers, act.name)
    evidence = {"share": share, "occasions": occasions, **_by_type(movers, act.name)}
    where = act.where or find_place(decision, scenario)
    return Finding(kind, f"{decision.owner} plays {act.name}", where, says, advice, evidence)


def _by_type(movers: Sequence[DecisionMaker], act: str) -> dict[str, float]:
    """The share of its occasions at which each type takes the act."""
    shares = {}
    for actor, counted in movers:
        place = counted.acts.index(act)
        for kind, (taken, offered) in enumerate(zip(counted.taken[place], counted.offered[place], strict=True)):
            name = f"{actor.name} is {actor.types[kind].name}" if len(actor.types) > 1 else actor.name
            if offered:
                shares[f"share if {name}" if len(actor.types) > 1 else f"share of {name}"] = float(taken / offered)
    return shares


def find_coin_tosses(choices: Choices) -> Iterator[Finding]:
    """Decisions at which, nearly everywhere, the acts are chosen as if nobody wanted anything."""
    for decision, movers in choices.decisions():
        pulled = np.concatenate([each for _, own in movers for each in own.pulled] or [np.zeros(0)])
        gaps = np.concatenate([each for _, own in movers for each in own.gap] or [np.zeros(0)])
        if len(pulled) < FEWEST_OCCASIONS or np.mean(pulled <= TOSS) < NEARLY_ALL:
            continue
        gap, away = float(np.quantile(gaps, NEARLY_ALL)), float(np.quantile(pulled, NEARLY_ALL))
        yield Finding(
            "coin toss",
            f"{decision.owner} {decision.name}",
            find_place(decision, choices.scenario),
            f"Nothing explains what is chosen at {decision.name}: at nearly all of {len(pulled):,} occasions the "
            f"probabilities are within {format_points(away)} points of those without any wants, and the acts differ in "
            f"value by at most {format_plain(float(f'{gap:.2g}'))}.",
            "Let the acts cost, or lead to, something that their owner wants; raise its precision if it is low; or "
            "let chance decide.",
            {"occasions": float(len(pulled)), "distance": away, "value_difference": gap},
        )
