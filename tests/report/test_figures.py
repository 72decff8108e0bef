"""Figures: their colours, and what they draw."""

from __future__ import annotations

from detente.report.figures import choose_hues, choose_ramp, draw_belief, draw_dots, draw_line, draw_stacked
from support.drawn import rows_of

ROWS = [
    {"date": date, "label": label, "share": share}
    for date in ("2015-05", "2015-06")
    for label, share in (("low", 0.25), ("high", 0.75))
]


def test_a_ramp_runs_from_end_to_end() -> None:
    assert choose_ramp(1) == ["#2a6f97"]
    assert choose_ramp(2) == ["#2a6f97", "#6d1f2c"]
    assert len(set(choose_ramp(6))) == 6
    # Halfway between the third colour, #e3d9c6, and the fourth, #e0976a.
    assert choose_ramp(3)[1] == "#e2b898"


def test_hues_are_ten() -> None:
    assert len(set(choose_hues(10))) == 10
    assert choose_hues(11)[10] == choose_hues(1)[0]


def test_bands_are_stacked_in_the_given_order() -> None:
    figure = draw_stacked("Front", "Mostly high.", ROWS, ["low", "high"], ["#000000", "#ffffff"], as_bars=False)
    drawn = figure.chart.to_dict()
    assert drawn["mark"]["type"] == "area"
    assert [(row["label"], row["rank"]) for row in rows_of(figure)[:2]] == [("low", 0), ("high", 1)]
    assert drawn["encoding"]["color"]["scale"] == {"domain": ["low", "high"], "range": ["#000000", "#ffffff"]}
    # One date makes no band.
    alone = draw_stacked("Front", "", ROWS[:2], ["low", "high"], choose_hues(2), as_bars=False).chart.to_dict()
    assert alone["mark"]["type"] == "bar"


def test_no_more_than_six_dates_are_written_out() -> None:
    rows = [{"date": str(number), "value": float(number)} for number in range(13)]
    assert draw_line("Payoff", "", rows).chart.to_dict()["encoding"]["x"]["axis"]["values"] == [
        "0",
        "3",
        "6",
        "9",
        "12",
    ]


def test_beliefs_and_policies_are_layers() -> None:
    rows = [{"date": "1", "truth": "truly calm", "mean": 0.5, "low": 0.25, "high": 0.75}]
    assert [layer["mark"]["type"] for layer in draw_belief("Is it?", "", rows, ["calm"]).chart.to_dict()["layer"]] == [
        "area",
        "line",
    ]
    policies = [{"policy": name, "value": 1.0, "low": 0.5, "high": 1.5} for name in ("base", "other")]
    figure = draw_dots("Peace", "", policies, 1.25, is_share=False)
    assert [layer["mark"]["type"] for layer in figure.chart.to_dict()["layer"]] == ["rule", "rule", "point"]
    assert rows_of(figure, 0) == [{"value": 1.25}]
    assert rows_of(figure, 2) == policies
    assert rows_of(draw_dots("Peace", "", policies, None, is_share=False), 0) == []
