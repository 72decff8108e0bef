"""The command `detente workbench`: a server with the desk of one crisis, for this machine alone, until interrupted."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from detente import service
from detente.analysis.extras import require_extra
from detente.analysis.options import Options
from detente.service.repeating import Wording
from detente.table.bench.desk import Desk
from detente.table.bench.papers import Papers
from detente.table.web.binding import Binding
from detente.table.web.passes import TOKEN_BYTES


def bench_of(desk: Desk) -> tuple[str, Callable[[], None]]:
    """The address of a desk's page, which nobody can guess, and what adds the page to a server."""
    from detente.table.web.workbench_page import BENCH, workbench_page

    token = secrets.token_urlsafe(TOKEN_BYTES)
    return f"{BENCH}{token}", partial(workbench_page, desk, token)


def open_bench(
    crisis: str | Path,
    *,
    variant: str | None = None,
    numbers: Mapping[str, float] | None = None,
    options: Options = service.QUICK,
    asked: Options = service.DEFAULTS_OF_CLAIMS,
    wording: Wording = service.python_call,
    port: int | None = None,
    started: Callable[[str], None],
    opens_browser: bool = True,
) -> None:
    """Run a server with the workbench of a crisis until it is interrupted. Only this machine reaches it.

    Args:
        numbers: that are set when it opens. options: how claims are judged. asked: the options of questions.
        wording: states commands. started: called with the address of the page when the server listens.

    Raises:
        DetenteError: there is no such crisis, the server cannot listen, or its library is not installed.
        ScenarioError: a file cannot be read at all; mistakes in it are shown on the page.
    """
    require_extra("nicegui", "table", "detente workbench")
    desk = Desk(Papers(crisis), variant=variant, numbers=numbers, options=options, asked=asked, wording=wording)

    from detente.table.web.server import build_server, run_server

    path, add = bench_of(desk)
    kept = "What you wrote is still on the desk: open the page again."
    try:
        run_server(
            lambda: build_server([add], is_local=True, kept=kept),
            Binding(port=port),
            started=lambda address: started(address.rstrip("/") + path),
            shown=path if opens_browser else None,
        )
    finally:
        desk.close()
