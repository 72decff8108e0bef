"""Commands that solve a crisis: solve, simulate, claims, run and compare."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.app import bars, failures, show
from detente.cli.evidence import Events, LearnUnder, Outcomes
from detente.cli.options import (
    DEFAULT_ACCURACY,
    Accuracy,
    AllowUnsolved,
    Also,
    Certify,
    Crisis,
    Engine,
    Engines,
    Equilibria,
    Equilibrium,
    Fresh,
    Json,
    Numbers,
    NumWorlds,
    Plays,
    PlaysOfClaims,
    Points,
    Precision,
    Rounds,
    Seed,
    Starts,
    Steps,
    Strict,
    TextFile,
    VariantName,
    Words,
    checks,
    chosen,
    names_of,
    num_points,
    playing,
    precisions,
    source_of,
)

if TYPE_CHECKING:
    from detente.service import Source


ReportFolder = Annotated[
    Path | None, typer.Option("--out", metavar="FOLDER", help="Folder of the report; default: ./out/SCENARIO.")
]


def solve(
    scenario: Crisis,
    variant: VariantName = None,
    numbers: Numbers = None,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    steps: Steps = 60,
    certify: Certify = False,
    starts: Starts = None,
    equilibrium: Equilibrium = None,
    rounds: Rounds = None,
    allow_unsolved: AllowUnsolved = False,
    precision: Precision = None,
    trace: Annotated[
        Path | None,
        typer.Option("--trace", metavar="FILE.csv", help="For a game tree: write the policies from λ = 0 on."),
    ] = None,
    engine: Engine = None,
    as_json: Json = False,
) -> None:
    """Solve a crisis, or a game tree in Gambit's format; print the certificate and each actor's expected payoffs."""
    with failures(as_json):
        from detente import service
        from detente.cli import words

        if service.is_game_file(scenario):
            of_crises: dict[str, object] = {"--variant": variant, "--set": numbers, "--points": points}
            of_crises["--certify"] = certify
            of_crises |= {"--equilibrium": equilibrium, "--rounds": rounds}
            _refuse(of_crises, "is an option for crises; a game tree has no variants and no belief grid")
            _solve_game_file(scenario, precision, trace, starts or 0, allow_unsolved, as_json)
            return
        _refuse({"--precision": precision, "--trace": trace}, "is an option for game trees (FILE.efg)")
        if engine is Engines.tree:
            of_grids: dict[str, object] = {"--points": points, "--equilibrium": equilibrium, "--rounds": rounds}
            _refuse(of_grids, "is an option for belief grids; a tree is solved without one")
            num_starts = checks(certify, starts)["num_starts"]
            _solve_on_tree(source_of(scenario, numbers), variant, num_starts, allow_unsolved, as_json)
            return
        crisis = source_of(scenario, numbers)
        with bars() as progress:
            options = service.Options(
                num_points=num_points(points),
                accuracy=accuracy,
                allow_unsolved=allow_unsolved,
                **chosen(equilibrium, rounds, engine),
                max_steps=steps,
                **checks(certify, starts),
            )
            solved = service.solve(crisis, variant=variant, options=options, progress=progress, tell=progress.tell)
        show(solved.to_json() if as_json else words.solved(solved))


def _solve_game_file(
    file: str, precision: list[str] | None, trace: Path | None, starts: int, allow_unsolved: bool, as_json: bool
) -> None:
    from detente import service
    from detente.cli import tree_words
    from detente.cli.failures import print_warnings

    chosen = precisions(precision)
    given = {} if chosen is None else {"precision": chosen}
    solved = service.solve_game_file(file, trace=trace, num_starts=starts, allow_unsolved=allow_unsolved, **given)
    print_warnings(solved.warnings)
    show(solved.to_json() if as_json else tree_words.solved_tree(solved))


def _solve_on_tree(crisis: Source, variant: str | None, num_starts: int, allow_unsolved: bool, as_json: bool) -> None:
    from detente import service
    from detente.cli import tree_words

    solved = service.solve_on_tree(crisis, variant=variant, num_starts=num_starts, allow_unsolved=allow_unsolved)
    show(solved.to_json() if as_json else tree_words.solved_tree(solved))


def _refuse(options: Mapping[str, object], reason: str) -> None:
    """Refuse the first of these options that is given.

    Raises:
        typer.BadParameter: one is.
    """
    for name, value in options.items():
        if value:
            raise typer.BadParameter(f"{name} {reason}.")


def simulate(
    scenario: Crisis,
    variant: VariantName = None,
    numbers: Numbers = None,
    plays: Plays = 100_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    steps: Steps = 60,
    equilibrium: Equilibrium = None,
    rounds: Rounds = None,
    engine: Engine = None,
    allow_unsolved: AllowUnsolved = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write the plays to FILE.nc (netCDF) or a summary to FILE.csv."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Solve a crisis and play it many times; print how often each outcome and choice occurs, and write the plays."""
    with failures(as_json):
        from detente import service
        from detente.cli import words

        crisis = source_of(scenario, numbers)
        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
                **chosen(equilibrium, rounds, engine),
                max_steps=steps,
            )
            played = service.simulate(
                crisis, variant=variant, options=options, out=out, progress=progress, tell=progress.tell
            )
        show(played.to_json() if as_json else words.played(played))


