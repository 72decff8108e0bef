"""Why a claim holds or fails, how a crisis plays, and why a move is made: each as a record with its origin."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.asked import Asked, TabledAnswer
from detente.analysis.explanation import Explanation, Reasons, ToldPlay, Witness
from detente.analysis.options import Options
from detente.scenario.variants import ON_TOP
from detente.service.asking import require_writable_answer, write_answer
from detente.service.repeating import Repeat, Wording, python_call
from detente.service.setting_up import (
    DEFAULTS_OF_CLAIMS,
    Progress,
    Source,
    Tell,
    as_names,
    build_origin,
    build_workbench,
    forecasting,
    load,
    quiet,
    untold,
)

if TYPE_CHECKING:
    from detente.analysis.workbench import Workbench


def explain(
    crisis: Source,
    claim: str,
    *,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
    tell: Tell = untold,
) -> Asked:
    """Why a claim holds or fails: the plays that decide it, a witness for and against, and the reasons of a move.

    Args:
        claim: its id. out: a page (`FILE.html`) or the record (`FILE.json`).
        wording: how commands are stated.

    Raises:
        DetenteError: there is no such claim, or it is about plain numbers only.
        UnsolvedError: some nodes are not solved, unless the options allow it.
        OSError: the file cannot be written.
    """
    from detente.analysis.demand import demand_of_claims
    from detente.analysis.explain import explain_claim, find_claim

    options.require_one_rule("explain")
    require_writable_answer(out)
    scenario = load(crisis, variant=variant)
    scenario = replace(scenario, claims=(find_claim(claim, scenario),))
    bench = build_workbench(scenario, None, options, progress)
    forecast = forecasting(bench, lambda: demand_of_claims(bench, 0, is_run=False), tell)
    found = _with_commands(explain_claim(bench), _telling(bench, crisis, wording))
    forecast.finish()
    repeat = Repeat("explain", crisis, variant, options, names=(claim,))
    return _answered(bench, found, wording(repeat), out, "Why")


def story(
    crisis: Source,
    *,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    given: str = "",
    play: int | None = None,
    boldness: float = 1.0,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
    tell: Tell = untold,
) -> Asked:
    """A typical play of a crisis and two that contrast with it, date by date, or one play.

    Args:
        given: what must have happened, and moves that are made, as after `given` in a claim.
        play: the number of one play, to be told alone. boldness: see `simulate.play.simulate`.
        out: as of `explain`. wording: how commands are stated.

    Raises:
        ScenarioError: `given` cannot be read.
        DetenteError: no play fulfils it, or there is no such play.
        UnsolvedError: some nodes are not solved, unless the options allow it.
        OSError: the file cannot be written.
    """
    from detente.analysis.demand import Demand
    from detente.analysis.story import tell_story

    options.require_one_rule("story")
    require_writable_answer(out)
    bench = build_workbench(crisis, variant, options, progress)
    forecast = forecasting(bench, lambda: Demand(runs=1), tell)
    found = tell_story(bench, given, play, boldness)
    telling = _telling(bench, crisis, wording)
    found = replace(found, plays=tuple(map(telling, found.plays)))
    forecast.finish()
    chosen: dict[str, object] = {"given": given, "play": play, "boldness": None if boldness == 1 else boldness}
    settings = tuple((name, value) for name, value in chosen.items() if value not in (None, ""))
    return _answered(
        bench, found, wording(Repeat("story", crisis, variant, options, settings=settings)), out, "A story"
    )


def reasons(
    crisis: Source,
    actor: str,
    date: str,
    acts: Sequence[str] = (),
    *,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    decision: str | None = None,
    given: str = "",
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
    tell: Tell = untold,
) -> Asked:
    """Why an actor prefers one act to another on a date: the difference in expected payoff, by payoff term and time.

    Args:
        acts: two; one, to be compared with the likeliest other; or none, for the two likeliest.
        decision: where the actor has several on the date. given: a condition on the public state at the move.
        out: as of `explain`. wording: how commands are stated.

    Raises:
        UnknownNameError: there is no such actor, date, decision or act.
        DetenteError: no play comes to the move.
        UnsolvedError: some nodes are not solved, unless the options allow it.
        OSError: the file cannot be written.
    """
    from detente.analysis.demand import Demand
    from detente.analysis.reasons import find_reasons

    options.require_one_rule("reasons")
    require_writable_answer(out)
    bench = build_workbench(crisis, variant, options, progress)
    forecast = forecasting(bench, lambda: Demand(runs=3), tell)
    acts = as_names(acts)
    found: Reasons = find_reasons(bench, actor, date, acts, decision=decision, given=given)
    forecast.finish()
    chosen = (("decision", decision), ("given", given))
    settings = tuple((name, value) for name, value in chosen if value)
    repeat = Repeat("reasons", crisis, variant, options, names=(actor, date, *acts), settings=settings)
    return _answered(bench, found, wording(repeat), out, "Reasons")


def _answered(bench: Workbench, answer: TabledAnswer, command: str, out: str | Path | None, kicker: str) -> Asked:
    origin = build_origin(bench.base, bench.options.seed, bench.watch, bench.choice.points)
    certificate = bench.equilibrium(bench.base.variant).certificate
    done = Asked(origin, bench.base.question, command, answer, certificate)
    return write_answer(done, out, kicker=kicker, title=bench.base.title)


def _telling(bench: Workbench, crisis: Source, wording: Wording) -> Callable[[ToldPlay], ToldPlay]:
    """What adds to a play the command that tells it again, on the same belief grid."""

    def with_command(play: ToldPlay) -> ToldPlay:
        if play.variant is not None and ON_TOP in play.variant:
            # No single name stands for it.
            return play
        own: dict[str, object] = {"play": play.number}
        own |= {"given": play.given} if play.given else {}
        own |= {"boldness": play.boldness} if play.boldness != 1 else {}
        options = replace(bench.options, num_points=dict(bench.choice.points) or None)
        repeat = Repeat("story", crisis, play.variant, options, settings=tuple(own.items()))
        return replace(play, command=wording(repeat))

    return with_command


def _with_commands(explanation: Explanation, telling: Callable[[ToldPlay], ToldPlay]) -> Explanation:
    def told(witness: Witness) -> Witness:
        play, twin = (None if each is None else telling(each) for each in (witness.play, witness.twin))
        return replace(witness, play=play, twin=twin)

    return replace(explanation, witnesses=tuple(map(told, explanation.witnesses)))
