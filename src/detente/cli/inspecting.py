"""Commands that solve nothing: list, check, show and export crises, and begin a new one."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

import typer

from detente.cli.app import failures, show
from detente.cli.options import Crisis, Json, Numbers, Points, VariantName, num_points, source_of, whole


def list_(as_json: Json = False) -> None:
    """List the crises that come with the package."""
    with failures(as_json):
        from detente import service
        from detente.cli import words

        listing = service.list_crises()
        show(listing.to_json() if as_json else words.listing(listing))


def check(
    scenario: Crisis,
    variant: VariantName = None,
    numbers: Numbers = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Check the reachable states of every variant too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Find every mistake in a scenario, its variants and its claims, without solving it."""
    with failures(as_json):
        from detente import service
        from detente.cli import words
        from detente.cli.failures import print_warnings

        # A short run makes many small trees without cycles; looking for cycles would take a quarter of its time.
        gc.disable()
        checked = service.check(source_of(scenario, numbers), variant=variant, thorough=thorough)
        print_warnings(checked.warnings)
        show(checked.to_json() if as_json else words.checked(checked))


def show_(
    scenario: Crisis,
    variant: VariantName = None,
    numbers: Numbers = None,
    compiled: Annotated[bool, typer.Option("--compiled", help="Print the compiled tables instead.")] = False,
    size: Annotated[
        bool, typer.Option("--size", help="Print the size of the game instead, and what each variable adds to it.")
    ] = False,
    points: Points = None,
    picture: Annotated[
        Path | None,
        typer.Option(
            "--picture",
            metavar="FILE.svg",
            help="Write a picture instead: who moves when within a period, on what, and who sees it.",
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Print a scenario with every default filled in."""
    with failures(as_json):
        from detente import service

        if picture is not None:
            written = service.picture(source_of(scenario, numbers), picture, variant=variant)
            show({"file": str(written)} if as_json else f"Wrote {written}.")
            return

        shown = service.show(
            source_of(scenario, numbers), variant=variant, compiled=compiled, size=size, num_points=num_points(points)
        )
        show(shown.to_json() if as_json else shown.text)


def export(
    scenario: Crisis,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.efg", help="The file to write.")],
    variant: VariantName = None,
    numbers: Numbers = None,
    by_date: Annotated[
        bool,
        typer.Option(
            "--by-date",
            help="Treat each actor as a separate player at each date, with payoffs in units of precision: Gambit's "
            "logit equilibrium at λ = 1 is then the equilibrium of the crisis.",
        ),
    ] = False,
    nodes: Annotated[
        int, typer.Option("--nodes", metavar="N", parser=whole(1), help="Maximum number of nodes of the tree.")
    ] = 100_000,
    as_json: Json = False,
) -> None:
    """Write a small crisis as a game tree, for Gambit, OpenSpiel and other programs."""
    with failures(as_json):
        from detente import service
        from detente.cli import words

        exported = service.export(source_of(scenario, numbers), to, variant=variant, by_date=by_date, most_nodes=nodes)
        show(exported.to_json() if as_json else words.exported(exported))


def import_(
    game: Annotated[Path, typer.Argument(metavar="FILE.efg", help="A game tree in Gambit's format.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="FILE.yaml", help="Write the scenario there; default: print it."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Turn a game tree in Gambit's format into a scenario, if the language can express it."""
    with failures(as_json):
        from detente import service
        from detente.cli import tree_words

        imported = service.import_game(game, out)
        if as_json:
            show(imported.to_json())
        elif out is None:
            print(imported.text, end="")
        else:
            show(tree_words.imported(imported))


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    with failures():
        from detente import service

        show(service.schema())


def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The scenario file to write, such as my_crisis.yaml.")],
) -> None:
    """Write a small scenario that runs, as a starting point for your own."""
    with failures():
        from detente import service

        written = service.new(path)
        show(f"Wrote {written}. Next: detente check {written}")
