"""A run as one HTML file that needs nothing else: no network, no script, no font to fetch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import jinja2
from markupsafe import Markup

from detente.analysis.options import Origin
from detente.analysis.results import Judged, Run
from detente.claims.numbers import format_decimals, format_number, format_percent, format_plain, format_share
from detente.claims.verdict import DEPENDS, NO_EFFECT, ComparisonVerdict, Verdict, VerdictKind
from detente.report import charts, model
from detente.report.answers import Section, show_answer
from detente.report.bars import interval_bar
from detente.report.certificates import (
    GRADES,
    certificate_cautions,
    certificate_details,
    certificate_sentence,
    multiplicity_rows,
    refinement_rows,
)
from detente.report.figures import Figure
from detente.report.ledger_words import describe_ledger
from detente.report.pictures import NOT_DRAWN, draw_pictures
from detente.report.words import (
    at_random_in_words,
    cached_in_words,
    capitalize,
    comparison_in_words,
    driver_in_words,
    effects_in_words,
    in_words,
    robustness_in_words,
    rules_in_words,
    standing_in_words,
    uncounted_worlds,
    verdicts_in_words,
    workings_in_words,
    worlds_counts_in_words,
    worlds_in_words,
)
from detente.scenario.model import Scenario
from detente.solve.certificate import Certificate

_SECTIONS = (
    ("claims", "Claims"),
    ("worlds", "Worlds"),
    ("state", "State"),
    ("beliefs", "Beliefs"),
    ("acts", "Acts"),
    ("payoffs", "Payoffs"),
    ("ledger", "Ledger"),
    ("values", "Values"),
    ("model", "Model"),
    ("variants", "Variants"),
    ("numbers", "Numbers"),
    ("sources", "Sources"),
    ("certificate", "Certificate"),
)


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


def render_template(template: str, context: Mapping[str, Any]) -> str:
    """A template of this folder with its words filled in."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("detente.report", ""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"words": in_words, "share": format_share, "plain": format_plain}
    return environment.get_template(template).render(context)


def _context(run: Run) -> dict[str, Any]:
    judged, scenario = run.judged, run.scenario
    verdicts = [_claim(claim, scenario) for claim in judged.claims]
    groups = _drawn([group for group in _figure_groups(run) if group["figures"]])
    context = {
        "origin": judged.origin,
        "title": scenario.title,
        "question": scenario.question,
        "about": scenario.about,
        "period": f"{scenario.calendar.labels[0]} to {scenario.calendar.labels[-1]}",
        "verdicts": verdicts,
        "tally": [{"class": _class(kind), "words": words} for kind, words in verdicts_in_words(judged.claims)],
        "tally_across": ", ".join(words for _, words in worlds_counts_in_words(judged.claims)),
        "worlds": _worlds(judged),
        "changes": model.describe_changes(scenario),
        "num_plays": f"{judged.num_plays:,}",
        "figure_groups": groups,
        "values": _values(run),
        "ledger": describe_ledger(run.played.tables),
        "numbers": _numbers(run, scenario),
        "sources": [_source(source) for source in scenario.sources.values()],
        "solved": [in_words(name) for name in judged.certificates],
        "seconds": ", ".join(f"{phase} {s:.1f} s" for phase, s in judged.origin.seconds.items()),
        "cached": cached_in_words(judged),
        "command": run.command,
        "answers": show_sections([show_answer(answer) for answer in run.answers.values()]),
        **_certificate(judged.certificate),
        **_model(run),
    }
    shown = {group["id"] for group in groups} | {"certificate", "model"}
    shown |= {name for name in ("worlds", "ledger", "values", "variants", "numbers", "sources") if context[name]} | (
        {"claims"} if verdicts else set()
    )
    listed = [(name, title) for name, title in _SECTIONS if name in shown]
    after = [name for name, _ in listed].index("claims") + 1 if verdicts else 0
    listed[after:after] = [(section["id"], section["title"]) for section in context["answers"]]
    context["sections"] = [{"id": name, "title": title} for name, title in listed]
    return context


