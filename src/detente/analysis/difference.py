"""Records of two versions of a crisis compared: what differs in their files, and what turns which verdict."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from detente.claims.verdict import Interval, VerdictKind
from detente.scenario.differences import ChangeKind, Difference
from detente.scenario.positions import Where


@dataclass(frozen=True)
class FileChange:
    """Entries of one file that are taken over from another at a time.

    Args:
        differences: one; several where one alone would be a scenario with mistakes, such as one of two priors.
    """

    name: str
    kind: ChangeKind
    differences: tuple[Difference, ...]

    @property
    def has_bearing(self) -> bool:
        """Whether a verdict at the base values can depend on it."""
        return self.kind not in ("words", "beside")

    def to_json(self) -> dict[str, Any]:
        entries = [
            {
                "entry": each.name,
                "before": each.before,
                "after": each.after,
                "place_before": _place(each.place_before),
                "place_after": _place(each.place_after),
            }
            for each in self.differences
        ]
        return {"name": self.name, "kind": self.kind, "entries": entries}


@dataclass(frozen=True)
class JudgedAs:
    """What a claim comes to in one scenario. verdict: None where there is no such claim, or it cannot be solved."""

    verdict: VerdictKind | None
    value: float | None = None
    interval: Interval | None = None


@dataclass(frozen=True)
class TriedChange:
    """What a claim comes to with some changes made.

    Args:
        fault: why there is no verdict.
    """

    change: str
    judged: JudgedAs
    fault: str = ""


@dataclass(frozen=True)
class ClaimDifference:
    """A claim in two versions of a crisis.

    Args:
        alone: with each change alone made to the first version.
        in_turn: with the changes made to the first version one after another.
        causes: sets of changes, each of which alone turns the first version's verdict into the second's; the smallest
            that were found. is_smallest: whether every smaller set was tried; none of those given has a member that it
            can do without.
        is_share, is_difference: of its number: whether it is a share, and a difference of two quantities.
    """

    id: str
    quote: str
    is_share: bool
    before: JudgedAs
    after: JudgedAs
    alone: tuple[TriedChange, ...] = ()
    in_turn: tuple[TriedChange, ...] = ()
    causes: tuple[tuple[str, ...], ...] = ()
    is_smallest: bool = True
    is_difference: bool = False

    @property
    def is_turned(self) -> bool:
        """Whether it has a verdict in both, and another one."""
        return None not in (self.before.verdict, self.after.verdict) and self.before.verdict != self.after.verdict

    @property
    def is_moved(self) -> bool:
        """Whether its number is another one, beyond both intervals."""
        one, other = self.before.interval, self.after.interval
        return one is not None and other is not None and (one[1] < other[0] or other[1] < one[0])


@dataclass(frozen=True)
class VersionsCompared:
    """Two versions of a crisis.

    Args:
        first, second: how they are called. hashes: of the two scenarios.
        changes: all that differs, in the order of the first file.
        claims: of both versions; empty if nothing was judged.
        num_judged: scenarios whose claims were judged. is_coarse: whether changes were put together by part of the
            file because there are many.
    """

    first: str
    second: str
    hashes: tuple[str, str]
    changes: tuple[FileChange, ...]
    claims: tuple[ClaimDifference, ...] = ()
    num_judged: int = 0
    num_plays: int = 0
    is_coarse: bool = False

    @property
    def turned(self) -> tuple[ClaimDifference, ...]:
        """The claims whose verdict is another one."""
        return tuple(each for each in self.claims if each.is_turned)

    def to_json(self) -> dict[str, Any]:
        return {
            "first": self.first,
            "second": self.second,
            "hashes": list(self.hashes),
            "changes": [each.to_json() for each in self.changes],
            "claims": [
                {**asdict(each), "is_turned": each.is_turned, "is_moved": each.is_moved} for each in self.claims
            ],
            "num_judged": self.num_judged,
            "num_plays": self.num_plays,
            "is_coarse": self.is_coarse,
        }

    def rows(self) -> list[dict[str, Any]]:
        """One long table: a row for every entry that differs, and for every verdict that was reached."""
        return [*self._entry_rows(), *self._verdict_rows()]

    def _entry_rows(self) -> Iterator[dict[str, Any]]:
        for change in self.changes:
            for each in change.differences:
                yield {
                    **_EMPTY,
                    "what": change.kind,
                    "change": change.name,
                    "entry": each.name,
                    "before": each.before,
                    "after": each.after,
                    "place_before": _place(each.place_before),
                    "place_after": _place(each.place_after),
                }

    def _verdict_rows(self) -> Iterator[dict[str, Any]]:
        for claim in self.claims:
            yield _verdict_row(claim, "first", "", claim.before)
            for each in claim.alone:
                yield _verdict_row(claim, "alone", each.change, each.judged)
            for each in claim.in_turn:
                yield _verdict_row(claim, "in turn", each.change, each.judged)
            yield _verdict_row(claim, "second", "", claim.after)


_EMPTY = dict.fromkeys(
    (
        "what",
        "change",
        "entry",
        "before",
        "after",
        "place_before",
        "place_after",
        "claim",
        "verdict",
        "value",
        "low",
        "high",
    )
)


def _verdict_row(claim: ClaimDifference, what: str, change: str, judged: JudgedAs) -> dict[str, Any]:
    low, high = judged.interval or (None, None)
    own = {"claim": claim.id, "verdict": judged.verdict, "value": judged.value, "low": low, "high": high}
    return {**_EMPTY, "what": what, "change": change, **own}


def _place(where: Where | None) -> str | None:
    return None if where is None else f"{where.file}:{where.line}"
