"""Tasks that solve a crisis: solve it, play it, evaluate its claims, compare policies, and all of it for a report."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis import results
from detente.analysis.options import Options
from detente.files import check_writable, write_whole
from detente.scenario.model import Scenario
from detente.service.repeating import Repeat, Wording, python_call
from detente.service.setting_up import (
    DEFAULTS,
    DEFAULTS_OF_CLAIMS,
    Progress,
    Source,
    build_origin,
    build_workbench,
    quiet,
)
from detente.service.solved import require_writable_plays, write_plays

if TYPE_CHECKING:
    from detente.analysis.comparison import Compared
    from detente.analysis.workbench import Workbench

_FILES_OF_RUN = {"report": "report.html", "result": "result.json", "summary": "summary.csv"}
_FILES_OF_COMPARISON = {kind: f"comparison.{kind}" for kind in ("html", "csv", "json")}


def solve(
    crisis: Source, *, variant: str | None = None, options: Options = DEFAULTS, progress: Progress = quiet
) -> results.Solved:
    """The certificate of a solved crisis, and what each actor can expect.

    Raises:
        UnsolvedError: some nodes are not solved, unless the options allow it.
    """
    bench = build_workbench(crisis, variant, replace(options, regret=True), progress)

    from detente.analysis.certify import certify
    from detente.analysis.values import start_values

    values = start_values(bench)
    certificate = certify(bench, values).added_to(bench.certificates[_name(bench)])
    return results.Solved(build_origin(bench.base, None, bench.watch, options), certificate, values)


def simulate(
    crisis: Source,
    *,
    variant: str | None = None,
    options: Options = DEFAULTS,
    out: str | Path | None = None,
    progress: Progress = quiet,
) -> results.Played:
    """Play a solved crisis many times.

    Args:
        out: `FILE.nc` for the plays themselves (netCDF), `FILE.csv` for the shares and means by date.

    Raises:
        DetenteError: `out` ends in anything else.
        UnsolvedError: some nodes are not solved, unless the options allow it.
        OSError: the file cannot be written.
    """
    # Checked before solving, which may take minutes.
    if out is not None:
        require_writable_plays(out)
    bench = build_workbench(crisis, variant, options, progress)

    from detente.analysis.tables import play_tables

    tables = play_tables(bench)
    file = None
    if out is not None:
        with bench.watch.phase("write"):
            file = str(write_plays(bench.paths(), out))
    certificate = bench.equilibrium(bench.base.variant).certificate
    return results.Played(
        build_origin(bench.base, options.seed, bench.watch, options), certificate, options.num_plays, tables, file
    )


def claims(
    crisis: Source, *, variant: str | None = None, options: Options = DEFAULTS_OF_CLAIMS, progress: Progress = quiet
) -> results.Judged:
    """Evaluate every claim of a crisis; verdicts that an earlier run reached come from the cache.

    Raises:
        ScenarioError: statements of claims cannot be read; all mistakes together.
        UnsolvedError: some nodes are not solved, unless the options allow it.
    """
    return _judged(build_workbench(crisis, variant, options, progress))


def run(
    crisis: Source,
    *,
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
) -> results.Run:
    """Do everything with a crisis, and write `report.html`, `result.json`, `summary.csv` and `claims.csv`.

    If there are worlds, `worlds.csv` has the number of every claim in each of them.

    Args:
        out: the folder to write to; default `out/NAME`, with the variant's name if there is one.
        wording: how the report states what gives the same run again.

    Raises:
        UnsolvedError: some nodes are not solved, unless the options allow it.
        OSError: the folder cannot be written to.
    """
    bench = build_workbench(crisis, variant, options, progress)

    from detente.analysis.certify import certify
    from detente.analysis.tables import as_csv, build_summary, play_tables
    from detente.analysis.values import list_base_numbers, start_values
    from detente.report.page import render_report

    folder = Path(out) if out is not None else Path("out") / _folder_name(crisis, bench.base)
    files = _writable(folder, _files_of_run(bench))
    judged = _judged(bench)
    tables, values, numbers = play_tables(bench), start_values(bench), list_base_numbers(bench.base)
    further = certify(bench, values, judged.claims)
    certificate = further.added_to(bench.certificates[_name(bench)])
    certificates = {**bench.certificates, _name(bench): certificate}
    command = wording(Repeat("run", crisis, variant, options))
    progress("Writing the report", 0.0)

    def done() -> results.Run:
        from_here = build_origin(bench.base, options.seed, bench.watch, options)
        played = results.Played(from_here, certificate, options.num_plays, tables)
        claims = replace(judged, origin=from_here, certificates=certificates)
        return results.Run(command, bench.base, numbers, claims, played, values, files)

    with bench.watch.phase("report"):
        html = render_report(done())
    finished = done()
    write_whole(Path(files["report"]), html)
    write_whole(Path(files["summary"]), as_csv(build_summary(tables)))
    write_whole(Path(files["result"]), _as_text(finished.to_json()))
    tables_of_claims = {"claims": judged.table(), "worlds": judged.worlds.table() if judged.worlds is not None else []}
    for kind, rows in tables_of_claims.items():
        if kind in files:
            write_whole(Path(files[kind]), as_csv(rows))
    progress("Writing the report", 1.0)
    return finished


def compare(
    crisis: Source,
    variants: Sequence[str] = (),
    *,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
) -> Compared:
    """Compare a crisis and variants of it: every measure, and what the crisis is worth to each actor.

    Args:
        variants: names, or beginnings of names that only one variant has; none: all.
        out: the folder of `comparison.html`, `comparison.csv` and `comparison.json`; None: nothing is written.
        wording: how the page states what gives the same comparison again.

    Raises:
        DetenteError: there is no such variant, or there are several.
        UnsolvedError: some nodes are not solved, unless the options allow it.
        OSError: the folder cannot be written to.
    """
    bench = build_workbench(crisis, None, options, progress)

    from detente.analysis.compare import compare as compare_policies
    from detente.analysis.compare import find_variants
    from detente.analysis.comparison import Compared

    names = find_variants(variants, bench.base)
    files = {} if out is None else _writable(Path(out), _FILES_OF_COMPARISON)
    comparison = compare_policies(bench, names)
    done = Compared(
        origin=build_origin(bench.base, options.seed, bench.watch, options),
        question=bench.base.question,
        command=wording(Repeat("compare", crisis, None, options, tuple(names))),
        num_plays=options.num_plays,
        comparison=comparison,
        certificates=bench.certificates,
        files=files,
    )
    if files:
        _write_comparison(done)
    return done


def _write_comparison(done: Compared) -> None:
    from detente.analysis.tables import as_csv
    from detente.report.comparison_page import render_comparison

    write_whole(Path(done.files["html"]), render_comparison(done))
    write_whole(Path(done.files["csv"]), as_csv(done.comparison.rows()))
    write_whole(Path(done.files["json"]), _as_text(done.to_json()))


def _files_of_run(bench: Workbench) -> dict[str, str]:
    """What a run writes, by kind."""
    has_worlds = bool(bench.base.claims) and _num_worlds(bench) > 0
    tables = {"claims": "claims.csv"} if bench.base.claims else {}
    return {**_FILES_OF_RUN, **tables, **({"worlds": "worlds.csv"} if has_worlds else {})}


def _num_worlds(bench: Workbench) -> int:
    """How many worlds the options ask for, or else the scenario."""
    asked = bench.base.worlds if bench.options.num_worlds is None else bench.options.num_worlds
    return asked or 0


def _judged(bench: Workbench) -> results.Judged:
    """The claims of the bench's crisis, evaluated in it and in other worlds if they are asked for."""
    from detente.analysis.verdicts import judge_claims
    from detente.analysis.worlds import judge_in_worlds, require_uncertain

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
    return results.Judged(
        build_origin(bench.base, options.seed, bench.watch, options),
        options.num_plays,
        claims,
        bench.certificates,
        verdicts.num_cached,
        worlds,
    )


def _name(bench: Workbench) -> str:
    """The name of the certificate of the bench's own crisis."""
    return bench.base.variant or "base"


def _folder_name(crisis: Source, scenario: Scenario) -> str:
    name = scenario.name if isinstance(crisis, Scenario) else Path(crisis).stem
    return name if scenario.variant is None else f"{name}-{scenario.variant}"


def _writable(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """The paths of files in a folder, by kind, if they can be written; checked before solving, which may take minutes.

    Raises:
        OSError: one of them cannot be written.
    """
    paths = {kind: folder / name for kind, name in files.items()}
    for path in paths.values():
        check_writable(path)
    return {kind: str(path) for kind, path in paths.items()}


def _as_text(document: Mapping[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"
