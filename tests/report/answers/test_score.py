"""How forecasts did, in sentences and a picture."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.scoring import FORECASTERS, Forecasted, Marks, Score
from detente.report.answers import show_answer

SCORE = Score(
    "rolling",
    3,
    400,
    (Forecasted("2015-05", "x", "patron", 1, dict.fromkeys(FORECASTERS, 0.5)),),
    tuple(Marks(name, -1.0, 0.2, 9, None, 0.1, (-0.1, 0.3)) for name in FORECASTERS),
    {"patron": dict.fromkeys(FORECASTERS, -1.0)},
    ((0.4, 0.5, 9),),
)


def test_a_model_that_is_worse_says_so_first() -> None:
    assert show_answer(SCORE).lead.startswith("The model's forecasts were better than those of every")
    marks = list(SCORE.marks)
    marks[-1] = replace(marks[-1], ahead=-0.2, ahead_interval=(-0.4, -0.1))
    worse = show_answer(replace(SCORE, marks=tuple(marks)))
    assert worse.lead == "The model's forecasts were worse than these: “as last time”."
    assert worse.sentences[0].startswith("Weighed with base rates, as forecasts are given")
    assert "may be due to chance" in worse.sentences[1]


def test_calibration_is_drawn_with_its_intervals() -> None:
    figure = show_answer(SCORE).figures["calibration"]
    (row,) = figure.chart.layer[2].data.values
    assert (row["forecast"], row["came"], row["number"]) == (0.4, 0.5, 9)
    # Wilson's interval of 4.5 in 9: half of it is 1.96 √(¼ / 9 + 1.96² / (4 · 81)) / (1 + 1.96² / 9) = .2735.
    assert (row["low"], row["high"]) == (pytest.approx(0.2265, abs=1e-4), pytest.approx(0.7735, abs=1e-4))
