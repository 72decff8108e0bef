"""The task of examining a crisis: what in it does nothing, or hides what else there is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Options
from detente.errors import DetenteError
from detente.files import check_writable, write_whole
from detente.service.folders import as_text
from detente.service.repeating import Repeat, Wording, python_call
from detente.service.setting_up import (
    DEFAULTS_OF_CLAIMS,
    Progress,
    Source,
    Tell,
    build_origin,
    build_workbench,
    forecasting,
    quiet,
    untold,
)

if TYPE_CHECKING:
    from detente.analysis.diagnosis import Examined

ENDINGS = (".html", ".json", ".csv")


def doctor(
    crisis: Source,
    *,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
    tell: Tell = untold,
) -> Examined:
    """Examine a crisis for what does nothing: acts, types, wants, numbers, states, chances, variants and claims.

    The crisis is solved on the grid that it has by default, or on that of the options: what is looked for is coarser
    than the error of a grid.

    Args:
        out: `FILE.html` for a page, `FILE.json` or `FILE.csv` for the findings.
        wording: how the page states what gives the same result again.

    Raises:
        DetenteError: `out` ends in anything else.
        UnsolvedError: some nodes are not solved, unless the options allow it.
        OSError: the file cannot be written.
    """
    options.require_one_rule("doctor")
    if out is not None:
        if Path(out).suffix not in ENDINGS:
            raise DetenteError(f"out: '{out}' ends in none of {', '.join(ENDINGS)}")
        check_writable(Path(out))
    bench = build_workbench(crisis, variant, replace(options, has_grid_error=False), progress)

    from detente.analysis.diagnosis import Examined
    from detente.analysis.doctor import examine, forecast_demand
    from detente.report.certificates import certificate_sentence

    forecast = forecasting(bench, lambda: forecast_demand(bench), tell)
    bench.begin()
    diagnosis = examine(bench)
    forecast.finish()
    done = Examined(
        origin=build_origin(bench.base, options.seed, bench.watch, bench.choice.points),
        question=bench.base.question,
        command=wording(Repeat("doctor", crisis, variant, options)),
        diagnosis=diagnosis,
        certificate=certificate_sentence(bench.equilibrium(bench.base.variant).certificate),
    )
    return done if out is None else _write(Path(out), done)


def _write(path: Path, done: Examined) -> Examined:
    """The result, written to a file of the kind that its ending says."""
    from detente.analysis.results import without
    from detente.analysis.tables import as_csv
    from detente.report.page import render_answer

    if path.suffix == ".html":
        text = render_answer(
            done.diagnosis,
            kicker="Crisis analysis · the doctor",
            title=done.origin.title,
            origin=done.origin,
            command=done.command,
            question=done.question,
            certificate=done.certificate,
        )
    elif path.suffix == ".csv":
        text = as_csv(done.diagnosis.rows())
    else:
        text = as_text(without(done.to_json(), "seconds", "file"))
    write_whole(path, text)
    return replace(done, file=str(path))
