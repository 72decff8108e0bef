"""The board of claims: what each comes to now, and what that was before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from detente.analysis.results import LiveVerdict
from detente.claims.numbers import NO_NUMBER, format_difference, format_number
from detente.claims.verdict import Verdict
from detente.report.words import at_random_in_words, comparison_in_words, effects_in_words, standing_in_words
from detente.table.bench.jobs import ClaimLine

SAME = 1e-9
"""Numbers that agree up to this share of their size are the same: the draws are, so that all else is a change."""


@dataclass(frozen=True)
class BoardChange:
    """What is different about a claim.

    Args:
        words: its verdict before and after, `holds → fails`; "" if it is the same.
        numbers: its number before and after, `12 % → 38 %`; "" if it is the same.
    """

    words: str
    numbers: str


@dataclass(frozen=True)
class BoardRow:
    """A claim on the board.

    Args:
        verdict: the verdict with what takes from it; "" while there is none. style: of the verdict alone.
        numbers: each with its interval, as text. grade: of the games behind it. remarks: what else to know.
        change: since what it is compared with; None if nothing is different, or there is nothing to compare with.
        is_old: whether it was judged for an earlier text or for other numbers.
    """

    id: str
    says: str
    statement: str
    verdict: str = ""
    style: str = ""
    numbers: tuple[tuple[str, str], ...] = ()
    grade: str = ""
    remarks: tuple[str, ...] = ()
    change: BoardChange | None = None
    is_old: bool = False


@dataclass(frozen=True)
class BoardSection:
    """The claims of one section of the text; title: "" where the file names none."""

    title: str
    rows: tuple[BoardRow, ...]


def build_board(
    claims: Sequence[ClaimLine],
    verdicts: Mapping[str, LiveVerdict],
    before: Mapping[str, LiveVerdict],
    fresh: Collection[str],
) -> tuple[BoardSection, ...]:
    """The claims by section, in the order of the file.

    Args:
        verdicts: now, by id. before: what they are compared with, by id; of other statements nothing is said.
        fresh: the ids of those that are judged for the present text and numbers.
    """
    groups = groupby(claims, key=lambda claim: claim.section)
    return tuple(
        BoardSection(
            title,
            tuple(_row(claim, verdicts.get(claim.id), before.get(claim.id), claim.id not in fresh) for claim in own),
        )
        for title, own in groups
    )


def _row(claim: ClaimLine, now: LiveVerdict | None, before: LiveVerdict | None, is_old: bool) -> BoardRow:
    says = claim.says.strip().strip('“”"')
    if now is None:
        return BoardRow(claim.id, says, claim.statement)
    verdict = now.verdict
    return BoardRow(
        id=claim.id,
        says=says,
        statement=claim.statement,
        verdict=verdict.standing,
        style=verdict.verdict.replace(" ", "-"),
        numbers=tuple(line for each in verdict.comparisons for line in comparison_in_words(each)),
        grade=now.grade or "",
        remarks=tuple(filter(None, [*effects_in_words(verdict), *_remarks(verdict)])),
        change=None if before is None else find_change(before.verdict, verdict),
        is_old=is_old,
    )


def _remarks(verdict: Verdict) -> Sequence[str]:
    return standing_in_words(verdict), at_random_in_words(verdict), verdict.note


def find_change(before: Verdict, after: Verdict) -> BoardChange | None:
    """What is different about a claim; None if nothing is, or if it is another statement."""
    if before.statement.strip() != after.statement.strip():
        return None
    words = "" if before.verdict == after.verdict else f"{before.verdict} → {after.verdict}"
    numbers = "" if _is_same(before.value, after.value) else _numbers(before, after)
    return BoardChange(words, numbers) if words or numbers else None


def _is_same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= SAME * max(1.0, abs(one), abs(other))


def _numbers(before: Verdict, after: Verdict) -> str:
    """The number before and after; with what lies between where both look alike."""
    one, other = _number(before), _number(after)
    if one != other or before.value is None or after.value is None:
        return f"{one} → {other}"
    apart = format_difference(after.value - before.value, after.comparisons[after.deciding].is_share)
    return f"{one} → {other} ({apart})"


def _number(verdict: Verdict) -> str:
    if verdict.value is None:
        return NO_NUMBER
    deciding = verdict.comparisons[verdict.deciding]
    if deciding.is_difference:
        return f"Δ {format_difference(verdict.value, deciding.is_share, verdict.interval)}"
    return format_number(verdict.value, deciding.is_share, verdict.interval)


def count_changes(board: Sequence[BoardSection]) -> tuple[int, int]:
    """How many claims have another verdict than before, and how many another number."""
    changes = [row.change for section in board for row in section.rows if row.change is not None]
    return sum(bool(each.words) for each in changes), sum(bool(each.numbers) for each in changes)
