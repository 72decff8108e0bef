"""Commands on how verdicts depend on numbers: curves, and the nearest flips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from detente.cli.app import bars, failures, show
from detente.cli.options import (
    DEFAULT_ACCURACY,
    Accuracy,
    AllowUnsolved,
    Crisis,
    Equilibrium,
    Fresh,
    Json,
    Numbers,
    PlaysOfClaims,
    Points,
    Rounds,
    Seed,
    Steps,
    VariantName,
    chosen,
    playing,
    source_of,
    whole,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from detente.analysis.turning import Answered, Curves, Flips

Claim = Annotated[
    str | None, typer.Argument(metavar="CLAIM", help="The id of one claim; default, and `all`: every claim.")
]
Varied = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="NUMBER[=LOW:HIGH]",
        help="Numbers, or priors as ACTOR.TYPE; default: all that are uncertain, and every prior that can be set.",
    ),
]
Values = Annotated[
    int | None,
    typer.Option(
        "--values",
        metavar="N",
        parser=whole(3),
        help="How many values of each number to evaluate before narrowing down where the verdict turns.",
    ),
]
Worlds = Annotated[
    int | None,
    typer.Option(
        "--worlds", metavar="N", parser=whole(0), help="Also evaluate N worlds, in which all uncertain numbers vary."
    ),
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write a page (FILE.html), a table (FILE.csv) or FILE.json."),
]


def _question(task: Literal["curve", "flip"], says: str) -> Callable[..., None]:
    """The command of a question on how numbers decide; both have the same options."""

    def ask(
        scenario: Crisis,
        claim: Claim = None,
        number: Varied = None,
        variant: VariantName = None,
        numbers: Numbers = None,
        values: Values = None,
        worlds: Worlds = None,
        plays: PlaysOfClaims = 10_000,
        seed: Seed = 0,
        points: Points = None,
        accuracy: Accuracy = DEFAULT_ACCURACY,
        steps: Steps = 60,
        equilibrium: Equilibrium = None,
        rounds: Rounds = None,
        allow_unsolved: AllowUnsolved = False,
        fresh: Fresh = False,
        out: Out = None,
        as_json: Json = False,
    ) -> None:
        with failures(as_json, caches=True):
            from detente import service
            from detente.cli.repeating import command_line

            crisis = source_of(scenario, numbers)
            with bars() as progress:
                options = service.Options(
                    **playing(points, accuracy, plays, seed, allow_unsolved),
                    **chosen(equilibrium, rounds),
                    fresh=fresh,
                    max_steps=steps,
                    num_worlds=worlds,
                )
                answered = (service.curve if task == "curve" else service.flip)(
                    crisis,
                    claim,
                    number or (),
                    variant=variant,
                    values=values,
                    options=options,
                    out=out,
                    progress=progress,
                    wording=command_line,
                    tell=progress.tell,
                )
            show(answered.to_json() if as_json else answered_in_words(answered))

    ask.__doc__ = says
    return ask


curve = _question("curve", "Show how each claim depends on each number over its range, and where its verdict turns.")
flip = _question("flip", "Find the smallest change of one number, of two, and of a prior that turns each verdict.")


def answered_in_words(record: Answered) -> RenderableType:
    """An answer for the terminal: a sentence first, then tables, then how it was found."""
    from rich.console import Group
    from rich.text import Text

    from detente.analysis.turning import Curves
    from detente.cli.words import certificate, make_table

    answer = record.answer
    lead, tables, notes = _of_curves(answer) if isinstance(answer, Curves) else _of_flips(answer)
    shown: list[RenderableType] = [Text(record.origin.heading, style="bold"), Text(lead)]
    for headings, rows in tables:
        table = make_table(*headings)
        for row in rows:
            table.add_row(*row)
        shown += ["", table]
    shown += [Text(note, style="dim") for note in notes]
    written = [Text(f"Wrote {record.file}")] if record.file else []
    return Group(*shown, certificate(answer.certificate), *written)


Tables = list[tuple[tuple[str, ...], list[list[str]]]]
"""Headings and rows of tables."""


def _of_curves(curves: Curves) -> tuple[str, Tables, list[str]]:
    from detente.report import turning_words as words

    tables: Tables = [(words.CURVE_HEADINGS, words.curve_rows(curves.curves))]
    return words.lead_of_curves(curves), tables, [*curves.faults, words.how_curves_are_made(curves)]


def _of_flips(flips: Flips) -> tuple[str, Tables, list[str]]:
    from detente.report import turning_words as words

    tables: Tables = [(words.FLIP_HEADINGS, words.flip_rows(flips))]
    if len(flips.claims) == 1:
        tables.append((words.NUMBER_HEADINGS, words.number_rows(flips.claims[0])))
    notes = [caution for each in flips.claims for caution in words.cautions_of_flip(each)]
    notes += [
        words.tested_in_words(each.boundary.test, each)
        for each in flips.claims
        if each.boundary is not None and each.boundary.test is not None
    ]
    return words.lead_of_flips(flips), tables, [*notes, *flips.faults, words.how_flips_are_found(flips)]
