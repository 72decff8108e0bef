"""The command `detente`. Every command is one function of `service`, and words for its result."""

from __future__ import annotations

import gc
import json
import signal
import sys
from collections.abc import Callable
from io import TextIOWrapper
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup


def _whole(least: int) -> Callable[[str | int], int]:
    """Reads a whole number from an option, and says in words what else it is."""

    def read(text: str | int) -> int:
        try:
            number = int(text)
        except ValueError:
            raise typer.BadParameter(f"'{text}' is no whole number.") from None
        if number < least:
            raise typer.BadParameter(f"{number} is too small; the least is {least}.")
        return number

    return read


# Of Click, or of Typer's own copy of it.
UsageError: Any = typer.BadParameter.__base__


class Commands(TyperGroup):
    """The commands; what is wrong with their options is told to programs, too."""

    def invoke(self, ctx: Any) -> Any:
        arguments = list(ctx.args)
        try:
            return super().invoke(ctx)
        except UsageError as error:
            if "--json" in arguments:
                from detente.cli.failures import tell_programs

                tell_programs(error.format_message())
            raise


app = typer.Typer(
    name="detente",
    cls=Commands,
    help="Executable analysis of international crises: check, solve and play a scenario, and see which claims hold.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)

Crisis = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A bundled crisis (see `detente list`), a YAML file or a folder.")
]
VariantName = Annotated[
    str | None, typer.Option("--variant", metavar="NAME", help="Change the crisis as this variant says.")
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]
Points = Annotated[
    list[str] | None,
    typer.Option(
        "--points",
        metavar="[ACTOR=]N",
        help="Belief points per log-odds axis, for all actors or for one; may be repeated.",
    ),
]
Plays = Annotated[int, typer.Option("--plays", metavar="N", parser=_whole(1), help="Number of plays drawn.")]
PlaysOfClaims = Annotated[
    int,
    typer.Option(
        "--plays",
        metavar="N",
        parser=_whole(1),
        help="Number of plays drawn of each game; 20,000 give shares within ±0.7 points.",
    ),
]
NumWorlds = Annotated[
    int | None,
    typer.Option(
        "--worlds",
        metavar="N",
        parser=_whole(0),
        help="Judge the claims in N draws of all uncertain numbers too, such as 64; default: as the scenario says.",
    ),
]
Fresh = Annotated[
    bool,
    typer.Option("--fresh", help="Judge every claim anew, also where the verdict of an earlier run is remembered."),
]
Seed = Annotated[
    int,
    typer.Option(
        "--seed", metavar="N", parser=_whole(0), help="Seed of the draws: the same seed gives the same numbers."
    ),
]
AllowUnsolved = Annotated[
    bool, typer.Option("--allow-unsolved", help="Go on although some nodes have no certified solution.")
]
Steps = Annotated[
    int,
    typer.Option(
        "--steps", metavar="N", parser=_whole(1), help="Solver steps a node may take before it counts as unsolved."
    ),
]
Certify = Annotated[
    bool,
    typer.Option(
        "--certify",
        help="Also say whether the numbers move on a finer belief grid or from other starts. Takes many times as long.",
    ),
]
Starts = Annotated[
    int | None,
    typer.Option(
        "--starts",
        metavar="N",
        parser=_whole(1),
        help="Say what else is an answer, sought from N other starts; 5 with --certify.",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="End with exit code 1 when a claim fails.")]


@app.callback(invoke_without_command=True)
def main(
    version: Annotated[bool, typer.Option("--version", help="Print the version and stop.")] = False,
) -> None:
    if version:
        from detente import __version__

        print(__version__)
        raise typer.Exit


@app.command("list")
def list_(as_json: Json = False) -> None:
    """List the crises that come with the package."""
    with _failures(as_json):
        from detente import service
        from detente.cli import words

        listing = service.list_crises()
        _print(listing.to_json() if as_json else words.listing(listing))


