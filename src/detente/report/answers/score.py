"""How forecasts did, as a section: marks beside those of simpler forecasters, and how well they were calibrated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from detente.analysis.scoring import MODEL, Marks, Score
from detente.claims.numbers import format_decimals, format_share
from detente.report import figures
from detente.report.answers.section import Section, TableOfText
from detente.report.words import capitalize, counted, in_words, listed_in_words


def _quoted(names: Sequence[str]) -> str:
    return listed_in_words([f"“{name}”" for name in names])


def _ahead(marks: Marks) -> str:
    if marks.forecaster == MODEL:
        return "—"
    ends = "" if marks.ahead_interval is None else " … ".join(format_decimals(end, 2) for end in marks.ahead_interval)
    return f"{format_decimals(marks.ahead, 2)}{f' ({ends})' if ends else ''}"


def _may_be_chance(marks: Marks) -> bool:
    """Whether the interval has zero in it; of one outcome nothing else can be said."""
    return marks.ahead_interval is None or marks.ahead_interval[0] <= 0 <= marks.ahead_interval[1]


def show_score(score: Score) -> Section:
    """The marks of all forecasters, the model first."""
    model = score.marks[0]
    worse = [each for each in score.rivals if each.ahead <= 0]
    lead = (
        f"The model's forecasts were worse than these: {_quoted([each.forecaster for each in worse])}."
        if worse
        else "The model's forecasts were better than those of every simpler forecaster."
    )
    unsure = [each.forecaster for each in score.rivals if _may_be_chance(each)]
    best = max(score.rivals, key=lambda each: each.log_score)
    sentences = [
        "Weighed with base rates, as forecasts are given, by how well both explained what was known before, its mean "
        f"score is {format_decimals(score.weighed.log_score, 2)} bits; the model alone has "
        f"{format_decimals(model.log_score, 2)}, and the best of the others, “{best.forecaster}”, "
        f"{format_decimals(best.log_score, 2)}."
    ]
    if unsure:
        sentences.append(
            f"With {counted(model.number, 'outcome')} the difference from {_quoted(unsure)} may be due to chance."
        )
    return Section(
        id="score",
        title="How good the forecasts were",
        lead=lead,
        sentences=sentences,
        figures=_draw(score),
        place="confidence",
        tables=[_marks(score), _by_actor(score), _calibration(score)],
        notes=[
            f"Origin: {score.origin}. The best logarithmic score is 0 bits; a coin gets −1. The best Brier score is 0; "
            f"a coin gets 0.25. {score.num_plays:,} plays; what happens in none of them counts as half a play."
        ],
    )


def _marks(score: Score) -> TableOfText:
    head = ["Forecaster", "Mean log score (bits)", "The model is ahead by", "Brier", "Ranked probability"]
    rows = [
        [
            capitalize(each.forecaster),
            format_decimals(each.log_score, 2),
            _ahead(each),
            format_decimals(each.brier, 3),
            "—" if each.ranked is None else format_decimals(each.ranked, 3),
        ]
        for each in score.marks
    ]
    return TableOfText(head, rows, "Scores", 4)


def _by_actor(score: Score) -> TableOfText:
    names = [each.forecaster for each in score.marks]
    rows = [
        [in_words(actor) if actor else "—", *(format_decimals(own[name], 2) for name in names)]
        for actor, own in score.by_actor.items()
    ]
    return TableOfText(["Act of", *map(capitalize, names)], rows, "Mean log score by actor", len(names))


def _calibration(score: Score) -> TableOfText:
    rows = [[format_share(given), format_share(came), str(number)] for given, came, number in score.calibration]
    return TableOfText(["Mean forecast", "Happened", "Number"], rows, "Calibration", 3)


def _draw(score: Score) -> Mapping[str, figures.Figure]:
    """How often what was forecast came, by bin of the forecast."""
    if not score.calibration:
        return {}
    rows = []
    for (given, came, number), (low, high) in zip(score.calibration, score.calibration_intervals, strict=True):
        rows.append({"forecast": given, "came": came, "low": low, "high": high, "number": number})
    says = (
        "Forecasts in bins, against how often the forecast event happened, with 95 % intervals and the number of "
        "forecasts. On the dashed line forecasts are calibrated."
    )
    return {"calibration": figures.draw_reliability("Calibration", says, rows)}