def claims(
    scenario: Crisis,
    variant: VariantName = None,
    numbers: Numbers = None,
    plays: PlaysOfClaims = 10_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    steps: Steps = 60,
    equilibrium: Equilibria = None,
    rounds: Rounds = None,
    engine: Engine = None,
    allow_unsolved: AllowUnsolved = False,
    strict: Strict = False,
    fresh: Fresh = False,
    worlds: NumWorlds = None,
    as_json: Json = False,
) -> None:
    """Evaluate the claims of the analysis: which hold, which fail, and by how much."""
    with failures(as_json, caches=True):
        from detente import service
        from detente.cli import words

        crisis = source_of(scenario, numbers)
        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
                **chosen(equilibrium, rounds, engine),
                fresh=fresh,
                max_steps=steps,
                num_worlds=worlds,
            )
            judged = service.claims(crisis, variant=variant, options=options, progress=progress, tell=progress.tell)
        show(judged.to_json() if as_json else words.judged(judged))
        _end(strict, judged.num_failed)


def run(
    scenario: Crisis,
    variant: VariantName = None,
    numbers: Numbers = None,
    plays: PlaysOfClaims = 10_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    steps: Steps = 60,
    certify: Certify = False,
    starts: Starts = None,
    equilibrium: Equilibria = None,
    rounds: Rounds = None,
    engine: Engine = None,
    allow_unsolved: AllowUnsolved = False,
    strict: Strict = False,
    fresh: Fresh = False,
    worlds: NumWorlds = None,
    also: Also = None,
    text: TextFile = None,
    scale: Words = "icd203",
    events: Events = None,
    outcomes: Outcomes = None,
    learn_under: LearnUnder = None,
    out: ReportFolder = None,
    as_json: Json = False,
) -> None:
    """Do everything: check, solve, play, evaluate the claims, and write the report."""
    with failures(as_json, caches=True):
        from detente import service
        from detente.cli import words
        from detente.cli.repeating import command_line

        crisis = _warned(scenario, numbers, variant)
        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
                **chosen(equilibrium, rounds, engine),
                fresh=fresh,
                max_steps=steps,
                num_worlds=worlds,
                **checks(certify, starts),
            )
            done = service.run(
                crisis,
                variant=variant,
                options=options,
                out=out,
                also=names_of(also),
                text=text,
                scale=scale,
                events=events,
                outcomes=outcomes,
                learn_under=learn_under,
                progress=progress,
                wording=command_line,
                tell=progress.tell,
            )
        show(done.to_json() if as_json else words.done(done))
        _end(strict, done.judged.num_failed)


def compare(
    scenario: Crisis,
    variants: Annotated[
        list[str] | None,
        typer.Argument(metavar="VARIANT", help="Variant names, or their first letters; default: all variants."),
    ] = None,
    numbers: Numbers = None,
    plays: PlaysOfClaims = 10_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    equilibrium: Equilibrium = None,
    rounds: Rounds = None,
    engine: Engine = None,
    allow_unsolved: AllowUnsolved = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Write a page, a CSV and a JSON file there.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Compare policies: every measure and each actor's expected payoff, under each variant."""
    with failures(as_json):
        from detente import service
        from detente.cli import comparing
        from detente.cli.repeating import command_line

        crisis = source_of(scenario, numbers)
        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
                **chosen(equilibrium, rounds, engine),
            )
            compared = service.compare(
                crisis,
                variants or (),
                options=options,
                out=out,
                progress=progress,
                wording=command_line,
                tell=progress.tell,
            )
        show(compared.to_json() if as_json else comparing.compared(compared))


def commit(
    scenario: Crisis,
    commitment: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME", help="A commitment in the file, or the actor that would be bound; default: the only one."
        ),
    ] = None,
    numbers: Numbers = None,
    plays: PlaysOfClaims = 10_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    allow_unsolved: AllowUnsolved = False,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Write a page, a CSV and a JSON file there.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Find out what it is worth to an actor to bind itself to a rule before play, and which rule is best."""
    with failures(as_json):
        from detente import service
        from detente.cli import comparing
        from detente.cli.repeating import command_line

        crisis = source_of(scenario, numbers)
        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
            )
            compared = service.commit(
                crisis, commitment, options=options, out=out, progress=progress, wording=command_line
            )
        show(compared.to_json() if as_json else comparing.compared(compared))


def _warned(scenario: str, numbers: list[str] | None, variant: str | None) -> Source:
    """The crisis; what is suspicious in it is printed."""
    from detente.cli.failures import print_warnings
    from detente.service import find_warnings

    crisis = source_of(scenario, numbers)
    print_warnings(find_warnings(crisis, variant=variant))
    return crisis


def _end(strict: bool, num_failed: int) -> None:
    """End with an exit code of its own if a claim fails and that matters."""
    if strict and num_failed:
        from detente.cli.failures import FAILED_CLAIMS

        raise typer.Exit(FAILED_CLAIMS)
