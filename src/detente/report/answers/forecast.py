"""What the coming periods hold, as a section: pictures by date, and a table."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from detente.analysis.end_effects import EndEffect, collect_shares, find_end_effects
from detente.analysis.explanation import CrisisNames
from detente.analysis.foresight import Foresight
from detente.claims.numbers import format_decimals, format_share
from detente.report import figures
from detente.report.answers.evidence import BARE_MENTION, tabulate_types, tell_types
from detente.report.answers.section import Section, TableOfText
from detente.report.telling import event_in_words, variable_called
from detente.report.words import capitalize, counted, in_words

MOST_ROWS = 75
"""Of states and of acts, in a page, if that leaves two dates at least; the table as CSV has all."""

MOST_LINES = 6
"""Of a picture: the most uncertain."""

MOST_SURPRISES = 5
"""Of the known events, in a page: those that were expected least."""

NEVER, ALWAYS = 0.01, 0.99

SURE = 3.5
"""Standard errors by which something has to change, because many are looked at."""

_Level = tuple[float, str, tuple[float, ...]]
"""Its share, its name, and its shares by single models."""
_SINGLE = {"crisis_alone": "crisis", "at_base_rates": "base rates"}
_ROUNDING = 1e-9


def show_foresight(foresight: Foresight) -> Section:
    """The coming periods: what is neither nearly sure nor nearly impossible; and what is known already."""
    jumps = find_last_jumps(foresight)
    known = (
        f"given {counted(foresight.num_events, 'event')} up to {foresight.learned_to}"
        if foresight.num_events
        else "given no events"
    )
    told = tell_types(foresight.types, foresight.names) + _tell_expected(foresight)
    return Section(
        id="forecast",
        title=f"Forecast from {foresight.as_of}",
        lead=_lead(foresight, known),
        sentences=[*tell_record(foresight, "beside it"), *told, *tell_end(jumps, foresight.dates[-1], foresight.names)],
        figures=dict(_draw(foresight)),
        place="forecast",
        tables=[
            *([tabulate_types(foresight.types, foresight.names)] if foresight.types else []),
            *([_tabulate_expected(foresight)] if foresight.expected else []),
            *_tabulate(foresight, known),
        ],
        notes=_notes(foresight),
    )


def _shown(foresight: Foresight, kind: str) -> Sequence[Mapping[str, Any]]:
    """The rows of states, or of acts, that a page has."""
    rows = [each for each in foresight.rows() if each["kind"] == kind and NEVER <= each["probability"] <= ALWAYS]
    jumps = find_last_jumps(foresight)
    read = [each for each in rows if not jumps or each["date"] != foresight.dates[-1]]
    return _choose_dates(read or rows)


def _beside(foresight: Foresight) -> Mapping[str, str]:
    """The columns beside the probability, with their headings."""
    if not foresight.prior or not foresight.num_events:
        return {}
    single = {"crisis_alone": "Crisis alone", "prior": "Before", "at_base_rates": "Base rates"}
    return single if foresight.log_factor is not None else {name: single[name] for name in ("prior", "at_base_rates")}


def _tabulate(foresight: Foresight, known: str) -> Iterator[TableOfText]:
    """States, then acts, of dates that are far apart."""
    beside, ends = _beside(foresight), ("low_world", "high_world") if foresight.spread else ("low", "high")
    for kind, what in (("state", "States"), ("act", "Acts")):
        rows = [
            [
                each["date"],
                event_in_words(each["event"], foresight.names),
                format_share(each["probability"], (each["low"], each["high"])),
                " … ".join(format_share(each[end]) for end in ends),
                *(format_share(each[name]) for name in beside),
            ]
            for each in _shown(foresight, kind)
        ]
        spread = "90 % of worlds" if foresight.spread else "95 %"
        headings = ["Date", what[:-1], "Probability", spread, *beside.values()]
        if rows:
            yield TableOfText(headings, rows, f"{what} to come, {known}", numeric=2 + len(beside))


def _notes(foresight: Foresight) -> list[str]:
    """How to read the tables."""
    shown, notes = sum(len(_shown(foresight, kind)) for kind in ("state", "act")), []
    if shown < len(foresight.chances):
        notes.append(
            f"{shown} of {len(foresight.chances)} rows: those between 1 % and 99 %, of some dates; the table as "
            "CSV has all."
        )
    notes.append(
        f"{_say_what_counts(foresight)} For an act it is the probability that it is done on that date; without an "
        "occasion it is not done."
    )
    if _beside(foresight):
        notes.append(
            f"“Before” is what the crisis alone expected at the beginning of its calendar, {foresight.dates[0]}; “base "
            "rates” is what would be expected given the same events if nobody pursued any aims."
        )
    return notes


def _tell_expected(foresight: Foresight) -> list[str]:
    """How far both models had expected the known events, in a sentence."""
    if not foresight.expected:
        return []
    by_crisis, by_rates = (
        math.exp(sum(math.log(share) for share in shares) / len(shares))
        for shares in zip(*((each.probability, each.at_base_rates) for each in foresight.expected), strict=True)
    )
    return [
        f"When all earlier events were known, the crisis gave the next one a probability of {format_share(by_crisis)} "
        f"(geometric mean of {len(foresight.expected)}), and base rates {format_share(by_rates)}."
    ]


def _tabulate_expected(foresight: Foresight) -> TableOfText:
    """The known events that the crisis had expected least."""
    least = sorted(foresight.expected, key=lambda each: each.probability)[:MOST_SURPRISES]
    rows = [
        [each.date, each.says or each.text, format_share(each.probability), format_share(each.at_base_rates)]
        for each in least
    ]
    title = "What had been expected least, when all earlier events were known"
    return TableOfText(["Date", "Event", "By the crisis", "By base rates"], rows, title, 2)


def tell_states(foresight: Foresight) -> TableOfText | None:
    """The likeliest level of every variable at the first, the middle and the last date that is forecast.

    Where states jump at the calendar's end (`find_last_jumps`), the date before it is the last. Variables that are all
    but certain to stay at one level are left out. Beside each level's share stand, in brackets, those by the single
    models.
    """
    single = [] if not foresight.prior else ["at_base_rates"]
    if foresight.log_factor is not None:
        single = ["crisis_alone", *single]
    likeliest: dict[str, dict[str, _Level]] = {}
    for row in foresight.rows():
        if row["kind"] == "state":
            variable, level = row["event"].split(" == ")
            by_date = likeliest.setdefault(variable, {})
            found = (row["probability"], level, tuple(row[name] for name in single))
            by_date[row["date"]] = max(by_date.get(row["date"], (0.0, "", ())), found, key=itemgetter(0, 1))
    open_ = {name: by_date for name, by_date in likeliest.items() if not _stays(list(by_date.values()))}
    if not open_:
        return None
    dates = list(next(iter(open_.values())))
    if find_last_jumps(foresight) and len(dates) > 1:
        dates.pop()
    chosen = list(dict.fromkeys((dates[0], dates[len(dates) // 2], dates[-1])))
    rows = [
        [capitalize(variable_called(name, foresight.names)), *(_level(*by_date[date]) for date in chosen)]
        for name, by_date in open_.items()
    ]
    words = " / ".join(_SINGLE[name] for name in single)
    heading = f"Likeliest state ({words})" if single else "Likeliest state"
    title = "Forecast"
    if foresight.num_events:
        known = f"the {foresight.num_events} events up to {foresight.learned_to}"
        title += f", given {known}"
        if len(single) > 1:
            title += ". In brackets: what the crisis alone says / what base rates alone say; each forecast lies between"
        title += ". The verdicts and plays below do not use these events."
    return TableOfText([heading, *chosen], rows, title)


def find_last_jumps(foresight: Foresight) -> tuple[EndEffect, ...]:
    """What jumps in the last period, by the crisis alone; nothing if the forecast does not reach the calendar's end."""
    states = [row for row in foresight.rows() if row["kind"] == "state"]
    if not states or states[-1]["date"] != foresight.dates[-1]:
        return ()
    alone = ((*row["event"].split(" == "), row.get("crisis_alone", row["probability"])) for row in states)
    return find_end_effects(collect_shares(alone))


