"""The board, in words."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.board import Board, Hypothesis, Lookout, Sign
from detente.report.answers import show_answer

SIGN = Sign(
    date="2015-06",
    source="decides",
    owner="patron",
    is_state=False,
    seen="arm",
    kind="type",
    hypothesis="patron is hungry",
    probability=0.62,
    ratio=3.0,
    low=2.8,
    high=3.2,
    without=0.6,
    now=0.4,
    if_seen=0.67,
    if_not=0.28,
    bits=0.1,
)
BOARD = Board(
    as_of="2015-06",
    last="2015-08",
    until="2016-04",
    num_events=2,
    learned_to="2015-05",
    num_plays=1_000,
    hypotheses=(Hypothesis("type", "patron is hungry", "patron is hungry", 0.4, 0.97),),
    signs=(
        SIGN,
        replace(SIGN, date="2015-07", bits=0.05),
        replace(SIGN, source="front", owner="", is_state=True, bits=0.02),
    ),
    lookouts=(Lookout("2015-06", "decides", "patron", "type", "patron is hungry", 0.12),),
)


def test_the_most_telling_sign_comes_first_with_words_and_numbers() -> None:
    section = show_answer(BOARD)
    assert section.lead == (
        "Watch Patron decides in 2015-06: after “arm” the probability that patron is hungry is likely (67 %), "
        "otherwise unlikely (28 %); it is 40 % now."
    )
    assert section.tables[0].rows[0] == [
        *("2015-06", "Patron decides: arm", "likely (62 %)", "Patron is hungry"),
        *("40 %", "67 %", "28 %", "3 (2.8 … 3.2)", "0.1"),
    ]
    # Of one place only its best date.
    assert [row[0] for row in section.tables[0].rows] == ["2015-06", "2015-06"]
    assert "2 events up to 2015-05 are known; 1,000 plays" in section.notes[0]
    assert section.sentences == []


def test_silence_is_said() -> None:
    silent = replace(SIGN, if_seen=0.45, if_not=0.05)
    section = show_answer(replace(BOARD, signs=(silent,)))
    assert section.sentences[0].startswith(
        "What does not happen is a sign, too: without “arm” (Patron decides) in 2015-06"
    )


def test_nothing_to_watch() -> None:
    assert "Nothing that can be seen" in show_answer(replace(BOARD, signs=(), lookouts=())).lead
    unclear = show_answer(replace(BOARD, signs=()))
    assert "No single sign from" in unclear.lead
    assert "Times the odds" not in unclear.notes[0]
    assert "there is no open question" in show_answer(replace(BOARD, hypotheses=(), signs=(), lookouts=())).lead
