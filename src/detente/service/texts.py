"""The texts of a crisis, for whoever edits them: its files, and the numbers that are set beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from detente.errors import Mistake, ScenarioError
from detente.files import write_whole
from detente.scenario import library
from detente.scenario.keys.values import number_of
from detente.scenario.names import nearest
from detente.scenario.ranges import write_number
from detente.scenario.reading import list_files, read_file, read_text
from detente.scenario.tree import Table

SET = "set"
"""The only key of a file of settings."""


@dataclass(frozen=True)
class FilesOfCrisis:
    """Where a crisis is.

    Args:
        path: its file or folder. files: in the order in which they are read. is_bundled: it comes with the package.
    """

    path: Path
    files: tuple[Path, ...]
    is_bundled: bool


def find_files(crisis: str | Path) -> FilesOfCrisis:
    """The files of a crisis.

    Raises:
        DetenteError: there is none of this name.
    """
    path = library.find(crisis)
    files = list_files(path) if path.is_dir() else [path]
    return FilesOfCrisis(path, tuple(files), library.is_bundled(path))


def read_scenario_file(path: Path) -> str:
    """The text of one file of a crisis.

    Raises:
        ScenarioError: it cannot be read, is too large, or is not UTF-8 text.
    """
    return read_file(path)


def read_settings(path: Path) -> dict[str, float]:
    """The numbers and priors that a file sets, by name: `set: {doubt: 0.7, moscow.hawk: 40%}`.

    Raises:
        ScenarioError: it cannot be read, or has something else.
    """
    form = f"a file of settings is a mapping that begins with '{SET}:'"
    tree = read_text(read_file(path), str(path), form)
    mistakes = [
        Mistake(tree.place(key), f"a file of settings has the key '{SET}' alone, not '{key}'{nearest(key, [SET])}")
        for key in tree.entries
        if key != SET
    ]
    values: dict[str, float] = {}
    node = tree.get(SET)
    if not isinstance(node, Table):
        where = tree.where if node is None else node.where
        mistakes.append(Mistake(where, f"'{SET}' is a mapping of names of numbers to values"))
    else:
        for name, entry in node.entries.items():
            value = number_of(entry)
            if value is None:
                mistakes.append(Mistake(entry.where, f"{name}: this is not a number (write 0.7 or 70%)"))
            else:
                values[name] = value
    if mistakes:
        raise ScenarioError(mistakes)
    return values


def write_settings(path: Path, numbers: Mapping[str, float], crisis: str) -> Path:
    """Write the numbers that are set to a file that `read_settings` reads, whole or not at all.

    Args:
        crisis: as a command names it.

    Raises:
        OSError: it cannot be written.
    """
    named = " ".join(crisis.split())
    lines = [f"# Numbers that are set beside {named}, for this and other commands of Détente."]
    lines.append(f"{SET}:" if numbers else f"{SET}: {{}}")
    lines += [f"  {name}: {write_number(value)}" for name, value in sorted(numbers.items())]
    return write_whole(path, "\n".join(lines) + "\n")
