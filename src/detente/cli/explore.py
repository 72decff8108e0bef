"""The command that evaluates the claims of a crisis in many worlds, and keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from detente.cli.app import bars, failures, show
from detente.cli.options import (
    DEFAULT_ACCURACY,
    Accuracy,
    AllowUnsolved,
    Crisis,
    Equilibrium,
    Json,
    Points,
    Rounds,
    Seed,
    Steps,
    VariantName,
    chosen,
    names_of,
    playing,
    whole,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from detente.analysis.explored import Exploration


Worlds = Annotated[
    int,
    typer.Option(
        "--worlds",
        "-n",
        metavar="N",
        parser=whole(1),
        help="Number of worlds; each draws every uncertain number. A larger number adds to the worlds already stored.",
    ),
]
ClaimIds = Annotated[
    list[str] | None,
    typer.Option(
        "--claims",
        metavar="ID",
        help="Only this claim; repeat it, or join ids with commas. `base`: all that name no variant.",
    ),
]
Store = Annotated[
    Path | None,
    typer.Option("--store", metavar="FOLDER", help="Where worlds are stored; default: ./out/SCENARIO/worlds."),
]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", metavar="ADDRESS", help="Evaluate the worlds on a Dask cluster, such as tcp://10.0.0.1:8786."
    ),
]
FewPlays = Annotated[
    int, typer.Option("--plays", metavar="N", parser=whole(1), help="Plays of each game, up to 5,000.")
]
Out = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write a page (FILE.html), the answer (.json) or all worlds (.csv)."),
]


def explore(
    scenario: Crisis,
    worlds: Worlds = 1_000,
    claims: ClaimIds = None,
    store: Store = None,
    cluster: Cluster = None,
    variant: VariantName = None,
    plays: FewPlays = 5_000,
    seed: Seed = 0,
    points: Points = None,
    accuracy: Accuracy = DEFAULT_ACCURACY,
    steps: Steps = 60,
    equilibrium: Equilibrium = None,
    rounds: Rounds = None,
    allow_unsolved: AllowUnsolved = False,
    out: Out = None,
    as_json: Json = False,
) -> None:
    """Evaluate the claims in many worlds and store them: how often each holds, what decides it, where it fails."""
    with failures(as_json, kept="Worlds evaluated so far are kept: the same command continues from there."):
        from detente import service
        from detente.cli.repeating import command_line
        from detente.signals import outlive_readers

        if cluster is not None:
            outlive_readers()
        with bars() as progress:
            options = service.Options(
                **playing(points, accuracy, plays, seed, allow_unsolved),
                **chosen(equilibrium, rounds),
                max_steps=steps,
            )
            done = service.explore(
                scenario,
                worlds,
                variant=variant,
                claims=names_of(claims),
                store=store,
                cluster=cluster,
                options=options,
                out=out,
                progress=progress,
                wording=command_line,
                tell=progress.tell,
            )
        show(done.to_json() if as_json else _in_words(done))


def _in_words(done: Exploration) -> RenderableType:
    """The section of the report, as text and tables."""
    from rich.console import Group
    from rich.text import Text

    from detente.cli.answering import section_in_words
    from detente.report.answers import show_answer

    parts = [Text(f"{done.origin.title}: many worlds", style="bold"), *section_in_words(show_answer(done.explored))]
    parts.append(Text(f"The worlds are in {done.store} ({done.num_found:,} rows were there before)."))
    return Group(*parts, *([Text(f"Wrote {done.file}")] if done.file else []))
