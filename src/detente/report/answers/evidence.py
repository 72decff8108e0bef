"""What dated events say, as sections: evidence, forecasts, marks, and the posterior of the numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence

from detente.analysis.evidence import AT_RANDOM, Evidence, ModelSays, TypeSays
from detente.analysis.foresight import Foresight
from detente.analysis.posterior import Posterior
from detente.analysis.scoring import MODEL, Marks, Score
from detente.claims.numbers import format_decimals, format_plain, format_share
from detente.report.answers.section import Section, TableOfText
from detente.report.words import capitalize, in_words

MOST_ROWS = 60
"""Of a forecast, in a page; the table as CSV has all."""

NEVER, ALWAYS = 0.01, 0.99


def listed_in_words(names: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def show_evidence(evidence: Evidence) -> Section:
    """Surprises, types, rival models and claims."""
    events = [
        [
            each.date,
            each.says or each.text,
            in_words(each.actor) if each.actor else "—",
            _bits(each.bits, each.error),
        ]
        for each in evidence.events
    ]
    tables = [TableOfText(["Date", "Event", "Act of", "Surprise (bits)"], events, "The events", 1)]
    if evidence.types:
        tables.append(
            TableOfText(
                ["Who", "Before", "After", "The players believe"],
                [
                    [
                        f"{capitalize(in_words(t.actor))} is {in_words(t.type)}",
                        *map(format_share, (t.prior, t.posterior, t.believed)),
                    ]
                    for t in evidence.types
                ],
                "What actors privately are",
                3,
            )
        )
    tables.append(
        TableOfText(
            ["Rival model", "2 ln of the Bayes factor against the crisis as written", "In words"],
            [[in_words(each.name), _factor(each), factor_in_words(each)] for each in evidence.models],
            "Rival models",
        )
    )
    moved = [each for each in evidence.claims if each.before != each.after]
    if moved:
        tables.append(
            TableOfText(
                ["Claim", "Before", "After"],
                [
                    [each.says, _verdict(each.before, each.before_value), _verdict(each.after, each.after_value)]
                    for each in moved
                ],
                "Claims whose verdict changes",
            )
        )
    return Section(
        id="evidence",
        place="alternatives",
        title="What the events say",
        lead=_lead(evidence),
        sentences=_sentences(evidence),
        tables=tables,
        notes=[
            f"{len(evidence.events)} events from {evidence.first} to {evidence.last}; {evidence.num_plays:,} plays, of "
            f"which at least {format_share(evidence.least_effective)} counted before plays were drawn anew. The "
            "surprise of an event is −log₂ of its probability given the earlier ones: a coin toss is 1 bit, one in a "
            "thousand 10 bits. Twice the logarithm of a Bayes factor is called positive evidence from 2, strong from "
            "6 and very strong from 10 (Kass and Raftery 1995)."
        ],
    )


def _lead(evidence: Evidence) -> str:
    if evidence.impossible:
        first = evidence.impossible[0]
        return (
            f"This crisis cannot have happened as the events say: {first.date}, “{first.says or first.text}”, is "
            f"impossible in it ({first.reason})."
        )
    worst = max(evidence.events, key=lambda each: each.bits)
    random = next(each for each in evidence.models if each.name == AT_RANDOM)
    if abs(2 * random.log_factor) <= 2:
        beats = "no better and no worse than"
    else:
        beats = "better than" if random.log_factor < 0 else "worse than"
    return (
        f"The crisis as written explains the events {beats} actors who follow no aims would; what it found most "
        f"surprising is {worst.date}, “{worst.says or worst.text}” ({format_plain(worst.bits, 2)} bits)."
    )


def _sentences(evidence: Evidence) -> list[str]:
    said = []
    for actor in dict.fromkeys(each.actor for each in evidence.types):
        own = [each for each in evidence.types if each.actor == actor]
        if all(each.says_nothing for each in own):
            said.append(f"The events say nothing about what {in_words(actor)} is.")
        else:
            said.append(_moved(max(own, key=lambda each: each.posterior - each.prior)))
    if evidence.num_left:
        said.append(
            f"{evidence.num_left} claims speak of other games or of values, which the events do not change here."
        )
    return said


def _moved(kind: TypeSays) -> str:
    return (
        f"That {in_words(kind.actor)} is {in_words(kind.type)} goes from {format_share(kind.prior)} to "
        f"{format_share(kind.posterior)}; the players themselves believe it with {format_share(kind.believed)} on "
        "average."
    )


def _quoted(names: Sequence[str]) -> str:
    return listed_in_words([f"“{name}”" for name in names])


def _is(kind: TypeSays) -> str:
    return f"{capitalize(in_words(kind.actor))} is {in_words(kind.type)}"


def _ahead(marks: Marks) -> str:
    ends = " … ".join(format_decimals(end, 2) for end in marks.ahead_interval)
    return "—" if marks.forecaster == MODEL else f"{format_decimals(marks.ahead, 2)} ({ends})"


def _bits(bits: float, error: float) -> str:
    return "impossible" if math.isinf(bits) else f"{format_decimals(bits, 2)} ± {format_decimals(1.96 * error, 2)}"


def _factor(model: ModelSays) -> str:
    if math.isinf(model.log_factor):
        return "−∞" if model.log_factor < 0 else "∞"
    return f"{format_decimals(2 * model.log_factor, 1)} ± {format_decimals(2 * 1.96 * model.factor_error, 1)}"


def factor_in_words(model: ModelSays) -> str:
    """The words of Kass and Raftery (1995), for or against the rival."""
    twice = 2 * model.log_factor
    if abs(twice) <= 2:
        return "not worth more than a bare mention"
    strength = "positive" if abs(twice) <= 6 else "strong" if abs(twice) <= 10 else "very strong"
    return f"{strength} evidence {'for' if twice > 0 else 'against'} it"


def _verdict(word: str, value: float | None) -> str:
    return word if value is None else f"{word} ({format_plain(value, 3)})"


def show_foresight(foresight: Foresight) -> Section:
    """What the coming periods hold: what is neither nearly sure nor nearly impossible."""
    rows = [each for each in foresight.chances if NEVER <= each.probability <= ALWAYS]
    shown = rows[:MOST_ROWS]
    known = (
        f"given {foresight.num_events} events up to {foresight.learned_to}"
        if foresight.num_events
        else "given no events"
    )
    return Section(
        id="forecast",
        place="watch",
        title=f"Forecast from {foresight.as_of}",
        lead=f"What the crisis expects from {foresight.as_of} on, {known}.",
        tables=[
            TableOfText(
                ["Date", "Event", "Probability", "95 % interval"],
                [
                    [
                        foresight.dates[each.period],
                        in_words(each.statement.replace(" plays ", ": ").replace(" == ", " is ")),
                        format_share(each.probability, each.interval),
                        " … ".join(map(format_share, each.interval)),
                    ]
                    for each in shown
                ],
                numeric=2,
            )
        ],
        notes=[
            f"{len(shown)} of {len(foresight.chances)} rows: those between 1 % and 99 %, the first of them. "
            f"{foresight.num_plays:,} plays; the interval is that of their number alone, not of the crisis's numbers."
        ],
    )


def show_score(score: Score) -> Section:
    """The marks of all forecasters, the model first."""
    model = score.marks[0]
    worse = [each for each in score.marks[1:] if each.ahead <= 0]
    lead = (
        f"The model's forecasts were worse than these: {_quoted([each.forecaster for each in worse])}."
        if worse
        else "The model's forecasts were better than those of every simpler forecaster."
    )
    unsure = [each.forecaster for each in score.marks[1:] if each.ahead_interval[0] <= 0 <= each.ahead_interval[1]]
    sentences = []
    if unsure:
        sentences.append(
            f"With {model.number} outcomes the difference from {_quoted(unsure)} is no larger than chance makes it."
        )
    return Section(
        id="score",
        place="confidence",
        title="How forecasts did",
        lead=lead,
        sentences=sentences,
        tables=[
            TableOfText(
                ["Forecaster", "Mean log score (bits)", "The model is ahead by", "Brier", "Ranked probability"],
                [
                    [
                        capitalize(each.forecaster),
                        format_decimals(each.log_score, 2),
                        _ahead(each),
                        format_decimals(each.brier, 3),
                        "—" if each.ranked is None else format_decimals(each.ranked, 3),
                    ]
                    for each in score.marks
                ],
                "Marks",
                4,
            ),
            TableOfText(
                ["Act of", *(capitalize(each.forecaster) for each in score.marks)],
                [
                    [
                        in_words(actor) if actor else "—",
                        *(format_decimals(own[each.forecaster], 2) for each in score.marks),
                    ]
                    for actor, own in score.by_actor.items()
                ],
                "Mean log score by actor",
                len(score.marks),
            ),
            TableOfText(
                ["Mean forecast", "Happened", "Number"],
                [[format_share(given), format_share(came), str(number)] for given, came, number in score.calibration],
                "Calibration",
                3,
            ),
        ],
        notes=[
            f"Origin: {score.origin}. A logarithmic score of 0 bits is best, −1 what a coin gets; a Brier score of 0 "
            f"is best, 0.25 what a coin gets. {score.num_plays:,} plays: a share of none counts as half a play."
        ],
    )


def show_posterior(posterior: Posterior) -> Section:
    """Every number before and after the events."""
    silent = [each.name for each in posterior.numbers if each.says_nothing]
    told = [each for each in posterior.numbers if not each.says_nothing]
    lead = (
        f"The events narrow {listed_in_words([in_words(each.name) for each in told])}."
        if told
        else "The events say next to nothing about any number."
    )
    sentences = (
        [f"About these they say next to nothing: {listed_in_words(list(map(in_words, silent)))}."]
        if silent and told
        else []
    )
    sentences += [
        f"{capitalize(in_words(one))} and {in_words(other)} cannot be told apart well (rank correlation "
        f"{format_decimals(value, 2)})."
        for one, other, value in posterior.confounded
    ]
    return Section(
        id="posterior",
        place="alternatives",
        title="What the events say of the numbers",
        lead=lead,
        sentences=sentences,
        tables=[
            TableOfText(
                ["Number", "Prior, 90 %", "Mean", "Posterior, 90 %", "Width left"],
                [
                    [
                        in_words(each.name),
                        _range((each.low, each.high)),
                        format_plain(each.mean, 3),
                        _range(each.interval),
                        format_share(min(each.width_left, 1.0)),
                    ]
                    for each in posterior.numbers
                ],
                numeric=4,
            )
        ],
        notes=[
            f"{posterior.num_worlds} worlds, {posterior.num_solved} solved, {posterior.num_plays:,} plays of each; the "
            f"likelihood was let in in {len(posterior.betas)} steps, {format_share(posterior.accepted)} of the moves "
            "were accepted, "
            f"{format_share(posterior.distinct)} of the worlds are no copies."
        ],
    )


def _range(ends: Sequence[float]) -> str:
    return " … ".join(format_plain(end, 3) for end in ends)
