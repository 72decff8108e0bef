"""The command that opens the workbench: a crisis edited and judged in a browser of this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from detente.cli.app import failures, show
from detente.cli.options import Crisis, Json, Numbers, Seed, VariantName, numbers_of, whole


def workbench(
    scenario: Crisis,
    variant: VariantName = None,
    numbers: Numbers = None,
    plays: Annotated[
        int | None,
        typer.Option(
            "--plays",
            metavar="N",
            parser=whole(1),
            help="Number of plays of each game while numbers are moved; default: 2,000, for shares within ±2 points.",
        ),
    ] = None,
    seed: Seed = 0,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="N", parser=whole(0), help="The port. Default: 8765, or a free one."),
    ] = None,
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Show the page in a browser of this machine.")
    ] = True,
    as_json: Json = False,
) -> None:
    """Edit a crisis in a browser: mistakes marked at their lines, a slider for every number, verdicts that follow."""
    with failures(as_json):
        from dataclasses import replace

        from detente import service
        from detente.cli.repeating import command_line
        from detente.table.web.bench_start import open_bench

        quick = replace(service.QUICK, seed=seed, num_plays=plays or service.QUICK.num_plays)
        open_bench(
            scenario,
            variant=variant,
            numbers=numbers_of(numbers),
            options=quick,
            asked=replace(service.DEFAULTS_OF_CLAIMS, seed=seed),
            wording=command_line,
            port=port,
            started=lambda address: show(
                {"address": address} if as_json else f"The workbench is at {address}\nCtrl-C ends it."
            ),
            opens_browser=browser,
        )
