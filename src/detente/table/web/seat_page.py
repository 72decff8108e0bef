"""The page of a seat: all that its player may see, and the menu when it is to decide.

One token opens one page, and a page asks the play for the views of its own seats only. A screen that several players
hand on shows nothing of anybody until the next one says that it sits there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from nicegui import background_tasks, context, ui

from detente.errors import DetenteError
from detente.table.records import SeatView
from detente.table.web import seat_parts
from detente.table.web.elements import button, form, link, sentences, tag
from detente.table.web.hall import Hall, Sitting
from detente.table.web.passes import Pass
from detente.table.web.shell import Notice, focus, frame, mark_title, part_if_any, say_and_leave, told

DECISION = "decision"
"""The heading of what is to be decided: where the focus goes after a move."""


def seat_page(hall: Hall) -> None:
    """Add the pages of seats to the server."""

    @ui.page("/seat/{token}")
    def _seat(token: str) -> None:
        found = hall.seat_of(token)
        if found is None:
            say_and_leave("No seat here", "This address belongs to no chair, or its chair was given up.")
            return
        page = _SeatPage(hall, token, *found)
        found[1].listen(page, page.refresh_soon)
        context.client.on_delete(lambda: found[1].forget(page))
        page.refresh_soon()


@dataclass(frozen=True)
class _Moment:
    """What the part for the decision shows.

    Args:
        view: of whoever sits at the screen; None: nobody, and the screen waits for one of `movers`.
        turn: a decision that looks like the last one is drawn anew all the same.
    """

    view: SeatView | None
    movers: tuple[str, ...]
    turn: int
    waiting: str
    is_over: bool


_Lobby: TypeAlias = tuple[tuple[tuple[str, str], ...], bool, str, tuple[str, int]]
"""Who sits where, whether the play is being opened, why it could not be, and how far solving has come."""


class _SeatPage:
    """One browser's page of a seat, or of the seats that share a screen."""

    def __init__(self, hall: Hall, token: str, own: Pass, sitting: Sitting) -> None:
        self.hall, self.token, self.own, self.sitting = hall, token, own, sitting
        self.client = context.client
        self._at_screen = own.seats[0] if len(own.seats) == 1 else None
        self._has_acted = False
        self._was_asked: bool | None = None
        names = " and ".join(hall.title(seat) for seat in own.seats)
        with frame(hall.scenario.title, f"Détente · you play {names}", hall.scenario.question):
            self.clock = part_if_any(seat_parts.draw_clock, "ul", "tally")
            self.notice = Notice()
            self.lobby = part_if_any(self._draw_lobby)
            with tag("div", None, "sides"):
                with tag("div", None, "side wide"):
                    self.decision = part_if_any(self._draw_decision, "section", "decide", aria_labelledby=DECISION)
                    self.messages = part_if_any(seat_parts.draw_messages, "section", "messages")
                    self.history = part_if_any(seat_parts.draw_history, "section", "history")
                with tag("div", None, "side"):
                    self.private = part_if_any(seat_parts.draw_private, "section", "private")
                    self.state = part_if_any(seat_parts.draw_state, "section", "state")
                    self.beliefs = part_if_any(seat_parts.draw_beliefs, "section", "beliefs")
                    self.said = part_if_any(seat_parts.draw_said, "section", "said")
                    if hall.scenario.about:
                        with tag("section", None, "about-here"), tag("details"):
                            tag("summary", "What the crisis is about")
                            tag("p", hall.scenario.about)

    def refresh_soon(self) -> None:
        """Show what is the case now, as soon as the play answers."""
        background_tasks.create(self._refresh(), name="seat")

    async def _refresh(self) -> None:
        table = self.sitting.table
        if table is None:
            self._in_page(lambda: self.lobby.show(self._lobby()))
            return
        views = await self.sitting.ask(lambda: {seat: table.view(seat) for seat in self.own.seats})
        self._in_page(lambda: self._show(views))

    def _in_page(self, act: Callable[[], Any]) -> None:
        """Do something to the page, unless its browser has gone away."""
        if not self.client.is_deleted:
            with self.client:
                act()

    def _show(self, views: dict[str, SeatView]) -> None:
        movers = tuple(seat for seat, each in views.items() if each.to_move)
        is_over = any(each.is_over for each in views.values())
        if len(self.own.seats) > 1 and self._at_screen not in movers:
            # The player at the screen has moved, and another one is next, or nobody yet.
            self._at_screen = None
        own = None if self._at_screen is None else views[self._at_screen]
        common = next(iter(views.values()))
        self.lobby.show(None)
        self.clock.show(common.clock)
        self.state.show(common.state)
        for part, content in (
            (self.messages, own and own.messages),
            (self.history, own and own.history),
            (self.private, own and own.private),
            (self.beliefs, own and own.beliefs),
            (self.said, own and own.said),
        ):
            part.show(content)
        waiting = seat_parts.waiting_words(own or common, self.hall.title)
        self.decision.show(_Moment(own, movers, common.clock.turn, waiting, is_over))
        if self._has_acted:
            self._has_acted = False
            focus(DECISION)
        self._call(bool(movers))

    def _call(self, is_asked: bool) -> None:
        """Call somebody who looks elsewhere, or listens, when a decision comes up."""
        if is_asked != self._was_asked:
            mark_title(is_asked)
            if is_asked and self._was_asked is False:
                self.notice.say("It is your decision now.")
            self._was_asked = is_asked

    def _lobby(self) -> _Lobby:
        sitting = self.sitting
        under_way = self.hall.under_way if sitting.is_opening else ("", 0)
        return tuple(sitting.players.items()), sitting.is_opening, sitting.trouble, under_way

    def _draw_lobby(self, content: _Lobby) -> None:
        players, is_opening, trouble, (step, percent) = content
        tag("h2", "The crisis is being solved" if is_opening else "Before it begins")
        sentences([f"{self.hall.title(seat)}: {name}" for seat, name in players])
        if is_opening:
            tag("p", "The equilibrium is being computed; the play then begins by itself.", "lead", role="status")
            if step:
                tag("label", f"{step}: ", for_="under-way")
                tag("progress", None, id="under-way", max=100, value=percent)
            return
        if trouble:
            tag("p", trouble, "warning", role="alert")
        if self.hall.is_local:
            button("Begin", lambda: self.hall.begin(self.sitting), "main")
        else:
            tag("p", "The umpire begins the play.", "lead", role="status")
        button("Leave the chair", self._leave)

    def _leave(self) -> None:
        self.hall.stand_up(self.sitting, self.token)
        ui.navigate.to("/")

    def _draw_decision(self, moment: _Moment) -> None:
        if moment.is_over:
            tag("h2", "The play is over", id=DECISION, tabindex=-1)
            tag("p", "The debrief shows what everybody knew and did, and what else could have happened.", "lead")
            link("Read the debrief", f"/debrief/{self.token}", "main button")
        elif moment.view is None and moment.movers:
            self._draw_screen(moment.movers)
        elif moment.view is not None and moment.view.to_move:
            self._draw_question(moment.view)
        else:
            tag("h2", moment.waiting, "waiting", id=DECISION, tabindex=-1)

    def _draw_screen(self, movers: tuple[str, ...]) -> None:
        """What stands between two players of one screen."""
        tag("h2", "Hand the screen on", id=DECISION, tabindex=-1)
        tag("p", "Everybody else looks away until the next player has decided.", "lead")
        for seat in movers:
            button(f"I am {self.sitting.players[seat]}, {self.hall.title(seat)}", self._sitting_down(seat), "main")

    def _sitting_down(self, seat: str) -> Callable[[], None]:
        def sit() -> None:
            self._at_screen, self._has_acted = seat, True
            self.refresh_soon()

        return sit

    def _draw_question(self, view: SeatView) -> None:
        question = view.questions[0]
        tag("h2", question.words, id=DECISION, tabindex=-1)

        async def decided(values: dict[str, str]) -> None:
            with told(self.notice):
                await self._decide(view, values)

        with form(decided):
            seat_parts.draw_menu(question, view.foreseeable, self.hall.asks)

    async def _decide(self, view: SeatView, values: dict[str, str]) -> None:
        chosen = values.get(seat_parts.ACT)
        if chosen is None or chosen not in [each.act for each in view.questions[0].menu]:
            raise DetenteError("Choose what to do first.")
        table = self.sitting.table
        assert table is not None, "there is a menu only in a play"
        expects = seat_parts.stated_expectations(values, view.foreseeable)
        intends = values.get(seat_parts.INTENDS, "").strip()[: seat_parts.LONGEST_INTENTION] or None

        from detente.table.session import take_stamp

        def act() -> None:
            # A form that is sent twice would decide the next matter too.
            if table.turn != view.clock.turn:
                raise DetenteError("The play has moved on since this menu was shown. Choose again.")
            table.act(view.seat, chosen, expects=expects, intends=intends, stamp=take_stamp())
            table.advance()

        self._has_acted = True
        await self.sitting.do(act)
