"""Dated events: what they say, what comes next, and how forecasts did."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Options
from detente.errors import DetenteError
from detente.files import check_writable
from detente.service.dated import Events, begin_dated, finish_dated, list_settings
from detente.service.repeating import Repeat, Wording, python_call
from detente.service.setting_up import DEFAULTS_OF_CLAIMS, Progress, Source, quiet

if TYPE_CHECKING:
    from detente.analysis.asked import Asked
    from detente.evidence.rates import Rate


def evidence(
    crisis: Source,
    events: Events = None,
    *,
    models: Sequence[str] = (),
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
) -> Asked:
    """What dated events say of a crisis: surprises, types, rival models, claims.

    Args:
        models: variants that are compared with it by their Bayes factors.
        out: `FILE.html` for a page, `FILE.json`, `FILE.csv` for a row of every event.

    Raises:
        ScenarioError: mistakes of the events' file. DetenteError: there are no events, or no such variant.
        UnsolvedError: some nodes are not solved, unless the options allow it.
    """
    from detente.analysis.evidence import learn

    bench, known = begin_dated(crisis, variant, options, events, progress, out)
    answer = learn(bench, known, models)
    repeat = Repeat("evidence", crisis, variant, options, (), (), list_settings(events=events, models=list(models)))
    return finish_dated(bench, answer, wording(repeat), out, "What the events say")


def forecast(
    crisis: Source,
    events: Events = None,
    *,
    as_of: str | None = None,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
) -> Asked:
    """Forecast every act and state from a date on, given the events before that date.

    Args:
        as_of: the first date that is forecast; None: the one after the last event.
        out: `FILE.html` for a page, `FILE.json`, `FILE.csv` for a row of every date and event.

    Raises:
        ScenarioError: mistakes of the events' file. DetenteError: the events are impossible, or there is no such date.
        UnsolvedError: some nodes are not solved, unless the options allow it.
    """
    from detente.analysis.foresight import foresee

    bench, known = begin_dated(crisis, variant, options, events, progress, out)
    answer = foresee(bench, known, as_of)
    repeat = Repeat("forecast", crisis, variant, options, (), (), list_settings(events=events, as_of=as_of))
    return finish_dated(bench, answer, wording(repeat), out, "Forecast")


def score(
    crisis: Source,
    outcomes: str | Path,
    events: Events = None,
    *,
    as_of: str | None = None,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
) -> Asked:
    """Marks of the forecasts of what happened, beside those of simpler forecasters.

    Args:
        as_of: everything from this date on is forecast from what was known before it; None: every outcome from all that
            happened before its period.
        out: `FILE.html` for a page, `FILE.json`, `FILE.csv` for a row of every outcome.

    Raises:
        ScenarioError: mistakes of a file of events. DetenteError: there are no outcomes, or no such date.
        UnsolvedError: some nodes are not solved, unless the options allow it.
    """
    from detente.analysis.scoring import score as mark
    from detente.evidence.reading import read_events

    bench, known = begin_dated(crisis, variant, options, events, progress, out)
    answer = mark(bench, known, read_events(Path(outcomes), bench.base), as_of)
    settings = list_settings(outcomes=outcomes, events=events, as_of=as_of)
    return finish_dated(
        bench, answer, wording(Repeat("score", crisis, variant, options, (), (), settings)), out, "Marks"
    )


def posterior(
    crisis: Source,
    events: Events = None,
    *,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
) -> Asked:
    """What dated events say of the uncertain numbers.

    Args:
        options: `num_worlds` is the number of worlds (64); without points the belief grid is a coarse one, whose error
            is stated. Where an earlier run of the same was ended, it goes on; `fresh` begins anew.
        out: `FILE.html` for a page, `FILE.json`, `FILE.csv` for the worlds, equally likely, `FILE.nc` for ArviZ.

    Raises:
        ScenarioError: mistakes of the events' file. DetenteError: no number is uncertain, or the events are impossible.
    """
    from detente.analysis.posterior import learn_numbers

    to_arviz = out is not None and Path(out).suffix == ".nc"
    bench, known = begin_dated(crisis, variant, options, events, progress, None if to_arviz else out)
    if to_arviz and out is not None:
        from detente.analysis.inference_data import require_arviz

        require_arviz()
        check_writable(Path(out))
    answer = learn_numbers(bench, known, options.num_worlds or 64)
    repeat = Repeat("posterior", crisis, variant, options, (), (), list_settings(events=events))
    title, points = "What the events say of the numbers", answer.num_points
    if not to_arviz or out is None:
        return finish_dated(bench, answer, wording(repeat), out, title, points)

    from detente.analysis.inference_data import build_inference_data

    build_inference_data(answer).to_netcdf(str(out))
    return replace(finish_dated(bench, answer, wording(repeat), None, title, points), file=str(out))


def rates(table: str | Path, columns: Sequence[str] = (), *, first: str = "", last: str = "") -> tuple[Rate, ...]:
    """Base rates from a coded table: a CSV file with a row for every period and a column of 0 and 1 for every act.

    Args:
        columns: which; none: all that have only 0, 1, yes, no or empty cells. Empty cells are not counted.
        first, last: the rows to count, by their first cells, which are dates in order; "": from the first, to the last.

    Raises:
        DetenteError: there is no such file or column, or a cell is neither.
    """
    from detente.evidence.rates import estimate_rates

    return estimate_rates(_read_coded(Path(table), columns, (first, last)))


_CODES: Mapping[str, bool | None] = {"1": True, "yes": True, "0": False, "no": False, "": None}


def _read_coded(path: Path, columns: Sequence[str], span: tuple[str, str]) -> dict[str, list[bool]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DetenteError(f"{path}: the table cannot be read: {error}") from None
    if not rows:
        raise DetenteError(f"{path}: the table has no rows below the names of its columns")
    heads = [head for head in rows[0] if head]
    for date in filter(None, span):
        if date not in [row[heads[0]] for row in rows]:
            raise DetenteError(
                f"{path}: no row begins with '{date}' (they begin {rows[0][heads[0]]} … {rows[-1][heads[0]]})"
            )
    numbered = [
        (line, row)
        for line, row in enumerate(rows, start=2)
        if (not span[0] or row[heads[0]] >= span[0]) and (not span[1] or row[heads[0]] <= span[1])
    ]
    for column in columns:
        if column not in heads:
            from detente.scenario.names import listed, nearest

            raise DetenteError(f"{path}: no column '{column}'{nearest(column, heads)} (columns: {listed(heads)})")
    found: dict[str, list[bool]] = {}
    for column in columns or heads:
        cells = [(line, (row[column] or "").strip().lower()) for line, row in numbered]
        strange = next(((line, cell) for line, cell in cells if cell not in _CODES), None)
        if strange is not None:
            if columns:
                raise DetenteError(
                    f"{path}:{strange[0]} {column}: '{strange[1]}' is neither 1 (it happened), 0 (it did not) nor empty"
                )
            continue
        coded = [code for _, cell in cells if (code := _CODES[cell]) is not None]
        if coded:
            found[column] = coded
    if not found:
        raise DetenteError(f"{path}: no column has only 0 and 1")
    return found
