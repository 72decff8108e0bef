"""Two versions of a crisis compared: which lines differ, which verdicts, and which line turns which verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Options
from detente.service.asking import join_all, require_writable_answer, write_answer
from detente.service.repeating import Repeat, Wording, list_keywords
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
from detente.service.versions import Version, load_version

if TYPE_CHECKING:
    from detente.analysis.asked import Asked


def diff(
    first: Source,
    second: Source,
    *,
    variant: str | None = None,
    judges: bool = True,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording | None = None,
    tell: Tell = untold,
) -> Asked:
    """Compare two versions of a crisis; the answer is an `analysis.difference.VersionsCompared`.

    Args:
        first, second: files, folders or bundled crises, `FILE@COMMIT`, or runs by their folder or `result.json`.
        variant: applied to both; None: that of a run, or none.
        judges: whether claims are judged, in both and on the way from one to the other; else the files alone are
            compared.
        out: `FILE.html`, `FILE.json` or `FILE.csv`.

    Raises:
        ScenarioError: all mistakes of one of them together.
        DetenteError: there is no such file, commit or variant.
        UnsolvedError: some nodes are not solved, unless the options allow it.
        OSError: the file cannot be written.
    """
    options.require_one_rule("diff")
    require_writable_answer(out)
    versions = tuple(load_version(each, variant=variant) for each in (first, second))
    benches = [build_workbench(each.scenario, None, options, progress) for each in versions]

    from detente.analysis.asked import Asked
    from detente.analysis.attribute import compare_files, compare_versions, count_scenarios
    from detente.analysis.demand import Demand, demand_of_claims

    one, other = benches
    labels = _short_labels(versions)
    if judges:

        def demand() -> Demand:
            own, times = demand_of_claims(one, 0, is_run=False), count_scenarios(one.base, other.base)
            return replace(own, games=own.games * times, runs=own.runs * times)

        forecast = forecasting(one, demand, tell)
        compared = compare_versions(one, other, labels)
        forecast.finish()
    else:
        compared = compare_files(one.base, other.base, labels)
    certificates = {f"{name}, second": each for name, each in other.certificates.items()}
    asked = Asked(
        origin=build_origin(one.base, options.seed if judges else None, one.watch),
        question=one.base.question,
        command=(wording or _python)(_repeat(versions, variant, options, judges)),
        answer=compared,
        certificate=join_all({**one.certificates, **certificates}),
    )
    return write_answer(asked, out, kicker="Two versions compared", title=one.base.title)


def _short_labels(versions: Sequence[Version]) -> tuple[str, str]:
    """The last parts of the names of two versions, if these differ; else the whole names."""
    first, second = (each.label for each in versions)
    short = Path(first).name, Path(second).name
    return short if short[0] != short[1] and all(short) else (first, second)


def _repeat(versions: Sequence[Version], variant: str | None, options: Options, judges: bool) -> Repeat:
    first, second = (each.label for each in versions)
    settings = () if judges else (("files_only", True),)
    return Repeat("diff", first, variant, options, (second,), settings=settings)


def _python(repeat: Repeat) -> str:
    """The comparison as a line of Python."""
    keywords = list_keywords(repeat.options)
    keywords += [f"variant={repeat.variant!r}"] if repeat.variant else []
    keywords += ["judges=False"] if repeat.settings else []
    return f"detente.diff({', '.join([repr(str(repeat.crisis)), *map(repr, repeat.names), *keywords])})"
