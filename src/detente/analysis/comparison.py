"""Records of a comparison of policies: every measure and value under each, with its difference from the base."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from detente.analysis.certificates import certificate_to_json, join_certificates
from detente.analysis.explanation import CrisisNames
from detente.analysis.options import Origin
from detente.analysis.results import without
from detente.claims.verdict import Interval
from detente.solve.certificate import Certificate

_ROUNDING = 1e-9

NOTICED = 0.02
"""By which a share has to change for it to be told."""


@dataclass(frozen=True)
class Subject:
    """What is compared: a measure, or the value of the crisis to an actor (of one type, where that is private).

    Or an act, `ACTOR plays ACT`, by its share of the occasions for it.
    """

    kind: Literal["measure", "value", "act"]
    name: str
    type: str | None = None


@dataclass(frozen=True)
class Cell:
    """A number under one policy, with its 95 % interval; of width zero for what has no Monte Carlo error.

    Args:
        value: None where there is no number; `note` then has the reason.
        difference: from the base, with the interval of the pairs of plays; None for the base itself.
        differs: whether that interval excludes zero.
    """

    value: float | None
    interval: Interval | None
    difference: float | None = None
    difference_interval: Interval | None = None
    differs: bool = False
    note: str = ""


@dataclass(frozen=True)
class Line:
    """One subject under every policy.

    Args:
        cells: by policy, the base first.
        best: the policy with the best number, and those without a significant difference from it; empty without
            `better`.
    """

    subject: Subject
    says: str
    better: Literal["more", "less"] | None
    is_share: bool
    cells: Mapping[str, Cell]
    best: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        cells = {name: asdict(cell) for name, cell in self.cells.items()}
        own = {"says": self.says, "better": self.better, "is_share": self.is_share, "best": list(self.best)}
        return {**asdict(self.subject), **own, "policies": cells}


def _are_opposite(first: Line, second: Line) -> bool:
    """Whether of two shares one is always what the other leaves."""
    pairs = [(one.value, other.value) for one, other in zip(first.cells.values(), second.cells.values(), strict=True)]
    sums = [one + other for one, other in pairs if one is not None and other is not None]
    return bool(sums) and all(abs(each - 1) < _ROUNDING for each in sums)


@dataclass(frozen=True)
class Bound:
    """What being bound is worth.

    Args:
        actor: for whom the rule is chosen. best: the best rule, and those without a significant difference from it; of
            the rules alone.
        value: of the crisis to the actor under the best rule, and its difference from not being bound.
    """

    actor: str
    best: tuple[str, ...]
    value: Cell

    def to_json(self) -> dict[str, Any]:
        return {"actor": self.actor, "best": list(self.best), **asdict(self.value)}


@dataclass(frozen=True)
class PolicyComparison:
    """A crisis and variants of it, compared.

    Args:
        policies: name -> what it says, the base first.
        undominated: policies to which no other is at least as good on every measure that has a better side, and
            significantly better on one; empty where no measure has one.
        bound: where the policies are rules to which an actor binds itself.
        replies: how often every act is done, of decisions that no policy changes, in the order of the file.
        names: of actors.
    """

    policies: Mapping[str, str]
    lines: tuple[Line, ...]
    undominated: tuple[str, ...]
    bound: Bound | None = None
    replies: tuple[Line, ...] = ()
    names: CrisisNames = field(default_factory=CrisisNames)

    def list_changed(self, most: int) -> tuple[Line, ...]:
        """The acts that policies change most in points, and by more than chance, in the order of the file.

        Of two that are the opposite of each other, the one that the file has first is left out.
        """
        changes = [
            max((abs(each.difference or 0.0) for each in line.cells.values() if each.differs), default=0.0)
            for line in self.replies
        ]
        places = [place for place, change in enumerate(changes) if change >= NOTICED]
        chosen: list[int] = []
        for place in sorted(places, key=lambda place: (-round(changes[place], 9), -place)):
            if not any(_are_opposite(self.replies[place], self.replies[other]) for other in chosen):
                chosen.append(place)
        return tuple(self.replies[place] for place in sorted(chosen[:most]))

    def to_json(self) -> dict[str, Any]:
        bound = {} if self.bound is None else {"bound": self.bound.to_json()}
        return {
            **bound,
            "policies": dict(self.policies),
            "lines": [line.to_json() for line in self.lines],
            "replies": [line.to_json() for line in self.replies],
            "undominated": list(self.undominated),
        }

    def rows(self) -> list[dict[str, Any]]:
        """One long table, a row for every number."""
        return [self._row(line, policy) for line in (*self.lines, *self.replies) for policy in line.cells]

    def _row(self, line: Line, policy: str) -> dict[str, Any]:
        cell = line.cells[policy]
        low, high = cell.interval or (None, None)
        difference_low, difference_high = cell.difference_interval or (None, None)
        return {
            "kind": line.subject.kind,
            "name": line.subject.name,
            "type": line.subject.type or "",
            "policy": policy,
            "value": cell.value,
            "low": low,
            "high": high,
            "difference": cell.difference,
            "difference_low": difference_low,
            "difference_high": difference_high,
            "differs": cell.differs,
            "is_best": policy in line.best,
            "is_undominated": policy in self.undominated,
        }


@dataclass(frozen=True)
class Compared:
    """The comparison with its origin.

    Args:
        command: the command line that repeats the comparison.
        certificates: of every game solved, by variant.
        files: what was written, by kind.
        earlier: the folder that the files of another comparison are in now, which had been in their place.
    """

    origin: Origin
    question: str
    command: str
    num_plays: int
    comparison: PolicyComparison
    certificates: Mapping[str, Certificate]
    files: Mapping[str, str]
    earlier: str | None = None

    @property
    def certificate(self) -> Certificate:
        return join_certificates(self.certificates)

    def to_json(self) -> dict[str, Any]:
        return {
            **self.origin.to_json(),
            "command": self.command,
            "num_plays": self.num_plays,
            **self.comparison.to_json(),
            "certificate": certificate_to_json(self.certificate, self.certificates),
            "files": dict(self.files),
            "earlier": self.earlier,
        }

    def to_result(self) -> dict[str, Any]:
        """What is the same in every comparison with the same seed: all but times and places of files."""
        return without(self.to_json(), "seconds", "files", "earlier")
