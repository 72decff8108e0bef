"""The server below all pages: its style, what every answer carries, who reaches it, and how it starts.

Pages ask nothing of other machines: fonts, styles and programs come from this server, and every answer carries a policy
by which a browser refuses anything else.
"""

from __future__ import annotations

import asyncio
import logging
import webbrowser
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import uvicorn
from fastapi import FastAPI
from fastapi.responses import Response
from nicegui import app as pages_app
from nicegui import ui
from starlette.datastructures import MutableHeaders
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from detente.signals import outlive_readers
from detente.table.web.binding import LOOPBACK, Binding, open_socket
from detente.table.web.shell import STYLE, say_and_leave
from detente.table.web.style import ICON, style_sheet

RECONNECT_SECONDS = 20.0
"""How long a browser that went away, such as a phone in a pocket, finds its page as it was."""

# NiceGUI builds its pages from programs within the page and evaluates event handlers, which `unsafe` allows; what
# counts here is that nothing is loaded from, or sent to, another machine, and that no other page can frame this one.
POLICY = "; ".join(
    (
        "default-src 'self' data: blob:",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "connect-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "object-src 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    # A page's address is its pass; it is told to nobody.
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def build_server(
    pages: Sequence[Callable[[], None]],
    *,
    is_local: bool,
    visited: Callable[[], Awaitable[None]] | None = None,
    kept: str = "Nothing of the play is lost.",
) -> FastAPI:
    """A server with pages, not yet running. One process has one such server: NiceGUI keeps its pages in the process.

    Args:
        pages: each adds pages, with `nicegui.ui.page`. is_local: whether only this machine reaches it.
        visited: awaited whenever a browser has got a page. kept: what is said of a page that fails.
    """
    keep_terminal()
    server = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @server.get(STYLE)
    def _style() -> Response:
        return Response(style_sheet(), media_type="text/css", headers={"Cache-Control": "no-cache"})

    for add in pages:
        add()

    @pages_app.on_page_exception
    def _failed(error: Exception) -> None:
        logging.getLogger("detente").error("a page failed", exc_info=error)
        say_and_leave("This page failed", f"The server's window says why. {kept}")

    if visited is not None:
        pages_app.on_connect(visited)
    if is_local:
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


class Printable(logging.Filter):
    """What others send to the server, such as an address, reaches the terminal of whoever runs it as plain text."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        record.msg, record.args = "".join(sign if sign.isprintable() else "?" for sign in said), ()
        return True


_PRINTABLE = Printable()


def keep_terminal() -> None:
    """Print nothing of what others send that would control the terminal of whoever runs the server."""
    logging.getLogger("nicegui").addFilter(_PRINTABLE)


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


def run_server(
    build: Callable[[], FastAPI],
    binding: Binding,
    *,
    started: Callable[[str], None],
    shown: str | None = None,
) -> None:
    """Run a server until it is interrupted.

    Args:
        build: makes it, once it is known that it can listen.
        started: called with the address of the page at `/` when the server listens.
        shown: the path of a page that is opened in the user's browser; None: none is.

    Raises:
        DetenteError: it cannot listen there.
    """
    listening = open_socket(binding)
    host, port = listening.getsockname()[:2]
    address = f"http://{LOOPBACK if host == '0.0.0.0' else host}:{port}/"
    app = build()
    config = uvicorn.Config(
        app, log_level="warning", lifespan="on", ws="websockets-sansio", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)

    async def run() -> None:
        serving = asyncio.ensure_future(server.serve(sockets=[listening]))
        while not server.started and not serving.done():
            await asyncio.sleep(0.01)
        if server.started:
            started(address)
            if shown is not None:
                await asyncio.to_thread(webbrowser.open, address.rstrip("/") + shown)
        await serving

    outlive_readers()
    # Whoever interrupts the server ends it.
    with suppress(KeyboardInterrupt):
        asyncio.run(run())
