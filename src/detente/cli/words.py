"""Results as tables and sentences for the terminal."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from detente.analysis.results import (
    Checked,
    Exported,
    Judged,
    Listing,
    Played,
    Run,
    Solved,
    StartValue,
    Tables,
)
from detente.claims.numbers import format_decimals, format_number
from detente.claims.verdict import NO_EFFECT, Verdict
from detente.cli.printing import FittingTable
from detente.report.certificates import (
    certificate_cautions,
    certificate_details,
    certificate_sentence,
    multiplicity_rows,
    refinement_rows,
)
from detente.report.ledger_words import describe_ledger
from detente.report.words import (
    at_random_in_words,
    cached_in_words,
    comparison_in_words,
    effects_in_words,
    in_words,
    robustness_in_words,
    rules_in_words,
    standing_in_words,
    verdicts_in_words,
    workings_in_words,
    worlds_counts_in_words,
    worlds_in_words,
)
from detente.service import span_in_words
from detente.solve.certificate import Certificate

_QUOTES = "“”\"'"
_STYLES = {"holds": "bold green", "fails": "bold red", "undecided": "bold yellow", NO_EFFECT: "bold blue"}


def listing(record: Listing) -> RenderableType:
    table = make_table("Name", "Crisis", "Question", "Size", "A run takes")
    for crisis in record.crises:
        size = _listed({name: crisis.counts[name] for name in ("periods", "actors", "variants", "claims")})
        takes = "" if crisis.seconds is None else span_in_words(crisis.seconds)
        table.add_row(Text(crisis.name, style="bold"), crisis.title, crisis.question, size, takes)
    return table


def checked(record: Checked) -> RenderableType:
    remarks = "".join(f"\n{remark}" for remark in record.remarks)
    counts = (_listed(record.counts), "dim")
    further = (
        "\nTo find parts that do nothing: detente doctor " + shlex.quote(record.path or record.origin.scenario),
        "dim",
    )
    return Text.assemble((record.origin.heading, "bold"), ": no mistakes found.\n", counts, remarks, further)


def exported(record: Exported) -> RenderableType:
    size = f"{record.num_nodes:,} nodes, {record.num_information_sets:,} information sets; "
    lines = [f"Wrote {record.file}: {size}players: {', '.join(record.players)}."]
    if record.perceptions_left_out:
        names = ", ".join(record.perceptions_left_out)
        lines.append(f"The file contains the crisis as it is; differing perceptions ({names}) are left out.")
    return Text("\n".join(lines))


def solved(record: Solved) -> RenderableType:
    shown = [certificate(record.certificate), "", values(record.values), *checks(record.certificate)]
    return Group(_title(record.origin.heading), *shown)


def checks(record: Certificate) -> list[RenderableType]:
    """The headline numbers on the finer grid and from other starting points, if these checks were made."""
    tables: list[RenderableType] = []
    refinement = record.refinement
    if refinement is not None and refinement.num_points and not refinement.obstacle:
        table = make_table("Headline number", ">This grid", ">Finer grid", ">Change")
        for row in refinement_rows(refinement):
            table.add_row(*row)
        tables += ["", table]
    if record.multiplicity is not None:
        table = make_table("Starting point", ">Unsolved", ">Largest change in any expected payoff", "Actor")
        for row in multiplicity_rows(record.multiplicity):
            table.add_row(*row)
        tables += ["", table]
    return tables


def values(start_values: Iterable[StartValue]) -> RenderableType:
    table = make_table("Actor", "Type", ">Prior", ">Expected payoff")
    for value in start_values:
        prior = format_number(value.prior, True) if value.type else ""
        table.add_row(in_words(value.actor), in_words(value.type or "—"), prior, format_decimals(value.value, 3))
    return table


def played(record: Played) -> RenderableType:
    """The states at the end of the plays, and the choices on the way."""
    last = record.tables.states[-1]["date"] if record.tables.states else ""
    ends = make_table("State", f"Share of plays at the end of {last}")
    for variable in dict.fromkeys(row["variable"] for row in record.tables.states):
        rows = [row for row in record.tables.states if row["variable"] == variable and row["date"] == last]
        ends.add_row(in_words(variable), _shares((row["level"], row["share"]) for row in rows))
    acts = make_table("Decision", "Share of choices over all dates")
    shares = record.tables.act_shares()
    for owner, decision in dict.fromkeys((row["owner"], row["decision"]) for row in shares):
        own = [row for row in shares if (row["owner"], row["decision"]) == (owner, decision)]
        acts.add_row(in_words(f"{owner} {decision}"), _shares((row["act"], row["share"]) for row in own))
    written = [Text(f"Wrote {record.file}")] if record.file else []
    heading = f"{record.origin.heading}: {record.num_plays:,} plays, seed {record.origin.seed}"
    said = ledger(record.tables)
    return Group(_title(heading), certificate(record.certificate), "", ends, "", acts, *said, *written)


def ledger(tables: Tables) -> list[RenderableType]:
    """What was said and promised in the plays, if anything can be."""
    shown: list[RenderableType] = []
    for each in describe_ledger(tables):
        table = make_table(each.headings[0], *(f">{heading}" for heading in each.headings[1:]))
        for row in each.rows:
            table.add_row(*row)
        shown += ["", Text(each.title), table]
    return shown


def judged(record: Judged) -> RenderableType:
    table = make_table("Verdict", "Claim", ">Number", "95 % interval")
    for claim in record.claims:
        text = Text.assemble((f"“{claim.quote.strip(_QUOTES)}”\n", ""), (claim.statement.rstrip(), "dim"))
        for working in [line for part in claim.comparisons for line in workings_in_words(part)]:
            text.append(f"\n{working}", style="dim")
        if claim.note:
            text.append(f"\n{claim.note}", style="italic dim")
        for effect in effects_in_words(claim):
            text.append(f"\n{effect}", style="italic")
        for remark in filter(None, (standing_in_words(claim), at_random_in_words(claim))):
            text.append(f"\n{remark}", style="italic")
        if remark := rules_in_words(claim):
            text.append(f"\n{remark}", style="bold" if claim.depends_on_equilibrium else "italic")
        if claim.robustness is not None:
            text.append(f"\n{robustness_in_words(claim.robustness)}", style="italic")
            if claim.across_worlds != f"{claim.verdict} in nearly all worlds":
                text.append(f"\n{claim.headline}", style="bold")
        lines = [line for part in claim.comparisons for line in comparison_in_words(part)]
        numbers, intervals = ("\n".join(column) for column in zip(*lines, strict=True)) if lines else ("", "")
        # On two lines, because the column is as narrow as it can be.
        shown = claim.standing.replace("no visible ", "no visible\n").replace(", ", ",\n").replace("as at ", "as at\n")
        verdict = Text(shown, style=_STYLES[claim.verdict])
        table.add_row(verdict, text, numbers, intervals)
        table.add_section()
    heading = f"{record.origin.heading}: {record.num_plays:,} plays, seed {record.origin.seed}"
    cached = (
        [Text(f"{cached_in_words(record)} (--fresh evaluates them again).", style="dim")] if record.num_cached else []
    )
    worlds = [Text(worlds_in_words(record.worlds), style="dim")] if record.worlds is not None else []
    return Group(_title(heading), table, tallied(record.claims), *worlds, *cached, certificate(record.certificate))


def done(record: Run) -> RenderableType:
    seconds = sum(record.judged.origin.seconds.values())
    where = Text.assemble("Report: ", (record.files["report"], "bold"), (f"   ({seconds:.1f} s)", "dim"))
    return Group(judged(record.judged), *checks(record.judged.certificate), "", where, *moved(record.earlier))


def moved(earlier: str | None) -> list[RenderableType]:
    """Where the files are that had been in the place of new ones, if there were any."""
    return [] if earlier is None else [Text(f"The files of an earlier result in this folder are now in {earlier}.")]


def tallied(claims: Sequence[Verdict]) -> Text:
    """`15 hold, 6 fail, 3 undecided`, and on the next line the same across worlds."""
    text = Text(", ").join(Text(words, _STYLES[kind]) for kind, words in verdicts_in_words(claims))
    across = ", ".join(words for _, words in worlds_counts_in_words(claims))
    return text.append(f"\nAcross worlds: {across}") if across else text


def certificate(record: Certificate) -> Text:
    """The sentence for every reader, then the cautions, then the details."""
    text = Text(certificate_sentence(record), style="bold red" if record.num_unsolved else "")
    for sentence in certificate_cautions(record):
        text.append(f"\n{sentence}", style="yellow")
    return text.append(f"\n{' '.join(certificate_details(record))}".rstrip(), style="dim")


def _shares(pairs: Iterable[tuple[str, float]]) -> str:
    return ", ".join(f"{in_words(name)} {format_number(share, True)}" for name, share in pairs)


def _listed(counts: Mapping[str, int]) -> str:
    """`6 periods, 1 actor`."""
    return ", ".join(f"{number:,} {_plural(what, number)}" for what, number in counts.items())


def _plural(what: str, number: int) -> str:
    return what[:-1] if number == 1 and what.endswith("s") else what


def _title(text: str) -> Text:
    return Text(text, style="bold")


def make_table(*headings: str) -> Table:
    """A table with these headings; one that begins with `>` is aligned to the right."""
    table = FittingTable()
    for heading in headings:
        side: Literal["left", "right"] = "right" if heading.startswith(">") else "left"
        is_narrow = heading in ("Name", "Verdict", ">Number", "95 % interval")
        table.add_heading(heading.lstrip(">"), justify=side, no_wrap=is_narrow)
    return table
