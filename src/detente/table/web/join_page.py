"""The first page: the crisis, its chairs, and a seat in one of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from nicegui import context, ui

from detente.errors import DetenteError
from detente.table.web.elements import field, form, link, sentences, tag
from detente.table.web.hall import Hall, Sitting, seat_address
from detente.table.web.shell import Notice, PagePart, frame, told

LONGEST_NAME = 40
_CHAIR = "chair"
_Chairs: TypeAlias = tuple[tuple[str, ...], tuple[tuple[str, str], ...], bool]
"""The free chairs, who sits where, and whether the play has begun."""


def join_page(hall: Hall) -> None:
    """Add the first page to the server."""

    @ui.page("/")
    def _first() -> None:
        page = _JoinPage(hall)
        for sitting in hall.sittings.values():
            sitting.listen(page, page.refresh)
        context.client.on_delete(page.leave)


class _JoinPage:
    """One browser's first page."""

    def __init__(self, hall: Hall) -> None:
        self.hall = hall
        scenario = hall.scenario
        self._address = context.client.ip
        with frame(scenario.title, "Détente · the table", scenario.question):
            if scenario.about:
                tag("p", scenario.about, "about")
            self.notice = Notice()
            self._parts = {
                key: PagePart(self._draw_table(sitting), "section", "place")
                for key, sitting in hall.sittings.items()
                if sitting.is_listed
            }
            for words, address in hall.links:
                with tag("p"):
                    link(words, address)
        self.refresh()

    def refresh(self) -> None:
        """Show which chairs are free now."""
        for key, part in self._parts.items():
            sitting = self.hall.sittings[key]
            part.show((self.hall.free_chairs(sitting), tuple(sitting.players.items()), sitting.table is not None))

    def leave(self) -> None:
        """The browser has gone away."""
        for sitting in self.hall.sittings.values():
            sitting.forget(self)

    def _draw_table(self, sitting: Sitting) -> Callable[[_Chairs], None]:
        def draw(content: _Chairs) -> None:
            free, players, has_begun = content
            tag("h2", "Take a chair" if len(self.hall.listed) == 1 else f"Table {sitting.key}: take a chair")
            if players:
                sentences([f"{self.hall.title(seat)}: {name}" for seat, name in players])
            if not free:
                words = "The play has begun." if has_begun else "Every chair is taken."
                tag("p", f"{words} Players who sit here continue at the address of their chair.", "lead")
                return
            self._draw_form(sitting, free)

        return draw

    def _draw_form(self, sitting: Sitting, free: tuple[str, ...]) -> None:
        prefix = f"t{sitting.key}"

        async def submitted(values: dict[str, str]) -> None:
            await self._sit(sitting, free, values)

        with form(submitted, "join"):
            if self.hall.door.code is not None:
                field(f"{prefix}-code", "code", "Join code", hint="It is shown where the table was started.",
                      required=True, autocomplete="off", maxlength=20)  # fmt: skip
            field(f"{prefix}-name", "name", "Your name", autocomplete="off", maxlength=LONGEST_NAME)
            with tag("fieldset", None, "choices"):
                tag("legend", "Your chair")
                for number, seat in enumerate(free):
                    key = f"{prefix}-{_CHAIR}-{number}"
                    with tag("label", None, "choice", for_=key):
                        tag("input", None, id=key, name=f"{_CHAIR}-{number}", type="checkbox", value="yes",
                            defaultChecked=number == 0)  # fmt: skip
                        with tag("span", None, "words"):
                            tag("span", self.hall.title(seat), "act")
                            if why := self.hall.why(seat):
                                tag("span", why, "below")
            tag("p", "The computer plays every actor without a player, with its type drawn and hidden. If you take "
                "several chairs, hand this screen on between players; each side stays hidden.", "hint")  # fmt: skip
            if self.hall.is_local:
                tag("button", "Sit down and begin", "main", type="submit", name="then", value="begin")
                tag("button", "Sit down and wait for others", type="submit", name="then", value="wait")
            else:
                tag("button", "Sit down", "main", type="submit")

    async def _sit(self, sitting: Sitting, free: tuple[str, ...], values: dict[str, str]) -> None:
        with told(self.notice):
            door = self.hall.door
            if not door.opens(values.get("code", ""), self._address):
                raise DetenteError(
                    "Too many wrong codes; wait a minute." if door.is_shut(self._address) else "This is not the code."
                )
            chosen = tuple(seat for number, seat in enumerate(free) if values.get(f"{_CHAIR}-{number}"))
            if not chosen:
                raise DetenteError("Choose a chair first.")
            token = self.hall.sit(sitting, chosen, values.get("name", "").strip()[:LONGEST_NAME])
            begins = self.hall.is_local and values.get("then") == "begin"
            ui.navigate.to(seat_address(token))
            if begins:
                await self.hall.begin(sitting)
