"""Scenarios as they were in a commit of Git: `FILE@COMMIT`."""

from __future__ import annotations

import functools
import subprocess
from pathlib import Path

from detente.errors import DetenteError
from detente.scenario.reading import is_of_scenario, read_parts
from detente.scenario.tree import Table

_LONGEST_REASON = 200


def split_commit(written: str) -> tuple[str, str] | None:
    """File and commit of `FILE@COMMIT`; None where a file has this very name, or no commit is named."""
    name, sign, commit = written.rpartition("@")
    return (name, commit) if sign and name and commit and not Path(written).exists() else None


def read_commit(path: Path, commit: str) -> Table:
    """The tree of a file, or of a folder's `*.yaml` files, as they were in a commit.

    Raises:
        DetenteError: the file is in no repository, there is no such commit, or the commit has no such file.
        ScenarioError: what the commit has is no scenario.
    """
    folder = path.parent
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    place = path.resolve().relative_to(folder.resolve()).as_posix()
    label = f"{path}@{commit}"
    # A hash, so that no word of the user can be taken for an option or a path.
    asked = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}"]
    found = _ask(folder, asked, label, f"there is no commit '{commit}' in its repository").strip()
    listed = _ask(folder, ["ls-tree", "-z", found, "--", f"./{place}"], label, "").split("\0")[0]
    if not listed:
        raise DetenteError(f"'{label}': the commit has no file '{place}'")
    if listed.split(" ")[1] == "blob":
        return read_parts({label: functools.partial(_show, folder, found, place, label)})
    inside = _ask(folder, ["ls-tree", "-z", "--name-only", found, "--", f"./{place}/"], label, "").split("\0")
    names = sorted(Path(name).name for name in inside if is_of_scenario(name))
    if not names:
        raise DetenteError(f"'{label}': the commit has no *.yaml file in this folder")
    return read_parts(
        {f"{path}/{name}@{commit}": functools.partial(_show, folder, found, f"{place}/{name}", label) for name in names}
    )


def _show(folder: Path, commit: str, place: str, label: str) -> str:
    return _ask(folder, ["show", f"{commit}:./{place}"], label, "").removeprefix("\ufeff")


def _ask(folder: Path, words: list[str], label: str, refusal: str) -> str:
    """What Git answers.

    Raises:
        DetenteError: it refuses; with `refusal` where that says more than Git does.
    """
    try:
        done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
    except OSError as error:
        raise DetenteError(f"'{label}': a commit is read with Git, which cannot be run ({error.strerror})") from None
    reason = done.stderr.decode(errors="replace").strip().removeprefix("fatal: ")[:_LONGEST_REASON]
    if done.returncode != 0:
        raise DetenteError(f"'{label}': {reason or refusal or 'Git gives no reason'}")
    try:
        return done.stdout.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DetenteError(f"'{label}': the file is not UTF-8 text (byte {error.start})") from None
