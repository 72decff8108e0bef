"""The parts of the workbench's page: messages, the board of claims, answers, the picture of the crisis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from detente.claims.numbers import format_percent
from detente.errors import Mistake
from detente.report.words import capitalize, in_words
from detente.scenario.ranges import write_number
from detente.table.bench.board import BoardRow
from detente.table.bench.desk import Activity, SliderState, Summary
from detente.table.bench.helper import Failure
from detente.table.bench.jobs import SheetChecked, ShownAnswer
from detente.table.web.bench_elements import TextMark, chooser, image
from detente.table.web.elements import button, field, form, select, sentences, table, tag

ANSWER, ASK_CLAIM = "answer", "ask-claim"
"""Ids of the heading of the answer, and of the list of claims to ask about."""

ALL_CLAIMS = ""
_CLAIM_QUESTIONS = (
    ("explain", "Why does it hold or fail?"),
    ("flip", "What would turn it?"),
    ("curve", "How does it depend on each number?"),
)


def mark_of(mistake: Mistake, *, is_mistake: bool = True) -> TextMark:
    """A mistake as it stands at its line."""
    return TextMark(max(mistake.where.line, 1), max(mistake.where.column, 1), mistake.message, is_mistake)


def describe_place(mistake: Mistake) -> str:
    """`line 41, actors.moscow.wants: …`."""
    return f"line {mistake.where.line}, {mistake.where.field}: {mistake.message}"


def draw_activity(activity: Activity) -> None:
    """What is being done, and how far it is."""
    tag("span", activity.words, "doing")
    tag("progress", None, max=1, value=round(activity.share, 3), aria_label=activity.words)


def draw_summary(summary: Summary) -> None:
    """The claims at a glance."""
    entries = [(f"{summary.num_judged} of {summary.num_claims}", "claims judged")]
    entries.append((str(summary.num_turned), "verdicts turned" if summary.num_turned != 1 else "verdict turned"))
    entries.append((str(summary.num_moved), "numbers moved" if summary.num_moved != 1 else "number moved"))
    for number, words in entries:
        with tag("li"):
            tag("b", number)
            tag("span", words)
    with tag("li"):
        tag("span", f"Compared with the verdicts {summary.against}." + _took(summary))


def _took(summary: Summary) -> str:
    return "" if summary.seconds is None else f" The crisis was solved and played in {summary.seconds:.1f} s."


def draw_row(row: BoardRow) -> None:
    """A claim with its verdict, its numbers, and what is different about it."""
    with tag("div", None, "verdict"):
        if row.verdict:
            tag("span", row.verdict, f"badge {row.style}")
        else:
            tag("span", "not judged yet", "waits")
        if row.is_old:
            tag("span", "before the change", "old")
    with tag("div", None, "claim"):
        tag("p", f"“{row.says}”", "quote")
        tag("code", row.statement)
        for number, interval in row.numbers:
            with tag("p", None, "figures-of-claim"):
                tag("b", number)
                if interval:
                    tag("span", f"({interval})")
        if row.change is not None:
            words = [f"Verdict: {row.change.words}." if row.change.words else ""]
            words.append(f"Number: {row.change.numbers}." if row.change.numbers else "")
            tag("p", " ".join(filter(None, words)), "changed turned" if row.change.words else "changed")
        for remark in row.remarks:
            tag("p", remark, "hint")
        if row.grade:
            tag("p", f"Solution: {row.grade}.", "hint")
        chooser("Ask about it", ASK_CLAIM, row.id, aria_label=f"Ask about the claim {row.id}")


def value_in_words(value: float, *, is_prior: bool) -> str:
    """A number as its slider says it: a prior in per cent."""
    if is_prior:
        return format_percent(value) if round(100 * value, 6).is_integer() else f"{100 * value:.3g} %"
    return write_number(float(f"{value:.6g}")).replace("-", "−")


def label_of(name: str) -> str:
    """The name of a number, or of a prior, in words."""
    actor, dot, kind = name.partition(".")
    return f"{capitalize(in_words(actor))}: {in_words(kind)} (prior)" if dot else in_words(name)


def hint_of(state: SliderState) -> str:
    """What stands below a slider: the file's value, the reason and the source."""
    slider = state.slider
    parts = [f"In the file: {value_in_words(slider.base, is_prior=slider.is_prior)}."] if state.is_moved else []
    parts += [f"{slider.why.rstrip('.')}."] if slider.why else []
    source = in_words(slider.source) + (f", {slider.grade}" if slider.grade else "")
    return " ".join([*parts, *([f"({source})"] if slider.source else [])])


