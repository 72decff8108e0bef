"""Every exception that the package raises on purpose, and the advice that it carries."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from detente.scenario.positions import Where


@dataclass(frozen=True)
class Advice:
    """A way out of an error, as data: whoever prints the error words it, as an option or as a keyword argument.

    Args:
        kind: what to change, such as `fewer_points`; `ADVICE_KINDS` lists them all.
        actor: whom the change is about; None: every actor, or none.
        value: what to change it to, or what it is now; `ADVICE_KINDS` states which.
    """

    kind: str
    actor: str | None = None
    value: int | float | str | None = None


ADVICE_KINDS = {
    "fewer_points": "At most `value` belief points for `actor`; one such change alone is enough.",
    "fewer_points_together": "At most `value` belief points for `actor`, together with all other such changes.",
    "other_points": "Another number of belief points than `value`, for `actor` or (None) for all.",
    "lower_precision": "A lower precision of `actor`, who decides where it is hard.",
    "more_steps": "More solver steps for each node than `value`.",
    "allow_unsolved": "To go on although some nodes are not solved.",
}


Wordings = Mapping[str, Callable[[Sequence[Advice]], str]]
"""By kind, what turns all advice of this kind into a sentence of a front end."""


def advice_in_words(advice: Sequence[Advice], wordings: Wordings) -> str:
    """The advice as sentences, one for each kind; empty if there is none."""
    by_kind: dict[str, list[Advice]] = {}
    for each in advice:
        by_kind.setdefault(each.kind, []).append(each)
    return " ".join(wordings[kind](many) for kind, many in by_kind.items())


class DetenteError(Exception):
    """Base of all errors whose message is meant for the user.

    Args:
        message: what is wrong.
        advice: what may help, as data.
    """

    def __init__(self, message: str = "", *, advice: Iterable[Advice] = ()) -> None:
        super().__init__(message)
        self.advice = tuple(advice)


@dataclass(frozen=True)
class Mistake:
    """One mistake in a scenario: its place, and a message: what was found, and what is allowed."""

    where: Where
    message: str
    advice: tuple[Advice, ...] = ()

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


MOST_PRINTED = 50
"""Mistakes that are printed; nobody reads more of them at a time."""


class ScenarioError(DetenteError):
    """Mistakes in a scenario, all of them, in file order; the message has the first `MOST_PRINTED`."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        unique = dict.fromkeys(mistakes)
        self.mistakes = tuple(sorted(unique, key=lambda m: (m.where.file, m.where.line, m.where.column)))
        lines = [str(mistake) for mistake in self.mistakes[:MOST_PRINTED]]
        super().__init__(
            "\n".join([*lines, *([f"and {self.num_left:,} more"] if self.num_left else [])]),
            advice=(each for mistake in self.mistakes for each in mistake.advice),
        )

    def __reduce__(self) -> tuple[type[ScenarioError], tuple[tuple[Mistake, ...]]]:
        return type(self), (self.mistakes,)

    @property
    def num_left(self) -> int:
        """Mistakes beyond those that are printed."""
        return max(0, len(self.mistakes) - MOST_PRINTED)


class UnsolvedError(DetenteError):
    """Some nodes of the game have no certified solution; the message states how many, and where."""


class EvaluationError(DetenteError):
    """An expression has no value in some situation; the message names the part of the expression and the situation."""


class NotFiniteError(EvaluationError):
    """A sum, product or quotient overflows double precision (1.8e308)."""


class UnknownNameError(DetenteError, ValueError):
    """An argument names something that the crisis lacks; the message lists what it has."""


class MissingLibraryError(DetenteError):
    """A library that only some tasks need is not installed.

    Args:
        what: needs it. library: its name. extra: of the package that installs it.
    """

    def __init__(self, what: str, library: str, extra: str) -> None:
        command = install_command(extra)
        super().__init__(f"{what} needs the library {library}, which is not installed: {command}")


def install_command(extra: str) -> str:
    """The command that adds an extra to this installation: to its Python, and from where the package came."""
    python = shlex.quote(_from_here(sys.executable or "python"))
    folder, is_editable = _installed_from()
    package = f"'{_from_here(folder) if folder else 'detente'}[{extra}]'"
    return f"{python} -m pip install {'-e ' if is_editable else ''}{package}"


def _installed_from() -> tuple[str, bool]:
    """The folder or file that the package was installed from, "" for an index, and whether it is run from there."""
    # Slow to load, and seldom needed.
    from importlib import metadata

    try:
        text = metadata.distribution("detente").read_text("direct_url.json")
        found = json.loads(text or "{}")
    except (metadata.PackageNotFoundError, OSError, ValueError):
        return "", False
    address = urlsplit(str(found.get("url", "")))
    if address.scheme != "file":
        return "", False
    return unquote(address.path), bool(found.get("dir_info", {}).get("editable"))


def _from_here(path: str) -> str:
    """A path as short as it can be written in the working directory."""
    try:
        return str(Path(path).relative_to(Path.cwd()))
    except (ValueError, OSError):
        return path
