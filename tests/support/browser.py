"""A real browser before a real server: what it asks for, what it is told, and what it complains about."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from playwright.sync_api import Error, sync_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
needs_browser = pytest.mark.skipif(CHROMIUM is None, reason="Debian's chromium is not installed (apt install chromium)")

START_SECONDS = 120
"""On a machine that many share; how long it really takes is measured elsewhere."""


@dataclass
class Served:
    """A server that runs: its addresses, and its process."""

    address: str
    code: str | None
    umpires: dict[str, str]
    chairs: dict[str, dict[str, str]]
    process: subprocess.Popen[str]

    @property
    def port(self) -> int:
        port = urlsplit(self.address).port
        assert port is not None
        return port


@contextmanager
def serving(crisis: str, *arguments: str, environment: dict[str, str] | None = None) -> Iterator[Served]:
    """`detente table CRISIS …` in a process of its own, at any free port."""
    words = ["table", *([crisis] if crisis else []), *arguments]
    with running(*words, environment=environment) as (found, process):
        yield Served(found["address"], found["code"], found["umpires"], found["chairs"], process)


@contextmanager
def running(
    *words: str, environment: dict[str, str] | None = None
) -> Iterator[tuple[dict[str, Any], subprocess.Popen[str]]]:
    """A command that serves pages until it is interrupted, at any free port: what it says when it listens."""
    code = "from detente.cli.entry import run; run()"
    command = [sys.executable, "-c", code, *words, "--no-browser", "--json"]
    if "--port" not in words:
        command += ["--port", "0"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | (environment or {}) | {"PYTHONUNBUFFERED": "1"},
    )
    try:
        yield _started(process), process
    finally:
        ended = process.poll()
        process.send_signal(signal.SIGINT)
        try:
            _, complaints = process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            _, complaints = process.communicate()
        # Who is killed by a test has nothing to say.
        assert ended in (None, -signal.SIGKILL), f"the server ended by itself, with {ended}: {complaints[-3_000:]}"


def _started(process: subprocess.Popen[str]) -> dict[str, Any]:
    """Read what the command prints when it listens: one JSON object on many lines."""
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if line.rstrip() == "}":
            found: dict[str, Any] = json.loads(text)
            return found
    assert process.stderr is not None
    raise AssertionError(f"the server did not start: {text}{process.stderr.read()}")


def processor_seconds(pid: int) -> float:
    """What a process has used so far (Linux), all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@dataclass
class Heard:
    """All that one browser sent and got, and what its console said.

    Args:
        texts: bodies of answers and frames of sockets, as text. hosts: of everything that it asked for.
        complaints: errors and warnings of the console, errors of programs, requests that failed.
    """

    texts: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    complaints: list[str] = field(default_factory=list)
    _unread: list[Any] = field(default_factory=list)

    def listen(self, context: Any) -> None:
        """Listen to all pages of a browser's context."""
        context.on("request", lambda request: self.hosts.add(_host(request.url)))
        # Read later: whoever asks the browser for something while it tells an event may wait for ever.
        context.on("requestfinished", lambda request: self._unread.append(request))
        context.on("requestfailed", lambda request: self._failed(request))
        context.on("console", lambda message: self._said(message.type, message.text))
        context.on("weberror", lambda error: self.complaints.append(f"error: {error.error}"))
        context.on("page", lambda page: page.on("websocket", self._hear_socket))

    def read(self) -> None:
        """Read the answers that have come; those of a page that was left before can no longer be read."""
        while self._unread:
            self._read(self._unread.pop(0))

    def _read(self, request: Any) -> None:
        response = request.response()
        if response is None or response.status in (204, 301, 302, 303, 304, 307):
            return
        kind = response.headers.get("content-type", "")
        if "/_nicegui/" in response.url and "html" not in kind:
            return  # the library's own files, which know of no play
        self.texts.append(f"{response.url}\n{json.dumps(response.headers)}")
        try:
            self.texts.append(response.text())
        except Exception as error:  # a page that was left before it was read
            self.texts.append(f"unread: {error}")

    def _failed(self, request: Any) -> None:
        # A page that is left gives up its socket.
        if "/_nicegui_ws/" not in request.url:
            self.complaints.append(f"failed: {request.url}")

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{kind}: {text}")

    def _hear_socket(self, socket: Any) -> None:
        self.hosts.add(_host(socket.url))
        socket.on("framereceived", self._hear)
        socket.on("framesent", self._hear)

    def _hear(self, payload: str | bytes) -> None:
        self.texts.append(payload if isinstance(payload, str) else payload.decode("utf-8", "replace"))

    def has(self, words: Sequence[str]) -> list[str]:
        """Which of these words it sent or got, in plain text or as JSON writes them."""
        self.read()
        whole = "\n".join(self.texts)
        return [word for word in words if word in whole or json.dumps(word)[1:-1] in whole]


def _host(address: str) -> str:
    parts = urlsplit(address)
    return parts.hostname or parts.scheme


MOST_SECONDS_TO_CLOSE = 10
"""A page closes within one; now and then chromium never says that it has."""


class Chromium:
    """Debian's chromium without a window; one that no longer answers is killed, and another one takes its place."""

    def __init__(self, playwright: Any) -> None:
        self._playwright = playwright
        self._made: Any = None
        self._mark = ""

    def new_context(self, **settings: Any) -> Any:
        """A person's own cookies and storage."""
        if self._made is None or not self._made.is_connected():
            # The mark is for us alone: by it the process is found. Those that it begins do not carry it.
            self._mark = f"--tests-mark={uuid4().hex}"
            arguments = ["--no-sandbox", "--disable-gpu", self._mark]
            self._made = self._playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        return self._made.new_context(**settings)

    def close(self, what: Any = None, seconds: float = MOST_SECONDS_TO_CLOSE) -> None:
        """Close a context, or the browser; what is not closed by then goes with the whole browser."""
        if self._made is None or not self._made.is_connected():
            return
        timer = threading.Timer(seconds, self._kill)
        timer.start()
        try:
            (what or self._made).close()
        except Error:
            if self._made.is_connected():
                raise
        finally:
            timer.cancel()

    def processes(self) -> list[int]:
        """The browser's first process, from which all others come (Linux)."""
        found = []
        for file in Path("/proc").glob("[0-9]*/cmdline"):
            with suppress(OSError):
                if self._mark.encode() in file.read_bytes().split(b"\0"):
                    found.append(int(file.parent.name))
        return found

    def _kill(self) -> None:
        for each in self.processes():
            with suppress(OSError):
                os.kill(each, signal.SIGKILL)


@contextmanager
def a_browser() -> Iterator[Chromium]:
    """A browser that is begun when somebody needs it."""
    with sync_playwright() as playwright:
        made = Chromium(playwright)
        try:
            yield made
        finally:
            made.close()


@contextmanager
def a_person(browser: Chromium, width: int = 1280, height: int = 900) -> Iterator[tuple[Any, Heard]]:
    """A person with a browser of its own (no shared cookies or storage): its page, and all that it hears."""
    context = browser.new_context(viewport={"width": width, "height": height})
    heard = Heard()
    heard.listen(context)
    try:
        yield context.new_page(), heard
    finally:
        browser.close(context)


SERIOUS = ("serious", "critical")


def accessibility_faults(page: Any) -> list[str]:
    """Serious findings of the axe-core rules on the page that is open."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {[node['html'] for node in each['nodes']][:3]}"
        for each in found
        if each["impact"] in SERIOUS
    ]
