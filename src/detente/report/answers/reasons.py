"""The reasons of a move, as a section of a report."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detente.analysis.explanation import CrisisNames, Reasons, ReasonsOfType, ReasonTerm
from detente.claims.numbers import format_decimals, format_share
from detente.report.answers.section import Section, TableOfText
from detente.report.telling import date_in_words, quoted, title_of
from detente.report.words import in_words

_NOTICED = 0.005
"""Payoffs that round to zero at two decimals are not told in sentences."""


def show_reasons(reasons: Reasons) -> Section:
    """By type of the actor what one act is worth more than another, and which payoffs that comes from."""
    return Section(
        id="reasons",
        place="play",
        title="The reasons for a move",
        lead=reasons_lead(reasons),
        sentences=reasons_in_sentences(reasons),
        tables=reasons_tables(reasons),
        notes=[READING],
    )


READING_OF_TERMS = (
    "From plays that continue twice from the same histories, once with each act, with the same random numbers. Payoffs "
    "are discounted to the date of the move, and add up to the difference. ±: half of the 95 % interval of the plays. "
    "The solution's own figure differs by simulation error and belief-grid error."
)

READING = (
    f"{READING_OF_TERMS} Now: until the end of its period. Later: in later periods, while in office. After: out of "
    "office, and after the last period."
)


def reasons_lead(reasons: Reasons) -> str:
    """Who prefers what, in one sentence."""
    clauses = []
    for own in reasons.by_type:
        better = reasons.act if own.difference > 0 else reasons.other
        kind = f"for type {quoted(own.type)}, " if own.type else ""
        clauses.append(f"{kind}{quoted(better)} is worth {format_decimals(abs(own.difference), 2)} more")
    who = title_of(reasons.actor, reasons.names)
    given = f" if {reasons.given}" if reasons.given else ""
    return (
        f"{who}, {date_in_words(reasons.date)}{given}, {in_words(reasons.decision)}: {quoted(reasons.act)} or "
        f"{quoted(reasons.other)}? {'; '.join(clauses)[:1].upper()}{'; '.join(clauses)[1:]}."
    )


def reasons_in_sentences(reasons: Reasons) -> list[str]:
    """For every type a sentence: the difference, what it comes from, and what is chosen."""
    return [_of_type(reasons, own) for own in reasons.by_type]


def _of_type(reasons: Reasons, own: ReasonsOfType) -> str:
    who = title_of(reasons.actor, reasons.names)
    kind = f", if {quoted(own.type)}," if own.type else ""
    terms = [
        f"{term_in_words(term, reasons.names)} {_signed(term.total)}"
        for term in own.terms
        if abs(term.total) >= _NOTICED
    ]
    because = f": {', '.join(terms)}" if terms else ""
    solved = "" if own.by_solver is None else f" The solver's own figure is {_signed(own.by_solver)}."
    return (
        f"{who}{kind} chooses {quoted(reasons.act)} with probability {format_share(own.share)} and "
        f"{quoted(reasons.other)} with {format_share(own.other_share)}. The first is worth {_signed(own.difference)} ± "
        f"{format_decimals(1.96 * own.error, 2)} compared with the second{because}.{solved}"
    )


def reasons_tables(reasons: Reasons) -> list[TableOfText]:
    """For every type the terms by time; those that round to zero in one row."""
    return [_table(reasons, own) for own in reasons.by_type]


def _table(reasons: Reasons, own: ReasonsOfType) -> TableOfText:
    is_told = {term: max(map(abs, (term.now, term.later, term.after))) >= _NOTICED for term in own.terms}
    told = [term for term in own.terms if is_told[term]]
    rest = [term for term in own.terms if not is_told[term]]
    rows = [[term_in_words(term, reasons.names), *_by_time([term])] for term in told]
    if rest:
        rows.append(["other", *_by_time(rest)])
    return TableOfText(
        title=f"{title_of(reasons.actor, reasons.names)} as {quoted(own.type)}" if own.type else "By payoff",
        headings=["Payoff", "Now", "Later", "After", "Total"],
        rows=[*rows, ["total", *_by_time(own.terms)]],
        numeric=4,
    )


def _by_time(terms: Sequence[ReasonTerm]) -> list[str]:
    """The sums of some terms now, later, after, and together."""
    sums = [math.fsum(getattr(term, name) for term in terms) for name in ("now", "later", "after", "total")]
    return [_signed(each) for each in sums]


def term_in_words(term: ReasonTerm, names: CrisisNames) -> str:
    """A payoff term: the name of a want, or of an act with who makes it."""
    if term.kind != "act":
        return in_words(term.name)
    actor, _, act = term.name.partition(" plays ")
    return f"{names.titles.get(actor, in_words(actor))}: {in_words(act)}"


def _signed(number: float) -> str:
    text = format_decimals(number, 2)
    return text if text.startswith("−") or not any(digit in text for digit in "123456789") else f"+{text}"
