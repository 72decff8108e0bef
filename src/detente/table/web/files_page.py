"""What can be taken away from the server: the log, the debrief and the saved play."""

from __future__ import annotations

import tempfile
from pathlib import Path

from fastapi.responses import PlainTextResponse, Response
from nicegui import app as pages_app

from detente.files import format_json
from detente.table.web.hall import Hall, Sitting

_NOTHING = "There is no such file here, or it does not exist yet."


def files_page(hall: Hall) -> None:
    """Add the files to the server: the log to everybody when the play is over, and to the umpire at any time."""

    @pages_app.get("/log/{token}/{name}")
    async def _file(token: str, name: str) -> Response:
        umpire = hall.umpire_of(token)
        found = umpire or hall.seat_of(token)
        if found is None or found[1].table is None:
            return PlainTextResponse(_NOTHING, 404)
        sitting = found[1]
        # What is hidden from a seat is in the log and in the saved play.
        if umpire is None and not found[1].table.ended:
            return PlainTextResponse(_NOTHING, 404)
        made = await _content(sitting, name, umpire is not None)
        return PlainTextResponse(_NOTHING, 404) if made is None else made


async def _content(sitting: Sitting, name: str, is_umpire: bool) -> Response | None:
    from detente.table.log import as_csv

    table = sitting.table
    assert table is not None, "files are of a play"
    if name == "log.csv":
        rows = await sitting.ask(table.log)
        return _attached(as_csv(rows), name, "text/csv")
    if name == "log.json":
        rows = await sitting.ask(table.log)
        return _attached(_as_json([each.to_json() for each in rows]), name, "application/json")
    if name == "debrief.json" and table.ended:
        debrief = await sitting.ask(table.debrief)
        return _attached(_as_json(debrief.to_json()), name, "application/json")
    if name == "table.json" and is_umpire:
        return _attached(await sitting.ask(lambda: _saved(sitting)), name, "application/json")
    return None


def _saved(sitting: Sitting) -> str:
    """The play as it is saved on disk."""
    assert sitting.table is not None, "only a play is saved"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table.json"
        sitting.table.save(path)
        return path.read_text(encoding="utf-8")


def _attached(text: str, name: str, kind: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(text, media_type=kind, headers=headers)


def _as_json(content: object) -> str:
    return format_json(content) + "\n"
