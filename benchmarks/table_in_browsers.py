"""How fast the table is: from the command to the first page, turns a minute in a browser, and twenty tables at once.

`python benchmarks/table_in_browsers.py` prints the figures; `--crisis` and `--tables` change what is measured. Twenty
browsers do not fit beside the server on two cores, so the players of the twenty tables are programs that speak with the
server as a browser does: they read its pages, hold a socket open, and send forms.
"""

from __future__ import annotations

import argparse
import ast
import asyncio
import json
import os
import re
import resource
import shutil
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import socketio

ROOT = Path(__file__).parents[1]
TEMPLATE = ROOT / "src/detente/scenario/template.yaml"
ESCAPED = (("&#36;", "$"), ("&#96;", "`"), ("&gt;", ">"), ("&lt;", "<"), ("&amp;", "&"))


@contextmanager
def server(crisis: str, *arguments: str) -> Iterator[tuple[dict[str, Any], int]]:
    """What `detente table` prints when it listens, and its process."""
    command = [sys.executable, "-c", "from detente.cli.entry import run; run()", "table", crisis]
    process = subprocess.Popen(
        [*command, "--no-browser", "--json", "--port", "0", *arguments], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    text = ""
    for line in process.stdout:
        text += line
        if line.rstrip() == "}":
            break
    try:
        yield json.loads(text), process.pid
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def cpu_seconds(pid: int) -> float:
    """What a process has used so far (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def first_page(crisis: str, tries: int) -> None:
    """Seconds from the command to the first page, and CPU seconds of the server until then."""
    times = []
    for _ in range(tries):
        begun = time.perf_counter()
        with server(crisis) as (found, pid):
            with urllib.request.urlopen(found["address"]) as answer:
                assert b"Take a chair" in answer.read()
            times.append((time.perf_counter() - begun, cpu_seconds(pid)))
    elapsed, used = min(times)
    print(f"first page: {elapsed:.2f} s, the best of {tries}; {used:.2f} s of CPU")


@dataclass
class Player:
    """A program that plays in the place of a browser."""

    base: str
    elements: dict[str, Any] = field(default_factory=dict)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    waits: list[float] = field(default_factory=list)
    opened: str = ""

    async def visit(self, path: str) -> None:
        """Open a page and its socket."""
        html = await asyncio.to_thread(lambda: urllib.request.urlopen(self.base + path).read().decode())
        written = re.search(r"parseElements\(String\.raw`(.*?)`\), \{", html, re.DOTALL)
        query = re.search(r"query: (\{.*?\}),\n", html)
        assert written is not None
        assert query is not None
        text = written[1]
        for escaped, sign in ESCAPED:
            text = text.replace(escaped, sign)
        self.elements = json.loads(text)
        self.query = ast.literal_eval(query[1])
        tab = str(uuid.uuid4())
        more = {"document_id": str(uuid.uuid4()), "tab_id": tab, "old_tab_id": "null", "implicit_handshake": "true"}
        words = "&".join(f"{key}={value}" for key, value in (self.query | more).items())
        self.socket = socketio.AsyncClient(reconnection=False)
        self.socket.on("update", self._update)
        self.socket.on("open", self._open)
        await self.socket.connect(
            f"{self.base}?{words}", socketio_path="/_nicegui_ws/socket.io", transports=["websocket"]
        )

    async def leave(self) -> None:
        await self.socket.disconnect()

    def _update(self, data: dict[str, Any]) -> None:
        for key, element in data.items():
            if key == "_id":
                continue
            if element is None:
                self.elements.pop(key, None)
            else:
                self.elements[key] = element
        self.changed.set()

    def _open(self, data: dict[str, Any]) -> None:
        self.opened = data["path"]
        self.changed.set()

    def form(self) -> tuple[str, dict[str, Any]] | None:
        """The form on the page, if there is one."""
        return next(((key, each) for key, each in self.elements.items() if each.get("tag") == "form"), None)

    async def send(self, values: dict[str, str]) -> None:
        """Send the form."""
        found = self.form()
        assert found is not None
        key, element = found
        listener = next(each for each in element["events"] if each["type"] == "submit")
        message = {"id": int(key), "client_id": self.query["client_id"], "listener_id": listener["listener_id"]}
        await self.socket.emit("event", message | {"args": [json.dumps(values)]})

    async def until(self, happened: Any) -> None:
        while not happened():
            self.changed.clear()
            await asyncio.wait_for(self.changed.wait(), 600)

    def acts(self) -> list[str]:
        """What can be chosen now."""
        fields = (each.get("props", {}) for each in self.elements.values() if each.get("tag") == "input")
        return [each["value"] for each in fields if each.get("name") == "act" and each.get("type") == "radio"]

    def is_over(self) -> bool:
        return any(each.get("text") == "Read the debrief" for each in self.elements.values())

    def _has(self, key: str, name: str) -> bool:
        """Whether an element or one in it has this id."""
        element = self.elements[key]
        below = (str(each) for each in element.get("children", []))
        return element.get("props", {}).get("id") == name or any(self._has(each, name) for each in below)

    async def sit(self, table: int) -> None:
        """Take the first chair of a table, and begin."""
        await self.visit("")
        name = f"t{table + 1}-name"
        key = next(key for key, each in self.elements.items() if each.get("tag") == "form" and self._has(key, name))
        self.elements = {key: self.elements[key]}
        await self.send({"chair-0": "yes", "name": f"Player {table + 1}", "then": "begin"})
        await self.until(lambda: self.opened)
        await self.leave()
        await self.visit(self.opened.lstrip("/"))

    async def play(self, pause: float) -> None:
        """Play to the end, with a pause before every move."""
        turn = 0
        while True:
            await self.until(lambda: self.is_over() or self.acts())
            if self.is_over():
                break
            await asyncio.sleep(pause)
            acts, (key, _) = self.acts(), self.form()
            begun = time.perf_counter()
            await self.send({"act": acts[turn % len(acts)]})
            await self.until(lambda key=key: self.is_over() or (self.form() or (key,))[0] != key)
            self.waits.append(time.perf_counter() - begun)
            turn += 1
        await self.leave()


async def many_tables(crisis: str, num_tables: int, pause: float) -> None:
    """All tables at once, each with a player; how long a move takes until its page shows what came of it."""
    with server(crisis, "--tables", str(num_tables)) as (found, pid):
        players = [Player(found["address"]) for _ in range(num_tables)]
        for number, player in enumerate(players):
            await player.sit(number)
        for player in players:
            await player.until(lambda player=player: player.is_over() or player.acts())
        before, begun = cpu_seconds(pid), time.perf_counter()
        own = resource.getrusage(resource.RUSAGE_SELF).ru_utime
        await asyncio.gather(*(player.play(pause) for player in players))
        elapsed, used = time.perf_counter() - begun, cpu_seconds(pid) - before
        own = resource.getrusage(resource.RUSAGE_SELF).ru_utime - own
    waits = sorted(wait for player in players for wait in player.waits)
    late = waits[int(0.95 * (len(waits) - 1))]
    rate = 60 * len(waits) / elapsed
    print(
        f"{num_tables} tables, {pause:g} s of thought: {len(waits)} turns in {elapsed:.1f} s ({rate:.0f} a minute, "
        f"{rate / num_tables:.0f} at each table); from move to page {statistics.median(waits):.3f} s, "
        f"95 % within {late:.3f} s; {1000 * used / len(waits):.1f} ms of CPU a turn in the server, "
        f"{own:.1f} s in the players"
    )


def in_a_browser(crisis: str) -> None:
    """Turns a minute of somebody who decides at once."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        print("turns in a browser: chromium is not installed")
        return
    with server(crisis) as (found, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        page = browser.new_page()
        page.goto(found["address"])
        page.get_by_role("button", name="Sit down and begin").click()
        page.get_by_role("button", name="Decide").wait_for(timeout=600_000)
        turns, begun = 0, time.perf_counter()
        while page.get_by_role("button", name="Decide").count():
            form = page.locator("form").element_handle()
            page.get_by_role("radio").nth(0).check()
            page.get_by_role("button", name="Decide").click()
            page.wait_for_function("form => !form.isConnected", arg=form)
            page.locator("form, a.button").first.wait_for()
            turns += 1
        elapsed = time.perf_counter() - begun
        browser.close()
    print(f"in a browser: {turns} turns in {elapsed:.1f} s, {60 * turns / elapsed:.0f} a minute")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--crisis", default=str(TEMPLATE))
    parser.add_argument("--tables", type=int, default=20)
    parser.add_argument("--pause", type=float, default=60 / 65, help="seconds of thought before a move")
    parser.add_argument("--tries", type=int, default=3)
    chosen = parser.parse_args()
    print(f"load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    first_page(chosen.crisis, chosen.tries)
    in_a_browser(chosen.crisis)
    asyncio.run(many_tables(chosen.crisis, chosen.tables, chosen.pause))
    asyncio.run(many_tables(chosen.crisis, chosen.tables, 0.0))


if __name__ == "__main__":
    main()
