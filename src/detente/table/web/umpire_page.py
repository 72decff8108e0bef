"""The umpire's page: everything, who sits where, and what the umpire can do to the play."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from nicegui import background_tasks, context, ui

from detente.errors import DetenteError
from detente.report.words import in_words
from detente.scenario.model import Decision
from detente.table.records import SeatView, UmpireView
from detente.table.web import seat_parts, umpire_parts
from detente.table.web.elements import button, field, form, link, select, tag
from detente.table.web.hall import Hall, Sitting
from detente.table.web.shell import Notice, PagePart, frame, part_if_any, say_and_leave, told

if TYPE_CHECKING:
    from detente.table.session import Table

LONGEST_TEXT = 500
_IDEAS = "inject-ideas"
"""The id of the list of what can be injected."""


def umpire_page(hall: Hall) -> None:
    """Add the umpire's pages to the server."""

    @ui.page("/umpire/{token}")
    def _umpire(token: str) -> None:
        found = hall.umpire_of(token)
        if found is None:
            say_and_leave("No table here", "This address belongs to no umpire.")
            return
        page = _UmpirePage(hall, token, found[1])
        found[1].listen(page, page.refresh_soon)
        context.client.on_delete(lambda: found[1].forget(page))
        page.refresh_soon()


class _UmpirePage:
    """One browser's page of an umpire."""

    def __init__(self, hall: Hall, token: str, sitting: Sitting) -> None:
        self.hall, self.token, self.sitting = hall, token, sitting
        self.client = context.client
        self._said_at = 0
        title = hall.scenario.title
        with frame(f"Umpire: {title}", "Détente · the umpire sees everything", hall.scenario.question, heading=title):
            self.clock = part_if_any(seat_parts.draw_clock, "ul", "tally")
            self.notice = Notice()
            self.chairs = part_if_any(self._draw_chairs)
            with tag("div", None, "sides"):
                with tag("div", None, "side wide"):
                    self.pending = part_if_any(umpire_parts.draw_pending)
                    self.acts = part_if_any(self._draw_acts, "section", "decide")
                    self.history = part_if_any(seat_parts.draw_history, "section", "history")
                with tag("div", None, "side"):
                    self.types = part_if_any(umpire_parts.draw_types, "section", "types")
                    self.state = part_if_any(seat_parts.draw_state, "section", "state")
                    self.beliefs = part_if_any(umpire_parts.draw_beliefs, "section", "beliefs")
            self.views = part_if_any(self._draw_views)
            self.log = part_if_any(self._draw_log)
            self.ideas = PagePart(self._draw_ideas, "datalist", id=_IDEAS)

    def refresh_soon(self) -> None:
        """Show what is the case now, as soon as the play answers."""
        background_tasks.create(self._refresh(), name="umpire")

    async def _refresh(self) -> None:
        sitting, table = self.sitting, self.sitting.table
        view = None if table is None else await sitting.ask(table.umpire)
        if self.client.is_deleted:
            return
        with self.client:
            self.chairs.show((tuple(sitting.players.items()), table is None, sitting.is_opening, sitting.trouble,
                              view is not None and view.is_over))  # fmt: skip
            if view is not None:
                self._show(view)

    def _show(self, view: UmpireView) -> None:
        if self._said_at and view.clock.turn > self._said_at:
            self._said_at = 0
            self.notice.say("")
        self.clock.show(view.clock)
        self.pending.show(view.pending)
        self.acts.show(None if view.is_over else (view.clock.is_paused, view.overrides, view.injected))
        self.history.show(view.history)
        self.types.show(view.types)
        self.state.show(view.state)
        self.beliefs.show(view.beliefs)
        self.views.show(view.views)
        self.log.show(view.log)
        self.ideas.show(view.clock.date)

    def _draw_chairs(self, content: tuple[tuple[tuple[str, str], ...], bool, bool, str, bool]) -> None:
        players, is_before, is_opening, trouble, is_over = content
        sitting = self.sitting
        tag("h2", f"Table {sitting.key}" if len(self.hall.listed) > 1 else "The chairs")
        if self.hall.door.code is not None and is_before:
            tag("p", f"Join code: {self.hall.door.code}", "code")
        with tag("ul", None, "sentences"):
            for seat, name in players:
                with tag("li", f"{self.hall.title(seat)}: {name} "):
                    if address := self.hall.address_of(sitting, seat):
                        link("the chair's page", address, aria_label=f"The page of {self.hall.title(seat)}")
            for seat in self.hall.free_chairs(sitting):
                tag("li", f"{self.hall.title(seat)}: free; the computer plays it")
        if trouble:
            tag("p", trouble, "warning", role="alert")
        if is_opening:
            tag("p", "The crisis is being solved.", "lead", role="status")
        elif is_before:
            button("Begin the play", lambda: self.hall.begin(sitting), "main")
        elif is_over:
            link("Read the debrief", f"/debrief/{self.token}", "main button")

    def _draw_acts(self, content: tuple[bool, tuple[tuple[str, str], ...], tuple[str, ...]]) -> None:
        is_paused, overrides, injected = content
        table = self.sitting.table
        assert table is not None, "there is something to do only in a play"
        tag("h2", "What you can do")
        umpire_parts.draw_plans(overrides, injected, self.hall.title, self._withdraw)
        button("Go on" if is_paused else "Pause", self._doing(self._go_on if is_paused else self._pause))
        with form(self._inject):
            field("inject", "do", "Let something happen", hint=self._inject_hint(), maxlength=LONGEST_TEXT,
                  autocomplete="off", required=True, list=_IDEAS)  # fmt: skip
            tag("button", "Inject", "small", type="submit")
        with form(self._override):
            select("override", "act", "Decide for somebody, at its next decision", self._acts())
            tag("button", "Override", "small", type="submit")
        with form(self._reveal):
            field("reveal", "what", "Reveal or tell something", rows=2, hint=self._reveal_hint(),
                  maxlength=LONGEST_TEXT, required=True)  # fmt: skip
            select("to", "to", "To", [("", "everybody"), *((seat, self.hall.title(seat)) for seat in table.chairs)])
            tag("button", "Reveal", "small", type="submit")

    def _acts(self) -> list[tuple[str, str]]:
        """Every act of every actor's decisions, as `actor act`."""
        scenario, title = self.hall.scenario, self.hall.title
        return [
            (f"{mover.name} {act.name}", f"{title(mover.name)}, {in_words(stage.name)}: {in_words(act.name)}")
            for stage in scenario.stages
            if isinstance(stage, Decision)
            for mover in scenario.movers(stage)
            for act in stage.actions
        ]

    def _inject_hint(self) -> str:
        """How to write what happens, by a move and a state of this crisis."""
        scenario = self.hall.scenario
        ideas = umpire_parts.list_injections(scenario, scenario.calendar.labels[-1])
        states = [idea for idea in ideas if " = " in idea]
        state = f" or a state ({states[-1]})" if states else ""
        return (
            f"A move ({ideas[0]}){state}, in the names of the file, which are listed while you write. A move without "
            "a date is made whenever it can be."
        )

    def _reveal_hint(self) -> str:
        """How to tell what is hidden, by an actor of this crisis."""
        actors = self.hall.scenario.actors
        name = next((each.name for each in actors if len(each.types) > 1), actors[0].name)
        return f"“{name}” reveals its type, “{name} acts” what it did unseen; other text is shown as it is."

    def _draw_ideas(self, date: str) -> None:
        for idea in umpire_parts.list_injections(self.hall.scenario, date):
            tag("option", None, value=idea)

    def _doing(self, act: Callable[[], Any]) -> Callable[[], Any]:
        async def done() -> None:
            with told(self.notice):
                await self.sitting.do(act)

        return done

    def _stamp(self) -> str:
        from detente.table.session import take_stamp

        return take_stamp()

    def _pause(self) -> None:
        self._table().pause(stamp=self._stamp())

    def _go_on(self) -> None:
        self._table().resume(stamp=self._stamp())
        self._table().advance()

    async def _then_go_on(self, act: Callable[[], None]) -> None:
        def done() -> None:
            act()
            self._table().advance()

        await self.sitting.do(done)

    async def _inject(self, values: dict[str, str]) -> None:
        with told(self.notice):
            table = self._table()
            text = values.get("do", "").strip()[:LONGEST_TEXT]
            await self._then_go_on(lambda: table.inject(text, stamp=self._stamp()))
            self._say("It is injected.")

    async def _withdraw(self, what: str) -> None:
        with told(self.notice):
            table = self._table()
            await self._then_go_on(lambda: table.withdraw(what, stamp=self._stamp()))
            self._say("It is taken back.")

    async def _override(self, values: dict[str, str]) -> None:
        with told(self.notice):
            table = self._table()
            actor, _, act = values.get("act", "").partition(" ")
            await self._then_go_on(lambda: table.override(actor, act, stamp=self._stamp()))
            self._say(f"{self.hall.title(actor)} plays {in_words(act)} at its next decision that has it.")

    async def _reveal(self, values: dict[str, str]) -> None:
        with told(self.notice):
            table = self._table()
            what, to = values.get("what", "").strip()[:LONGEST_TEXT], values.get("to") or None
            if not what:
                raise DetenteError("There is nothing to tell.")
            await self.sitting.do(lambda: table.reveal(what, to=to, stamp=self._stamp()))
            self._say(f"{'Everybody' if to is None else self.hall.title(to)} has been told.")

    def _say(self, words: str) -> None:
        """Say what was done, until the table goes on."""
        self._said_at = self._table().turn
        self.notice.say(words)

    def _table(self) -> Table:
        assert self.sitting.table is not None, "there is something to do only in a play"
        return self.sitting.table

    def _draw_views(self, views: tuple[SeatView, ...]) -> None:
        tag("h2", "What everybody sees of it")
        for view in views:
            with tag("details"):
                tag("summary", f"{view.who}, {view.player}")
                if view.private:
                    seat_parts.draw_private(view.private)
                seat_parts.draw_history(view.history)

    def _draw_log(self, rows: Any) -> None:
        tag("h2", "The log")
        umpire_parts.draw_rows(rows)
        for name, words in (("log.csv", "Log as CSV"), ("log.json", "Log as JSON"), ("table.json", "Save the play")):
            link(words, f"/log/{self.token}/{name}", "button", download=True)
