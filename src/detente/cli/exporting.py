"""The command that writes a report in other forms."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from detente.cli.app import failures, show
from detente.cli.options import Json


def export_report(
    report: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder of a run, or its result.json.")],
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="FILE", help="FILE.pdf, .docx, .pptx or .xlsx; or a folder, for the figures as SVG and PNG."
        ),
    ],
    as_json: Json = False,
) -> None:
    """Write the report of a run as PDF, Word document, slides or workbook, or its figures, without solving again."""
    with failures(as_json):
        from detente import service

        done = service.export_report(report, to)
        what = done.files[0] if len(done.files) == 1 else f"{len(done.files)} files into {to}"
        show(done.to_json() if as_json else f"Wrote {what}")
