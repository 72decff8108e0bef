"""The best policy of a family, as a section of a report."""

from __future__ import annotations

from collections.abc import Iterator

from detente.analysis.designed import BreakEven, Candidate, Designed
from detente.claims.numbers import format_difference, format_interval_of_difference, format_number, format_share
from detente.report import figures
from detente.report.answers.policies import show_policies
from detente.report.answers.section import Section, TableOfText
from detente.report.words import capitalize, driver_in_words, in_words

_MOST_ROWS = 12
_FEW_WORLDS = 50
_CRITERIA = {
    "mean": "by its mean over worlds",
    "worst-tenth": "by its mean over the worst tenth of worlds",
    "regret": "by its mean regret over the tenth of worlds in which that is highest",
}


def show_design(designed: Designed) -> Section:
    """The best member, what it is compared with, and where it is best."""
    compared = show_policies(designed.comparison)
    drawn = {} if designed.map is None else {"break-even": _draw_map(designed.map)}
    return Section(
        id="design",
        place="options",
        title=f"The best of a family of policies: {in_words(designed.name)}",
        lead=_lead(designed),
        sentences=list(_sentences(designed)),
        tables=[
            _table(designed),
            *(TableOfText(each.headings, each.rows, "At the base values", each.numeric) for each in compared.tables),
        ],
        figures=drawn,
        notes=list(_notes(designed)),
    )


def _lead(designed: Designed) -> str:
    """The best member, and whether what is hand-written does worse."""
    best = designed.best
    aim = f"{_aim(designed)}, of which {designed.better} is better,"
    over = f" {_CRITERIA[designed.criterion]}" if designed.num_worlds else " at the base values"
    lead = f"Of {in_words(designed.name)}, {best.name} is best for {aim}{over}: {_aimed(best, designed)}."
    if not designed.beside or designed.beside[0].behind is None:
        return lead
    rival = designed.beside[0]
    if rival.behind_interval is None or rival.is_apart:
        how = "worse by" if (rival.behind or 0) > 0 else "better by"
    else:
        return f"{lead} It cannot be told apart from {in_words(rival.name)}, the best alternative."
    return f"{lead} The best alternative, {in_words(rival.name)}, is {how} {_gap(rival, designed)}."


def _aim(designed: Designed) -> str:
    if designed.measure is not None:
        return f"the measure {in_words(designed.measure)}"
    return f"the value of the crisis to {in_words(str(designed.serves))}"


def _sentences(designed: Designed) -> Iterator[str]:
    if len(designed.candidates) > 1 and (second := designed.candidates[1]).behind is not None:
        apart = "is behind it by" if second.is_apart else "cannot be told apart from it: it is behind by"
        yield f"The runner-up, {second.name}, {apart} {_gap(second, designed)}."
    if len(designed.alike) > 1:
        yield f"{len(designed.alike)} members cannot be told apart from the best: {_listed(designed.alike)}."
    for driver in designed.deciding:
        yield f"Whether it is better than all alternatives is {driver_in_words(driver)}."
    yield f"As a variant: {designed.as_variant}"


def _listed(candidates: tuple[Candidate, ...]) -> str:
    names = [each.name for each in candidates[:5]]
    return "; ".join(names) + (f"; and {len(candidates) - 5} more" if len(candidates) > 5 else "")


def _gap(each: Candidate, designed: Designed) -> str:
    behind = abs(each.behind or 0.0)
    text = format_difference(behind, designed.is_share).lstrip("+")
    if each.behind_interval is None:
        return text
    low, high = each.behind_interval
    interval = (low, high) if (each.behind or 0.0) >= 0 else (-high, -low)
    return f"{text} ({format_interval_of_difference(interval, designed.is_share)})"


def _aimed(each: Candidate, designed: Designed) -> str:
    value = {"mean": each.mean, "worst-tenth": each.worst_tenth, "regret": each.regret}[designed.criterion]
    return "—" if value is None else format_number(value, designed.is_share)


def _table(designed: Designed) -> TableOfText:
    words = list(designed.best.values or {})
    rows = [_row(each, words, designed) for each in (*designed.candidates[:_MOST_ROWS], *designed.beside)]
    over = ["Mean", "Worst tenth", "Regret", "Best in"] if designed.num_worlds else ["Value"]
    title = f"Policies by {_aim(designed)}" + (f", in {designed.num_worlds} worlds" if designed.num_worlds else "")
    headings = [*map(in_words, words), "Policy", *over, "Behind the best"]
    return TableOfText(headings, rows, title=title, numeric=len(over) + 1)


def _row(each: Candidate, words: list[str], designed: Designed) -> list[str]:
    values = each.values or {}
    name = "member" if each.values is not None else in_words(each.name)
    if each.score is None:
        numbers = [f"no number: {each.fault}", *[""] * (4 if designed.num_worlds else 1)]
        return [*(values.get(word, "") for word in words), name, *numbers]
    kept = [each.mean, each.worst_tenth, each.regret] if designed.num_worlds else [each.mean]
    numbers = ["—" if value is None else format_number(value, designed.is_share) for value in kept]
    numbers += [format_share(each.best_in)] if designed.num_worlds else []
    behind = "" if each.behind is None else f"{_signed_gap(each, designed)}{'*' if each.is_apart else ''}"
    return [*(values.get(word, "") for word in words), name, *numbers, behind]


def _signed_gap(each: Candidate, designed: Designed) -> str:
    return f"{'' if (each.behind or 0.0) >= 0 else 'ahead: '}{_gap(each, designed)}"


def _notes(designed: Designed) -> Iterator[str]:
    tried = (
        f"all {designed.num_members:,} members"
        if designed.is_exhaustive
        else (
            f"{designed.num_tried} of {designed.num_members:,} members, chosen by an optimiser (Optuna), which may "
            "have missed the best"
        )
    )
    where = f"each in the same {designed.num_worlds} worlds" if designed.num_worlds else "at the base values"
    yield (
        f"{capitalize(tried)} were solved, with the other actors responding, {where}, on {designed.num_plays:,} plays "
        "with the same draws. A star marks a difference whose 95 % interval excludes zero."
    )
    if designed.num_worlds:
        yield (
            "Intervals are over worlds. The best policy is chosen and shown in the same worlds, so its own number is "
            "likely to be slightly too good. Regret is relative to the best policy tried, in each world. A tenth "
            f"of the worlds is {-(-designed.num_worlds // 10)} of {designed.num_worlds}."
        )
    if designed.criterion != "mean" and designed.num_worlds < _FEW_WORLDS:
        yield "With so few worlds the intervals of the worst tenth are rough."
    if len(designed.candidates) > _MOST_ROWS:
        yield f"The table has the best {_MOST_ROWS} of {len(designed.candidates)}; the CSV file has all."
    if designed.map is not None:
        yield "On the map all other numbers have their base values; intervals there do not include the grid error."


def _draw_map(map_: BreakEven) -> figures.Figure:
    order = [in_words(name) for name in map_.policies]
    rows = [{"x": x, "y": y, "label": in_words(name), "is_clear": clear} for x, y, name, clear in map_.cells]
    shares = {name: sum(row["label"] == name for row in rows) / len(rows) for name in order}
    says = "; ".join(f"{name} best at {format_share(share)} of the points" for name, share in shares.items() if share)
    title = f"Which policy is best, by {in_words(map_.names[0])} and {in_words(map_.names[1])}"
    return figures.draw_tiles(
        title,
        f"{capitalize(says)}. A dot: not told apart from another policy by the plays.",
        rows,
        (in_words(map_.names[0]), in_words(map_.names[1])),
        order,
    )
