"""Tasks that compare: a crisis with variants of it, and an actor bound to a rule with one that is not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Options
from detente.files import write_together
from detente.service.folders import as_text, writable
from detente.service.repeating import Repeat, Wording, python_call
from detente.service.setting_up import (
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
)

if TYPE_CHECKING:
    from detente.analysis.comparison import Compared, PolicyComparison
    from detente.analysis.workbench import Workbench

_FILES_OF_COMPARISON = {kind: f"comparison.{kind}" for kind in ("html", "csv", "json")}


def compare(
    crisis: Source,
    variants: Sequence[str] = (),
    *,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
    tell: Tell = untold,
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
    options.require_one_rule("compare")
    bench = build_workbench(crisis, None, options, progress)

    from detente.analysis.compare import compare as compare_policies
    from detente.analysis.compare import find_variants
    from detente.analysis.demand import demand_of_variants

    names = find_variants(as_names(variants), bench.base)
    files = {} if out is None else writable(Path(out), _FILES_OF_COMPARISON)
    forecast = forecasting(bench, lambda: demand_of_variants(bench, names), tell)
    comparison = compare_policies(bench, names)
    forecast.finish()
    return _finish(bench, comparison, wording(Repeat("compare", crisis, None, options, tuple(names))), files, out)


def commit(
    crisis: Source,
    commitment: str | None = None,
    *,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
) -> Compared:
    """What it is worth to an actor to bind itself before play: every rule of a commitment against not being bound.

    Args:
        commitment: its name, or that of the actor that it serves; None: the only one.
        out: as of `compare`.
        wording: how the page states what gives the same result again.

    Raises:
        DetenteError: there is no such commitment, or there are several.
        UnsolvedError: some nodes are not solved, unless the options allow it.
        OSError: the folder cannot be written to.
    """
    bench = build_workbench(crisis, None, options, progress)

    from detente.analysis.commit import compare_rules, find_commitment

    chosen = find_commitment(commitment, bench.base)
    files = {} if out is None else writable(Path(out), _FILES_OF_COMPARISON)
    comparison = compare_rules(bench, chosen)
    return _finish(bench, comparison, wording(Repeat("commit", crisis, None, options, (chosen.name,))), files, out)


def _finish(
    bench: Workbench,
    comparison: PolicyComparison,
    command: str,
    files: Mapping[str, str],
    out: str | Path | None,
) -> Compared:
    """The comparison with where it comes from, written if a folder is named."""
    from detente.analysis.comparison import Compared

    done = Compared(
        origin=build_origin(bench.base, bench.options.seed, bench.watch, bench.choice.points),
        question=bench.base.question,
        command=command,
        num_plays=bench.options.num_plays,
        comparison=comparison,
        certificates=bench.certificates,
        files=files,
    )
    return done if out is None else _write_comparison(Path(out), done)


def _write_comparison(folder: Path, done: Compared) -> Compared:
    """Write the files of a comparison; it is returned with the place of those that were there."""
    from detente.analysis.tables import as_csv
    from detente.report.comparison_page import render_comparison

    texts = (render_comparison(done), as_csv(done.comparison.rows()), as_text(done.to_result()))
    names = _FILES_OF_COMPARISON
    earlier = write_together(folder, dict(zip(names.values(), texts, strict=True)), names["json"])
    return replace(done, earlier=None if earlier is None else str(earlier))
