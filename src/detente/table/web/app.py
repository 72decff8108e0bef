"""The server of the table: which pages it has, who reaches it, and how it starts.

The first page needs the scenario alone. What plays need is prepared after it has been sent (`Hall.prepare`), so that it
is there in the time that Python takes to start. Pages ask nothing of other machines: fonts, styles and programs come
from this server, and every answer carries a policy by which a browser refuses anything else.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import webbrowser
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response
from nicegui import app as pages_app
from nicegui import ui
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.errors import DetenteError
from detente.table.web.hall import Hall
from detente.table.web.join_page import join_page
from detente.table.web.debrief_page import debrief_page
from detente.table.web.files_page import files_page
from detente.table.web.seat_page import seat_page
from detente.table.web.shell import STYLE, say_and_leave
from detente.table.web.style import ICON, style_sheet
from detente.table.web.umpire_page import umpire_page

PAGES = (join_page, seat_page, umpire_page, debrief_page, files_page)
LOOPBACK = "127.0.0.1"
PORT = 8765
"""Where the server is when nobody says otherwise, if the port is free."""

RECONNECT_SECONDS = 20.0
"""How long a browser that went away, such as a phone in a pocket, finds its page as it was."""

# NiceGUI builds its pages from programs within the page and evaluates event handlers, which `unsafe` allows; what counts
# here is that nothing is loaded from, or sent to, another machine, and that no other page can frame this one.
POLICY = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    # A page's address is its pass; it is told to nobody.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Register = Callable[[Hall], None]
"""Adds pages to the server, with `nicegui.ui.page`."""


@dataclass(frozen=True)
class Binding:
    """Where a server is reached.

    Args:
        host: the address that it listens at. port: its port; None: `PORT`, or any free one if it is taken.
    """

    host: str = LOOPBACK
    port: int | None = None

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in (LOOPBACK, "localhost")


def open_socket(binding: Binding) -> socket.socket:
    """A socket that listens there.

    Raises:
        DetenteError: the address is not this machine's, or the port is taken.
    """
    wanted = [PORT, 0] if binding.port is None else [binding.port]
    for port in wanted:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((binding.host, port))
            listening.listen(128)
            return listening
        except OSError as error:
            listening.close()
            problem = error
    raise DetenteError(
        f"the table cannot listen at {binding.host}, port {wanted[0]}: {problem.strerror or problem}. "
        f"--port names another port, --host another address of this machine."
    )


def build_app(hall: Hall, register: Sequence[Register] = ()) -> FastAPI:
    """The server's pages, not yet running. One process has one such app: NiceGUI keeps its pages in the process.

    Args:
        register: what adds further pages.
    """
    server = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @server.get(STYLE)
    def _style() -> Response:
        return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": "no-cache"})

    for add in (*PAGES, *register):
        add(hall)

    @pages_app.on_page_exception
    def _failed(error: Exception) -> None:
        logging.getLogger("detente").error("a page failed", exc_info=error)
        say_and_leave("This page failed", "The server's window says why. Nothing of the play is lost.")

    @pages_app.on_connect
    async def _first_page_is_there() -> None:
        if hall.prepare is not None:
            await hall.ready()

    if hall.is_local:
        # Another site's name that is made to point at this machine opens nothing.
        server.add_middleware(TrustedHostMiddleware, allowed_hosts=[LOOPBACK, "localhost"])
    server.add_middleware(WithHeaders)
    ui.run_with(
        server,
        title="Détente",
        favicon=ICON,
        language="en-US",
        reconnect_timeout=RECONNECT_SECONDS,
        tailwind=False,
        binding_refresh_interval=None,
        show_welcome_message=False,
    )
    return server


class WithHeaders:
    """Every answer carries `HEADERS`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self.app(scope, receive, sent if scope["type"] == "http" else send)


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
    listening = open_socket(binding)
    host, port = listening.getsockname()[:2]
    shown = "127.0.0.1" if host == "0.0.0.0" else host
    address = f"http://{shown}:{port}/"
    app = build_app(hall, register)
    config = uvicorn.Config(app, log_level="warning", lifespan="on", ws="websockets-sansio", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)

    async def run() -> None:
        serving = asyncio.ensure_future(server.serve(sockets=[listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        if server.started:
            started(address)
            if opens_browser:
                await asyncio.to_thread(webbrowser.open, address)
        await serving

    asyncio.run(run())

