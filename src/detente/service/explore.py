"""Many worlds of a crisis, kept in a folder: every claim in each, what explains it, and where it holds or fails."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import NUM_PLAYS_OF_WORLDS, Options
from detente.errors import DetenteError
from detente.files import check_writable, write_whole
from detente.service.folders import as_text, folder_name
from detente.service.repeating import Repeat, Wording, python_call
from detente.service.setting_up import (
    Progress,
    Source,
    Tell,
    as_names,
    build_origin,
    build_workbench,
    forecasting,
    quiet,
    untold,
    version,
)

if TYPE_CHECKING:
    from detente.analysis.explored import Exploration

NUM_WORLDS = 1_000
DEFAULTS_OF_WORLDS = Options(num_plays=NUM_PLAYS_OF_WORLDS)
_ENDINGS = (".html", ".json", ".csv")


def explore(
    crisis: Source,
    worlds: int = NUM_WORLDS,
    *,
    variant: str | None = None,
    claims: Sequence[str] = (),
    store: str | Path | None = None,
    cluster: str | None = None,
    options: Options = DEFAULTS_OF_WORLDS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
    tell: Tell = untold,
) -> Exploration:
    """Evaluate the claims of a crisis in many worlds, which are kept and need not be evaluated again.

    Args:
        worlds: how many. claims: ids, or `base` for those that speak of the base crisis alone; none: all.
        store: the folder of the rows; default: `out/NAME/worlds`. The same call goes on from what is there, and one
            with more worlds adds to it.
        cluster: the address of a scheduler of Dask whose workers evaluate the worlds; None: this machine.
        options: of the solver; each game is played `num_plays` times, at most 5,000.
        out: `FILE.html` for a page, `FILE.json` for the answer, `FILE.csv` for the rows.

    Raises:
        DetenteError: nothing is uncertain; there is no such claim; the store has other rows; `out` ends in anything
            else; a library is not installed; or the cluster does not answer.
        OSError: a file cannot be written.
    """
    options.require_one_rule("explore")
    if out is not None:
        if Path(out).suffix not in _ENDINGS:
            raise DetenteError(f"out: {out} should end in {', '.join(_ENDINGS[:-1])} or {_ENDINGS[-1]}.")
        check_writable(Path(out))
    bench = build_workbench(crisis, variant, options, progress)

    from detente.analysis.demand import demand_of_worlds
    from detente.analysis.explore import choose_claims
    from detente.analysis.explore import explore as explore_worlds
    from detente.analysis.explored import Exploration
    from detente.analysis.world_store import list_stored

    folder = Path(store) if store is not None else Path("out") / folder_name(crisis, bench.base) / "worlds"
    claims = as_names(claims)
    chosen = choose_claims(bench, claims)
    forecasting(bench, lambda: demand_of_worlds(bench, chosen, max(0, worlds - len(list_stored(folder)))), tell)
    found = explore_worlds(bench, worlds, folder, claims=claims, version=version(), cluster=cluster)
    settings: list[tuple[str, object]] = [("worlds", worlds)]
    settings += [("claims", ",".join(claims))] if claims else []
    settings += [("store", str(store))] if store is not None else []
    done = Exploration(
        origin=build_origin(bench.base, options.seed, bench.watch, bench.choice.points),
        question=bench.base.question,
        command=wording(Repeat("explore", crisis, variant, options, settings=tuple(settings))),
        explored=found.explored,
        store=str(folder),
        num_found=found.num_found,
    )
    return done if out is None else _write(Path(out), done)


def _write(file: Path, done: Exploration) -> Exploration:
    """Write the page, the answer or the rows."""
    if file.suffix == ".html":
        from detente.report.page import render_answer

        text = render_answer(
            done.explored,
            kicker="Many worlds",
            title=done.origin.title,
            origin=done.origin,
            command=done.command,
            question=done.question,
        )
    elif file.suffix == ".csv":
        text = done.explored.frame().to_csv(index=False)
    else:
        text = as_text(done.to_result())
    write_whole(file, text)
    return replace(done, file=str(file))
