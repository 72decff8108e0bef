"""Policies compared, as a section of a report."""

from __future__ import annotations

from detente.analysis.comparison import Cell, Line, PolicyComparison
from detente.report.answers.section import Section, TableOfText
from detente.report.comparison_words import (
    HOW_OTHERS_REPLY,
    MOST_REPLIES,
    best_in_words,
    bound_in_words,
    describe_subject,
    format_cell,
    format_difference,
)
from detente.report.words import in_words


def show_policies(comparison: PolicyComparison) -> Section:
    """Every measure under every policy, or the values of the crisis where it has no measures; and how others reply."""
    measures = [line for line in comparison.lines if line.subject.kind == "measure"] or comparison.lines
    names = list(comparison.policies)
    best = [f"Best for {describe_subject(line)}{_says(line)}: {best_in_words(line)}." for line in measures if line.best]
    if comparison.undominated:
        best.append(f"Not dominated on these measures: {', '.join(map(in_words, comparison.undominated))}.")
    if comparison.bound is not None:
        best.append(bound_in_words(comparison.bound))
    replies = comparison.list_changed(MOST_REPLIES)
    return Section(
        id="policies",
        title="Policies compared",
        lead="Each policy is a variant of the crisis, solved and played with the same random draws. Δ is the "
        "difference from the base (in percentage points for shares); a star marks a difference whose 95 % interval "
        "excludes zero.",
        sentences=best,
        tables=[
            TableOfText(
                ["Policy", "What it is"],
                [[in_words(name), says or "The crisis as written."] for name, says in comparison.policies.items()],
            ),
            TableOfText(
                headings=["Measure", *map(in_words, names)],
                rows=[
                    [describe_subject(line), *(_cell(line.cells[name], line) for name in names)] for line in measures
                ],
                numeric=len(names),
            ),
            *([_tabulate_replies(replies, comparison)] if replies else []),
        ],
        place="options",
    )


def _tabulate_replies(replies: tuple[Line, ...], comparison: PolicyComparison) -> TableOfText:
    names = list(comparison.policies)
    return TableOfText(
        ["Act", *map(in_words, names)],
        [
            [describe_subject(line, comparison.names), *(_reply(line.cells[name], line) for name in names)]
            for line in replies
        ],
        HOW_OTHERS_REPLY,
        numeric=len(names),
    )


def _reply(cell: Cell, line: Line) -> str:
    """As of a measure; where an act hardly ever can be chosen there is no share."""
    return "too rare" if cell.value is None else _cell(cell, line)


def _says(line: Line) -> str:
    """What a measure says, if it does."""
    better = f", {line.better} is better" if line.better else ""
    return f" ({line.says.rstrip('.')}{better})" if line.says else ""


def _cell(cell: Cell, line: Line) -> str:
    apart = format_difference(cell, line)
    parts = [format_cell(cell, line), f"Δ {apart}{'*' if cell.differs else ''}" if apart else "", cell.note]
    return "; ".join(part for part in parts if part)
