"""The command that looks for what is silly about a crisis."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.app import bars, failures, show
from detente.cli.options import (
    AllowUnsolved,
    Crisis,
    Json,
    PlaysOfClaims,
    Points,
    Seed,
    VariantName,
    num_points,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from detente.analysis.diagnosis import Examined


def doctor(
    scenario: Crisis,
    variant: VariantName = None,
    plays: PlaysOfClaims = 10_000,
    seed: Seed = 0,
    points: Points = None,
    allow_unsolved: AllowUnsolved = False,
    strict: Annotated[bool, typer.Option("--strict", help="Exit with code 1 if anything is found.")] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Write a page (FILE.html) or the findings (FILE.json, FILE.csv)."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Find the parts of a model that do nothing: acts, types, wants, numbers, states, chances, variants, claims."""
    with failures(as_json, caches=True):
        from detente import service
        from detente.cli.repeating import command_line

        with bars() as progress:
            options = service.Options(
                num_points=num_points(points),
                num_plays=plays,
                seed=seed,
                allow_unsolved=allow_unsolved,
            )
            examined = service.doctor(
                scenario,
                variant=variant,
                options=options,
                out=out,
                progress=progress,
                wording=command_line,
                tell=progress.tell,
            )
        show(examined.to_json() if as_json else _in_words(examined))
        if strict and examined.diagnosis.findings:
            from detente.cli.failures import FAILED_CLAIMS

            raise typer.Exit(FAILED_CLAIMS)


def _in_words(examined: Examined) -> RenderableType:
    """Every finding with its place, under the name of its kind, and one sentence about all of them."""
    from rich.console import Group
    from rich.text import Text

    from detente.report.finding_words import diagnosis_in_words, findings_by_kind

    diagnosis = examined.diagnosis
    heading = f"{examined.origin.title}: {diagnosis.num_plays:,} plays, seed {examined.origin.seed}"
    parts: list[RenderableType] = [Text(heading, style="bold")]
    for title, findings in findings_by_kind(diagnosis):
        parts += ["", Text(title, style="bold yellow")]
        for each in findings:
            parts.append(Text.assemble((f"{each.where.file}:{each.where.line} ", "dim"), (each.subject, "bold")))
            parts += [Text(f"  {each.says}"), Text(f"  → {each.advice}", style="italic")]
    parts += ["", Text(diagnosis_in_words(diagnosis), style="bold")]
    parts += [Text(sentence, style="dim") for sentence in diagnosis.left_out]
    if examined.file:
        parts.append(Text(f"Wrote {examined.file}"))
    return Group(*parts)
