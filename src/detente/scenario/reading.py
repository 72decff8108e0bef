"""Files, folders and texts, read as one tree."""

from __future__ import annotations

import functools
import stat
from collections.abc import Callable, Mapping
from pathlib import Path

from detente.errors import Mistake, ScenarioError
from detente.scenario.parsing import YamlTreeBuilder
from detente.scenario.positions import Where
from detente.scenario.tree import Node, Scalar, Series, Table

_OTHER_PROGRAMS = {".efg": "a game tree in the format of Gambit", ".nfg": "a game in the format of Gambit"}

SETTINGS = ".set.yaml"
"""The end of the names of files with values of numbers."""

# The flagship is under a tenth of this, which bounds the time that a hostile file can take.
MAX_CHARACTERS = 1_000_000
MOST_BYTES = 4 * MAX_CHARACTERS


_FORM = "a scenario is a mapping that begins with 'crisis: TITLE'"


def read_text(text: str, file: str, form: str = _FORM) -> Table:
    """The tree of one YAML document, which must be a mapping.

    Args:
        form: what the file should be, for whoever gives something else.

    Raises:
        ScenarioError: the text is not YAML, or uses parts of YAML that scenarios do without.
    """
    if len(text) > MAX_CHARACTERS:
        message = f"the file has {len(text):,} characters; at most {MAX_CHARACTERS:,} are allowed"
        raise ScenarioError([Mistake(Where(file, 1, 1, "file"), message)])
    reader = YamlTreeBuilder(file, text)
    root = reader.read()
    if not isinstance(root, Table) and not reader.mistakes:
        message = form + ("; this file is empty" if root is None else "")
        reader.mistakes.append(Mistake(Where(file, 1, 1, "file"), message))
    if reader.mistakes or not isinstance(root, Table):
        raise ScenarioError(reader.mistakes)
    _name_places(root, "")
    return root


def read_path(path: Path, form: str = _FORM) -> Table:
    """The tree of a file, or of a folder's `*.yaml` files merged; form: as of `read_text`.

    Raises:
        ScenarioError: as for `read_text`; or the files contradict each other.
    """
    if not path.is_dir():
        return read_text(read_file(path), str(path), form)
    files = list_files(path)
    if not files:
        raise ScenarioError([Mistake(Where(str(path), 1, 1, "folder"), "there is no *.yaml file in this folder")])
    return read_parts({str(file): functools.partial(read_file, file) for file in files})


def list_files(folder: Path) -> list[Path]:
    """The files of a scenario in a folder, in order: all `*.yaml` but those that set its numbers."""
    return sorted(file for file in folder.glob("*.yaml") if is_of_scenario(file.name))


def is_of_scenario(name: str) -> bool:
    """Whether a file of a scenario's folder is part of it, by its name."""
    return name.endswith(".yaml") and not name.endswith(SETTINGS)


def read_parts(parts: Mapping[str, Callable[[], str]]) -> Table:
    """The tree of a scenario in several files, merged.

    Args:
        parts: by the name of each file, what gives its text, or raises a ScenarioError.

    Raises:
        ScenarioError: as for `read_path`.
    """
    mistakes: list[Mistake] = []
    merged: Table | None = None
    for file, read in parts.items():
        try:
            table = read_text(read(), file)
        except ScenarioError as error:
            mistakes.extend(error.mistakes)
            continue
        merged = table if merged is None else _merged(merged, table, mistakes)
    if mistakes or merged is None:
        raise ScenarioError(mistakes)
    return merged


def read_file(path: Path) -> str:
    """The text of a file.

    Raises:
        ScenarioError: it cannot be read, is too large, or is not UTF-8.
    """
    where = Where(str(path), 1, 1, "file")
    if path.suffix in _OTHER_PROGRAMS:
        message = f"this is {_OTHER_PROGRAMS[path.suffix]}; Détente writes game trees (detente export) and reads none"
        advice = "a crisis is a YAML file, such as 'detente new my_crisis.yaml' writes"
        raise ScenarioError([Mistake(where, f"{message}; {advice}")])
    try:
        # A pipe or a device may never end.
        if not stat.S_ISREG(path.stat().st_mode):
            raise ScenarioError([Mistake(where, "this is not a regular file")])
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ScenarioError([Mistake(where, f"the file is larger than {MOST_BYTES:,} bytes")])
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError([Mistake(where, f"the file is not UTF-8 text (byte {error.start})")]) from None
    except OSError as error:
        raise ScenarioError([Mistake(where, f"the file cannot be read: {error.strerror}")]) from None


def _merged(first: Table, second: Table, mistakes: list[Mistake]) -> Table:
    """Both files' entries; those they share are merged one level deeper."""
    for key, node in second.entries.items():
        where, earlier = second.keys[key], first.entries.get(key)
        if earlier is None:
            first = first.with_entry(key, node, where)
        elif isinstance(earlier, Series) and isinstance(node, Series):
            both = Series(earlier.where, [*earlier.items, *node.items])
            first = first.with_entry(key, both, first.keys[key])
        elif isinstance(earlier, Table) and isinstance(node, Table):
            for name in earlier.entries.keys() & node.entries.keys():
                mistakes.append(_twice(name, node.keys[name], earlier.keys[name]))
            union = Table(earlier.where, {**earlier.entries, **node.entries}, {**earlier.keys, **node.keys})
            first = first.with_entry(key, union, first.keys[key])
        else:
            mistakes.append(_twice(key, where, first.keys[key]))
    return first


def _twice(key: str, where: Where, before: Where) -> Mistake:
    return Mistake(where, f"'{key}' is given twice, first in {before.file} line {before.line}")


def _name_places(node: Node, path: str) -> None:
    """Fills in the field paths, which are known only once the tree stands."""
    node.where = Where(node.where.file, node.where.line, node.where.column, path or "file")
    if isinstance(node, Table):
        for key, entry in node.entries.items():
            below = f"{path}.{key}" if path else key
            place = node.keys[key]
            node.keys[key] = Where(place.file, place.line, place.column, below)
            _name_places(entry, below)
    elif isinstance(node, Series):
        for number, item in enumerate(node.items, start=1):
            _name_places(item, _item_path(item, path, number))


def _item_path(item: Node, path: str, number: int) -> str:
    """A list's items are known by number, but an entry with an id by that, and a lone entry by its key alone."""
    if isinstance(item, Table):
        identity = item.entries.get("id")
        if isinstance(identity, Scalar) and isinstance(identity.value, str):
            return f"{path}.{identity.value}"
        if len(item.entries) == 1:
            return path
    return f"{path}.{number}"
