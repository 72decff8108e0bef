"""The command `watch`: what could be seen next, and what it would say."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.app import bars, failures, show_asked
from detente.cli.evidence import Events, Out
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
    playing,
)


def watch(
    scenario: Crisis,
    events: Events = None,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DATE", help="The first date to watch; events from it on are not known."),
    ] = None,
    ahead: Annotated[
        int | None, typer.Option("--ahead", metavar="N", help="How many periods to watch; default: 6.")
    ] = None,
    models: Annotated[
        list[str] | None,
        typer.Option(
            "--model",
            "--models",
            metavar="VARIANT",
            help="Ask what would tell this variant from the crisis as written; repeat it, or join names with commas.",
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
    """List what to watch next: signs in the coming periods, and what each would change in the open questions."""
    with failures(as_json):
        from detente import service
        from detente.cli.options import names_of
        from detente.cli.repeating import command_line

        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
                **chosen(equilibrium, None),
            )
            done = service.watch(
                scenario,
                events,
                as_of=as_of,
                ahead=ahead,
                models=names_of(models),
                variant=variant,
                options=options,
                out=out,
                progress=progress,
                wording=command_line,
            )
        show_asked(done, as_json)