def _certificate(certificate: Certificate) -> dict[str, Any]:
    """The sentence that everyone reads, and the detail behind it."""
    refinement, multiplicity = certificate.refinement, certificate.multiplicity
    return {
        "certificate": certificate,
        "grade": GRADES[certificate.grade],
        "certificate_text": certificate_sentence(certificate),
        "certificate_cautions": certificate_cautions(certificate),
        "certificate_details": certificate_details(certificate),
        "residual": f"{certificate.max_residual:.1e}",
        "num_nodes": f"{certificate.num_nodes:,}",
        "num_unsolved": f"{certificate.num_unsolved:,} ({format_share(certificate.unsolved_share)})",
        "refined": () if refinement is None else refinement_rows(refinement),
        "selections": () if multiplicity is None else multiplicity_rows(multiplicity),
        "several": () if multiplicity is None else multiplicity.nodes,
        "worst": certificate.worst if certificate.num_unsolved else (),
    }


# More rows than these are folded up, because readers look for the claims first.
_MOST_OPEN_ROWS = 20


def _model(run: Run) -> dict[str, Any]:
    scenario = run.scenario
    actors, stages = model.list_actors(scenario), model.list_stages(scenario)
    rows = sum(len(actor["wants"]) + len(actor["types"]) for actor in actors)
    rows += sum(len(stage["acts"]) + len(stage["results"]) for stage in stages)
    return {
        "step": scenario.calendar.step,
        "actors": actors,
        "stages": stages,
        "model_is_small": rows <= _MOST_OPEN_ROWS,
        "variants": model.list_variants(scenario, run.judged.certificates),
    }


def _figure_groups(run: Run) -> Iterable[dict[str, Any]]:
    step = run.scenario.calendar.step
    yield _group(
        "state",
        "How the state evolves",
        f"Share of plays at each level, at the start and at the end of every {step}.",
        charts.draw_states(run.scenario, run.played.tables),
    )
    yield _group(
        "beliefs",
        "How beliefs evolve",
        "The public belief about an actor's private type: its mean over plays, and the band from the 10th to the 90th "
        "percentile, for each true type. Where the lines separate, the actor's moves reveal its type.",
        charts.draw_beliefs(run.scenario, run.played.tables),
    )
    yield _group(
        "acts",
        "What each actor does",
        "Share of each act among the plays in which the decision is taken at that date.",
        charts.draw_acts(run.scenario, run.played.tables),
    )
    yield _group(
        "payoffs",
        "Payoffs by date",
        f"Mean payoff of a {step}, not discounted. Every actor has its own unit.",
        charts.draw_payoffs(run.scenario, run.played.tables),
    )


def _group(name: str, title: str, lead: str, drawn: Iterable[Figure]) -> dict[str, Any]:
    return {"id": name, "title": title, "lead": lead, "figures": {f"{name}-{i}": f for i, f in enumerate(drawn)}}


