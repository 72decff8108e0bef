"""The command that sets the table: a person takes a chair, and everybody else plays the equilibrium."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.app import bars, failures, show
from detente.cli.controls import without_controls
from detente.cli.options import (
    DEFAULT_ACCURACY,
    Accuracy,
    AllowUnsolved,
    Equilibrium,
    Json,
    Points,
    Rounds,
    Seed,
    VariantName,
    chosen,
    num_points,
    whole,
)

if TYPE_CHECKING:
    from detente.analysis.options import Options
    from detente.table.web.starting import Opening, Started


Crisis = Annotated[
    str | None,
    typer.Argument(metavar="SCENARIO", help="A bundled crisis (see `detente list`), a YAML file or a folder."),
]
Persons = Annotated[
    list[str] | None,
    typer.Option(
        "--seat",
        metavar="WHO[=NAME]",
        help="The actor or seat that a person plays, and the person's name; can be repeated.",
    ),
]
Resumed = Annotated[
    Path | None, typer.Option("--resume", metavar="FILE", help="Continue a saved game instead of starting a new one.")
]
Saved = Annotated[
    Path | None,
    typer.Option(
        "--save",
        metavar="FILE",
        help="Write the game to this file after every move (FILE.json); of several tables, each to its own "
        "(FILE-2.json).",
    ),
]
Tables = Annotated[
    int, typer.Option("--tables", metavar="N", parser=whole(1), help="How many tables play at once, in browsers.")
]
Host = Annotated[
    str,
    typer.Option(
        "--host",
        metavar="ADDRESS",
        help="Listen at this address of this machine (0.0.0.0: all of them), so that others on the network can "
        "join, with the join code. Default: this machine alone.",
    ),
]
_LOOPBACK = "127.0.0.1"
"""As in `binding.py`, without loading it."""

Port = Annotated[
    int | None,
    typer.Option("--port", metavar="N", parser=whole(0), help="The server's port. Default: 8765, or a free one."),
]
Code = Annotated[
    str | None, typer.Option("--code", metavar="WORD", help="The join code. Default: with --host a new one.")
]
Browser = Annotated[
    bool, typer.Option("--browser/--no-browser", help="Show the first page in a browser of this machine.")
]
Terminal = Annotated[bool, typer.Option("--terminal", help="Play in this terminal, by typed answers.")]
Asked = Annotated[
    bool,
    typer.Option("--ask/--no-ask", help="Ask before every move what the person expects and intends."),
]
Types = Annotated[
    list[str] | None,
    typer.Option(
        "--type", metavar="ACTOR=TYPE", help="Set the type of an actor instead of drawing it; can be repeated."
    ),
]


def table(
    scenario: Crisis = None,
    seat: Persons = None,
    resume: Resumed = None,
    save: Saved = None,
    tables: Tables = 1,
    host: Host = _LOOPBACK,
    port: Port = None,
    code: Code = None,
    browser: Browser = True,
    as_json: Json = False,
    terminal: Terminal = False,
    ask: Asked = True,
    types: Types = None,
    variant: VariantName = None,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    equilibrium: Equilibrium = None,
    rounds: Rounds = None,
    allow_unsolved: AllowUnsolved = False,
) -> None:
    """Play one or more sides of a crisis yourself, while the computer plays the others; then a debrief.

    In a browser, unless --terminal is given.
    """
    with failures(as_json):
        from detente import service

        many = {"--tables": tables if tables != 1 else None}
        if resume is not None:
            _refuse_both(scenario, seat)
            of_play = {"--variant": variant, "--type": types, "--points": points, "--seed": seed or None}
            _refuse_idle("--resume", {**of_play, "--equilibrium": equilibrium, "--rounds": rounds, **many})
        if terminal:
            others = {"--host": None if host == _LOOPBACK else host, "--port": port, "--code": code}
            _refuse_idle("--terminal", {**many, **others})
        options = service.Options(
            num_points=num_points(points),
            accuracy=accuracy,
            seed=seed,
            allow_unsolved=allow_unsolved,
            **chosen(equilibrium, rounds),
        )
        chairs, drawn = _pairs(seat or [], "--seat"), _pairs(types or [], "--type")
        if terminal:
            _in_terminal(scenario, resume, save, ask, chairs, drawn, variant, options)
        else:
            from detente.table.web.binding import Binding
            from detente.table.web.starting import Opening

            opening = Opening(Binding(host, port), tables, code, save, resume, browser, chairs, drawn, ask)
            _in_browser(scenario, opening, variant, options, as_json)


def _in_terminal(
    scenario: str | None,
    resume: Path | None,
    save: Path | None,
    asks: bool,
    chairs: dict[str, str],
    types: dict[str, str],
    variant: str | None,
    options: Options,
) -> None:
    from detente.table.kept import require_writable
    from detente.table.session import load_table, open_table, take_stamp
    from detente.table.terminal import TerminalTable

    require_writable(save or resume)
    with bars() as progress:
        if resume is not None:
            game = load_table(resume, progress=progress)
        else:
            game = open_table(
                _require(scenario, chairs),
                chairs=chairs,
                options=options,
                seed=options.seed,
                variant=variant,
                types=types,
                progress=progress,
            )
    TerminalTable(game, _read, show, stamp=take_stamp, asks=asks, keep=save or resume).play()


def _in_browser(scenario: str | None, opening: Opening, variant: str | None, options: Options, as_json: bool) -> None:
    from detente.table.web.starting import host

    if scenario is None and opening.resume is None:
        raise typer.BadParameter("name a crisis, or a saved game with --resume.")
    host(
        scenario or "",
        opening,
        variant=variant,
        options=options,
        started=lambda found: show(found.to_json() if as_json else _in_words(found)),
    )


def _in_words(started: Started) -> str:
    """Where everything is."""
    lines = [f"The table is at {started.address}"]
    if started.code is not None:
        lines.append(f"Join code: {started.code}")
    many = len(started.umpires) > 1
    lines += [f"Umpire{f' of table {key}' if many else ''}: {page}" for key, page in started.umpires.items()]
    lines += [f"{chair}: {page}" for chairs in started.chairs.values() for chair, page in chairs.items()]
    return "\n".join([*lines, "Ctrl-C ends it."])


def _read(question: str) -> str:
    return input(without_controls(question))


def _refuse_both(scenario: str | None, seat: list[str] | None) -> None:
    if scenario is not None or seat:
        raise typer.BadParameter("a saved game has its crisis and its chairs; leave SCENARIO and --seat out.")


def _refuse_idle(option: str, others: Mapping[str, object]) -> None:
    """Refuse what would be ignored beside an option. others: by option, what is given; None: it is not."""
    idle = [name for name, given in others.items() if given is not None and given != []]
    if idle:
        raise typer.BadParameter(f"{', '.join(idle)} and {option} do not go together.")


def _require(scenario: str | None, seat: dict[str, str]) -> str:
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
