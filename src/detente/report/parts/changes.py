"""What changed since the last run, as a section."""

from __future__ import annotations

from detente.analysis.since import ClaimSince, SinceLast
from detente.claims.numbers import NO_NUMBER, Interval, format_compared, format_with_interval
from detente.report.answers.section import Section, TableOfText
from detente.report.words import counted, in_words

_WHAT = {
    "verdict": "another verdict",
    "number": "another number",
    "statement": "another statement",
    "new": "new claim",
    "gone": "no longer there",
}


def show_changes(since: SinceLast) -> Section:
    """Every claim that is not what it was, and what else differs between the two runs."""
    sentences = [
        "The scenario is the same." if since.is_same_file else "The scenario has changed.",
        *([f"Other settings: {'; '.join(since.settings)}."] if since.settings else []),
        *([f"The bottom line was: {since.bottom_line}"] if since.bottom_line else []),
    ]
    rows = [
        [
            in_words(each.claim),
            _WHAT[each.kind],
            _was(each, each.before, each.value_before, each.interval_before),
            _was(each, each.after, each.value_after, each.interval_after),
        ]
        for each in since.claims
    ]
    table = TableOfText(["Claim", "What", "Before", "Now"], rows)
    return Section(
        "since",
        "Since the last run",
        _lead(since),
        sentences,
        [table] if rows else (),
        place="changed",
        notes=["A number counts as changed if the two intervals do not overlap."] if rows else (),
    )


def _lead(since: SinceLast) -> str:
    turned = [each for each in since.claims if each.kind == "verdict"]
    if not since.claims:
        return f"Nothing more than chance explains: all {since.num_same} claims have the same verdict as before."
    named = ", ".join(_turn(each) for each in turned[:3])
    more = f" and {len(turned) - 3} more" if len(turned) > 3 else ""
    others = len(since.claims) - len(turned)
    parts = [f"{counted(len(turned), 'verdict')} changed ({named}{more})"] if turned else []
    parts += [f"{counted(others, 'other claim')} changed"] if others else []
    return f"{' and '.join(parts)}; {since.num_same} stayed as they were."


def _turn(each: ClaimSince) -> str:
    return f"{in_words(each.claim)}: {each.before} → {each.after}"


def _was(claim: ClaimSince, verdict: str, value: float | None, interval: Interval | None) -> str:
    if not verdict:
        return "—"
    if value is None:
        return f"{verdict}, {NO_NUMBER}"
    is_share, is_difference = claim.is_share, claim.is_difference
    if interval is None:
        return f"{verdict}, {format_compared(value, is_share, is_difference=is_difference)}"
    return f"{verdict}, {format_with_interval(value, interval, is_share, is_difference=is_difference)}"
