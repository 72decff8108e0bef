"""The tools as plain functions: a crisis as a name, a path or a text, and a reply that holds plain values only."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from detente import service
from detente.errors import DetenteError, ScenarioError
from detente.mcp.progress import Reporter
from detente.mcp.replies import Reply, answered_reply, failure_reply, judged_reply, origin_of
from detente.service import Options, Source

TEXT = "text"
"""What stands for the file where a crisis is given as a text."""

LONGEST_LINE = 500
"""Characters of a line that are shown in a reply."""


@dataclass(frozen=True)
class Request:
    """A crisis, and how it is to be solved and played.

    Args:
        crisis: the name of a bundled one, or a path in the folder. text: the scenario itself, in its place.
        numbers: set values, as of `service.WithNumbers`.
        plays, seed, accuracy, points: as of `Options`; points for all informed actors.
    """

    crisis: str | None = None
    text: str | None = None
    variant: str | None = None
    numbers: Mapping[str, float] = field(default_factory=dict)
    plays: int = service.DEFAULTS_OF_CLAIMS.num_plays
    seed: int = 0
    accuracy: float = service.DEFAULTS.accuracy
    points: int | None = None

    def require_one(self) -> None:
        """Refuse a request without a crisis, or with two.

        Raises:
            DetenteError: it has both a crisis and a text, or none of them.
        """
        # An empty name would mean the folder itself.
        if (not self.crisis) == (self.text is None):
            raise DetenteError("give either 'crisis', a name or a path, or 'text', the scenario itself")

    def options(self) -> Options:
        """How to solve and play.

        Raises:
            DetenteError: a number is out of its range.
        """
        return Options(num_plays=self.plays, seed=self.seed, accuracy=self.accuracy, num_points=self.points)


class RequestDesk:
    """Does what a tool asks, for the crises of one folder and those that come with the package.

    Args:
        root: the folder; nothing outside it is read, and nothing is written anywhere but in the user's cache.

    Raises:
        DetenteError: there is no such folder.
    """

    def __init__(self, root: str | Path) -> None:
        self.root = Path(root).resolve()
        if not self.root.is_dir():
            raise DetenteError(f"there is no folder '{root}' for the server to read from")

    def list_crises(self) -> Reply:
        """The crises that come with the package."""
        listed = service.list_crises()
        crises = [
            {"name": each.name, "title": each.title, "question": each.question, **each.counts, "seconds": each.seconds}
            for each in listed.crises
        ]
        return {"version": listed.version, "crises": crises}

    def show(self, request: Request) -> Reply:
        """The scenario with every default filled in."""
        shown = service.show(self.source(request), variant=request.variant)
        return {**origin_of(shown.origin), "yaml": shown.text}

    def check(self, request: Request) -> Reply:
        """Whether the scenario has mistakes; if not, what it consists of and what is probably not meant."""
        try:
            checked = self._checked(request)
        except ScenarioError as error:
            return {"ok": False, **failure_reply(error, self.lines(request))}
        record = checked.to_json()
        kept = {name: record[name] for name in ("counts", "warnings", "effort", "remarks")}
        return {"ok": True, **origin_of(checked.origin), **kept}

    def explain_mistakes(self, request: Request) -> Reply:
        """Every mistake with its line, what stands there, what is allowed and the nearest of it; warnings if none."""
        checked = self.check(request)
        found = checked["mistakes"] if not checked["ok"] else []
        lines = self.lines(request)
        around = {each["line"]: _excerpt(lines, each["line"]) for each in found}
        return {
            "ok": checked["ok"],
            "says": f"{len(found)} mistake{'' if len(found) == 1 else 's'}.",
            "mistakes": [{**each, "excerpt": around[each["line"]]} for each in found],
            "warnings": checked.get("warnings", []),
            "version": service.version(),
        }

    def run(self, request: Request, progress: Reporter) -> Reply:
        """Every claim at the base values."""
        judged = service.claims(
            self.source(request),
            variant=request.variant,
            options=request.options(),
            progress=progress,
            tell=progress.tell,
        )
        return judged_reply(judged)

    def explain_claim(self, request: Request, claim: str, progress: Reporter, has_record: bool = False) -> Reply:
        """Why a claim holds or fails."""
        done = service.explain(self.source(request), claim, **self._asked(request, progress))
        return answered_reply(done, has_record)

    def flip(
        self, request: Request, claim: str, numbers: Sequence[str], progress: Reporter, has_record: bool = False
    ) -> Reply:
        """The smallest changes that turn the verdict on a claim."""
        done = service.flip(self.source(request), claim, numbers, **self._asked(request, progress))
        return answered_reply(done, has_record)

    def play(self, request: Request, number: int, given: str, progress: Reporter, has_record: bool = False) -> Reply:
        """One play as a story."""
        done = service.story(self.source(request), given=given, play=number, **self._asked(request, progress))
        return answered_reply(done, has_record)

    def forecast(
        self, request: Request, events: str | None, as_of: str | None, progress: Reporter, has_record: bool = False
    ) -> Reply:
        """Forecast every act and state from a date on, given the events before that date."""
        file = None if events is None else service.find_file_inside(self.root, events)
        asked = self._asked(request, progress)
        del asked["tell"]
        done = service.forecast(self.source(request), file, as_of=as_of, **asked)
        return answered_reply(done, has_record)

    def source(self, request: Request) -> Source:
        """The crisis of a request.

        Raises:
            DetenteError: it is outside the folder, or there is none. ScenarioError: a text has mistakes.
        """
        request.require_one()
        if request.text is not None:
            return service.loads(request.text, name=TEXT, numbers=request.numbers)
        place = service.find_inside(self.root, str(request.crisis))
        return service.WithNumbers(place, request.numbers) if request.numbers else place

    def lines(self, request: Request) -> list[str]:
        """The lines of the text of a request; of a single file too; [] of a folder, whose mistakes name their file."""
        if request.text is not None:
            return _shown(request.text)
        place = service.find_inside(self.root, str(request.crisis))
        # What cannot be read, or is far too large, has no lines to be shown.
        with suppress(ScenarioError):
            if isinstance(place, Path) and place.is_file():
                return _shown(service.read_scenario_file(place))
        return []

    def _checked(self, request: Request) -> Any:
        request.require_one()
        if request.text is not None:
            return service.check_texts({TEXT: request.text}, TEXT, variant=request.variant, numbers=request.numbers)
        return service.check(self.source(request), variant=request.variant)

    def _asked(self, request: Request, progress: Reporter) -> dict[str, Any]:
        return {
            "variant": request.variant,
            "options": request.options(),
            "progress": progress,
            "tell": progress.tell,
        }


def _shown(text: str) -> list[str]:
    """The lines of a text; what is long is cut, so that no reply is as long as the text."""
    return [line if len(line) <= LONGEST_LINE else f"{line[:LONGEST_LINE]}…" for line in text.splitlines()]


def _excerpt(lines: Sequence[str], line: int) -> list[str]:
    """The line with the two before and after it, each with its number."""
    first = max(1, line - 2)
    return [f"{number:4} {text}" for number, text in enumerate(lines[first - 1 : line + 2], start=first)]


@contextmanager
def heard(reply: list[str]) -> Iterator[None]:
    """Gathers what the package warns its users of."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        yield
    reply += [str(each.message) for each in caught if each.category is UserWarning]
