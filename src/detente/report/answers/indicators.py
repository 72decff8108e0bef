"""Indicators as a section: what would tell, when, and how much."""

from __future__ import annotations

from detente.analysis.explanation import CrisisNames
from detente.analysis.signs import Indicator, Indicators, Season
from detente.claims.numbers import format_number, format_plain
from detente.report.answers.section import Section, TableOfText
from detente.report.telling import called, quoted, title_of
from detente.report.words import capitalize, in_words

LEAST_BITS = 1e-3
"""Less than this is expected of a stage that tells nothing."""

_NO_WIDTH = 1e-6
"""Ends of an interval that differ by less differ by rounding: what signals say of types is known exactly."""


def show_indicators(found: Indicators) -> Section:
    """The acts and signals that tell most about anybody's type, each with its likelihood ratio."""
    names = found.names
    telling = [each for each in found.indicators if each.bits >= LEAST_BITS]
    stages = [each for each in found.stages if each.total >= LEAST_BITS]
    tables = []
    if telling:
        headings = ["If you see …", "in", "it points to", "Likelihood ratio", "With that type", "Otherwise", "Bits"]
        tables.append(TableOfText(headings, [_row(each, names) for each in telling], numeric=4))
    rows = [row for each in found.seasons for row in _rows_of(each, names)]
    if rows:
        headings = ["Between", "the most telling signs are", "in", "it points to", "Likelihood ratio"]
        tables.append(TableOfText(headings, rows, title="When to look", numeric=1))
    if stages:
        rows = [
            [
                capitalize(_stage_in_words(each.owner, each.stage, names)),
                title_of(each.actor, names),
                each.date,
                format_plain(each.bits, 2),
                format_plain(each.total, 2),
            ]
            for each in stages
        ]
        headings = ["Act or signal", "About", "Most telling in", "Bits then", "Bits, all dates"]
        tables.append(TableOfText(headings, rows, title="Where to look", numeric=2))
    known = ", ".join(f"{title_of(name, names)} {format_plain(bits, 2)}" for name, bits in found.entropy.items())
    return Section(
        id="indicators",
        title="Indicators",
        lead=_lead(telling, found),
        tables=tables,
        notes=[
            f"From {found.num_plays:,} plays. The likelihood ratio says how many times as often the sign is seen with "
            "the type it points to as with any other type, with its 95 % interval. Each act or signal stands with "
            "the date on which it is expected to reveal most. Bits measure how much it is expected to reveal, averaged "
            f"over earlier histories{f'; uncertainty at the start: {known}' if known else ''}. One bit settles which "
            "of two equally likely types an actor is."
        ]
        if tables
        else (),
        place="watch",
    )


def _lead(telling: list[Indicator], found: Indicators) -> str:
    if not found.entropy:
        return "Nobody has private information, so there is nothing to find out about anybody."
    if not telling:
        return "No act and no signal reveals much about anybody's type."
    first = telling[0]
    return (
        f"The sign that tells most on average: {_stage_in_words(first.owner, first.stage, found.names)}, "
        f"{quoted(first.seen)}, in {first.date}. It is {_times(first)} if {called(first.actor, found.names)} is "
        f"{quoted(first.type)}. Signs that are seen seldom may be stronger, and tell less on average."
    )


def _times(each: Indicator) -> str:
    if each.ratio is None:
        return f"at least {format_plain(each.low, 2)} times as likely"
    return f"{format_plain(each.ratio, 2)} times as likely"


def _row(each: Indicator, names: CrisisNames) -> list[str]:
    seen = f"{capitalize(_stage_in_words(each.owner, each.stage, names))}: {in_words(each.seen)}"
    if each.ratio is None or each.high is None:
        ratio = f"over {format_plain(each.low, 2)}"
    else:
        ratio = format_plain(each.ratio, 2)
        if each.high > each.low * (1 + _NO_WIDTH):
            ratio += f" ({format_plain(each.low, 2)} … {format_plain(each.high, 2)})"
    return [
        seen,
        each.date,
        f"{title_of(each.actor, names)}: {in_words(each.type)}",
        ratio,
        format_number(each.share, True),
        format_number(each.share_else, True),
        format_plain(each.bits, 2),
    ]


def _rows_of(season: Season, names: CrisisNames) -> list[list[str]]:
    """A season's signs, its dates beside the first."""
    telling = [each for each in season.signs if each.bits >= LEAST_BITS]
    return [[_span(season) if place == 0 else "", *_row(each, names)[:4]] for place, each in enumerate(telling)]


def _span(season: Season) -> str:
    return f"{season.first} and {season.last}" if season.first != season.last else season.first


def _stage_in_words(owner: str, stage: str, names: CrisisNames) -> str:
    return f"{called(owner, names)} {in_words(stage)}" if owner else in_words(stage)