def tell_end(jumps: Sequence[EndEffect], date: str, names: CrisisNames) -> list[str]:
    """That states jump at the last date, in a sentence."""
    if not jumps:
        return []
    moved = [
        f"{variable_called(each.variable, names)} {in_words(each.level)} "
        f"{format_share(each.before)} → {format_share(each.after)}"
        for each in jumps
    ]
    return [
        f"In the crisis alone, states jump in the last period, {date} ({'; '.join(moved)}): what is paid after the "
        "calendar's end follows its moves at once, and nobody can reply to them. Better read the date before it, or "
        "let the calendar go on (`goes on for`)."
    ]


def tell_record(foresight: Foresight, where: str) -> list[str]:
    """How the two models are weighed, and what the probabilities leave out; nothing without any events.

    Args:
        where: the single models' probabilities stand, in words.
    """
    if foresight.log_factor is None:
        return []
    twice = 2 * foresight.log_factor
    if abs(twice) <= BARE_MENTION:
        record = "about as well as base rates do, so nothing yet says that it forecasts better than they do"
    else:
        record = "better than base rates do" if twice < 0 else "worse than base rates do"
    factor = f"{format_decimals(abs(twice), 1)} ± {format_decimals(2 * 1.96 * foresight.error, 1)}"
    better = "the crisis" if twice < 0 else "base rates"
    crisis, rates = format_share(foresight.weight), format_share(1 - foresight.weight)
    return [
        f"Each probability weighs two models by how well they explain the {counted(foresight.num_events, 'event')} up "
        f"to {foresight.learned_to}: the crisis ({crisis}) and base rates ({rates}); the probabilities of each model "
        f"alone stand {where}.",
        f"The crisis as written explains these events {record} (twice the logarithm of the Bayes factor is {factor} "
        f"for {better}; less than {BARE_MENTION:g} is no evidence).",
        f"Both models are averaged over {foresight.num_worlds} worlds: sets of numbers that are learned from the "
        "events. That both models may be wrong is not in the probabilities."
        if foresight.num_worlds
        else "All numbers have the base values of the file: doubt about them is not in these probabilities (a "
        "forecast over worlds includes it).",
    ]


