"""Where scenarios are: those that come with the package, and files and folders."""

from __future__ import annotations

from pathlib import Path

from detente.errors import DetenteError
from detente.scenario.names import listed, nearest

_CRISES = Path(__file__).resolve().parent.parent / "crises"
TEMPLATE = Path(__file__).resolve().parent / "template.yaml"


def bundled() -> dict[str, Path]:
    """The scenarios that come with the package: name -> file or folder, by name."""
    scenarios = {}
    for folder in sorted(_CRISES.rglob("*")) if _CRISES.is_dir() else []:
        if folder.is_dir() and any(folder.glob("*.yaml")):
            files = sorted(folder.glob("*.yaml"))
            scenarios[folder.relative_to(_CRISES).as_posix().replace("_", "-")] = (
                files[0] if len(files) == 1 else folder
            )
    return dict(sorted(scenarios.items()))


def find(name_or_path: str | Path) -> Path:
    """The file or folder of a scenario, given as the name of a bundled one or as a path.

    Raises:
        DetenteError: there is none; the message names the nearest.
    """
    scenarios = bundled()
    name = str(name_or_path)
    key = name.strip("/").replace("_", "-")
    if key in scenarios and isinstance(name_or_path, str):
        return scenarios[key]
    path = Path(name_or_path).expanduser()
    if path.is_file() or (path.is_dir() and any(path.glob("*.yaml"))):
        return path
    if path.is_dir():
        raise DetenteError(f"the folder '{name}' holds no *.yaml file")
    if path.exists():
        raise DetenteError(f"'{name}' is neither a file nor a folder")
    short = {known.rsplit("/", 1)[-1]: known for known in scenarios}
    if key in short:
        return scenarios[short[key]]
    beside = [path.with_name(path.name + ending) for ending in (".yaml", ".yml")]
    found = next((each for each in beside if each.is_file()), None)
    hint = f" — did you mean '{found}'?" if found else nearest(key, scenarios) or nearest(key, short)
    raise DetenteError(f"there is no file and no bundled scenario '{name}'{hint} (bundled: {listed(scenarios, 30)})")
