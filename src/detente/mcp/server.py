"""The tools as the protocol has them: their arguments in words, progress while they work, one at a time."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import anyio
from anyio import from_thread, to_thread
from mcp.server.mcpserver import Context, MCPServer
from mcp.types import CallToolResult, TextContent, ToolAnnotations
from pydantic import Field

from detente import service
from detente.errors import DetenteError, ScenarioError
from detente.mcp.desk import Request, RequestDesk, heard
from detente.mcp.progress import Reporter
from detente.mcp.replies import Reply, failure_reply

INSTRUCTIONS = """Détente solves and plays models of international crises, each written as one YAML scenario, and says
which claims about them hold. Work in this order: read the resource detente://template for the language; draft a
scenario; call `check` until it has no mistakes (`explain_mistakes` gives every mistake with what is allowed); call
`run` for the verdicts; then ask `explain_claim`, `flip`, `play` and `forecast`. A scenario is given as `text`, or as
`crisis`: a bundled name or a path in the server's folder. Every number has a source or is a judgement with a range and
a reason; quote a source word for word. A claim that fails is a finding, not an error: never change a number for it."""

Talk = Context[Any, Any]
Crisis = Annotated[str | None, Field(description="Name of a bundled crisis, or a path in the server's folder.")]
Text = Annotated[str | None, Field(description="The scenario itself (YAML), in place of `crisis`.")]
Variant = Annotated[str | None, Field(description="The variant to take as the base.")]
Numbers = Annotated[
    dict[str, float] | None,
    Field(description="Values to set, by the name of a number, or by ACTOR.TYPE for the prior of a type."),
]
Plays = Annotated[int, Field(description="Simulated plays of each game; 10,000 give a share to ±1 point.")]
Seed = Annotated[int, Field(description="Of all draws; the same seed gives the same reply.")]
Accuracy = Annotated[float, Field(description="Largest change on a finer belief grid; 0.05 is faster than 0.01.")]
Points = Annotated[int | None, Field(description="Belief points on each axis, in place of `accuracy`; 9 is quick.")]
Claim = Annotated[str, Field(description="The id of a claim of the scenario.")]
Record = Annotated[bool, Field(description="Whether to add the whole record, which may be long.")]

_DEFAULT = Request()
_READS = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)


def build_server(root: str | Path = ".") -> MCPServer:
    """The server, with its tools and resources.

    Args:
        root: the only folder that it reads from, besides the crises of the package.

    Raises:
        DetenteError: there is no such folder.
    """
    desk = RequestDesk(root)
    server = MCPServer("detente", instructions=INSTRUCTIONS, version=service.version(), log_level="WARNING")
    work = _Work(desk)
    _add_light_tools(server, desk, work)
    _add_verdicts(server, desk, work)
    _add_questions(server, desk, work)
    _add_outlook(server, desk, work)
    _add_resources(server)
    return server


def serve(root: str | Path = ".") -> None:
    """Serve over standard input and output until the input ends.

    Raises:
        DetenteError: there is no such folder.
    """
    build_server(root).run("stdio")


class _Work:
    """Runs tasks in a thread of their own, one after another: each uses all cores."""

    def __init__(self, desk: RequestDesk) -> None:
        self._desk = desk
        self._one = anyio.CapacityLimiter(1)

    async def do(self, talk: Talk, request: Request, task: Callable[[Reporter], Reply]) -> CallToolResult:
        """The reply of a task; what the user can correct as an error with its mistakes."""

        def notify(done: float, what: str) -> None:
            from_thread.run(talk.report_progress, done, None, what)

        def run() -> CallToolResult:
            told: list[str] = []
            try:
                with heard(told):
                    reply = task(Reporter(notify, from_thread.check_cancelled))
            except (DetenteError, OSError) as error:
                lines = self._desk.lines(request) if isinstance(error, ScenarioError) else ()
                return _result({**failure_reply(error, lines), "version": service.version()}, is_error=True)
            return _result({**reply, "told": told} if told else reply)

        return await to_thread.run_sync(run, limiter=self._one)


def _result(reply: Reply, is_error: bool = False) -> CallToolResult:
    """The reply as structured content, and as the same text for clients that read text alone."""
    plain = _plain(reply)
    text = json.dumps(plain, ensure_ascii=False, indent=1, allow_nan=False)
    return CallToolResult(content=[TextContent(type="text", text=text)], structured_content=plain, is_error=is_error)


def _plain(value: Any) -> Any:
    """Lists and dicts for tuples and mappings; None for what JSON has no number for."""
    if isinstance(value, dict):
        return {str(key): _plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(entry) for entry in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _add_light_tools(server: MCPServer, desk: RequestDesk, work: _Work) -> None:
    @server.tool(name="list", annotations=_READS)
    async def list_crises(ctx: Talk) -> CallToolResult:
        """List the crises that come with Détente: name, question, size, and how long a run takes in seconds."""
        return await work.do(ctx, Request(), lambda _: desk.list_crises())

    @server.tool(annotations=_READS)
    async def show(
        ctx: Talk, crisis: Crisis = None, text: Text = None, variant: Variant = None, numbers: Numbers = None
    ) -> CallToolResult:
        """Show a scenario with every default filled in, as YAML."""
        request = Request(crisis, text, variant, numbers or {})
        return await work.do(ctx, request, lambda _: desk.show(request))

    @server.tool(annotations=_READS)
    async def check(
        ctx: Talk, crisis: Crisis = None, text: Text = None, variant: Variant = None, numbers: Numbers = None
    ) -> CallToolResult:
        """Find every mistake in a scenario, its variants and claims, without solving it; `ok`: there is none."""
        request = Request(crisis, text, variant, numbers or {})
        return await work.do(ctx, request, lambda _: desk.check(request))

    @server.tool(annotations=_READS)
    async def explain_mistakes(
        ctx: Talk, crisis: Crisis = None, text: Text = None, variant: Variant = None
    ) -> CallToolResult:
        """Every mistake in a scenario: line, field, the lines around it, what is allowed there, the nearest of it."""
        request = Request(crisis, text, variant)
        return await work.do(ctx, request, lambda _: desk.explain_mistakes(request))


def _add_verdicts(server: MCPServer, desk: RequestDesk, work: _Work) -> None:
    @server.tool(annotations=_READS)
    async def run(
        ctx: Talk,
        crisis: Crisis = None,
        text: Text = None,
        variant: Variant = None,
        numbers: Numbers = None,
        plays: Plays = _DEFAULT.plays,
        seed: Seed = _DEFAULT.seed,
        accuracy: Accuracy = _DEFAULT.accuracy,
        points: Points = None,
    ) -> CallToolResult:
        """Judge every claim at the base values, by solving and playing: verdict, number, 95 % interval, effect."""
        request = Request(crisis, text, variant, numbers or {}, plays, seed, accuracy, points)
        return await work.do(ctx, request, lambda progress: desk.run(request, progress))

    @server.tool(annotations=_READS)
    async def explain_claim(
        ctx: Talk,
        claim: Claim,
        crisis: Crisis = None,
        text: Text = None,
        variant: Variant = None,
        numbers: Numbers = None,
        plays: Plays = _DEFAULT.plays,
        seed: Seed = _DEFAULT.seed,
        accuracy: Accuracy = _DEFAULT.accuracy,
        points: Points = None,
        record: Record = False,
    ) -> CallToolResult:
        """Say why a claim holds or fails: who plays what in the plays that decide it, and a play for and against it."""
        request = Request(crisis, text, variant, numbers or {}, plays, seed, accuracy, points)
        return await work.do(ctx, request, lambda progress: desk.explain_claim(request, claim, progress, record))


def _add_questions(server: MCPServer, desk: RequestDesk, work: _Work) -> None:
    @server.tool(annotations=_READS)
    async def flip(
        ctx: Talk,
        claim: Claim,
        names: Annotated[list[str] | None, Field(description="Numbers to vary; default: all with a range.")] = None,
        crisis: Crisis = None,
        text: Text = None,
        variant: Variant = None,
        plays: Plays = _DEFAULT.plays,
        seed: Seed = _DEFAULT.seed,
        accuracy: Accuracy = _DEFAULT.accuracy,
        points: Points = None,
        record: Record = False,
    ) -> CallToolResult:
        """Find the smallest change of one number, of two, or of a prior that turns the verdict on a claim."""
        request = Request(crisis, text, variant, {}, plays, seed, accuracy, points)
        return await work.do(ctx, request, lambda progress: desk.flip(request, claim, names or (), progress, record))

    @server.tool(annotations=_READS)
    async def play(
        ctx: Talk,
        number: Annotated[int, Field(description="Which of the plays, from 0.", ge=0)] = 0,
        given: Annotated[str, Field(description="What must have happened, as after `given` in a claim.")] = "",
        crisis: Crisis = None,
        text: Text = None,
        variant: Variant = None,
        numbers: Numbers = None,
        plays: Plays = _DEFAULT.plays,
        seed: Seed = _DEFAULT.seed,
        accuracy: Accuracy = _DEFAULT.accuracy,
        points: Points = None,
        record: Record = False,
    ) -> CallToolResult:
        """Tell one simulated play date by date: who did what, how likely it was, what others then believed."""
        request = Request(crisis, text, variant, numbers or {}, plays, seed, accuracy, points)
        return await work.do(ctx, request, lambda progress: desk.play(request, number, given, progress, record))


def _add_outlook(server: MCPServer, desk: RequestDesk, work: _Work) -> None:
    @server.tool(annotations=_READS)
    async def forecast(
        ctx: Talk,
        events: Annotated[
            str | None, Field(description="A file of dated events in the server's folder; default: the scenario's own.")
        ] = None,
        as_of: Annotated[
            str | None, Field(description="First date to forecast; default: after the last event.")
        ] = None,
        crisis: Crisis = None,
        text: Text = None,
        variant: Variant = None,
        plays: Plays = _DEFAULT.plays,
        seed: Seed = _DEFAULT.seed,
        accuracy: Accuracy = _DEFAULT.accuracy,
        points: Points = None,
        record: Record = False,
    ) -> CallToolResult:
        """Give the probability of every act and state from a date on, after the dated events before it."""
        request = Request(crisis, text, variant, {}, plays, seed, accuracy, points)
        return await work.do(ctx, request, lambda progress: desk.forecast(request, events, as_of, progress, record))


def _add_resources(server: MCPServer) -> None:
    @server.resource("detente://template", mime_type="application/yaml")
    def template() -> str:
        """A small scenario that runs, with comments: the language by example."""
        return service.template()

    @server.resource("detente://schema", mime_type="application/schema+json")
    def schema() -> str:
        """The JSON Schema of scenario files."""
        return json.dumps(service.schema(), ensure_ascii=False)
