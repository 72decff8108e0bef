"""The page of the debrief: the play when it is over, with what was hidden, and ways to go on from any moment of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from nicegui import background_tasks, context, ui

from detente.errors import DetenteError
from detente.report.telling import date_in_words
from detente.report.words import in_words
from detente.table.judged import Debrief, JudgedMove
from detente.table.records import LogRow
from detente.table.web import debrief_parts
from detente.table.web.elements import button, form, link, select, sentences, tag
from detente.table.web.hall import Hall, Sitting
from detente.table.web.passes import Pass
from detente.table.web.shell import Notice, PagePart, frame, say_and_leave, told

if TYPE_CHECKING:
    from detente.simulate.replay import Hidden

MOST_REPLAYS = 10_000
_TIMES = (1_000, 100, MOST_REPLAYS)
_HIDDEN: dict[Hidden, str] = {"true": "what they were", "believed": "drawn from what was believed"}


def debrief_page(hall: Hall) -> None:
    """Add the pages of debriefs to the server."""

    @ui.page("/debrief/{token}")
    def _debrief(token: str) -> None:
        found = hall.seat_of(token) or hall.umpire_of(token)
        if found is None:
            say_and_leave("No debrief here", "This address belongs to no chair.")
        elif found[1].table is None or not found[1].table.ended:
            say_and_leave("Not over yet", "The debrief reveals what was hidden, so it opens when the play is over.")
        else:
            page = _DebriefPage(hall, token, *found)
            background_tasks.create(page.fill(), name="debrief")


class _DebriefPage:
    """One browser's debrief."""

    def __init__(self, hall: Hall, token: str, own: Pass, sitting: Sitting) -> None:
        self.hall, self.token, self.own, self.sitting = hall, token, own, sitting
        self.client = context.client
        title = hall.scenario.title
        with frame(f"Debrief: {title}", "Détente · the debrief", hall.scenario.question, heading=title):
            self.notice = Notice()
            self.body = PagePart(self._draw, "div")
            self.body.show(None)

    async def fill(self) -> None:
        """Compute the debrief and show it."""
        table = self.sitting.table
        assert table is not None, "there is a debrief only of a play"
        debrief = await self.sitting.ask(table.debrief)
        if not self.client.is_deleted:
            with self.client:
                self.body.show(debrief)

    def _draw(self, debrief: Debrief | None) -> None:
        if debrief is None:
            tag("p", "Every move is being compared with what else could have been done …", "lead", role="status")
            return
        debrief_parts.draw_opening(debrief)
        with tag("section"):
            debrief_parts.draw_scores(debrief.scores)
        if debrief.moves:
            with tag("section"):
                tag("h2", "Every move beside the equilibrium")
                for move in debrief.moves:
                    with tag("article", None, "move"):
                        debrief_parts.draw_move(move)
                        self._draw_ways_on(move)
        with tag("section"):
            self._draw_any_moment(debrief)
        if debrief.expectations:
            with tag("section"):
                debrief_parts.draw_expectations(debrief.expectations)
        with tag("section"):
            tag("h2", "To keep")
            for ending in ("csv", "json"):
                link(f"The log as {ending.upper()}", f"/log/{self.token}/log.{ending}", "button", download=True)
            link("The debrief as JSON", f"/log/{self.token}/debrief.json", "button", download=True)
        if debrief.notes:
            with tag("section"):
                tag("h2", "What the numbers are")
                sentences(list(debrief.notes))

    def _draw_ways_on(self, move: JudgedMove) -> None:
        key = debrief_parts.move_key(move)
        with tag("details", None, "ways"):
            tag("summary", "What would have happened?")
            shown = None

            async def again(values: dict[str, str]) -> None:
                with told(self.notice):
                    act = values.get("act", "")
                    if act not in [each.act for each in move.acts]:
                        raise DetenteError("Choose an act of the list.")
                    await self._replay(move.turn, act, values, shown)

            with form(again):
                acts = [
                    (each.act, f"{each.words}{' (as played)' if each.act == move.act else ''}") for each in move.acts
                ]
                acts.sort(key=lambda each: each[0] != move.act)
                select(f"{key}-act", "act", "At this moment", acts)
                _draw_how_often(key)
                tag("button", "Replay from here", type="submit")
            button("Go on from here by hand", self._forking(move.turn))
            shown = PagePart(self._draw_replayed, "div")
            shown.show(None)

    def _draw_any_moment(self, debrief: Debrief) -> None:
        """Ways on from every move, of persons and of the model."""
        tag("h2", "From any other moment")
        tag("p", "Before anybody's move: a person's move is then as it was played, the model's is drawn anew.", "lead")
        moves = [row for row in debrief.log if row.kind == "move" and row.act]
        turns = {str(row.turn): f"{date_in_words(row.date)}: {self._in_words(row)}" for row in moves}
        shown = None

        async def again(values: dict[str, str]) -> None:
            with told(self.notice):
                if values.get("turn") not in turns:
                    raise DetenteError("Choose a moment of the list.")
                turn = int(values["turn"])
                if values.get("then") == "by-hand":
                    await self._forking(turn)()
                else:
                    await self._replay(turn, None, values, shown)

        with tag("div", None, "ways"):
            with form(again):
                select("any-turn", "turn", "Before", list(turns.items()))
                _draw_how_often("any")
                tag("button", "Replay from this moment", type="submit", name="then", value="replay")
                tag("button", "Go on from this moment by hand", type="submit", name="then", value="by-hand")
            shown = PagePart(self._draw_replayed, "div")
            shown.show(None)

    def _in_words(self, row: LogRow) -> str:
        return f"{self.hall.title(row.actor)} {in_words(row.stage)}: {in_words(row.act)}"

    def _draw_replayed(self, content: Any) -> None:
        if content == "computing":
            tag("p", "Being played …", "lead", role="status")
        elif content is not None:
            debrief_parts.draw_replayed(content)

    async def _replay(self, turn: int, act: str | None, values: dict[str, str], shown: PagePart | None) -> None:
        table = self.sitting.table
        assert table is not None, "there are replays only of a play"
        assert shown is not None, "the form stands above what it shows"
        times = values.get("times", "")
        hidden = next((each for each in _HIDDEN if each == values.get("hidden")), None)
        if times not in map(str, _TIMES) or hidden is None:
            raise DetenteError("Choose how often it is played, and what the others are.")
        shown.show("computing")
        try:
            replayed = await self.sitting.ask(lambda: table.replay(turn, int(times), act=act, hidden=hidden))
        except DetenteError:
            shown.show(None)
            raise
        if not self.client.is_deleted:
            shown.show(replayed)

    def _forking(self, turn: int) -> Callable[[], Awaitable[None]]:
        async def fork() -> None:
            with told(self.notice):
                table = self.sitting.table
                assert table is not None, "there are forks only of a play"
                forked = await self.sitting.ask(lambda: table.fork(turn))
                ui.navigate.to(self.hall.go_on(forked, self.sitting.players))

        return fork


def _draw_how_often(key: str) -> None:
    """What the others are in replays, and how many there are."""
    select(f"{key}-hidden", "hidden", "The others are", list(_HIDDEN.items()))
    select(f"{key}-times", "times", "Plays", [(str(times), f"{times:,}") for times in _TIMES])
