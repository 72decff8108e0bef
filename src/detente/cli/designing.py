"""The command that finds the best policy of a family."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.app import bars, failures, show_asked
from detente.cli.options import (
    DEFAULT_ACCURACY,
    Accuracy,
    AllowUnsolved,
    Crisis,
    Fresh,
    Json,
    PlaysOfClaims,
    Points,
    Seed,
    VariantName,
    names_of,
    playing,
    whole,
)

Name = Annotated[str | None, typer.Argument(metavar="NAME", help="A design in the file; default: the only one.")]
DesignFile = Annotated[
    Path | None,
    typer.Option("--designs", "--design", metavar="FILE", help="A file with further designs (`designs: …`)."),
]
Criterion = Annotated[
    str,
    typer.Option("--criterion", metavar="WORD", help="How to rank policies over worlds: mean, worst-tenth or regret."),
]
WorldsOfPolicies = Annotated[
    int | None,
    typer.Option(
        "--worlds",
        metavar="N",
        parser=whole(0),
        help="Try every policy in N worlds; 0: at the base values only. Default: 16 if numbers have ranges.",
    ),
]
Tries = Annotated[
    int | None,
    typer.Option(
        "--tries", metavar="N", parser=whole(2), help="Members to try in a family of more than 60; default: 60."
    ),
]
Over = Annotated[
    list[str] | None,
    typer.Option("--over", metavar="A,B", help="Two uncertain numbers: draw a map of the best policy over both."),
]


def design(
    scenario: Crisis,
    name: Name = None,
    variant: VariantName = None,
    designs: DesignFile = None,
    criterion: Criterion = "mean",
    worlds: WorldsOfPolicies = None,
    tries: Tries = None,
    over: Over = None,
    plays: PlaysOfClaims = 10_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    allow_unsolved: AllowUnsolved = False,
    fresh: Fresh = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a page (.html), .json or .csv there.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find the best policy of a family: a variant with open parameters; the other actors respond."""
    with failures(as_json, caches=True):
        from detente import service
        from detente.cli.repeating import command_line

        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
                fresh=fresh,
                num_worlds=worlds,
            )
            asked = service.design(
                scenario,
                name,
                variant=variant,
                designs=designs,
                criterion=criterion,
                tries=tries,
                over=names_of(over),
                options=options,
                out=out,
                progress=progress,
                wording=command_line,
                tell=progress.tell,
            )
        show_asked(asked, as_json)
