"""The files of a crisis as they are on disk, and how they are written back: whole, and never over what others wrote."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from detente.errors import DetenteError
from detente.files import read_regular, write_whole
from detente.service import find_files, read_scenario_file

_BOM = "\ufeff"
POSITIONS = ".set.yaml"
"""The end of the name of a file of slider positions."""


class ChangedOnDiskError(DetenteError):
    """A file is not as it was when it was read; the message names it."""


@dataclass(frozen=True)
class Paper:
    """One file as it was read.

    Args:
        text: with `\\n` at the ends of lines. newline: as the file has it. has_mark: whether it begins with a
            byte-order mark. digest: of its bytes; "" for a file that is not there yet.
    """

    path: Path
    text: str
    newline: str = "\n"
    has_mark: bool = False
    digest: str = ""

    @property
    def name(self) -> str:
        """As mistakes state it."""
        return str(self.path)

    def as_bytes(self, text: str) -> bytes:
        """A text with the line ends and the mark that the file had."""
        body = text.replace("\r\n", "\n").replace("\r", "\n").replace("\n", self.newline)
        return ((_BOM if self.has_mark else "") + body).encode("utf-8")


def read_paper(path: Path) -> Paper:
    """A file with all that is needed to write it back as it was.

    Raises:
        ScenarioError: it cannot be read, or is not UTF-8 text.
    """
    # Read first as scenarios are read, which says what is wrong with a file that is none.
    read_scenario_file(path)
    content = read_regular(path)
    text = content.decode("utf-8-sig")
    newline = "\r\n" if text.count("\r\n") * 2 > text.count("\n") else "\n"
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Paper(path, text, newline, content.startswith(_BOM.encode()), _digest(content))


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Papers:
    """The files of a crisis, on which a person works.

    Crises that come with the package are not written over: they are saved as files of the same names in a folder, or
    as a file, of the crisis's own name in `folder`.

    Args:
        source: the crisis, by the name of a bundled one, a file or a folder. folder: where the user works.

    Raises:
        DetenteError: there is no such crisis. ScenarioError: a file cannot be read.
    """

    def __init__(self, source: str | Path, folder: Path | None = None) -> None:
        found = find_files(source)
        self.path, self.is_bundled = found.path, found.is_bundled
        self.papers = {str(file): read_paper(file) for file in found.files}
        self._folder = Path.cwd() if folder is None else folder
        self.name = str(source).rstrip("/").rsplit("/", 1)[-1].removesuffix(".yaml") if found.is_bundled else ""
        self._moved = False

    @property
    def place(self) -> str:
        """The crisis as a command names it: the name of a bundled one, or its file or folder."""
        return self.name if self.is_bundled and not self._moved else str(self.path)

    @property
    def texts(self) -> dict[str, str]:
        """The texts as they were read, by the name of the file."""
        return {name: paper.text for name, paper in self.papers.items()}

    @property
    def target(self) -> Path:
        """The file or folder that saving writes."""
        if not self.is_bundled or self._moved:
            return self.path
        return self._folder / (self.name if len(self.papers) > 1 else f"{self.name}.yaml")

    @property
    def positions_path(self) -> Path:
        """Where the positions of sliders are kept: beside the crisis, never among the files of a folder."""
        return self.target.with_name(f"{self.target.stem}{POSITIONS}")

    def changed_on_disk(self) -> tuple[str, ...]:
        """The names of files that are not as they were read; those that are gone among them."""
        if self.is_bundled and not self._moved:
            return ()
        return tuple(name for name, paper in self.papers.items() if _digest_of(paper.path) != paper.digest)

    def save(self, texts: Mapping[str, str], *, over: bool = False) -> tuple[Path, ...]:
        """Write the files whose texts are others than on disk, each of them whole or not at all.

        Args:
            texts: by the name of the file. over: whether to write over what others have written meanwhile.

        Returns:
            What was written.

        Raises:
            ChangedOnDiskError: a file was changed meanwhile, or one of this name is there already; nothing is written.
            OSError: a file cannot be written.
        """
        places = self._places()
        if not over:
            self._require_unchanged(places)
        moves = self.is_bundled and not self._moved
        written = []
        for name, place in places.items():
            paper = self.papers[name]
            content = paper.as_bytes(texts[name])
            if moves or _digest_of(place) != _digest(content):
                # A link keeps leading where it leads: its file is written, and not the link.
                write_whole(Path(os.path.realpath(place)), content)
                written.append(place)
        self.papers = {str(place): read_paper(place) for place in places.values()}
        if moves:
            self.path, self._moved = self.target, True
        return tuple(written)

    def new_names(self) -> dict[str, str]:
        """By the present name of every file, the one that it has once it is saved."""
        return {name: str(place) for name, place in self._places().items()}

    def reread(self) -> None:
        """Load the version on disk now.

        Raises:
            ScenarioError: a file cannot be read any more.
        """
        self.papers = {name: read_paper(paper.path) for name, paper in self.papers.items()}

    def _places(self) -> dict[str, Path]:
        """Where every file is written."""
        if not self.is_bundled or self._moved:
            return {name: paper.path for name, paper in self.papers.items()}
        if len(self.papers) == 1:
            return dict.fromkeys(self.papers, self.target)
        return {name: self.target / paper.path.name for name, paper in self.papers.items()}

    def _require_unchanged(self, places: Mapping[str, Path]) -> None:
        if self.is_bundled and not self._moved:
            there = [place for place in (self.target, *places.values()) if os.path.lexists(place)]
            if there:
                raise ChangedOnDiskError(f"{there[0]} exists already; this crisis comes with the package, so it is "
                                         "saved there only if nothing is there.")  # fmt: skip
            return
        if changed := self.changed_on_disk():
            raise ChangedOnDiskError(f"{changed[0]} was changed on disk since it was read; nothing was written.")


def _digest_of(path: Path) -> str:
    """Of a file's bytes; "" if it cannot be read."""
    with suppress(OSError):
        return _digest(read_regular(path))
    return ""
