"""The texts that sources name: files in the folder of the scenario."""

from __future__ import annotations

from pathlib import Path, PurePosixPath, PureWindowsPath

from detente.scenario.model import Scenario


def is_inside(name: str) -> bool:
    """Whether a name is that of a file below a folder, so that no scenario can show what lies elsewhere."""
    paths = PurePosixPath(name), PureWindowsPath(name)
    return bool(name) and not any(path.anchor or ".." in path.parts for path in paths)


def find_text(scenario: Scenario, source: str) -> Path | None:
    """Where the text of a source should be; None if it names none, or the scenario is not a file."""
    name = scenario.sources.get(source, {}).get("text")
    if not name or not scenario.path:
        return None
    path = Path(scenario.path)
    return (path if path.is_dir() else path.parent) / name
