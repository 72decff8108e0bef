"""Where every number comes from, as a section of a report; every row can be linked to."""

from __future__ import annotations

from detente.analysis.provenance import GRADED_CREDIBILITY, GRADED_RELIABILITY, VERDICT, NumberOrigin, Provenance
from detente.report.answers.section import Section, TableOfText
from detente.report.words import capitalize, in_words


def show_provenance(provenance: Provenance) -> Section:
    """A row for every number of the report, one for every game, and what the grades of evidence mean."""
    graded = dict.fromkeys(each.grade for each in provenance.ranges if each.grade)
    return Section(
        id="provenance",
        place="annex",
        title="Where the numbers come from",
        lead="Every number of a claim links to its row here: the statement that it measures, the games behind it, and "
        "the plays from which it is taken. Other sections link to theirs.",
        sentences=[f"{grade}: {grade_in_words(grade)}." for grade in sorted(graded)],
        tables=[_numbers(provenance), _games(provenance)],
        notes=[
            f"Détente {provenance.version}. Ranges and their sources are in the table of numbers; "
            + ("a grade is the analyst's, by the Admiralty code." if graded else "the file grades no source.")
        ],
    )


def grade_in_words(grade: str) -> str:
    """`B2` in words."""
    return f"{GRADED_RELIABILITY[grade[0]]}, {GRADED_CREDIBILITY[grade[1]]}"


def anchor_of(each: NumberOrigin) -> str:
    """The id of a number's row in the page; of one that is no claim's, unlike that of any claim."""
    return f"from-{each.id}" if each.what == VERDICT else f"from-the-{each.id}"


def _numbers(provenance: Provenance) -> TableOfText:
    return TableOfText(
        headings=["Number", "Statement", "Games", "Plays", "Seed", "Worlds"],
        rows=[
            [
                capitalize(in_words(each.id if each.what == VERDICT else each.what)),
                each.statement,
                "; ".join(_run(name, given) for name, given in each.runs) or "none: plain numbers",
                _plays(each),
                str(each.seed) if each.num_plays else "—",
                f"{each.num_worlds:,}" if each.num_worlds else "—",
            ]
            for each in provenance.numbers
        ],
        title="Numbers",
        numeric=3,
        ids=[anchor_of(each) for each in provenance.numbers],
    )


def _plays(each: NumberOrigin) -> str:
    return f"{each.num_plays:,}" if each.num_plays else "none: the solver's"


def _run(name: str, given: str) -> str:
    words = "as it is" if name == "base" else in_words(name)
    return f"{words}, {given}" if given else words


def _games(provenance: Provenance) -> TableOfText:
    return TableOfText(
        headings=["Game", "Scenario hash", "Belief points", "Certificate"],
        rows=[
            [
                "as it is" if each.name == "base" else in_words(each.name),
                each.scenario_hash or "—",
                ", ".join(f"{in_words(actor)} {points}" for actor, points in each.num_points.items()) or "—",
                each.certificate,
            ]
            for each in provenance.games
        ],
        title="Games",
        ids=[f"game-{each.name}" for each in provenance.games],
    )
