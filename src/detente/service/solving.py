"""Tasks that solve a crisis: solve it, play it, evaluate its claims, and all of it for a report."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis import results
from detente.analysis.options import Options
from detente.analysis.questions import QUESTIONS, list_asked, require_questions
from detente.files import write_together
from detente.service.dated import list_settings, read_dated
from detente.service.estimating import add_estimate, read_extras
from detente.service.folders import as_text, folder_name, writable
from detente.service.repeating import Repeat, Wording, python_call
from detente.service.setting_up import (
    DEFAULTS,
    DEFAULTS_OF_CLAIMS,
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
from detente.service.solved import require_writable_plays, write_plays
from detente.service.versions import KEPT

if TYPE_CHECKING:
    from detente.analysis.provenance import Provenance
    from detente.analysis.workbench import Workbench
    from detente.solve.certificate import Certificate

_FILES_OF_RUN = {
    "report": "report.html",
    "result": "result.json",
    "summary": "summary.csv",
    "timings": "timings.json",
    "scenario": KEPT,
}
_FILES_OF_CLAIMS = {"claims": "claims.csv", "worlds": "worlds.csv"}
"""What a run writes besides, if there are claims, and if there are worlds."""

_FILES_OF_EVENTS = {"forecast": "forecast.csv"}
"""And if there are dated events."""


def solve(
    crisis: Source,
    *,
    variant: str | None = None,
    options: Options = DEFAULTS,
    progress: Progress = quiet,
    tell: Tell = untold,
) -> results.Solved:
    """The certificate of a solved crisis, and what each actor can expect.

    Raises:
        UnsolvedError: some nodes are not solved, unless the options allow it.
    """
    options.require_one_rule("solve")
    bench = build_workbench(crisis, variant, replace(options, regret=True), progress)

    from detente.analysis.certify import certify
    from detente.analysis.demand import Demand
    from detente.analysis.values import start_values

    forecast = forecasting(bench, Demand, tell)
    values = start_values(bench)
    certificate = certify(bench, values).added_to(bench.certificates[_name(bench)])
    forecast.finish()
    return results.Solved(build_origin(bench.base, None, bench.watch, bench.choice.points), certificate, values)


def simulate(
    crisis: Source,
    *,
    variant: str | None = None,
    options: Options = DEFAULTS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    tell: Tell = untold,
) -> results.Played:
    """Play a solved crisis many times.

    Args:
        out: `FILE.nc` for the plays themselves (netCDF), `FILE.csv` for the shares and means by date.

    Raises:
        DetenteError: `out` ends in anything else.
        UnsolvedError: some nodes are not solved, unless the options allow it.
        OSError: the file cannot be written.
    """
    options.require_one_rule("simulate")
    # Checked before solving, which may take minutes.
    if out is not None:
        require_writable_plays(out)
    bench = build_workbench(crisis, variant, options, progress)

    from detente.analysis.demand import Demand
    from detente.analysis.tables import play_tables

    forecast = forecasting(bench, lambda: Demand(runs=1), tell)
    tables = play_tables(bench)
    file = None
    if out is not None:
        with bench.watch.phase("write"):
            file = str(write_plays(bench.paths(), out))
    certificate = bench.equilibrium(bench.base.variant).certificate
    forecast.finish()
    return results.Played(
        build_origin(bench.base, options.seed, bench.watch, bench.choice.points),
        certificate,
        options.num_plays,
        tables,
        file,
    )


def claims(
    crisis: Source,
    *,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    progress: Progress = quiet,
    tell: Tell = untold,
) -> results.Judged:
    """Evaluate every claim of a crisis; verdicts that an earlier run reached come from the cache.

    Raises:
        ScenarioError: statements of claims cannot be read; all mistakes together.
        UnsolvedError: some nodes are not solved, unless the options allow it.
    """
    bench = build_workbench(crisis, variant, options, progress)

    from detente.analysis.demand import demand_of_claims

    forecast = forecasting(bench, lambda: demand_of_claims(bench, _num_worlds(bench), is_run=False), tell)
    judged = _judged(bench)
    forecast.finish()
    return judged


def run(
    crisis: Source,
    *,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    also: Sequence[str] = (),
    text: str | Path | None = None,
    scale: str = "icd203",
    events: str | Path | None = None,
    outcomes: str | Path | None = None,
    learn_under: str | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
    tell: Tell = untold,
) -> results.Run:
    """Do everything with a crisis, and write its report with the numbers as files.

    These are `report.html`, `result.json`, `summary.csv`, `claims.csv`, `timings.json` and `scenario.yaml`, from which
    the run can be done again; with worlds, `worlds.csv` (the number of every claim in each); with dated events,
    `forecast.csv` (the probability of every act and state after them). The same seed gives the same bytes of
    `result.json`. Files of another result in the folder are kept in a folder `earlier-1`, or the next free one, in it.

    Args:
        out: the folder to write to; default `out/NAME`, with the variant's name if there is one.
        also: names of `analysis.questions.QUESTIONS`, which are asked besides; each answer is a section of the report.
        text: a file with the text that the claims quote; the report shows it with the verdicts beside its sentences.
        scale: whose words for likelihoods the report uses, `icd203` or `phia`.
        events: a file of dated events; None: those of the scenario. outcomes: a file of what happened later, on which
            forecasts are scored. learn_under: the variant in whose calendar both lie, because it begins earlier.
        wording: how the report states what gives the same run again. tell: called early if the run will be long.

    Raises:
        UnsolvedError: some nodes are not solved, unless the options allow it.
        DetenteError: a text cannot be read, or there is no such scale.
        OSError: the folder cannot be written to.
    """
    require_questions(also := as_names(also))
    bench = build_workbench(crisis, variant, options, progress)
    bench.dated = read_dated(bench, events, outcomes, learn_under)
    asked = list_asked(bench, also)
    extras = read_extras(bench.base, text, scale)

    from detente.analysis.demand import demand_of_run

    folder = Path(out) if out is not None else Path("out") / folder_name(crisis, bench.base)
    files = writable(folder, _files_of_run(bench, asked))
    forecast = forecasting(bench, lambda: demand_of_run(bench, _num_worlds(bench), also), tell)
    dated = list_settings(events=events, outcomes=outcomes, learn_under=learn_under)
    repeat = Repeat("run", crisis, variant, options, also=tuple(also), settings=(*extras.settings, *dated))
    complete = _run_everything(bench, asked, wording(repeat), files)
    progress("Writing the report", 0.0)

    def done() -> results.Run:
        return add_estimate(complete(), repeat, wording, extras, folder)

    html = _render(bench, done, lambda run: _write_run(folder, run, None))
    forecast.finish()
    progress("Writing the report", 1.0)
    return _write_run(folder, done(), html)


def _run_everything(
    bench: Workbench, asked: Sequence[str], command: str, files: Mapping[str, str]
) -> Callable[[], results.Run]:
    """All results of a run, as a function: what it returns has the times up to its call."""
    from detente.analysis.certify import certify
    from detente.analysis.compare import list_measured
    from detente.analysis.tables import play_tables
    from detente.analysis.values import list_base_numbers, start_values
    from detente.claims.measure import Besides

    if "options" in asked:
        bench.besides = Besides(list_measured(bench))
    bench.keeps_turns = "story" in asked
    judged, options = _judged(bench), bench.options
    tables, values, numbers = play_tables(bench), start_values(bench), list_base_numbers(bench.base)
    certificate = certify(bench, values, judged.claims).added_to(bench.certificates[_name(bench)])
    answers = {question: QUESTIONS[question](bench) for question in QUESTIONS if question in asked}
    certificates = {**bench.certificates, _name(bench): certificate}
    provenance = _provenance(bench, judged, certificates)

    def complete() -> results.Run:
        from_here = build_origin(bench.base, options.seed, bench.watch, bench.choice.points)
        played = results.Played(from_here, certificate, options.num_plays, tables)
        claims = replace(judged, origin=from_here, certificates=certificates)
        return results.Run(
            command, bench.base, numbers, claims, played, values, files, answers=answers, provenance=provenance
        )

    return complete


def _provenance(bench: Workbench, judged: results.Judged, certificates: Mapping[str, Certificate]) -> Provenance:
    """Where the numbers of a run come from."""
    from detente.analysis.provenance import build_provenance

    return build_provenance(bench, judged, certificates, version())


def _render(bench: Workbench, done: Callable[[], results.Run], keep: Callable[[results.Run], object]) -> str:
    """The report; if it cannot be made, the results, which have taken the time and need no report, are kept."""
    from detente.report.page import render_report

    try:
        with bench.watch.phase("report"):
            return render_report(done())
    except Exception:
        keep(done())
        raise


def _write_run(folder: Path, run: results.Run, html: str | None) -> results.Run:
    """Write the files of a run; it is returned with the place of those that were there."""
    from detente.analysis.tables import as_csv, build_summary
    from detente.scenario.writing import write_scenario

    judged = run.judged
    texts = {
        "scenario": write_scenario(run.scenario),
        "report": html,
        "result": as_text(run.to_result()),
        "summary": as_csv(build_summary(run.played.tables)),
        "timings": as_text(run.to_timings()),
        "claims": as_csv(judged.table()),
        "worlds": as_csv(judged.worlds.table()) if judged.worlds is not None else None,
        "forecast": _forecast_table(run),
    }
    # Those that this run has no content for make room too: a folder never has files of two runs.
    names = {**_FILES_OF_RUN, **_FILES_OF_CLAIMS, **_FILES_OF_EVENTS}
    contents = {names[kind]: texts[kind] if kind in run.files else None for kind in names}
    earlier = write_together(folder, contents, _FILES_OF_RUN["result"])
    return replace(run, earlier=None if earlier is None else str(earlier))


def _forecast_table(run: results.Run) -> str | None:
    """The forecast with a row for every date and event, if there is one."""
    from detente.analysis.foresight import Foresight
    from detente.analysis.tables import as_csv

    answer = run.answers.get("forecast")
    return as_csv(answer.rows()) if isinstance(answer, Foresight) else None


def _files_of_run(bench: Workbench, asked: Sequence[str]) -> dict[str, str]:
    """What a run writes, by kind."""
    wanted = {"claims": bool(bench.base.claims), "worlds": bool(bench.base.claims) and _num_worlds(bench) > 0}
    wanted["forecast"] = "forecast" in asked
    more = {**_FILES_OF_CLAIMS, **_FILES_OF_EVENTS}
    return {**_FILES_OF_RUN, **{kind: name for kind, name in more.items() if wanted[kind]}}


def _num_worlds(bench: Workbench) -> int:
    """How many worlds the options ask for, or else the scenario."""
    asked = bench.base.worlds if bench.options.num_worlds is None else bench.options.num_worlds
    return asked or 0


def _judged(bench: Workbench) -> results.Judged:
    """The claims of the bench's crisis, evaluated in it and in other worlds if they are asked for."""
    from detente.analysis.verdicts import judge_claims, judge_under_rules
    from detente.analysis.world_claims import require_uncertain
    from detente.analysis.worlds import judge_in_worlds

    options = bench.options
    num_worlds = _num_worlds(bench)
    if num_worlds:
        # Before anything is solved, because it may refuse.
        require_uncertain(bench.base)
    verdicts = judge_claims(bench)
    claims, worlds = verdicts.claims, None
    if num_worlds:
        worlds = judge_in_worlds(bench, num_worlds)
        claims = tuple(replace(each, robustness=own) for each, own in zip(claims, worlds.robustness, strict=True))
    claims = judge_under_rules(bench, claims)
    return results.Judged(
        build_origin(bench.base, options.seed, bench.watch, bench.choice.points),
        options.num_plays,
        claims,
        bench.certificates,
        verdicts.num_cached,
        worlds,
    )


def _name(bench: Workbench) -> str:
    """The name of the certificate of the bench's own crisis."""
    return bench.base.variant or "base"
