"""A run as one HTML file that needs nothing else: no network, no script, no font to fetch."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import jinja2
from markupsafe import Markup

from detente.report import figures
from detente.report.bars import interval_bar
from detente.report.results import Judgement, Run
from detente.report.words import certificate_in_words, in_words, part_in_words, short
from detente.scenario.model import Scenario

_SECTIONS = (
    ("claims", "Claims"),
    ("state", "State"),
    ("beliefs", "Beliefs"),
    ("acts", "Acts"),
    ("payoffs", "Payoffs"),
    ("values", "Values"),
    ("numbers", "Numbers"),
    ("sources", "Sources"),
    ("certificate", "Certificate"),
)


def page(run: Run) -> str:
    """The report as HTML text."""
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("detente.report", ""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters["words"] = in_words
    return environment.get_template("page.html.jinja").render(_context(run))


def _context(run: Run) -> dict[str, Any]:
    judged, scenario = run.judged, run.scenario
    certificate = judged.certificate
    verdicts = [_claim(claim, scenario) for claim in judged.claims]
    groups = [group for group in _figure_groups(run) if group["figures"]]
    context = {
        "origin": judged.origin,
        "title": scenario.title,
        "question": scenario.question,
        "about": scenario.about,
        "period": f"{scenario.calendar.labels[0]} to {scenario.calendar.labels[-1]}",
        "verdicts": verdicts,
        "tally": {kind: sum(v["verdict"] == kind for v in verdicts) for kind in ("holds", "fails", "undecided")},
        "num_plays": f"{judged.num_plays:,}",
        "figure_groups": groups,
        "values": _values(run),
        "numbers": _numbers(run, scenario),
        "sources": [_source(source) for source in scenario.sources.values()],
        "certificate": certificate,
        "certificate_text": certificate_in_words(certificate),
        "residual": f"{certificate.max_residual:.1e}",
        "num_nodes": f"{certificate.num_nodes:,}",
        "num_unsolved": f"{certificate.num_unsolved:,} ({100 * certificate.unsolved_share:.2g} %)",
        "worst": certificate.worst if certificate.num_unsolved else (),
        "solved": [in_words(name) for name in judged.certificates],
        "seconds": ", ".join(f"{phase} {s:.1f} s" for phase, s in judged.origin.seconds.items()),
        "command": _command(run),
    }
    shown = {group["id"] for group in groups} | {"certificate"}
    shown |= {name for name in ("values", "numbers", "sources") if context[name]} | ({"claims"} if verdicts else set())
    context["sections"] = [{"id": name, "title": title} for name, title in _SECTIONS if name in shown]
    return context


def _figure_groups(run: Run) -> Iterable[dict[str, Any]]:
    step = run.scenario.calendar.step
    yield _group(
        "state",
        "How the state evolves",
        f"Share of plays at each level, at the end of every {step}.",
        _state_figures(run),
    )
    yield _group(
        "beliefs",
        "What the others come to believe",
        "The public belief about what an actor alone knows: its mean over plays, and the band from the 10th to the "
        "90th percentile, for each type that the actor may truly be. Lines that part mean that conduct gives it away.",
        _belief_figures(run),
    )
    yield _group(
        "acts",
        "What each actor does",
        "Share of each choice among the plays in which the decision is taken at that date.",
        _act_figures(run),
    )
    yield _group(
        "payoffs",
        "What each actor gets",
        f"Mean payoff of a {step}, not discounted. Every actor counts in its own unit.",
        _payoff_figures(run),
    )


def _group(name: str, title: str, lead: str, drawn: Iterable[figures.Figure]) -> dict[str, Any]:
    shown = [
        {"title": f.title, "says": f.description, "svg": Markup(f.svg(f"{name}-{i}"))} for i, f in enumerate(drawn)
    ]
    return {"id": name, "title": title, "lead": lead, "figures": shown}


def _state_figures(run: Run) -> Iterable[figures.Figure]:
    rows = run.played.tables.states
    for variable in run.scenario.variables:
        own = [{**row, "label": in_words(row["level"])} for row in rows if row["variable"] == variable.name]
        last = {row["label"]: row["share"] for row in own if row["date"] == own[-1]["date"]}
        likely = max(last, key=lambda label: last[label])
        colours = figures.ramp(len(variable.levels)) if variable.is_ordered else figures.hues(len(variable.levels))
        says = f"At the end: {likely} in {short(last[likely], True)} of plays."
        levels = [in_words(level) for level in variable.levels]
        title = _sentence(in_words(variable.name))
        yield figures.stacked(title, says, own, levels, colours, as_bars=False)


def _belief_figures(run: Run) -> Iterable[figures.Figure]:
    rows = run.played.tables.beliefs
    for actor in run.scenario.actors:
        if len(actor.types) == 1:
            continue
        # With two types the second picture would be the first one upside down.
        for type_ in actor.types if len(actor.types) > 2 else actor.types[:1]:
            own = [row for row in rows if row["actor"] == actor.name and row["type"] == type_.name]
            drawn = [{**row, "truth": f"truly {in_words(row['truth'])}"} for row in own]
            ends = {row["truth"]: row["mean"] for row in own}
            says = "; ".join(f"{short(mean, True)} at the end if truly {in_words(name)}" for name, mean in ends.items())
            title = f"{_sentence(actor.title)}: is it “{in_words(type_.name)}”?"
            yield figures.belief(title, f"Mean belief {says}.", drawn, [in_words(t.name) for t in actor.types])


def _act_figures(run: Run) -> Iterable[figures.Figure]:
    rows = run.played.tables.acts
    titles = {actor.name: actor.title for actor in run.scenario.actors}
    for name in dict.fromkeys(row["decision"] for row in rows):
        own = [{**row, "label": in_words(row["act"])} for row in rows if row["decision"] == name]
        if not any(row["occasions"] for row in own):
            continue
        acts = list(dict.fromkeys(row["label"] for row in own))
        counts = {act: sum(row["share"] * row["occasions"] for row in own if row["label"] == act) for act in acts}
        most = max(counts, key=lambda act: counts[act])
        says = f"Most often: {most}, on {short(counts[most] / sum(counts.values()), True)} of occasions."
        owner = own[0]["owner"]
        title = f"{_sentence(in_words(titles.get(owner, owner)))}: {in_words(name)}"
        yield figures.stacked(title, says, own, acts, figures.hues(len(acts)), as_bars=True)


def _payoff_figures(run: Run) -> Iterable[figures.Figure]:
    rows = run.played.tables.payoffs
    for actor in run.scenario.actors:
        own = [{"date": row["date"], "value": row["mean"]} for row in rows if row["actor"] == actor.name]
        says = f"From {short(own[0]['value'], False)} to {short(own[-1]['value'], False)}."
        yield figures.line(_sentence(actor.title), says, own)


def _values(run: Run) -> list[dict[str, str]]:
    titles = {actor.name: _sentence(actor.title) for actor in run.scenario.actors}
    return [
        {
            "actor": titles[value.actor],
            "type": in_words(value.type) if value.type else "—",
            "prior": short(value.prior, True) if value.type else "—",
            "value": f"{value.value:.2f}".replace("-", "−"),
        }
        for value in run.values
    ]


def _claim(claim: Judgement, scenario: Scenario) -> dict[str, Any]:
    parts = [{"lines": part_in_words(part), "bar": Markup(interval_bar(part))} for part in claim.parts]
    quote = claim.quote.strip().strip('“”"')
    return {**vars(claim), "quote": f"“{quote}”", "cite": citation(scenario, claim.source), "parts": parts}


def _command(run: Run) -> str:
    origin = run.judged.origin
    words = ["detente", "run", origin.scenario, "--seed", str(origin.seed), "--plays", str(run.judged.num_plays)]
    return " ".join(words + (["--variant", origin.variant] if origin.variant else []))


def _numbers(run: Run, scenario: Scenario) -> list[dict[str, Any]]:
    rows = []
    for entry in scenario.numbers:
        is_judgement = entry.low is not None and entry.high is not None
        rows.append(
            {
                "name": in_words(entry.name),
                "base": f"{run.numbers[entry.name]:g}".replace("-", "−"),
                "range": f"{entry.low:g} … {entry.high:g}".replace("-", "−") if is_judgement else "fact",
                "why": entry.note.why or "",
                "source": citation(scenario, entry.note.source),
            }
        )
    return rows


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
    # Only addresses that lead to a page become links; a scenario is not to smuggle in anything else.
    return {"text": text + about, "url": url if re.match(r"https?://", url) else ""}


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
