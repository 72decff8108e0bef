"""Indicators in words: the most telling first, a bound where no other type shows it."""

from __future__ import annotations

from detente.analysis.signs import Indicator, Indicators, Season, TellingStage
from detente.report.answers.indicators import show_indicators

ARM = Indicator("ann", "strong", "2015-05", "decides", "ann", "arm_all", 0.4, 0.2, 2.0, 1.9, 2.1, 0.1)
ALARM = Indicator("ann", "strong", "2015-06", "wires", "", "alarm", 0.5, 0.0, None, 12.0, None, 0.05)
DULL = Indicator("ann", "strong", "2015-06", "wires", "", "calm", 0.5, 0.5, 1.0, 1.0, 1.0, 1e-6)


def test_words_and_rows() -> None:
    stages = (TellingStage("ann", "decides", "ann", "2015-05", 0.1, 0.2),)
    section = show_indicators(Indicators((ARM, ALARM, DULL), stages, {"ann": 1.0}, 1_000))
    assert section.place == "watch"
    assert section.lead == (
        "The sign that tells most on average: Ann decides, “arm all”, in 2015-05. It is 2 times as likely if Ann is "
        "“strong”. Signs that are seen seldom may be stronger, and tell less on average."
    )
    signs, where = section.tables
    assert [row[:4] for row in signs.rows] == [
        ["Ann decides: arm all", "2015-05", "Ann: strong", "2 (1.9 … 2.1)"],
        ["Wires: alarm", "2015-06", "Ann: strong", "over 12"],
    ]
    assert list(where.rows) == [["Ann decides", "Ann", "2015-05", "0.1", "0.2"]]


def test_when_there_is_nothing_to_watch() -> None:
    assert "Nobody has private information" in show_indicators(Indicators((), (), {}, 10)).lead
    silent = show_indicators(Indicators((DULL,), (), {"ann": 1.0}, 10))
    assert (silent.lead, silent.tables) == ("No act and no signal reveals much about anybody's type.", [])


def test_seasons_have_a_table() -> None:
    seasons = (
        Season("2015-05", "2015-05", (ARM, ALARM, DULL)),
        Season("2015-06", "2015-07", (ALARM,)),
        Season("2015-08", "2015-09", (DULL,)),
    )
    _, when = show_indicators(Indicators((ARM,), (), {"ann": 1.0}, 1_000, seasons)).tables
    assert when.title == "When to look"
    assert list(when.rows) == [
        ["2015-05", "Ann decides: arm all", "2015-05", "Ann: strong", "2 (1.9 … 2.1)"],
        ["", "Wires: alarm", "2015-06", "Ann: strong", "over 12"],
        ["2015-06 and 2015-07", "Wires: alarm", "2015-06", "Ann: strong", "over 12"],
    ]
