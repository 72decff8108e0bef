"""The server as its clients know it: the package's own client, in memory and over standard input and output."""

from __future__ import annotations

import json
import os
import shutil
import sys
import time
from pathlib import Path
from typing import Any

import anyio
import pytest

pytest.importorskip("mcp.server.mcpserver", reason="detente[assistants] is not installed")

from mcp import Client, StdioServerParameters

from detente import service
from detente.mcp.desk import Request, RequestDesk
from detente.mcp.progress import Reporter
from detente.mcp.server import build_server
from detente.scenario.library import TEMPLATE

TEXT = TEMPLATE.read_text(encoding="utf-8")
QUICK = {"plays": 400, "points": 9}
TOOLS = {"list", "show", "check", "explain_mistakes", "run", "explain_claim", "flip", "play", "forecast"}


def in_memory(root: Path, name: str, arguments: dict[str, Any], told: list[float] | None = None) -> Any:
    """The result of one call."""

    async def hear(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001
        if told is not None:
            told.append(progress)

    async def call() -> Any:
        async with Client(build_server(root)) as client:
            return await client.call_tool(name, arguments, progress_callback=hear)

    return anyio.run(call)


def test_every_tool_says_what_it_does_and_changes_nothing(tmp_path: Path) -> None:
    async def look() -> Any:
        async with Client(build_server(tmp_path)) as client:
            return await client.list_tools(), await client.list_resources()

    tools, resources = anyio.run(look)
    assert {tool.name for tool in tools.tools} == TOOLS
    for tool in tools.tools:
        assert tool.description
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert "ctx" not in tool.input_schema["properties"]
        crisis_less = {"list"}
        assert tool.name in crisis_less or {"crisis", "text"} <= set(tool.input_schema["properties"])
    assert {str(each.uri) for each in resources.resources} == {"detente://template", "detente://schema"}


def test_the_template_can_be_read_and_has_no_mistakes(tmp_path: Path) -> None:
    async def read() -> str:
        async with Client(build_server(tmp_path)) as client:
            return (await client.read_resource("detente://template")).contents[0].text  # type: ignore[union-attr]

    text = anyio.run(read)
    assert in_memory(tmp_path, "check", {"text": text}).structured_content["ok"] is True


def test_a_run_has_numbers_origin_and_progress(tmp_path: Path) -> None:
    told: list[float] = []
    result = in_memory(tmp_path, "run", {"text": TEXT, "seed": 3, **QUICK}, told)
    reply = result.structured_content
    assert not result.is_error
    assert json.loads(result.content[0].text) == reply
    judged = service.claims(TEMPLATE, options=service.Options(num_plays=400, num_points=9, seed=3))
    assert [row["verdict"] for row in reply["claims"]] == [claim.verdict for claim in judged.claims]
    assert [row["value"] for row in reply["claims"]] == [claim.value for claim in judged.claims]
    assert (reply["seed"], reply["version"]) == (3, service.version())
    assert reply["scenario_hash"] == judged.origin.scenario_hash
    assert told == sorted(told)
    assert told


def test_flips_are_found(tmp_path: Path) -> None:
    arguments = {"text": TEXT, "claim": "patience_pays", "names": ["burden"], **QUICK}
    reply = in_memory(tmp_path, "flip", arguments).structured_content
    assert reply["says"]
    assert reply["scenario_hash"] == service.load(TEMPLATE).hash


def test_what_is_wrong_is_said_in_the_result(tmp_path: Path) -> None:
    wrong = TEXT.replace("calm: rest", "calm: rset")
    result = in_memory(tmp_path, "run", {"text": wrong, **QUICK})
    assert result.is_error
    assert [each["field"] for each in result.structured_content["mistakes"]] == [
        "each month.signal observers_report.calm"
    ]
    assert result.structured_content["mistakes"][0]["found"] == "calm: rset"
    out = in_memory(tmp_path, "show", {"crisis": "/etc"})
    assert out.is_error
    assert "outside the folder" in out.structured_content["error"]
    assert in_memory(tmp_path, "run", {"text": TEXT, "plays": 0}).is_error


def test_work_that_nobody_waits_for_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    finished: list[bool] = []

    def work(desk: RequestDesk, request: Request, progress: Reporter) -> dict[str, Any]:  # noqa: ARG001
        for step in range(20_000):
            progress("Working", step / 20_000)
            time.sleep(0.01)
        finished.append(True)
        return {}

    monkeypatch.setattr(RequestDesk, "run", work)

    async def give_up() -> Any:
        began = anyio.Event()

        async def hear(progress: float, total: float | None, message: str | None) -> None:  # noqa: ARG001
            began.set()

        async with Client(build_server(tmp_path)) as client:
            async with anyio.create_task_group() as group:
                group.start_soon(lambda: client.call_tool("run", {"text": TEXT}, progress_callback=hear))
                await began.wait()
                group.cancel_scope.cancel()
            # The next task does not wait for the one before it.
            return await client.call_tool("check", {"text": TEXT})

    assert anyio.run(give_up).structured_content["ok"] is True
    assert finished == []


def test_over_standard_input_and_output(tmp_path: Path) -> None:
    """As an assistant starts it; what is printed by anything else does not disturb the messages."""
    shutil.copy(TEMPLATE, tmp_path / "mine.yaml")
    environment = {name: value for name, value in os.environ.items() if name.startswith(("DETENTE", "PYTHON", "NUMBA"))}
    source = str(Path(service.__file__).parents[2])
    parameters = StdioServerParameters(
        command=sys.executable,
        args=["-c", "from detente.cli.entry import run; run()", "mcp", "--root", str(tmp_path)],
        env={**environment, "PYTHONPATH": source},
    )

    async def talk() -> tuple[Any, Any]:
        async with Client(parameters) as client:
            checked = await client.call_tool("check", {"crisis": "mine.yaml"})
            return checked, await client.call_tool("play", {"crisis": "mine.yaml", "number": 1, **QUICK})

    checked, played = anyio.run(talk)
    assert checked.structured_content["counts"]["claims"] == 4
    told = service.story(TEMPLATE, play=1, options=service.Options(num_plays=400, num_points=9))
    assert played.structured_content["scenario_hash"] == told.origin.scenario_hash
    assert any("2015" in sentence for sentence in played.structured_content["sentences"])
