"""Results as tables and sentences for the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from detente.analysis.results import (
    ACROSS_WORLDS,
    Checked,
    Exported,
    Judged,
    Judgement,
    Listing,
    Played,
    Run,
    Solved,
    StartValue,
)
from detente.report.words import (
    certificate_in_words,
    decimals,
    in_words,
    multiplicity_rows,
    part_in_words,
    refinement_rows,
    remembered_in_words,
    robust_in_words,
    short,
    worlds_in_words,
)
from detente.solve.certificate import Certificate

_QUOTES = "“”\"'"
_STYLES = {"holds": "bold green", "fails": "bold red", "undecided": "bold yellow", ACROSS_WORLDS: "bold yellow"}


def listing(found: Listing) -> RenderableType:
    table = _table("Name", "Crisis", "Question")
    for crisis in found.crises:
        table.add_row(Text(crisis.name, style="bold"), crisis.title, crisis.question)
    return table


def checked(found: Checked) -> RenderableType:
    counts = ", ".join(f"{number:,} {_plural(what, number)}" for what, number in found.counts.items())
    return Text.assemble((found.origin.title, "bold"), ": in order.\n", (counts, "dim"))


def exported(found: Exported) -> RenderableType:
    size = f"{found.num_nodes:,} nodes, {found.num_information_sets:,} information sets; "
    lines = [f"Wrote {found.file}: {size}players: {', '.join(found.players)}."]
    if found.pictures_left_out:
        names = ", ".join(found.pictures_left_out)
        lines.append(f"The file holds the crisis as it is; what {names} see instead is left out.")
    return Text("\n".join(lines))


def solved(found: Solved) -> RenderableType:
    shown = [certificate(found.certificate), "", values(found.values), *checks(found.certificate)]
    return Group(_title(found.origin.title), *shown)


def checks(found: Certificate) -> list[RenderableType]:
    """The headline numbers on the finer grid and from other starts, where that was asked for."""
    tables: list[RenderableType] = []
    refinement = found.refinement
    if refinement is not None and refinement.num_points and not refinement.obstacle:
        table = _table("Headline number", ">This grid", ">Finer grid", ">Change")
        for row in refinement_rows(refinement):
            table.add_row(*row)
        tables += ["", table]
    if found.multiplicity is not None:
        table = _table("Every node started from", ">Unsolved", ">Largest change of an expected payoff", "Whose")
        for row in multiplicity_rows(found.multiplicity):
            table.add_row(*row)
        tables += ["", table]
    return tables


def values(found: Iterable[StartValue]) -> RenderableType:
    table = _table("Actor", "Type", ">Prior", ">Expected payoff")
    for value in found:
        prior = short(value.prior, True) if value.type else ""
        table.add_row(in_words(value.actor), in_words(value.type or "—"), prior, decimals(value.value, 3))
    return table


def played(found: Played) -> RenderableType:
    """Where the plays end, and what was done on the way."""
    last = found.tables.states[-1]["date"] if found.tables.states else ""
    ends = _table("State", f"Share of plays at the end of {last}")
    for variable in dict.fromkeys(row["variable"] for row in found.tables.states):
        rows = [row for row in found.tables.states if row["variable"] == variable and row["date"] == last]
        ends.add_row(in_words(variable), _shares((row["level"], row["share"]) for row in rows))
    acts = _table("Decision", "Share of choices over all dates")
    for decision in dict.fromkeys((row["owner"], row["decision"]) for row in found.tables.acts):
        totals: dict[str, float] = {}
        for row in found.tables.acts:
            if (row["owner"], row["decision"]) == decision:
                totals[row["act"]] = totals.get(row["act"], 0.0) + row["share"] * row["occasions"]
        occasions = sum(totals.values())
        if occasions:
            acts.add_row(in_words(" ".join(decision)), _shares((act, n / occasions) for act, n in totals.items()))
    written = [Text(f"Wrote {found.file}")] if found.file else []
    heading = f"{found.origin.title}: {found.num_plays:,} plays, seed {found.origin.seed}"
    return Group(_title(heading), certificate(found.certificate), "", ends, "", acts, *written)


def judged(found: Judged) -> RenderableType:
    table = _table("Verdict", "Claim", ">Number", "95 % interval")
    for claim in found.claims:
        said = Text.assemble((f"“{claim.quote.strip(_QUOTES)}”\n", ""), (claim.statement.rstrip(), "dim"))
        if claim.note:
            said.append(f"\n{claim.note}", style="italic dim")
        if claim.robust is not None:
            said.append(f"\n{robust_in_words(claim.robust)}", style="italic")
        lines = [line for part in claim.parts for line in part_in_words(part)]
        numbers, intervals = ("\n".join(column) for column in zip(*lines, strict=True)) if lines else ("", "")
        verdict = Text(claim.headline, style=_STYLES[claim.headline])
        if claim.headline != claim.verdict:
            # On two lines, and what the base values say below.
            verdict = Text.assemble(("undecided\nacross worlds", _STYLES[ACROSS_WORLDS]), f"\n(base: {claim.verdict})")
        table.add_row(verdict, said, numbers, intervals)
        table.add_section()
    heading = f"{found.origin.title}: {found.num_plays:,} plays, seed {found.origin.seed}"
    remembered = [Text(remembered_in_words(found), style="dim")] if found.num_remembered else []
    worlds = [Text(worlds_in_words(found.worlds), style="dim")] if found.worlds is not None else []
    return Group(_title(heading), table, tally(found.claims), *worlds, *remembered, certificate(found.certificate))


def done(found: Run) -> RenderableType:
    seconds = sum(found.judged.origin.seconds.values())
    where = Text.assemble("Report: ", (found.files["report"], "bold"), (f"   ({seconds:.1f} s)", "dim"))
    return Group(judged(found.judged), *checks(found.judged.certificate), "", where)


def tally(claims: Iterable[Judgement]) -> Text:
    """`15 hold, 6 fail, 3 undecided`."""
    verdicts = [claim.headline for claim in claims]
    words = {"holds": "hold", "fails": "fail", "undecided": "undecided"}
    words |= {ACROSS_WORLDS: ACROSS_WORLDS} if ACROSS_WORLDS in verdicts else {}
    parts = [(f"{verdicts.count(kind)} {word}", _STYLES[kind]) for kind, word in words.items()]
    return Text(", ").join(Text(*part) for part in parts)


def certificate(found: Certificate) -> Text:
    return Text(certificate_in_words(found), style="bold red" if found.num_unsolved else "dim")


def _shares(pairs: Iterable[tuple[str, float]]) -> str:
    return ", ".join(f"{in_words(name)} {short(share, True)}" for name, share in pairs)


def _plural(what: str, number: int) -> str:
    return what[:-1] if number == 1 and what.endswith("s") else what


def _title(text: str) -> Text:
    return Text(text, style="bold")


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in headings:
        side: Literal["left", "right"] = "right" if heading.startswith(">") else "left"
        is_narrow = heading in ("Verdict", ">Number", "95 % interval")
        table.add_column(heading.lstrip(">"), justify=side, no_wrap=is_narrow)
    return table