def draw_failure(failure: Failure) -> None:
    """Why there is no answer."""
    tag("h3", "No answer", id=ANSWER, tabindex=-1)
    tag("p", failure.message, "warning", role="alert")


def draw_answer(answer: ShownAnswer | Failure) -> None:
    """An answer as the report shows it."""
    if isinstance(answer, Failure):
        draw_failure(answer)
        return
    section = answer.section
    tag("h3", section["title"], id=ANSWER, tabindex=-1)
    draw_section(section)
    with tag("p", None, "ask"):
        tag("span", "The same answer, once the text is saved: ")
        tag("code", answer.command)


def draw_section(section: Mapping[str, Any]) -> None:
    """A section of the report: a sentence first, then tables and pictures; without its heading."""
    tag("p", section["lead"], "lead")
    for sentence in section["sentences"]:
        tag("p", sentence)
    for each in section["tables"]:
        heads, first = list(each["headings"]), len(each["headings"]) - each["numeric"]
        rows = [list(row) for row in each["rows"]]
        table(each["title"] or section["title"], heads, rows, set(range(first, len(heads))))
    for figure in section["figures"]:
        with tag("figure"):
            with tag("figcaption"):
                tag("b", figure["title"])
                tag("p", figure["says"], "hint")
            with tag("div", None, "scroll", tabindex=0, role="group", aria_label=figure["title"]):
                image(str(figure["svg"]), f"{figure['title']}. {figure['says']}")
    for note in section["notes"]:
        tag("p", note, "why")


def draw_questions(known: SheetChecked, ask: Callable[[dict[str, str]], Any]) -> None:
    """Forms for what can be asked; each sends `task` with its fields."""
    with form(ask, "asking"):
        options = [(claim.id, f"{claim.id}: {_short(claim.says)}") for claim in known.claims]
        if options:
            select(ASK_CLAIM, "claim", "Claim", options)
            for task, words in _CLAIM_QUESTIONS:
                tag("button", words, "small", type="submit", name="task", value=task)
    with form(ask, "asking"):
        field("ask-given", "given", "Only plays in which this happens (optional)", autocomplete="off",
              hint="Written as after “given” in a claim.")  # fmt: skip
        tag("button", "Tell a typical play and two others", "small", type="submit", name="task", value="story")
    with form(ask, "asking"):
        select("ask-actor", "actor", "Actor", [(name, title) for name, title in known.actors])
        select("ask-date", "date", "Date", [(date, date) for date in known.dates])
        tag("button", "Why does it choose as it does?", "small", type="submit", name="task", value="reasons")


def _short(text: str) -> str:
    text = text.strip().strip('“”"')
    return text if len(text) <= 80 else f"{text[:80].rsplit(' ', 1)[0]} …"


def draw_picture(known: SheetChecked) -> None:
    """Who moves when, on what, and who sees it: as a picture, and in sentences."""
    with tag("div", None, "scroll", tabindex=0, role="group", aria_label="The picture of the crisis"):
        image(known.picture, "Who moves when, on what, and who sees it. The sentences below say the same.", "lanes")
    with tag("details"):
        tag("summary", "In sentences")
        sentences(list(known.in_words))


def draw_messages(
    file: str, mistakes: Sequence[Mistake], others: Mapping[str, int], go: Callable[[Mistake], Any], show: Any
) -> None:
    """Every message about a text, as buttons that lead to its line.

    Args:
        others: how many messages there are about other files. go: makes such a button. show: shows another file.
    """
    if mistakes:
        with tag("ul", None, "messages", aria_label=f"Messages about {file}"):
            for mistake in mistakes:
                with tag("li"):
                    go(mistake)
    for name, number in others.items():
        button(f"{number} more in {name}", partial(show, name), "small")