@app.command()
def check(
    scenario: Crisis,
    variant: VariantName = None,
    thorough: Annotated[
        bool, typer.Option("--thorough", help="Go through the reachable states of every variant too.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Find every mistake in a scenario, its variants and its claims, without solving it."""
    with _failures(as_json):
        from detente import service
        from detente.cli import words

        # A short life makes many small trees without circles; looking for circles takes a quarter of it.
        gc.disable()
        checked = service.check(scenario, variant, thorough=thorough)
        _print(checked.to_json() if as_json else words.checked(checked))


@app.command()
def show(
    scenario: Crisis,
    variant: VariantName = None,
    compiled: Annotated[bool, typer.Option("--compiled", help="Show the compiled tables instead.")] = False,
    size: Annotated[
        bool, typer.Option("--size", help="Show how large the game is, and which variable costs how much.")
    ] = False,
    points: Points = None,
    as_json: Json = False,
) -> None:
    """Print a scenario with every default filled in."""
    with _failures(as_json):
        from detente import service

        shown = service.show(scenario, variant, compiled=compiled, size=size, num_points=_points(points))
        _print(shown.to_json() if as_json else shown.text)


@app.command()
def solve(
    scenario: Crisis,
    variant: VariantName = None,
    points: Points = None,
    steps: Steps = 60,
    certify: Certify = False,
    starts: Starts = None,
    allow_unsolved: AllowUnsolved = False,
    as_json: Json = False,
) -> None:
    """Solve a crisis; print the certificate and what each actor can expect."""
    with _failures(as_json):
        from detente import service
        from detente.cli import words

        with _bars() as bars:
            options = service.Options(
                _points(points), allow_unsolved=allow_unsolved, max_steps=steps, **_checks(certify, starts)
            )
            solved = service.solve(scenario, variant, options, bars)
        _print(solved.to_json() if as_json else words.solved(solved))


@app.command()
def simulate(
    scenario: Crisis,
    variant: VariantName = None,
    plays: Plays = 100_000,
    seed: Seed = 0,
    points: Points = None,
    steps: Steps = 60,
    allow_unsolved: AllowUnsolved = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the plays to FILE.nc (netCDF) or a summary to FILE.csv."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Solve a crisis and play it many times; print the shares, write the plays."""
    with _failures(as_json):
        from detente import service
        from detente.cli import words

        with _bars() as bars:
            options = service.Options(_points(points), plays, seed, allow_unsolved, max_steps=steps)
            played = service.simulate(scenario, variant, options, out, bars)
        _print(played.to_json() if as_json else words.played(played))


@app.command()
def claims(
    scenario: Crisis,
    variant: VariantName = None,
    plays: PlaysOfClaims = 20_000,
    seed: Seed = 0,
    points: Points = None,
    steps: Steps = 60,
    allow_unsolved: AllowUnsolved = False,
    strict: Strict = False,
    fresh: Fresh = False,
    worlds: NumWorlds = None,
    as_json: Json = False,
) -> None:
    """Say which claims of the analysis hold."""
    with _failures(as_json, remembers=True):
        from detente import service
        from detente.cli import words

        with _bars() as bars:
            options = service.Options(
                _points(points), plays, seed, allow_unsolved, fresh, max_steps=steps, num_worlds=worlds
            )
            judged = service.claims(scenario, variant, options, bars)
        _print(judged.to_json() if as_json else words.judged(judged))
        _end(strict, judged.num_failed)


@app.command("run")
def run_(
    scenario: Crisis,
    variant: VariantName = None,
    plays: PlaysOfClaims = 20_000,
    seed: Seed = 0,
    points: Points = None,
    steps: Steps = 60,
    certify: Certify = False,
    starts: Starts = None,
    allow_unsolved: AllowUnsolved = False,
    strict: Strict = False,
    fresh: Fresh = False,
    worlds: NumWorlds = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Folder of the report; default: ./out/SCENARIO.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Do everything: check, solve, play, judge the claims, and write the report."""
    with _failures(as_json, remembers=True):
        from detente import service
        from detente.cli import words

        with _bars() as bars:
            options = service.Options(
                _points(points),
                plays,
                seed,
                allow_unsolved,
                fresh,
                max_steps=steps,
                num_worlds=worlds,
                **_checks(certify, starts),
            )
            done = service.run(scenario, variant, options, out, bars)
        _print(done.to_json() if as_json else words.done(done))
        _end(strict, done.judged.num_failed)


@app.command()
def export(
    scenario: Crisis,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.efg", help="The file to write.")],
    variant: VariantName = None,
    by_date: Annotated[
        bool,
        typer.Option(
            "--by-date",
            help="One player for each actor and date, in units of precision: Gambit's logit equilibrium at "
            "λ = 1 is then the crisis's own.",
        ),
    ] = False,
    nodes: Annotated[
        int, typer.Option("--nodes", metavar="N", parser=_whole(1), help="How large the tree may be.")
    ] = 100_000,
    as_json: Json = False,
) -> None:
    """Write a small crisis as a game tree, for Gambit, OpenSpiel and other programs."""
    with _failures(as_json):
        from detente import service
        from detente.cli import words

        exported = service.export(scenario, to, variant, by_date=by_date, most_nodes=nodes)
        _print(exported.to_json() if as_json else words.exported(exported))


@app.command()
def compare(
    scenario: Crisis,
    variants: Annotated[
        list[str] | None,
        typer.Argument(metavar="[VARIANT]...", help="Names, or beginnings of names; default: all variants."),
    ] = None,
    plays: PlaysOfClaims = 20_000,
    seed: Seed = 0,
    points: Points = None,
    allow_unsolved: AllowUnsolved = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Write a page, a CSV and a JSON file there.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Put policies side by side: every measure, and what the crisis is worth to each actor, under each variant."""
    with _failures(as_json):
        from detente import service
        from detente.cli import comparing

        with _bars() as bars:
            options = service.Options(_points(points), plays, seed, allow_unsolved)
            compared = service.compare(scenario, variants or (), options, out, bars)
        _print(compared.to_json() if as_json else comparing.compared(compared))


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors."""
    with _failures():
        from detente import service

        _print(service.schema())


@app.command()
def new(
    path: Annotated[Path, typer.Argument(metavar="FILE", help="The scenario file to write, such as my_crisis.yaml.")],
) -> None:
    """Write a small scenario that runs, to be changed into your own."""
    with _failures():
        from detente import service

        written = service.new(path)
        _print(f"Wrote {written}. Next: detente check {written}")


def run() -> None:
    """The entry point."""
    # Whoever reads only the first lines, as `head` does, ends the command as it ends any other, without a word.
    if hasattr(signal, "SIGPIPE"):
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    for stream in (sys.stdout, sys.stderr):
        # A terminal without some character is no reason to say nothing.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    app()


def _failures(as_json: bool = False, remembers: bool = False) -> Any:
    from detente.cli.failures import in_words

    return in_words(as_json, remembers)


def _bars() -> Any:
    from rich.console import Console

    from detente.cli.progress import Bars

    return Bars(Console(file=sys.stderr))


def _print(what: Any) -> None:
    """Text and JSON as they are; tables as wide as the terminal."""
    if isinstance(what, str):
        print(what.rstrip("\n"))
    elif isinstance(what, dict):
        is_unicode = (sys.stdout.encoding or "").lower().startswith("utf")
        print(json.dumps(what, ensure_ascii=not is_unicode, indent=2, allow_nan=False))
    else:
        from rich.console import Console

        # Nobody's window is as wide as a pipe; a hundred columns hold a verdict.
        Console(highlight=False, width=None if sys.stdout.isatty() else 100).print(what)


def _points(written: list[str] | None) -> dict[str, int] | int | None:
    """`41`, or `moscow=41` any number of times."""
    from detente.service import MOST_BELIEF_POINTS

    by_actor: dict[str, int] = {}
    for text in written or ():
        actor, _, number = text.rpartition("=")
        if not number.isdecimal() or not 3 <= int(number) <= MOST_BELIEF_POINTS:
            raise typer.BadParameter(
                f"'{text}': write a whole number from 3 to {MOST_BELIEF_POINTS}, or ACTOR=NUMBER.",
                param_hint="--points",
            )
        by_actor[actor] = int(number)
    if set(by_actor) == {""}:
        return by_actor[""]
    if "" in by_actor:
        raise typer.BadParameter("either one number for all actors, or ACTOR=NUMBER for each.", param_hint="--points")
    return by_actor or None


NUM_STARTS = 5
"""With --certify: uniform play, two pure profiles and two random ones; each costs a solution of its own."""


def _checks(certify: bool, starts: int | None) -> dict[str, Any]:
    """The options of what takes further solutions."""
    default = NUM_STARTS if certify else 0
    return {"regret": certify, "refine": certify, "num_starts": default if starts is None else starts}


def _end(strict: bool, num_failed: int) -> None:
    if strict and num_failed:
        from detente.cli.failures import FAILED_CLAIMS

        raise typer.Exit(FAILED_CLAIMS)
