"""What a workbench has done beside it: texts checked, claims judged, questions answered. Each job is plain data."""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from detente import service
from detente.analysis.options import Options
from detente.analysis.results import Checked
from detente.analysis.sliders import Slider
from detente.errors import DetenteError
from detente.scenario.model import Scenario
from detente.service.repeating import Wording
from detente.table.bench.helper import Report

VERDICTS, INDICATORS, PROGRESS = "verdicts", "indicators", "progress"
"""Kinds of news that a job tells besides its result."""

PROGRESS_SECONDS = 0.2
"""Between two pieces of news on how far a job is; nobody reads faster."""


@dataclass(frozen=True)
class Sheet:
    """The texts of a crisis as they are on the desk, and the numbers that are set.

    Args:
        texts: by the name of the file. name, path: of the scenario. numbers: as of `service.WithNumbers`.
    """

    texts: Mapping[str, str]
    name: str
    path: str
    variant: str | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)

    def load(self) -> Scenario:
        """The scenario.

        Raises:
            ScenarioError: all mistakes together.
        """
        with warnings.catch_warnings():
            # A slider cannot leave its range; whoever sets a number elsewhere was told there.
            warnings.simplefilter("ignore", UserWarning)
            return service.load_texts(self.texts, self.name, self.path, variant=self.variant, numbers=self.numbers)


@dataclass(frozen=True)
class ClaimLine:
    """A claim as it is written. section: of the text that it belongs to, or ""."""

    id: str
    says: str
    statement: str
    section: str


@dataclass(frozen=True)
class SheetChecked:
    """A sheet without mistakes, and what a page shows of it.

    Args:
        actors: name and title of everybody who decides. dates: of the calendar.
        sliders: of the file as it stands, whatever is set.
        picture: an SVG; in_words: the same in sentences.
    """

    checked: Checked
    title: str
    question: str
    claims: tuple[ClaimLine, ...]
    actors: tuple[tuple[str, str], ...]
    dates: tuple[str, ...]
    sliders: tuple[Slider, ...]
    picture: str
    in_words: tuple[str, ...]


def check_sheet(sheet: Sheet, report: Report) -> SheetChecked:  # noqa: ARG001
    """What `detente check` finds; with what a page shows of a crisis that can be read."""
    plain = Sheet(sheet.texts, sheet.name, sheet.path, sheet.variant)
    checked = service.check_texts(plain.texts, plain.name, plain.path, variant=plain.variant)
    crisis = plain.load()
    return SheetChecked(
        checked=checked,
        title=crisis.title,
        question=crisis.question,
        claims=tuple(ClaimLine(each.id, each.says, each.statement, each.section) for each in crisis.claims),
        actors=tuple((actor.name, actor.title) for actor in crisis.actors if not actor.is_deputy),
        dates=crisis.calendar.told.labels,
        sliders=service.list_sliders(crisis),
        picture=service.draw_crisis(crisis),
        in_words=service.describe_crisis(crisis),
    )


@dataclass(frozen=True)
class Judging:
    """Claims to be judged."""

    sheet: Sheet
    options: Options


def judge_sheet(job: Judging, report: Report) -> service.LiveBoard:
    """The claims of a sheet, told one by one."""
    return service.judge_live(
        job.sheet.load(),
        options=job.options,
        progress=_reporting(report),
        tell=lambda verdicts: report(VERDICTS, tuple(verdicts)),
        show=lambda found: report(INDICATORS, _as_section(found)),
    )


QUESTIONS = ("explain", "flip", "curve", "story", "reasons")
"""What can be asked on the page, by the names of the commands."""

Row: TypeAlias = dict[str, Any]


@dataclass(frozen=True)
class SheetQuestion:
    """A question on a sheet.

    Args:
        task: one of `QUESTIONS`. claim: by its id, for the first three. actor, date, given: for reasons.
        wording: states the command that gives the same answer.
    """

    sheet: Sheet
    options: Options
    wording: Wording
    task: str
    claim: str = ""
    actor: str = ""
    date: str = ""
    given: str = ""


@dataclass(frozen=True)
class ShownAnswer:
    """An answer as a page shows it.

    Args:
        section: as `report.page.show_sections` has it, as plain values with pictures as SVG.
        command: that gives the same answer, if the files are as the sheet.
    """

    section: Row
    command: str


def answer_question(job: SheetQuestion, report: Report) -> ShownAnswer:
    """The answer to a question, as its command gives it.

    Raises:
        DetenteError: there is nothing to be asked, or no such claim, actor or date.
    """
    ask = _ASKS.get(job.task)
    if ask is None:
        raise DetenteError(f"there is no question '{job.task}'")
    own = {"options": job.options, "progress": _reporting(report), "wording": job.wording}
    done = ask(job, job.sheet.load(), own)
    return ShownAnswer(_as_section(done.answer), done.command)


_ASKS: Mapping[str, Callable[[SheetQuestion, Scenario, Row], Any]] = {
    "explain": lambda job, crisis, own: service.explain(crisis, job.claim, **own),
    "flip": lambda job, crisis, own: service.flip(crisis, job.claim or None, **own),
    "curve": lambda job, crisis, own: service.curve(crisis, job.claim or None, **own),
    "story": lambda job, crisis, own: service.story(crisis, given=job.given, **own),
    "reasons": lambda job, crisis, own: service.reasons(crisis, job.actor, job.date, given=job.given, **own),
}


def _as_section(answer: object) -> Row:
    """The answer's section as plain values, so that whoever shows it needs nothing that draws."""
    from detente.report.answers import show_answer
    from detente.report.page import show_sections

    section = show_sections([show_answer(answer)])[0]
    tables = [vars(table) for table in section["tables"]]
    figures = [{**figure, "svg": str(figure["svg"])} for figure in section["figures"]]
    return {**section, "tables": tables, "figures": figures}


def _reporting(report: Report) -> Callable[[str, float], None]:
    """Progress as news, not more often than somebody can read; each call is a place where a job can end."""
    last = -1.0

    def progress(what: str, share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PROGRESS_SECONDS:
            last = now
            report(PROGRESS, (what, share))

    return progress