def _drawn(groups: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The groups with the pictures of their figures, all drawn at once."""
    figures = {name: figure for group in groups for name, figure in group["figures"].items()}
    pictures = draw_pictures(figures)
    return [{**group, "figures": show_figures(group["figures"], pictures)} for group in groups]


def show_sections(sections: Sequence[Section]) -> list[dict[str, Any]]:
    """Sections with the pictures of their figures, as templates take them."""
    pictures = draw_pictures({name: figure for section in sections for name, figure in section.figures.items()})
    return [{**vars(section), "figures": show_figures(section.figures, pictures)} for section in sections]


def show_figures(figures: Mapping[str, Figure], pictures: Mapping[str, str]) -> list[dict[str, Any]]:
    """The figures as templates take them."""
    return [
        {
            "title": figure.title,
            "says": figure.description,
            "svg": Markup(pictures[name]) if name in pictures else NOT_DRAWN,
        }
        for name, figure in figures.items()
    ]


def _values(run: Run) -> list[dict[str, str]]:
    titles = {actor.name: capitalize(actor.title) for actor in run.scenario.actors}
    return [
        {
            "actor": titles[value.actor],
            "type": in_words(value.type) if value.type else "—",
            "prior": format_number(value.prior, True) if value.type else "—",
            "value": format_decimals(value.value, 2),
        }
        for value in run.values
    ]


def _claim(claim: Verdict, scenario: Scenario) -> dict[str, Any]:
    quote = claim.quote.strip().strip('“”"')
    return {
        **vars(claim),
        "quote": f"“{quote}”",
        "cite": citation(scenario, claim.source),
        "comparisons": [_comparison(each) for each in claim.comparisons],
        "class": _class(claim.verdict),
        "headline": claim.headline,
        "disagrees": claim.robustness is not None and claim.across_worlds != f"{claim.verdict} in nearly all worlds",
        "effects": effects_in_words(claim),
        "standing": claim.standing,
        "remarks": [*filter(None, (standing_in_words(claim), at_random_in_words(claim)))],
        "under_rules": rules_in_words(claim),
        "robustness_text": robustness_in_words(claim.robustness) if claim.robustness is not None else "",
    }


def _class(kind: VerdictKind) -> str:
    """The style of a verdict."""
    return kind.replace(" ", "-")


def _comparison(comparison: ComparisonVerdict) -> dict[str, Any]:
    return {
        "lines": comparison_in_words(comparison),
        "workings": workings_in_words(comparison),
        "is_pair": len(comparison.sides) > 1,
        "class": _class(comparison.verdict),
        "bar": Markup(interval_bar(comparison)),
    }


def _worlds(judged: Judged) -> dict[str, Any] | None:
    """The table of claims and worlds, if there are worlds."""
    if judged.worlds is None:
        return None
    rows = []
    for claim in judged.claims:
        robust = claim.robustness
        assert robust is not None
        open_worlds = ((robust.num_undecided, "undecided"), (robust.num_no_effect, NO_EFFECT))
        counts = [f"{number} {what}" for number, what in open_worlds if number] + uncounted_worlds(robust)
        rows.append(
            {
                "id": claim.id,
                "verdict": claim.verdict,
                "across": robust.verdict,
                "share": "no verdict" if robust.share is None else format_percent(robust.share),
                "interval": "" if robust.interval is None else " … ".join(map(format_percent, robust.interval)),
                "percent": None if robust.share is None else round(100 * robust.share),
                "counts": ", ".join(counts),
                "drivers": [driver_in_words(driver) for driver in robust.drivers],
                "nothing": "no single number" if robust.verdict == DEPENDS else "",
            }
        )
    faults = [
        {"number": number, "reason": reason}
        for number, world in enumerate(judged.worlds.rows, start=1)
        for reason in world.faults
    ]
    return {"says": worlds_in_words(judged.worlds), "claims": rows, "faults": faults}


def _numbers(run: Run, scenario: Scenario) -> list[dict[str, Any]]:
    rows = []
    for entry in scenario.numbers:
        ends = [end for end in (entry.low, entry.high) if end is not None]
        written = scenario.document.get("numbers", {}).get(entry.name)
        parts = written.values() if isinstance(written, Mapping) else [written]
        values = [value for part in parts for value in (part if isinstance(part, list | tuple) else [part])]
        is_percent = any(re.fullmatch(r"\s*[\d.]+\s*%\s*", str(value)) for value in values)
        rows.append(
            {
                "name": in_words(entry.name),
                "base": _as_written(run.numbers[entry.name], is_percent),
                "range": " … ".join(_as_written(end, is_percent) for end in ends) if ends else "fact",
                "why": entry.note.why or "",
                "source": citation(scenario, entry.note.source),
            }
        )
    return rows


def _as_written(number: float, is_percent: bool) -> str:
    return (f"{100 * number:g} %" if is_percent else f"{number:g}").replace("-", "−")


def citation(scenario: Scenario, source: str | None) -> str:
    """`Alexander Baunov, 2015-05` for the id of a source."""
    if source is None:
        return ""
    entry = scenario.sources.get(source, {})
    named = [str(entry[key]) for key in ("author", "published") if entry.get(key)]
    return ", ".join(named) or in_words(source)


def _source(source: Mapping[str, str]) -> dict[str, str]:
    text = ", ".join(str(source[key]) for key in ("author", "title", "published") if source.get(key))
    about = f" — {source['about']}" if source.get("about") else ""
    url = str(source.get("url") or "")
    # Only addresses of pages become links, so that a scenario cannot smuggle in anything else.
    return {"text": text + about, "url": url if re.match(r"https?://", url) else ""}
