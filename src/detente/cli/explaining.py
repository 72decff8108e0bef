"""Commands that say why: explain a claim, tell a story, give the reasons of a move."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from detente.cli.app import bars, failures, show_asked
from detente.cli.options import (
    DEFAULT_ACCURACY,
    Accuracy,
    AllowUnsolved,
    Crisis,
    Equilibrium,
    Json,
    PlaysOfClaims,
    Points,
    Rounds,
    Seed,
    VariantName,
    chosen,
    playing,
    whole,
)

OutFile = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write a page (.html), the record (.json) or its rows (.csv)."),
]
GivenEvent = Annotated[
    str | None,
    typer.Option(
        "--given",
        metavar="CONDITION",
        help="Condition on events and forced moves, written as after 'given' in a claim: "
        '"front == beyond at 2015-08 and do(kyiv plays wait at 2015-06)".',
    ),
]


def explain(
    scenario: Crisis,
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="The id of a claim of the crisis.")],
    variant: VariantName = None,
    plays: PlaysOfClaims = 10_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    equilibrium: Equilibrium = None,
    rounds: Rounds = None,
    allow_unsolved: AllowUnsolved = False,
    out: OutFile = None,
    as_json: Json = False,
) -> None:
    """Explain why a claim holds or fails: the plays that decide it, a play for and one against, reasons for moves."""
    with failures(as_json, caches=True):
        from detente import service
        from detente.cli.repeating import command_line

        with bars() as progress:
            done = service.explain(
                scenario,
                claim,
                variant=variant,
                options=_options(plays, seed, points, accuracy, equilibrium, rounds, allow_unsolved),
                out=out,
                progress=progress,
                wording=command_line,
                tell=progress.tell,
            )
        show_asked(done, as_json)


def story(
    scenario: Crisis,
    variant: VariantName = None,
    given: GivenEvent = None,
    play: Annotated[
        int | None,
        typer.Option("--play", metavar="N", parser=whole(0), help="Tell only this play; the first one is 0."),
    ] = None,
    boldness: Annotated[
        float,
        typer.Option(
            "--boldness",
            metavar="X",
            help="Draw from probabilities to the power 1/X, so that rare events happen more often.",
        ),
    ] = 1.0,
    plays: PlaysOfClaims = 10_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    equilibrium: Equilibrium = None,
    rounds: Rounds = None,
    allow_unsolved: AllowUnsolved = False,
    out: OutFile = None,
    as_json: Json = False,
) -> None:
    """Tell a typical play of a crisis and two contrasting ones, date by date."""
    with failures(as_json):
        from detente import service
        from detente.cli.repeating import command_line

        with bars() as progress:
            done = service.story(
                scenario,
                variant=variant,
                options=_options(plays, seed, points, accuracy, equilibrium, rounds, allow_unsolved),
                given=given or "",
                play=play,
                boldness=boldness,
                out=out,
                progress=progress,
                wording=command_line,
                tell=progress.tell,
            )
        show_asked(done, as_json)


def reasons(
    scenario: Crisis,
    actor: Annotated[str, typer.Argument(metavar="ACTOR", help="The actor that moves.")],
    date: Annotated[str, typer.Argument(metavar="DATE", help="When, as the calendar has it: 2015-06, or a round.")],
    acts: Annotated[
        list[str] | None,
        typer.Argument(metavar="ACT", help="The two acts to compare; default: the two likeliest."),
    ] = None,
    variant: VariantName = None,
    decision: Annotated[
        str | None,
        typer.Option("--decision", metavar="NAME", help="Which decision, if the actor has several on the date."),
    ] = None,
    given: Annotated[
        str | None,
        typer.Option("--given", metavar="CONDITION", help="Only where the public state at the move satisfies this."),
    ] = None,
    plays: PlaysOfClaims = 10_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    equilibrium: Equilibrium = None,
    rounds: Rounds = None,
    allow_unsolved: AllowUnsolved = False,
    out: OutFile = None,
    as_json: Json = False,
) -> None:
    """Explain why an actor prefers one act to another on a date: which payoffs differ, and when."""
    with failures(as_json):
        from detente import service
        from detente.cli.repeating import command_line

        with bars() as progress:
            done = service.reasons(
                scenario,
                actor,
                date,
                acts or (),
                variant=variant,
                options=_options(plays, seed, points, accuracy, equilibrium, rounds, allow_unsolved),
                decision=decision,
                given=given or "",
                out=out,
                progress=progress,
                wording=command_line,
                tell=progress.tell,
            )
        show_asked(done, as_json)


def _options(
    plays: int,
    seed: int,
    points: list[str] | None,
    accuracy: float,
    equilibrium: str | None,
    rounds: int | None,
    allow_unsolved: bool,
) -> Any:
    from detente import service

    return service.Options(
        **playing(points, accuracy, plays, seed, allow_unsolved),
        **chosen(equilibrium, rounds),
    )
