"""Commands about dated events: evidence, forecast, score, posterior and rates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.app import bars, failures, show, show_asked
from detente.cli.options import (
    DEFAULT_ACCURACY,
    Accuracy,
    AllowUnsolved,
    Crisis,
    Equilibrium,
    Json,
    PlaysOfClaims,
    Points,
    Seed,
    VariantName,
    chosen,
    num_points,
    playing,
    whole,
)

KEPT = "What was computed so far is kept: the same command continues from there."

Events = Annotated[
    Path | None,
    typer.Option(
        "--events",
        metavar="FILE",
        help="YAML with a list 'events', or CSV with columns date and happened; default: the events of the scenario.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="DATE", help="The first date that is forecast; events from it on are not known."),
]
Outcomes = Annotated[
    Path | None,
    typer.Option("--outcomes", metavar="FILE", help="What happened later, for scoring: a file as for --events."),
]
LearnUnder = Annotated[
    str | None,
    typer.Option(
        "--learn-under",
        metavar="VARIANT",
        help="The variant in whose calendar the events lie, because it begins earlier than the crisis.",
    ),
]
LearnedWorlds = Annotated[
    int | None,
    typer.Option(
        "--worlds",
        metavar="N",
        parser=whole(2),
        help="Average over N worlds, such as 64, whose uncertain numbers are learned from the events; takes many times "
        "as long. Default: all numbers have their base values.",
    ),
]
Out = Annotated[
    Path | None, typer.Option("--out", metavar="FILE", help="Write a page to FILE.html, or the table to FILE.csv.")
]


def evidence(
    scenario: Crisis,
    events: Events = None,
    models: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            "--models",
            metavar="VARIANT",
            help="Compare with this variant by its Bayes factor; repeat it, or join names with commas.",
        ),
    ] = None,
    variant: VariantName = None,
    plays: PlaysOfClaims = 20_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    equilibrium: Equilibrium = None,
    allow_unsolved: AllowUnsolved = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Test a crisis against dated events: how surprising each is, what it says about types, models and claims."""
    with failures(as_json):
        from detente import service
        from detente.cli.options import names_of
        from detente.cli.repeating import command_line

        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
                **chosen(equilibrium, None),
            )
            done = service.evidence(
                scenario,
                events,
                models=names_of(models),
                variant=variant,
                options=options,
                out=out,
                progress=progress,
                wording=command_line,
            )
        show_asked(done, as_json)


def forecast(
    scenario: Crisis,
    events: Events = None,
    as_of: AsOf = None,
    worlds: LearnedWorlds = None,
    variant: VariantName = None,
    plays: PlaysOfClaims = 20_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    equilibrium: Equilibrium = None,
    allow_unsolved: AllowUnsolved = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Forecast every act and state from a date on, given the events before that date."""
    with failures(as_json, kept=KEPT if worlds else ""):
        from detente import service
        from detente.cli.repeating import command_line

        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
                num_worlds=worlds,
                **chosen(equilibrium, None),
            )
            done = service.forecast(
                scenario,
                events,
                as_of=as_of,
                variant=variant,
                options=options,
                out=out,
                progress=progress,
                tell=progress.tell,
                wording=command_line,
            )
        show_asked(done, as_json)


def score(
    scenario: Crisis,
    outcomes: Annotated[
        Path, typer.Option("--outcomes", metavar="FILE", help="What happened: a file as for --events.")
    ],
    events: Events = None,
    as_of: AsOf = None,
    variant: VariantName = None,
    plays: PlaysOfClaims = 20_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    equilibrium: Equilibrium = None,
    allow_unsolved: AllowUnsolved = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Score forecasts against what happened, beside base rates, "as last time" and actors without aims."""
    with failures(as_json):
        from detente import service
        from detente.cli.repeating import command_line

        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
                **chosen(equilibrium, None),
            )
            done = service.score(
                scenario,
                outcomes,
                events,
                as_of=as_of,
                variant=variant,
                options=options,
                out=out,
                progress=progress,
                wording=command_line,
            )
        show_asked(done, as_json)


def posterior(
    scenario: Crisis,
    events: Events = None,
    worlds: Annotated[
        int,
        typer.Option("--worlds", metavar="N", parser=whole(2), help="How many worlds the posterior consists of."),
    ] = 64,
    variant: VariantName = None,
    plays: PlaysOfClaims = 2_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    equilibrium: Equilibrium = None,
    allow_unsolved: AllowUnsolved = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Ignore an earlier run of this command.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write FILE.html, the worlds as FILE.csv, or FILE.nc for ArviZ."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Learn the uncertain numbers from dated events: every range before and after."""
    with failures(as_json, kept=KEPT):
        from detente import service
        from detente.cli.repeating import command_line

        with bars() as progress:
            options = service.Options(
                num_points=num_points(points),
                accuracy=accuracy,
                num_plays=plays,
                seed=seed,
                num_worlds=worlds,
                allow_unsolved=allow_unsolved,
                fresh=fresh,
                **chosen(equilibrium, None),
            )
            done = service.posterior(
                scenario,
                events,
                variant=variant,
                options=options,
                out=out,
                progress=progress,
                tell=progress.tell,
                wording=command_line,
            )
        show_asked(done, as_json)


def rates(
    table: Annotated[
        Path, typer.Argument(metavar="TABLE.csv", help="One row per period, and one column of 0 and 1 per act.")
    ],
    columns: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="NAME", help="Only this column; repeat it, or join names with commas."),
    ] = None,
    first: Annotated[
        str, typer.Option("--from", metavar="DATE", help="Count from this row on, by its first cell.")
    ] = "",
    last: Annotated[str, typer.Option("--to", metavar="DATE", help="Count up to this row.")] = "",
    source: Annotated[
        str, typer.Option("--source", metavar="NAME", help="The source to write beside every rate.")
    ] = "counts",
    as_json: Json = False,
) -> None:
    """Count base rates in a coded table, with intervals, as numbers to paste into a scenario."""
    with failures(as_json):
        from detente import service
        from detente.cli.options import names_of

        found = service.rates(table, names_of(columns), first=first, last=last)
        if as_json:
            from dataclasses import asdict

            show({"table": str(table), "rates": [asdict(each) for each in found]})
            return
        width = max(len(each.name) for each in found) + 6
        lines = [
            f"  {each.name + '_rate:':<{width}} {{range: [{100 * each.low:.2g}%, {100 * each.high:.2g}%], "
            f"base: {100 * each.mean:.2g}%, source: {source}, why: {each.count} of {each.number} periods}}"
            for each in found
        ]
        show("\n".join(["numbers:", *lines]))
