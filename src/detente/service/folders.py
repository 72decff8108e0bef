"""The folders that tasks write to: their names, and whether they can be written."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path

from detente.errors import DetenteError
from detente.files import check_writable, format_json
from detente.scenario.model import Scenario
from detente.scenario.names import listed
from detente.service.setting_up import Source, split_source

_ENDINGS = (".html", ".htm", ".json", ".csv", ".pdf", ".yaml")


def folder_name(crisis: Source, scenario: Scenario) -> str:
    """The folder of a crisis in `out`, as files may be called."""
    source = split_source(crisis)[0]  # its absolute path: `.` and `..` are folders that have a name
    name = scenario.name if isinstance(source, Scenario) else Path(os.path.abspath(source)).stem
    name = re.sub(r'[/\\:*?"<>|\x00-\x1f]', "_", name).strip(".") or "scenario"
    return name if scenario.variant is None else f"{name}-{scenario.variant}"


def writable(folder: Path, files: Mapping[str, str]) -> dict[str, str]:
    """The paths of files in a folder, by kind, if they can be written; checked before solving, which may take minutes.

    Raises:
        DetenteError: there is no such folder, and its name is that of a file.
        OSError: one of them cannot be written.
    """
    if folder.suffix.lower() in _ENDINGS and not folder.is_dir():
        raise DetenteError(
            f"out: '{folder}' is the name of a file; name a folder, in which {listed(files.values())} are written"
        )
    paths = {kind: folder / name for kind, name in files.items()}
    for path in paths.values():
        check_writable(path)
    return {kind: str(path) for kind, path in paths.items()}


def as_text(document: Mapping[str, object]) -> str:
    """JSON as files have it."""
    return format_json(document) + "\n"
