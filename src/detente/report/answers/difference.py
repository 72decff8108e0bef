"""Two versions of a crisis compared, as a section of a report."""

from __future__ import annotations

from collections.abc import Iterator

from detente.analysis.difference import ClaimDifference, FileChange, JudgedAs, VersionsCompared
from detente.claims.numbers import NO_NUMBER, format_with_interval
from detente.report.answers.section import Section, TableOfText
from detente.report.words import counted
from detente.scenario.positions import Where

_KINDS = {
    "number": "number",
    "entry": "entry",
    "order": "list of stages",
    "words": "words alone",
    "beside": "no verdict depends on it",
}


def show_difference(compared: VersionsCompared) -> Section:
    """Which lines differ, which verdicts, and by which change."""
    tables = [_table_of_files(compared)] if compared.changes else []
    if compared.claims:
        tables.append(_table_of_verdicts(compared))
    tables += [_table_of_changes(claim) for claim in compared.claims if claim.alone]
    return Section(
        id="difference",
        place="changed",
        title="Two versions compared",
        lead=_lead(compared),
        sentences=list(_sentences(compared)),
        tables=tables,
        notes=list(_notes(compared)),
    )


def _lead(compared: VersionsCompared) -> str:
    bearing = [each for each in compared.changes if each.has_bearing]
    if not compared.changes:
        return "The two say the same, but for comments, layout and the order of entries."
    lines = f"{_count(sum(len(each.differences) for each in bearing), 'entry', 'entries')} of the model differ"
    if len(bearing) == 1 and len(bearing[0].differences) == 1:
        lines = "One entry of the model differs"
    if not bearing:
        lines = "No difference affects a verdict"
    if not compared.claims:
        return f"{lines}."
    both = [each for each in compared.claims if None not in (each.before.verdict, each.after.verdict)]
    if not compared.turned:
        same = "the one claim of both has" if len(both) == 1 else f"all {len(both)} claims of both have"
        return f"{lines}, and {same} the same verdict."
    turned = f"{len(compared.turned)} of {len(both)} verdicts {'differs' if len(compared.turned) == 1 else 'differ'}"
    return f"{lines}, and {turned}: {', '.join(each.id for each in compared.turned)}."


def _sentences(compared: VersionsCompared) -> Iterator[str]:
    for claim in compared.turned:
        turns = f"{claim.id} {claim.before.verdict} in {compared.first} and {claim.after.verdict} in {compared.second}"
        yield f"{turns}: {_cause(claim)}."
    for claim in compared.claims:
        if claim.before.verdict is None:
            yield f"{claim.id} is in {compared.second} alone."
        elif claim.after.verdict is None:
            yield f"{claim.id} is in {compared.first} alone."


def _cause(claim: ClaimDifference) -> str:
    sizes = {len(cause) for cause in claim.causes}
    if not claim.alone:
        return "no difference explains it"
    if not claim.causes:
        return "of the sets of changes tried, only all changes together explain it"
    if sizes == {1}:
        names = " or ".join(cause[0] for cause in claim.causes)
        return f"{names} alone makes the difference"
    if sizes == {2}:
        pairs = "; or ".join(" and ".join(cause) for cause in claim.causes)
        return f"no single change makes the difference; together these do: {pairs}"
    (cause,) = claim.causes
    smallest = "" if claim.is_smallest else " (none of them can be left out; a smaller set is not ruled out)"
    return f"no single change and no pair that was tried does; together these do: {', '.join(cause)}{smallest}"


def _notes(compared: VersionsCompared) -> Iterator[str]:
    if compared.claims:
        yield (
            f"{counted(compared.num_judged, 'scenario')} {'was' if compared.num_judged == 1 else 'were'} judged on "
            f"{compared.num_plays:,} plays of each game, with the same draws."
        )
    if any(claim.alone for claim in compared.claims):
        yield "“Alone”: that change alone made to the first version. “In turn”: that change and all above it."
    if compared.is_coarse:
        yield "There are many changes; those of one part of the file were made together."
    for change in compared.changes:
        if len(change.differences) > 1:
            yield f"Made together: {', '.join(each.name for each in change.differences)}."
    yield f"Scenario hashes: {compared.hashes[0]} and {compared.hashes[1]}."


def _table_of_files(compared: VersionsCompared) -> TableOfText:
    return TableOfText(
        headings=["Entry", "What", compared.first, compared.second, "Lines"],
        rows=[row for change in compared.changes for row in _file_rows(change)],
        title="What differs in the files",
    )


def _file_rows(change: FileChange) -> Iterator[list[str]]:
    for each in change.differences:
        lines = f"{_line(each.place_before)} | {_line(each.place_after)}"
        yield [each.name, _KINDS[change.kind], each.before or "—", each.after or "—", lines]


def _line(where: Where | None) -> str:
    return "—" if where is None else f"{where.file.rsplit('/', 1)[-1]}:{where.line}"


def _table_of_verdicts(compared: VersionsCompared) -> TableOfText:
    rows = [
        [claim.id, _judged(claim.before, claim), _judged(claim.after, claim), _what(claim)] for claim in compared.claims
    ]
    return TableOfText(["Claim", compared.first, compared.second, ""], rows, title="The verdicts side by side")


def _what(claim: ClaimDifference) -> str:
    if None in (claim.before.verdict, claim.after.verdict):
        return "in one alone"
    if claim.is_turned:
        return "another verdict"
    return "another number" if claim.is_moved else "the same"


def _judged(judged: JudgedAs, claim: ClaimDifference) -> str:
    if judged.verdict is None:
        return "—"
    if judged.value is None or judged.interval is None:
        return f"{judged.verdict}, {NO_NUMBER}"
    number = format_with_interval(judged.value, judged.interval, claim.is_share, is_difference=claim.is_difference)
    return f"{judged.verdict}, {number}"


def _table_of_changes(claim: ClaimDifference) -> TableOfText:
    rows = [
        [one.change, one.fault or _judged(one.judged, claim), two.fault or _judged(two.judged, claim)]
        for one, two in zip(claim.alone, claim.in_turn, strict=True)
    ]
    start = _judged(claim.before, claim)
    return TableOfText(["Change", "Alone", "In turn"], rows, title=f"{claim.id}: from {start}")


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
