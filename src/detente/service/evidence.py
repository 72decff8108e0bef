"""Dated events: what they say, what comes next, and how forecasts did."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Options
from detente.errors import DetenteError
from detente.files import check_writable
from detente.service.dated import Events, begin_dated, finish_dated, list_settings
from detente.service.repeating import Repeat, Wording, python_call
from detente.service.setting_up import DEFAULTS_OF_CLAIMS, Progress, Source, Tell, as_names, quiet, untold

if TYPE_CHECKING:
    from detente.analysis.asked import Asked
    from detente.evidence.rates import Rate


FEWEST_WORLDS = 2
"""Of a posterior."""


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
    models = as_names(models)
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
    tell: Tell = untold,
    wording: Wording = python_call,
) -> Asked:
    """Forecast every act and state from a date on, given the events before that date.

    Args:
        options: `num_worlds` is the number of worlds over which it is averaged, all numbers learned from the events as
            `posterior` does; without, all numbers have their base values.
        as_of: the first date that is forecast; None: the one after the last event.
        tell: called early with how long it takes at least, if worlds are evaluated and that is long.
        out: `FILE.html` for a page, `FILE.json`, `FILE.csv` for a row of every date and event.

    Raises:
        ScenarioError: mistakes of the events' file. DetenteError: the events are impossible, there is no such date, or
            there are no events to learn numbers from.
        UnsolvedError: some nodes are not solved, unless the options allow it.
    """
    bench, known = begin_dated(crisis, variant, options, events, progress, out)
    if options.num_worlds:
        from detente.analysis.foresight_in_worlds import foresee_in_worlds

        answer = foresee_in_worlds(bench, known, as_of, options.num_worlds, tell)
    else:
        from detente.analysis.foresight import foresee

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
    tell: Tell = untold,
    wording: Wording = python_call,
) -> Asked:
    """What dated events say of the uncertain numbers.

    Args:
        options: `num_worlds` is the number of worlds (64); without points the belief grid is a coarse one, whose error
            is stated. Where an earlier run of the same was ended, it goes on; `fresh` begins anew.
        tell: called early with how long it takes at least, if worlds are evaluated and that is long.
        out: `FILE.html` for a page, `FILE.json`, `FILE.csv` for the worlds, equally likely, `FILE.nc` for ArviZ.

    Raises:
        ScenarioError: mistakes of the events' file. DetenteError: no number is uncertain, or the events are impossible.
    """
    from detente.analysis.posterior import learn_numbers

    num_worlds = 64 if options.num_worlds is None else options.num_worlds
    if num_worlds < FEWEST_WORLDS:
        raise DetenteError(f"posterior: {num_worlds} worlds are too few; at least {FEWEST_WORLDS}")
    to_arviz = out is not None and Path(out).suffix == ".nc"
    bench, known = begin_dated(crisis, variant, options, events, progress, None if to_arviz else out)
    if to_arviz and out is not None:
        from detente.analysis.inference_data import require_arviz

        require_arviz()
        check_writable(Path(out))
    answer = learn_numbers(bench, known, num_worlds, tell)
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
        first, last: the rows to count, by their first cells; "": from the first, to the last.

    Raises:
        ScenarioError: there is no such file, column or row, or a cell is neither.
    """
    from detente.evidence.coded import read_coded
    from detente.evidence.rates import estimate_rates

    return estimate_rates(read_coded(Path(table), columns, first, last))
