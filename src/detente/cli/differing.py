"""The command that compares two versions of a crisis."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.app import bars, failures, show_asked
from detente.cli.options import (
    DEFAULT_ACCURACY,
    Accuracy,
    AllowUnsolved,
    Json,
    PlaysOfClaims,
    Points,
    Seed,
    VariantName,
    playing,
)

_WHAT = "A crisis (file, folder or bundled name), FILE@COMMIT, or the folder or result.json of a run."


def diff(
    first: Annotated[str, typer.Argument(metavar="A", help=_WHAT)],
    second: Annotated[str, typer.Argument(metavar="B", help="The second version, given in the same ways.")],
    variant: VariantName = None,
    files_only: Annotated[
        bool, typer.Option("--files-only", help="Compare only the files, and judge nothing.")
    ] = False,
    plays: PlaysOfClaims = 10_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    allow_unsolved: AllowUnsolved = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Write a page (.html), .json or .csv there.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare two versions of a crisis: which lines and verdicts differ, and which line turns which verdict."""
    with failures(as_json, caches=True):
        from detente import service
        from detente.cli.repeating import command_line

        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
            )
            asked = service.diff(
                first,
                second,
                variant=variant,
                judges=not files_only,
                options=options,
                out=out,
                progress=progress,
                wording=command_line,
                tell=progress.tell,
            )
        show_asked(asked, as_json)
