"""How verdicts depend on numbers: curves of every claim against every number, and the nearest flips."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Options, require_range
from detente.analysis.turning import Answered, Curves, Flips
from detente.errors import DetenteError, UnknownNameError
from detente.files import check_writable, write_whole
from detente.scenario.model import Scenario
from detente.scenario.names import listed, nearest
from detente.service.folders import as_text
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
    load,
    quiet,
    untold,
)

if TYPE_CHECKING:
    from detente.analysis.workbench import Workbench

ALL = "all"
"""What stands for every claim where numbers are named after it."""

MOST_VALUES = 129
"""Values of each number; a curve of more shows nothing further."""


def curve(
    crisis: Source,
    claim: str | None = None,
    numbers: Sequence[str] = (),
    *,
    variant: str | None = None,
    values: int | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
    tell: Tell = untold,
) -> Answered:
    """The claims of a crisis against its numbers, one number at a time and all else as at the base values.

    Args:
        claim: the id of one claim; None, or "all": all.
        numbers: names of numbers, or of priors as `ACTOR.TYPE`, each with `=LOW:HIGH` if over another range than the
            file's; none: every uncertain number, and every prior that can be set.
        values: how many of each number are evaluated before crossings are narrowed; default: 7.
        out: `FILE.html`, `FILE.json` or `FILE.csv` for the answer.

    Raises:
        UnknownNameError: there is no such claim or number. DetenteError: there is nothing to vary.
        OSError: the file cannot be written.
    """
    from detente.analysis.curve import NUM_VALUES, draw_curves

    numbers, num_values = as_names(numbers), NUM_VALUES if values is None else values
    return _answer(
        _Asked("curve", crisis, claim, numbers, variant, values, options, None if out is None else Path(out)),
        lambda bench: draw_curves(bench, numbers, num_values=num_values),
        num_values,
        (progress, wording, tell),
    )


def flip(
    crisis: Source,
    claim: str | None = None,
    numbers: Sequence[str] = (),
    *,
    variant: str | None = None,
    values: int | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
    tell: Tell = untold,
) -> Answered:
    """The smallest change of one number, of two, and of a prior that turns the verdict on each claim.

    Args:
        claim: the id of one claim; None, or "all": all.
        numbers: as of `curve`.
        values: how many of each number are evaluated before brackets are narrowed; default: 5.
        out: as of `curve`.

    Raises:
        UnknownNameError: there is no such claim or number. DetenteError: there is nothing to vary.
        UnsolvedError: the base crisis is not solved, unless the options allow it.
        OSError: the file cannot be written.
    """
    from detente.analysis.flip import NUM_VALUES, find_flips

    numbers, num_values = as_names(numbers), NUM_VALUES if values is None else values
    return _answer(
        _Asked("flip", crisis, claim, numbers, variant, values, options, None if out is None else Path(out)),
        lambda bench: find_flips(bench, numbers, num_values=num_values),
        num_values,
        (progress, wording, tell),
    )


@dataclass(frozen=True)
class _Asked:
    """A question on how numbers decide, as it was asked."""

    task: str
    crisis: Source
    claim: str | None
    numbers: tuple[str, ...]
    variant: str | None
    values: int | None
    options: Options
    out: Path | None

    def check(self) -> None:
        """Refuse what is wrong about it before anything is solved."""
        self.options.require_one_rule(self.task)
        if self.values is not None:
            require_range("values", self.values, 3, MOST_VALUES)
        if self.out is not None:
            if self.out.suffix not in _WRITERS:
                raise DetenteError(f"'{self.out}': the answer is written as FILE.html (a page), FILE.json or FILE.csv.")
            check_writable(self.out)

    def repeat(self) -> Repeat:
        claim = self.claim or (ALL if self.numbers else None)
        settings = (("values", self.values),) if self.values is not None else ()
        names = (*([claim] if claim else []), *self.numbers)
        return Repeat(self.task, self.crisis, self.variant, self.options, names, settings=settings)


def _answer(
    asked: _Asked,
    ask: Callable[[Workbench], Curves | Flips],
    num_values: int,
    front: tuple[Progress, Wording, Tell],
) -> Answered:
    progress, wording, tell = front
    asked.check()
    scenario = with_claims(load(asked.crisis, variant=asked.variant), asked.claim)
    bench = build_workbench(scenario, None, asked.options, progress)

    from detente.analysis.demand import demand_of_points
    from detente.analysis.varying import list_axes

    axes = list_axes(bench.base, asked.numbers)
    forecast = forecasting(bench, lambda: demand_of_points(bench, axes, num_values, is_flip=asked.task == "flip"), tell)
    bench.begin()
    answer = ask(bench)
    forecast.finish()
    done = Answered(
        origin=build_origin(bench.base, asked.options.seed, bench.watch, bench.choice.points),
        question=bench.base.question,
        command=wording(asked.repeat()),
        answer=answer,
    )
    if asked.out is None:
        return done
    return replace(done, file=str(write_whole(asked.out, _WRITERS[asked.out.suffix](done))))


def with_claims(scenario: Scenario, claim: str | None) -> Scenario:
    """The scenario with one of its claims alone, or all.

    Raises:
        UnknownNameError: there is no such claim. DetenteError: it has no claims.
    """
    ids = [each.id for each in scenario.claims]
    if not ids:
        raise DetenteError(f"{scenario.name} has no claims, so that no number can turn one.")
    if claim is None or (claim == ALL and ALL not in ids):
        return scenario
    if claim not in ids:
        raise UnknownNameError(f"there is no claim '{claim}'{nearest(claim, ids)} (claims: {listed(ids, 40)})")
    return replace(scenario, claims=tuple(each for each in scenario.claims if each.id == claim))


def _as_page(done: Answered) -> str:
    from detente.report.certificates import certificate_sentence
    from detente.report.page import render_answer

    return render_answer(
        done.answer,
        kicker="Curves" if isinstance(done.answer, Curves) else "What would turn the verdicts",
        title=done.origin.title,
        origin=done.origin,
        command=done.command,
        question=done.question,
        certificate=certificate_sentence(done.answer.certificate),
    )


def _as_json(done: Answered) -> str:
    return as_text(done.to_json())


def _as_table(done: Answered) -> str:
    from detente.analysis.tables import as_csv

    return as_csv(done.answer.table())


_WRITERS: dict[str, Callable[[Answered], str]] = {".html": _as_page, ".json": _as_json, ".csv": _as_table}