def _say_what_counts(foresight: Foresight) -> str:
    """Where the intervals come from."""
    if not foresight.num_worlds:
        return (
            f"{foresight.num_plays:,} plays; the interval covers what chance does with so many plays, and no doubt "
            "about the numbers of the file."
        )
    return (
        f"Means over {foresight.num_worlds} worlds of the posterior, worth {foresight.num_independent:.0f} independent "
        f"ones, with {foresight.num_plays:,} plays in each. In nine of ten worlds the crisis alone expects what lies "
        "in the range; the probability weighs its mean with base rates, whose numbers are learned from the events too."
        f"{_grid(foresight)}"
    )


def _grid(foresight: Foresight) -> str:
    """What a finer belief grid changes, in words."""
    if foresight.grid_change is None:
        return ""
    points = format_decimals(100 * foresight.grid_change, 1)
    return (
        f" On a belief grid with twice the intervals no probability changes by more than {points} points, on average "
        "over a few worlds and with what chance makes of it."
    )


def _level(share: float, level: str, single: Sequence[float]) -> str:
    beside = f" ({' / '.join(map(format_share, single))})" if single else ""
    return f"{in_words(level)} {format_share(share)}{beside}"


def _stays(best: Sequence[_Level]) -> bool:
    return len({level for _, level, _ in best}) == 1 and all(share > ALWAYS for share, _, _ in best)


def _lead(foresight: Foresight, known: str) -> str:
    """What is expected, with what the events have changed most, if that is more than chance."""
    said = f"What the crisis expects from {foresight.as_of} on, {known}"
    rows = foresight.rows()
    if not foresight.prior or not rows or not foresight.num_events:
        return f"{said}."
    most = max(rows, key=lambda each: abs(each["crisis_alone"] - each["prior"]))
    before, after = most["prior"], most["crisis_alone"]
    number = foresight.num_plays * (foresight.num_independent or 1.0)
    if abs(after - before) <= SURE * math.sqrt((before * (1 - before) + after * (1 - after)) / number):
        return f"{said}. They change nothing that it expects by more than chance."
    return (
        f"{said}. They change “{event_in_words(most['event'], foresight.names)}” in {most['date']} most: from "
        f"{format_share(before)} to {format_share(after)} in the crisis alone."
    )


def _choose_dates(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The rows of all dates, or of as many as fit, as far apart as can be, the first and the last among them."""
    dates = list(dict.fromkeys(row["date"] for row in rows))
    shown = list(rows)
    number = len(dates)
    while len(shown) > MOST_ROWS and number > 2:
        number -= 1
        chosen = {dates[round(place * (len(dates) - 1) / (number - 1))] for place in range(number)}
        shown = [row for row in rows if row["date"] in chosen]
    return shown


def _draw(foresight: Foresight) -> Iterator[tuple[str, figures.Figure]]:
    """The most uncertain states and acts by date, before and after the events."""
    rows = foresight.rows()
    names = {"probability": "forecast", **({"prior": "before the events"} if foresight.prior else {})}
    for kind, title in (("state", "States expected"), ("act", "Acts expected")):
        chosen = _choose([row for row in rows if row["kind"] == kind])
        if not chosen:
            continue
        shown = [
            {
                "date": row["date"],
                "label": event_in_words(row["event"], foresight.names),
                "kind": words,
                "share": row[name],
            }
            for row in rows
            if row["event"] in chosen and row["kind"] == kind
            for name, words in names.items()
        ]
        says = f"The {len(chosen)} that are most uncertain; dashed: what was expected before the events."
        order = [event_in_words(event, foresight.names) for event in chosen]
        yield f"forecast-{kind}", figures.draw_lines(title, says, shown, order, list(names.values()))


def _choose(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The most uncertain events, without those that are the opposite of one of them."""
    shares: dict[str, list[float]] = {}
    for row in rows:
        shares.setdefault(row["event"], []).append(row["probability"])
    doubts = {event: sum(map(_entropy, own)) / len(own) for event, own in shares.items()}
    chosen: list[str] = []
    for event in sorted(doubts, key=lambda each: -doubts[each]):
        is_opposite = any(
            len(shares[event]) == len(shares[each])
            and all(abs(p + q - 1) < _ROUNDING for p, q in zip(shares[event], shares[each], strict=True))
            for each in chosen
        )
        if doubts[event] > 0 and not is_opposite:
            chosen.append(event)
    return chosen[:MOST_LINES]


def _entropy(share: float) -> float:
    return sum(-p * math.log2(p) for p in (share, 1 - share) if p > 0)
