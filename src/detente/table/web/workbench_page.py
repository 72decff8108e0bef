"""The page of the workbench: a text with its checks, sliders, a board of claims, and answers to what is asked.

Everything is the desk's (`table/bench/desk.py`); the page shows it, and passes on what its reader does. Whoever has the
page's address can write the crisis's files, so that the address is a pass, and only this machine reaches it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from typing import Any

from nicegui import background_tasks, context, ui

from detente.analysis.sliders import Slider
from detente.errors import Mistake
from detente.table.bench.board import BoardRow, BoardSection
from detente.table.bench.desk import Desk, SliderState
from detente.table.bench.papers import ChangedOnDiskError
from detente.table.web import bench_parts as parts
from detente.table.web.bench_elements import Editor, Ruler, line_button
from detente.table.web.elements import button, tag
from detente.table.web.shell import Notice, PagePart, focus, frame, part_if_any, told

BENCH = "/workbench/"
REFRESH_SECONDS = 0.12
"""Between two pictures of what is being done; verdicts come faster."""

LOOK_SECONDS = 2.0
"""How often it is looked whether files were changed on disk."""

EDITOR = "text"
_UNSAVED = " Not saved: the files are as they were."


def workbench_page(desk: Desk, token: str) -> None:
    """Add the page of a desk to the server. token: the last part of its address, which nobody can guess."""

    @ui.page(f"{BENCH}{token}")
    def _bench() -> None:
        page = _WorkbenchPage(desk)
        loop = asyncio.get_running_loop()
        desk.post = lambda act: _soon(loop, act)
        desk.listen(page, page.refresh_soon)
        context.client.on_delete(lambda: desk.forget(page))
        if not desk.has_begun:
            desk.begin()
        page.refresh()


class _WorkbenchPage:
    """One browser's page of the workbench."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.client = context.client
        self._file = first_file(desk.texts)
        self._is_waiting, self._round, self._round_of_sliders = False, 0, 0
        self._editor: Editor | None = None
        self._texts_here = dict(desk.texts)
        self._numbers_here = dict(desk.numbers)
        self._rulers: dict[str, Ruler] = {}
        self._rows: dict[str, PagePart] = {}
        with frame(_short(desk.papers.place), "Détente · the workbench"):
            self.question = part_if_any(_draw_question, "div")
            self.notice = Notice()
            self.disk = part_if_any(self._draw_disk, "div")
            self.summary = PagePart(parts.draw_summary, "ul", "tally", aria_label="The claims at a glance")
            self.activity = part_if_any(parts.draw_activity, "p", "activity")
            self.trouble = part_if_any(_draw_trouble, "div")
            with tag("div", None, "bench"):
                with tag("div", None, "left"):
                    with tag("section", None, aria_labelledby="h-text"):
                        tag("h2", "The text", id="h-text")
                        self._draw_text()
                    self.sliders = PagePart(self._draw_sliders, "section", aria_labelledby="h-sliders")
                self.board = PagePart(self._draw_board, "section", "board", aria_labelledby="h-board")
            with tag("section", None, aria_labelledby="h-ask"):
                tag("h2", "Ask", id="h-ask", tabindex=-1)
                tag("p", "The commands of the same name give the same answers. They are about the text and the numbers "
                    "on this page.", "lead")  # fmt: skip
                self.questions = PagePart(self._draw_questions, "div", "questions")
                self.asking = part_if_any(self._draw_asking, "div")
                self.answer = part_if_any(parts.draw_answer, "div", "answer-here")
            self.indicators = part_if_any(self._draw_indicators, "section", aria_labelledby="h-watch")
            self.picture = part_if_any(self._draw_picture, "section", aria_labelledby="h-picture")
        ui.timer(LOOK_SECONDS, self._look_at_disk)

    # What the desk tells.

    def refresh_soon(self) -> None:
        """Show what is the case now, in a moment: verdicts may come one after another."""
        if not self._is_waiting:
            self._is_waiting = True
            background_tasks.create(self._refresh_later(), name="workbench")

    async def _refresh_later(self) -> None:
        await asyncio.sleep(REFRESH_SECONDS)
        self._is_waiting = False
        if not self.client.is_deleted:
            with self.client:
                self.refresh()

    def refresh(self) -> None:
        """Show what is the case now."""
        desk = self.desk
        known = desk.known
        self.question.show((known.title, known.question) if known else None)
        self.summary.show(desk.summary)
        doing = desk.judging if desk.judging.words else desk.checking
        self.activity.show(doing if doing.words else None)
        self.trouble.show(desk.trouble or None)
        self._show_text()
        self._show_sliders()
        self._show_board(desk.board)
        shown = None if known is None else (known.claims, known.actors, known.dates)
        self.questions.show(shown)
        self.asking.show(desk.asking if desk.asking.words else None)
        if self.answer.show(desk.answer) and desk.answer is not None:
            focus(parts.ANSWER)
        self.indicators.show(desk.indicators)
        self.picture.show(None if known is None else known.picture)

    # The text.

    def _draw_text(self) -> None:
        with tag("div", None, "files", role="group", aria_label="Files"):
            self.files = PagePart(self._draw_files, "span")
            self.saved = PagePart(self._draw_saved, "span")
        self.text = PagePart(self._draw_editor, "div")
        self.messages = PagePart(self._draw_messages, "div", id=f"{EDITOR}-says", role="status", aria_live="polite")

    def _draw_files(self, content: tuple[tuple[str, ...], str]) -> None:
        names, present = content
        for name in names if len(names) > 1 else ():
            is_here = name == present
            button(_short(name), partial(self._show_file, name), "small here" if is_here else "small",
                   aria_pressed="true" if is_here else "false")  # fmt: skip

    def _draw_saved(self, is_saved: bool) -> None:
        where = self.desk.papers.target
        if not self.desk.may_write:
            tag("span", f"This page saves nothing to {where}: to save, open the workbench by itself.", "hint")
            return
        button("Save", self._save, "small main", aria_label=f"Save to {where}")
        tag("span", f"As in {where}" if is_saved else f"Not saved to {where} yet", "hint")

    def _draw_editor(self, content: tuple[str, int]) -> None:
        name, _ = content
        self._editor = Editor(EDITOR, f"The text of {name}", self.desk.texts[name], partial(self._typed, name))
        self._texts_here[name] = self.desk.texts[name]

    def _typed(self, name: str, text: str) -> None:
        self._texts_here[name] = text
        with told(self.notice):
            self.desk.edit(name, text)

    def _show_file(self, name: str) -> None:
        self._file = name
        self.refresh()
        focus(EDITOR)

    def _show_text(self) -> None:
        desk = self.desk
        if self._file not in desk.texts:
            # It has another name since it was saved.
            here = _short(self._file)
            self._file = next((name for name in desk.texts if _short(name) == here), first_file(desk.texts))
            self._texts_here = dict(desk.texts)
        if self._texts_here.get(self._file) != desk.texts[self._file]:
            # It was changed elsewhere: read from disk, or written on another page.
            self._round += 1
        self.files.show((tuple(desk.texts), self._file))
        self.saved.show(desk.is_saved)
        is_redrawn = self.text.show((self._file, self._round))
        warnings = desk.known.checked.warnings if desk.known and not desk.mistakes else ()
        content = (self._file, desk.mistakes, warnings, desk.is_checked)
        if (self.messages.show(content) or is_redrawn) and self._editor is not None:
            marks = [parts.mark_of(each) for each in desk.mistakes if each.where.file == self._file]
            marks += [parts.mark_of(each, is_mistake=False) for each in warnings if each.where.file == self._file]
            self._editor.mark(marks, desk.texts[self._file])

    def _draw_messages(self, content: tuple[str, tuple[Mistake, ...], tuple[Mistake, ...], bool]) -> None:
        file, mistakes, warnings, is_checked = content
        found = [*mistakes, *warnings]
        if not found:
            tag("p", "No mistakes." if is_checked else "Checking …", "hint")
            return
        what = f"{len(mistakes)} {'mistake' if len(mistakes) == 1 else 'mistakes'}" if mistakes else "No mistakes"
        words = f", {len(warnings)} {'warning' if len(warnings) == 1 else 'warnings'}" if warnings else ""
        tag("p", f"{what}{words}.", "count bad" if mistakes else "count")
        own = [each for each in found if each.where.file == file]
        others: dict[str, int] = {}
        for each in found:
            if each.where.file != file and each.where.file in self.desk.texts:
                others[each.where.file] = others.get(each.where.file, 0) + 1
        parts.draw_messages(
            file,
            own,
            others,
            lambda each: line_button(parts.describe_place(each), EDITOR, parts.mark_of(each)),
            self._show_file,
        )

    # Files on disk.

    def _save(self, *, over: bool = False) -> None:
        with told(self.notice):
            try:
                written = self.desk.save(over=over)
            except ChangedOnDiskError as error:
                self.notice.say(str(error), is_bad=True)
                self._look_at_disk()
                return
            except OSError as error:
                self.notice.say(str(error), is_bad=True)
                return
            names = ", ".join(map(str, written))
            self.notice.say(f"Written: {names}." if names else "Nothing to save: the files already have this text.")
            self._look_at_disk()
            self.refresh()

    def _look_at_disk(self) -> None:
        self.disk.show(self.desk.papers.changed_on_disk())

    def _draw_disk(self, changed: tuple[str, ...]) -> None:
        with tag("div", None, "warning", role="alert"):
            tag(
                "p",
                f"Changed on disk since it was read: {', '.join(changed)}.{'' if self.desk.is_saved else _UNSAVED}",
            )
            button("Load the version on disk", self._reread, "small")
            if self.desk.may_write:
                button("Overwrite it with this text", partial(self._save, over=True), "small")

    def _reread(self) -> None:
        with told(self.notice):
            self.desk.reread()
            self.notice.say("Read again from disk.")
        self._look_at_disk()
        self.refresh()

    # Sliders.

    def _show_sliders(self) -> None:
        states = self.desk.sliders
        if self._numbers_here != self.desk.numbers:
            # They were moved elsewhere: put back, read from a file, or moved on another page.
            self._round_of_sliders += 1
            self._numbers_here = dict(self.desk.numbers)
        self.sliders.show((tuple(state.slider for state in states), self._round_of_sliders))
        for state in states:
            if ruler := self._rulers.get(state.slider.name):
                ruler.say(parts.hint_of(state), is_moved=state.is_moved)

    def _draw_sliders(self, content: tuple[tuple[Slider, ...], int]) -> None:
        tag("h2", "The numbers", id="h-sliders", tabindex=-1)
        self._rulers = {}
        if not content[0]:
            tag("p", "No number has a range, and no prior can be set.", "lead")
            return
        tag("p", "Every number with a range, and every prior. The file stays as it is.", "lead")
        with tag("p"):
            button("Put all back", self._put_back, "small")
            if self.desk.may_write:
                button("Save these positions in a file", self._save_settings, "small")
            button("Read positions from the file", self._load_settings, "small")
        with tag("div", None, "sliders-here", tabindex=0, role="group", aria_label="Sliders"):
            for number, state in enumerate(self.desk.sliders):
                self._draw_slider(number, state)

    def _draw_slider(self, number: int, state: SliderState) -> None:
        slider = state.slider
        words = [parts.value_in_words(value, is_prior=slider.is_prior) for value in slider.values]

        def moved(place: int) -> None:
            value = slider.values[min(max(place, 0), len(slider.values) - 1)]
            with told(self.notice):
                self._numbers_here = {**self.desk.numbers, slider.name: value}
                if value == slider.base:
                    self._numbers_here.pop(slider.name)
                self.desk.move(slider.name, value)

        self._rulers[slider.name] = Ruler(f"slider-{number}", parts.label_of(slider.name), words,
                                          slider.place_of(state.value), moved, parts.hint_of(state))  # fmt: skip

    def _put_back(self) -> None:
        self.desk.put_back()
        self.notice.say("Every slider is back at the value in the file.")
        self.refresh()
        focus("h-sliders")

    def _save_settings(self) -> None:
        with told(self.notice):
            try:
                written = self.desk.save_settings()
            except OSError as error:
                self.notice.say(str(error), is_bad=True)
                return
            self.notice.say(f"Written: {written}. Every command can set the numbers that this file has.")

    def _load_settings(self) -> None:
        with told(self.notice):
            self.desk.load_settings()
            self.notice.say(f"Read: {self.desk.papers.positions_path}.")
        self.refresh()

    # The board.

    def _show_board(self, board: tuple[BoardSection, ...]) -> None:
        self.board.show(tuple((section.title, tuple(row.id for row in section.rows)) for section in board))
        for section in board:
            for row in section.rows:
                self._rows[row.id].show(row)

    def _draw_board(self, sections: tuple[tuple[str, tuple[str, ...]], ...]) -> None:
        self._rows = {}
        tag("h2", "The claims", id="h-board", tabindex=-1)
        quick = self.desk.options
        tag("p", f"A quick estimate: {quick.num_plays:,} plays on a coarse belief grid; its error is not counted. "
            "Changes are real nevertheless, because the random draws stay the same.", "lead")  # fmt: skip
        button("Compare with these from now on", self._pin, "small")
        if not sections:
            tag("p", "No claims yet.", "lead")
        for title, ids in sections:
            if title:
                tag("h3", title, "chapter")
            for id_ in ids:
                self._rows[id_] = PagePart(_draw_row, "article", "row")

    def _pin(self) -> None:
        self.desk.pin()
        self.notice.say("Pinned: changes are shown relative to these verdicts.")
        self.refresh()

    # Questions.

    def _draw_questions(self, content: Any) -> None:
        known = self.desk.known
        if content is None or known is None:
            tag("p", "Questions can be asked as soon as the text has no mistakes.", "lead")
            return
        parts.draw_questions(known, self._ask)

    def _ask(self, values: dict[str, str]) -> None:
        with told(self.notice):
            fields = {key: values.get(key, "").strip() for key in ("claim", "actor", "date", "given")}
            self.desk.ask(values.get("task", ""), **fields)

    def _draw_asking(self, content: Any) -> None:
        with tag("p", None, "activity", role="status"):
            parts.draw_activity(content)
        button("Give it up", self.desk.stop_asking, "small")

    def _draw_indicators(self, section: Any) -> None:
        tag("h2", "What to watch", id="h-watch")
        parts.draw_section(section)

    def _draw_picture(self, _: str) -> None:
        tag("h2", "The crisis in a picture", id="h-picture")
        if self.desk.known is not None:
            parts.draw_picture(self.desk.known)


def _soon(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> None:
    """Call a function in the loop of the pages, which may have ended with the server."""
    with suppress(RuntimeError):
        loop.call_soon_threadsafe(act)


def _draw_trouble(words: str) -> None:
    tag("p", words, "warning", role="alert")


def _draw_question(content: tuple[str, str]) -> None:
    title, question = content
    tag("p", title, "about")
    if question:
        tag("p", question, "question")


def _draw_row(row: BoardRow) -> None:
    parts.draw_row(row)


def first_file(names: Iterable[str]) -> str:
    """The file that is shown at first: of a folder the one that is called as folders of crises call it."""
    listed = list(names)
    return next((name for name in listed if _short(name) in ("crisis.yaml", "crisis.yml")), listed[0])


def _short(name: str) -> str:
    return name.rsplit("/", 1)[-1]
