"""Rival readings of a crisis (nobody wants anything, other equilibria, other numbers), and what survives them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from detente.analysis.results import Judged
from detente.claims.verdict import Verdict
from detente.report.answers.section import Section, TableOfText
from detente.report.words import in_words

_MOST_NAMED = 6


def show_rivals(judged: Judged) -> Section | None:
    """Every rival reading that the claims were evaluated under; None if there is none."""
    rows = [row for row in _rows(judged) if row is not None]
    if not rows:
        return None
    least = min(rows, key=lambda row: row[1] / row[2])
    lead = f"If instead {least[0]}, {least[1]} of {least[2]} verdicts stay as they are."
    shown = [[name, f"{same} of {total}", others or "none"] for name, same, total, others in rows]
    headings = ["If instead …", "Same verdict", "Other verdict"]
    return Section("rivals", "Rival readings", lead, tables=[TableOfText(headings, shown)], place="alternatives")


Row = tuple[str, int, int, str]
"""The reading in words, how many verdicts stay, of how many, and which ones do not."""


def _rows(judged: Judged) -> Iterator[Row | None]:
    at_random = [(claim, claim.at_random.verdict) for claim in judged.claims if claim.at_random is not None]
    yield _row("everybody acts at base rates, whatever anybody wants", at_random)
    rules = dict.fromkeys(each.rule for claim in judged.claims for each in claim.under_rules)
    for rule in rules:
        judged_so = [
            (claim, each.verdict) for claim in judged.claims for each in claim.under_rules if each.rule == rule
        ]
        yield _row(f"the equilibrium is selected by the rule {rule}", judged_so)
    worlds = [
        (
            claim,
            claim.verdict if claim.across_worlds == f"{claim.verdict} in nearly all worlds" else claim.across_worlds,
        )
        for claim in judged.claims
        if claim.across_worlds is not None
    ]
    yield _row("the numbers lie elsewhere in their ranges (in nearly all worlds)", worlds)


def _row(reading: str, verdicts: Sequence[tuple[Verdict, str]]) -> Row | None:
    if not verdicts:
        return None
    others = [claim for claim, verdict in verdicts if verdict != claim.verdict]
    named = ", ".join(in_words(claim.id) for claim in others[:_MOST_NAMED])
    more = len(others) - _MOST_NAMED
    return reading, len(verdicts) - len(others), len(verdicts), named + (f" and {more} more" if more > 0 else "")
