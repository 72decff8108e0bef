"""The server of the table: which pages it has.

The first page needs the scenario alone. What plays need is prepared after it has been sent (`Hall.prepare`), so that it
is there in the time that Python takes to start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from fastapi import FastAPI

from detente.table.web.binding import Binding
from detente.table.web.debrief_page import debrief_page
from detente.table.web.files_page import files_page
from detente.table.web.hall import Hall
from detente.table.web.join_page import join_page
from detente.table.web.seat_page import seat_page
from detente.table.web.server import build_server, run_server
from detente.table.web.umpire_page import umpire_page

PAGES = (join_page, seat_page, umpire_page, debrief_page, files_page)

Register = Callable[[Hall], None]
"""Adds pages to the server, with `nicegui.ui.page`."""


def build_app(hall: Hall, register: Sequence[Register] = ()) -> FastAPI:
    """The server's pages, not yet running.

    Args:
        register: what adds further pages.
    """
    pages = [partial(add, hall) for add in (*PAGES, *register)]
    return build_server(pages, is_local=hall.is_local, visited=hall.first_page_is_there)


def serve(
    hall: Hall,
    binding: Binding,
    *,
    register: Sequence[Register] = (),
    started: Callable[[str], None],
    opens_browser: bool = True,
) -> None:
    """Run the server until it is interrupted.

    Args:
        started: called with the address of the first page when the server listens.

    Raises:
        DetenteError: it cannot listen there.
    """
    shown = hall.first_page if opens_browser else None
    run_server(lambda: build_app(hall, register), binding, started=started, shown=shown)
