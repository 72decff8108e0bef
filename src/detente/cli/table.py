"""The command that sets the table: a person takes a chair, and everybody else plays the equilibrium."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.app import bars, failures, show
from detente.cli.options import (
    DEFAULT_ACCURACY,
    Accuracy,
    AllowUnsolved,
    Equilibrium,
    Points,
    Rounds,
    Seed,
    VariantName,
    chosen,
    num_points,
)


def table(
    scenario: Annotated[
        str | None,
        typer.Argument(metavar="SCENARIO", help="A bundled crisis (see `detente list`), a YAML file or a folder."),
    ] = None,
    seat: Annotated[
        list[str] | None,
        typer.Option(
            "--seat",
            metavar="WHO[=NAME]",
            help="The actor or seat that a person plays, and the person's name; can be repeated.",
        ),
    ] = None,
    resume: Annotated[
        Path | None, typer.Option("--resume", metavar="FILE", help="Take up a saved game, instead of a new one.")
    ] = None,
    save: Annotated[
        Path | None,
        typer.Option("--save", metavar="FILE", help="Write the game to this file after every move (FILE.json)."),
    ] = None,
    terminal: Annotated[bool, typer.Option("--terminal", help="Play in this terminal, by typed answers.")] = False,
    ask: Annotated[
        bool,
        typer.Option("--ask/--no-ask", help="Ask before every move what the person expects and intends."),
    ] = True,
    types: Annotated[
        list[str] | None,
        typer.Option(
            "--type", metavar="ACTOR=TYPE", help="What an actor is, in place of a draw by the seed; can be repeated."
        ),
    ] = None,
    variant: VariantName = None,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    equilibrium: Equilibrium = None,
    rounds: Rounds = None,
    allow_unsolved: AllowUnsolved = False,
) -> None:
    """Play a crisis: take one side's chair, or several, while everybody else plays the equilibrium; then a debrief."""
    with failures():
        from detente import service
        from detente.table.session import load_table, open_table, take_stamp
        from detente.table.terminal import TerminalTable

        with bars() as progress:
            if resume is not None:
                _refuse_both(scenario, seat)
                game = load_table(resume, progress=progress)
            else:
                game = open_table(
                    _require(scenario, seat),
                    chairs=_pairs(seat or [], "--seat"),
                    options=service.Options(
                        num_points=num_points(points),
                        accuracy=accuracy,
                        allow_unsolved=allow_unsolved,
                        **chosen(equilibrium, rounds),
                    ),
                    seed=seed,
                    variant=variant,
                    types=_pairs(types or [], "--type"),
                    progress=progress,
                )
        TerminalTable(game, _read, show, stamp=take_stamp, asks=ask, keep=save or resume).play()


def _read(question: str) -> str:
    return input(question)


def _refuse_both(scenario: str | None, seat: list[str] | None) -> None:
    if scenario is not None or seat:
        raise typer.BadParameter("a saved game has its crisis and its chairs; leave SCENARIO and --seat out.")


def _require(scenario: str | None, seat: list[str] | None) -> str:
    if scenario is None:
        raise typer.BadParameter("name a crisis, or a saved game with --resume.")
    if not seat:
        raise typer.BadParameter(f"--seat: say which chair is taken; `detente show {scenario}` lists the actors.")
    return scenario


def _pairs(texts: list[str], option: str) -> dict[str, str]:
    """`WHO=NAME` by WHO; a name alone stands for both where that makes sense.

    Raises:
        typer.BadParameter: a pair is given twice, or lacks its second half.
    """
    found: dict[str, str] = {}
    for text in texts:
        who, sign, name = (part.strip() for part in text.partition("="))
        if who in found:
            raise typer.BadParameter(f"{option}: {who} is named twice.")
        if not who or (option == "--type" and not (sign and name)):
            raise typer.BadParameter(f"{option}: '{text}' is not written as ACTOR=TYPE.")
        found[who] = name or "You"
    return found
