"""The desk: the texts that somebody edits, the numbers that are set, and what is known of both. It knows no page.

Whatever takes time is done by three processes beside it (`helper.py`): one checks texts, one judges claims, one answers
questions. A newer text, or newer numbers, end what the first two do for older ones. Everything of a desk happens in one
thread; what a process tells comes there by `post`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from detente import service
from detente.analysis.options import Options
from detente.analysis.results import LiveVerdict
from detente.analysis.sliders import Slider
from detente.errors import DetenteError, Mistake
from detente.service.repeating import Repeat, Wording
from detente.table.bench.board import BoardSection, build_board, count_changes
from detente.table.bench.helper import DONE, ENDED, FAILED, Failure, Helper, News, Work
from detente.table.bench.jobs import (
    INDICATORS,
    PROGRESS,
    VERDICTS,
    Judging,
    Sheet,
    SheetChecked,
    SheetQuestion,
    ShownAnswer,
    answer_question,
    check_sheet,
    judge_sheet,
)
from detente.table.bench.papers import Papers

AS_FIRST = "as first judged"
"""What verdicts are compared with until somebody pins others."""

_ENDED = "The process that does this was ended by the system, perhaps because memory ran out. Try it again."


@dataclass(frozen=True)
class Activity:
    """What is being done: in words, and the share that is done; both empty where nothing is."""

    words: str = ""
    share: float = 0.0


@dataclass(frozen=True)
class SliderState:
    """A slider and where it stands. value: that of the file, unless it was moved."""

    slider: Slider
    value: float

    @property
    def is_moved(self) -> bool:
        return self.value != self.slider.base


@dataclass(frozen=True)
class Summary:
    """The claims at a glance.

    Args:
        num_judged, num_claims: claims with a verdict, and all. num_turned, num_moved: those with another verdict, and
            with another number, than what they are compared with. against: what that is.
        seconds: that the base crisis took to be compiled, solved and played; None if it was known.
        is_current: whether the verdicts are those of the text and of the numbers as they are now.
    """

    num_judged: int
    num_claims: int
    num_turned: int
    num_moved: int
    against: str
    seconds: float | None
    is_current: bool


class Desk:
    """A crisis on which somebody works.

    Args:
        papers: its files. options: how claims are judged. numbers: that are set when it opens.
        asked: the options of questions, which are answered as their commands answer them. wording: states commands.
        may_write: whether it writes files; nobody but whoever opened it should reach one that does.
        post: calls a function in the thread of the desk.
        start_helper: another way to have jobs done; for tests.
    """

    def __init__(
        self,
        papers: Papers,
        *,
        variant: str | None = None,
        numbers: Mapping[str, float] | None = None,
        options: Options = service.QUICK,
        asked: Options = service.DEFAULTS_OF_CLAIMS,
        wording: Wording = service.python_call,
        may_write: bool = True,
        post: Callable[[Callable[[], None]], None] = lambda act: act(),
        start_helper: Callable[[Work, Callable[[News], None]], Helper] = Helper,
    ) -> None:
        self.papers, self.variant, self.options, self.asked, self.wording = papers, variant, options, asked, wording
        self.post, self.may_write = post, may_write
        self.texts: dict[str, str] = papers.texts
        self.numbers: dict[str, float] = dict(numbers or {})
        self.mistakes: tuple[Mistake, ...] = ()
        self.known: SheetChecked | None = None
        self.trouble = ""
        self.checking, self.judging, self.asking = Activity(), Activity(), Activity()
        self.indicators: dict[str, Any] | None = None
        self.answer: ShownAnswer | Failure | None = None
        self.has_begun = self.is_checked = False
        self.seconds: float | None = None
        self._verdicts: dict[str, LiveVerdict] = {}
        self._before: dict[str, LiveVerdict] = {}
        self._fresh: set[str] = set()
        self._against = AS_FIRST
        self._first: object = None
        self._judged: object = None
        self._listeners: dict[object, Callable[[], None]] = {}
        self._checker = start_helper(check_sheet, lambda news: self._post(self._checker, self._hear_check, news))
        self._judge = start_helper(judge_sheet, lambda news: self._post(self._judge, self._hear_verdicts, news))
        self._oracle = start_helper(answer_question, lambda news: self._post(self._oracle, self._hear_answer, news))

    def listen(self, who: object, told: Callable[[], None]) -> None:
        """`told` is called after every change, until `who` is forgotten."""
        self._listeners[who] = told

    def forget(self, who: object) -> None:
        """Nothing more is told to `who`."""
        self._listeners.pop(who, None)

    def close(self) -> None:
        """End everything that is done beside it."""
        for helper in (self._checker, self._judge, self._oracle):
            helper.close()

    # What somebody does.

    def begin(self) -> None:
        """Check the text and judge the claims, for the first time."""
        self.has_begun = True
        self._check()

    def edit(self, file: str, text: str) -> None:
        """Take over what somebody has written in a file; the text is checked, and judged if it has no mistakes.

        Raises:
            DetenteError: there is no such file.
        """
        if file not in self.texts:
            raise DetenteError(f"there is no file '{file}' on the desk")
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if self.texts[file] != text:
            self.texts[file] = text
            self._check()

    def move(self, name: str, value: float) -> None:
        """Set a number, or put it back where the file has it.

        Raises:
            DetenteError: no slider has this name, or the value is not on it.
        """
        self._set(name, value)
        self._judge_soon()

    def _set(self, name: str, value: float) -> None:
        slider = next((each for each in self._sliders() if each.name == name), None)
        if slider is None:
            raise DetenteError(f"no slider is called '{name}'")
        if not slider.values[0] <= value <= slider.values[-1]:
            raise DetenteError(f"{name}: {value:g} is not from {slider.values[0]:g} to {slider.values[-1]:g}")
        if value == slider.base:
            self.numbers.pop(name, None)
        else:
            self.numbers[name] = value

    def put_back(self) -> None:
        """Put every slider back where the file has it."""
        self.numbers.clear()
        self._judge_soon()

    def pin(self) -> None:
        """Compare with what is on the board now, from here on."""
        self._before = dict(self._verdicts)
        self._against = f"as pinned{f' with {self.set_in_words}' if self.numbers else ''}"
        self._first = None
        self._changed()

    def save(self, *, over: bool = False) -> tuple[Path, ...]:
        """Write the texts to their files; see `Papers.save`."""
        self._require_writing()
        names = self.papers.new_names()
        written = self.papers.save(self.texts, over=over)
        self.texts = {names[name]: text for name, text in self.texts.items()}
        if list(names) != list(names.values()):
            # Mistakes are told with the names of files.
            self._check()
        self._changed()
        return written

    def reread(self) -> None:
        """Load the version on disk, in place of what is on the desk."""
        self.papers.reread()
        self.texts = self.papers.texts
        self._check()

    def save_settings(self) -> Path:
        """Write the numbers that are set to a file of their own."""
        self._require_writing()
        return service.write_settings(self.papers.positions_path, self.numbers, self.papers.place)

    def load_settings(self) -> None:
        """Set the numbers that the file of settings has.

        Raises:
            ScenarioError: it cannot be read. DetenteError: a number has no slider, or is not on it.
        """
        values = service.read_settings(self.papers.positions_path)
        self.numbers.clear()
        for name, value in values.items():
            self._set(name, value)
        self._judge_soon()

    def ask(self, task: str, *, claim: str = "", actor: str = "", date: str = "", given: str = "") -> None:
        """Ask a question, in place of the one that is being answered."""
        sheet = self._sheet()
        question = SheetQuestion(sheet, self.asked, self.wording, task, claim, actor, date, given)
        self.answer, self.asking = None, Activity("Starting")
        self._oracle.do(question)
        self._changed()

    def stop_asking(self) -> None:
        """Give up the question."""
        self._oracle.stop()
        self.asking = Activity()
        self._changed()

    # What is to be seen.

    @property
    def is_saved(self) -> bool:
        """Whether the files are as the texts on the desk."""
        return self.texts == self.papers.texts

    @property
    def board(self) -> tuple[BoardSection, ...]:
        """The claims, with what is different about them."""
        if self.known is None:
            return ()
        return build_board(self.known.claims, self._verdicts, self._before, self._fresh)

    @property
    def summary(self) -> Summary:
        """The claims at a glance."""
        claims = () if self.known is None else self.known.claims
        judged = sum(claim.id in self._verdicts for claim in claims)
        is_current = self.is_checked and not self.mistakes and not self.trouble and self._judged == self._state()
        return Summary(judged, len(claims), *count_changes(self.board), self._against, self.seconds, is_current)

    @property
    def sliders(self) -> tuple[SliderState, ...]:
        """Every slider with its value."""
        return tuple(SliderState(each, self.numbers.get(each.name, each.base)) for each in self._sliders())

    @property
    def set_in_words(self) -> str:
        """`doubt = 0.7, moscow.hawk = 0.4`; "" if nothing is set."""
        return ", ".join(f"{name} = {value:.6g}" for name, value in sorted(self.numbers.items()))

    @property
    def command(self) -> str:
        """What judges the same claims in full, if the files are as the texts on the desk."""
        crisis = service.WithNumbers(self.papers.place, dict(self.numbers)) if self.numbers else self.papers.place
        return self.wording(Repeat("claims", crisis, self.variant, self.asked))

    # What happens beside it.

    def _require_writing(self) -> None:
        if not self.may_write:
            raise DetenteError("this workbench writes no files; one that is opened by itself does")

    def _sliders(self) -> tuple[Slider, ...]:
        return () if self.known is None else self.known.sliders

    def _state(self) -> object:
        """What verdicts depend on."""
        written = "" if self.known is None else self.known.checked.origin.scenario_hash
        return written, tuple(sorted(self.numbers.items()))

    def _sheet(self) -> Sheet:
        name, path = self.papers.path.stem, str(self.papers.path)
        return Sheet(dict(self.texts), name, path, self.variant, dict(self.numbers))

    def _post(self, helper: Helper, hear: Callable[[News], None], news: News) -> None:
        """Hear news in the thread of the desk, unless it gave the helper another job meanwhile."""
        self.post(lambda: hear(news) if news.number == helper.number else None)

    def _changed(self) -> None:
        for told in list(self._listeners.values()):
            told()

    def _check(self) -> None:
        self.is_checked, self.checking = False, Activity("Checking")
        if self.judging.words:
            # What is being judged may not be what is written now.
            self._judge.stop()
            self.judging = Activity()
        self._checker.do(self._sheet())
        self._changed()

    def _hear_check(self, news: News) -> None:
        self.is_checked, self.checking = True, Activity()
        if news.kind == DONE:
            self.mistakes, self.known, self.trouble = (), news.content, ""
            if self._judged != self._state():
                self._judge_soon()
        else:
            failure = news.content if news.kind == FAILED else Failure(_ENDED)
            self.mistakes, self.trouble = failure.mistakes, "" if failure.mistakes else failure.message
        self._changed()

    def _judge_soon(self) -> None:
        """Judge the claims, unless the text has mistakes, in which case its last verdicts stay."""
        if self.known is None or self.mistakes or not self.is_checked:
            self._changed()
            return
        self.judging, self.trouble = Activity("Solving"), ""
        self._judged, self._fresh = None, set()
        if not self._before:
            self._first = self._state()
        self._judge.do(Judging(self._sheet(), self.options))
        self._changed()

    def _hear_verdicts(self, news: News) -> None:
        if news.kind == VERDICTS:
            self._take({each.verdict.id: each for each in news.content})
        elif news.kind == INDICATORS:
            self.indicators = news.content
        elif news.kind == PROGRESS:
            self.judging = Activity(*news.content)
        elif news.kind == DONE:
            self._verdicts = {}
            self._take({each.verdict.id: each for each in news.content.claims})
            self.judging, self.seconds = Activity(), news.content.seconds
            self._judged = self._state()
        elif news.kind in (FAILED, ENDED):
            failure = news.content if news.kind == FAILED else Failure(_ENDED)
            self.judging, self.trouble = Activity(), failure.message
        self._changed()

    def _take(self, verdicts: Mapping[str, LiveVerdict]) -> None:
        self._verdicts |= verdicts
        self._fresh |= verdicts.keys()
        if self._first == self._state():
            self._before |= verdicts

    def _hear_answer(self, news: News) -> None:
        if news.kind == PROGRESS:
            self.asking = Activity(*news.content)
        else:
            self.asking = Activity()
            self.answer = Failure(_ENDED) if news.kind == ENDED else news.content
        self._changed()
