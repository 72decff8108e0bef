"""A run as one HTML file that needs nothing else: no network, no font to fetch, and no script but the page's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from detente.analysis.options import Origin
from detente.analysis.results import Run
from detente.report import model
from detente.report.answers import Section, show_answer
from detente.report.estimate import Assessment, estimate_of, list_sections
from detente.report.ledger_words import describe_ledger
from detente.report.likelihood import describe_scale
from detente.report.parts.across_worlds import show_worlds
from detente.report.parts.changes import show_changes
from detente.report.parts.numbers import show_numbers, show_sources
from detente.report.parts.outline import show_model
from detente.report.parts.places import Part, arrange
from detente.report.parts.plays import group_figures, show_figures, show_groups, show_values
from detente.report.parts.quality import show_certificate
from detente.report.parts.sliders import show_sliders
from detente.report.parts.source_text import show_text
from detente.report.parts.verdicts import list_by_standing, show_verdicts, style_of
from detente.report.pictures import draw_pictures
from detente.report.templates import render_template
from detente.report.words import cached_in_words, in_words, verdicts_in_words, worlds_counts_in_words

__all__ = ["render_answer", "render_report", "render_template", "show_figures", "show_sections"]


def render_report(run: Run) -> str:
    """The report as HTML text."""
    return render_template("page.html.jinja", _context(run))


def render_answer(
    answer: object, *, kicker: str, title: str, origin: Origin, command: str, question: str = "", certificate: str = ""
) -> str:
    """One answer as a page of its own, HTML text.

    Args:
        kicker: the line above the title. command: the command line that gives the same answer again.
        certificate: how well the games behind it are solved, in a sentence.
    """
    context = {"kicker": kicker, "title": title, "origin": origin, "command": command, "question": question}
    context |= {"certificate": certificate, "answers": show_sections([show_answer(answer)])}
    return render_template("answer.html.jinja", context)


def show_sections(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """Sections with the pictures of their figures, as templates take them."""
    pictures = draw_pictures({name: figure for section in sections for name, figure in section.figures.items()})
    return [_with_pictures(section, pictures) for section in sections]


def _with_pictures(section: Section, pictures: Mapping[str, str]) -> dict[str, Any]:
    return {**vars(section), "figures": show_figures(section.figures, pictures)}


def _context(run: Run) -> dict[str, Any]:
    judged, scenario = run.judged, run.scenario
    estimate = estimate_of(run, run.scale)
    context = {
        "heading": 3,
        "origin": judged.origin,
        "title": scenario.title,
        "about": scenario.about,
        "period": f"{scenario.calendar.labels[0]} to {scenario.calendar.told.labels[-1]}",
        "estimate": estimate,
        "changes": model.describe_changes(scenario),
        "tally": [{"class": style_of(kind), "words": words} for kind, words in verdicts_in_words(judged.claims)],
        "tally_across": ", ".join(words for _, words in worlds_counts_in_words(judged.claims)),
        "num_claims": len(judged.claims),
        "num_plays": f"{judged.num_plays:,}",
        "solved": [in_words(name) for name in judged.certificates],
        "seconds": ", ".join(f"{phase} {s:.1f} s" for phase, s in judged.origin.seconds.items()),
        "cached": cached_in_words(judged),
        "command": run.command,
        "provenance": run.provenance is not None,
        "graded": any(entry.grade for entry in scenario.numbers),
        **show_certificate(judged.certificate),
        **show_model(run),
    }
    return context | {"chapters": arrange(list(_parts(run, estimate, context)), run.asking)}


def _parts(run: Run, estimate: Assessment, context: Mapping[str, Any]) -> Iterator[Part]:
    """Everything that the run has to show, with its place; all pictures are drawn at once."""

    def part(place: str, template: str, own: Mapping[str, Any], id_: str, title: str) -> Part:
        return Part(place, render_template(template, {**context, **own}), id_, title)

    sections, groups, worlds = list_sections(run, estimate), group_figures(run), show_worlds(run.judged)
    sections += [] if run.since is None else [show_changes(run.since)]
    sections += [] if run.provenance is None else [show_answer(run.provenance)]
    figures = {name: each for section in sections for name, each in section.figures.items()}
    figures |= {name: each for group in groups for name, each in group["figures"].items()}
    pictures = draw_pictures(figures)
    if estimate.judgements:
        first = {"scale": describe_scale(estimate.scale), "by_standing": list_by_standing(run.judged.claims)}
        yield part("judgements", "judgements.html.jinja", first, "judgements", "")
    if worlds:
        yield part("assumptions", "worlds.html.jinja", {"worlds": worlds}, "worlds", "Worlds")
    for section in sections:
        shown = {"section": _with_pictures(section, pictures)}
        yield part(section.place, "section.html.jinja", shown, section.id, section.title)
    for group in show_groups(groups, pictures):
        yield part("play", "figures.html.jinja", {"group": group}, group["id"], group["title"])
    for place, name, title, own in _tables(run):
        yield part(place, f"{name}.html.jinja", own, f"text-{own['text']['id']}" if name == "text" else name, title)


def _tables(run: Run) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """What is shown without figures, if there is any of it: place, template, heading, and what the template takes."""
    judged, scenario = run.judged, run.scenario
    rows: list[tuple[str, str, str, object]] = [
        ("assumptions", "sliders", "Try other numbers", show_sliders(run.emulator)),
        ("play", "ledger", "Said and promised", describe_ledger(run.played.tables)),
        ("play", "values", "Expected payoffs", show_values(run)),
        *(
            ("argument", "text", "The text", show_text(text, source, judged.claims, scenario))
            for source, text in run.texts.items()
        ),
        ("argument", "claims", "Claims", show_verdicts(judged.claims, scenario)),
        ("annex", "model", "Model", show_model(run)["actors"]),
        ("annex", "numbers", "Numbers", show_numbers(scenario, run.numbers)),
        ("annex", "sources", "Sources", show_sources(scenario)),
        ("annex", "certificate", "Quality of the solution", judged.certificate),
    ]
    for place, name, title, shown in rows:
        if shown:
            yield place, name, title, {_TAKES.get(name, name): shown}


_TAKES = {"claims": "verdicts", "model": "actors"}
"""Under which name a template takes what it shows, where that is not its own."""
