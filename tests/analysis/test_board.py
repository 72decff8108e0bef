"""Records of the board."""

from __future__ import annotations

from dataclasses import replace

from detente.analysis.board import Board, Hypothesis, Sign

SIGN = Sign(
    "2015-06",
    "decides",
    "patron",
    False,
    "arm",
    "type",
    "patron is hungry",
    0.3,
    3.0,
    2.8,
    3.2,
    0.6,
    0.4,
    0.67,
    0.28,
    0.1,
)
BOARD = Board(
    "2015-06", "2015-08", "2016-04", 2, "2015-05", 1_000, (Hypothesis("type", "patron is hungry", "words", 0.4, 0.97),),
    (SIGN,), (),
)  # fmt: skip


def test_a_silence_says_more_than_the_sign() -> None:
    assert not SIGN.is_silence
    assert replace(SIGN, if_seen=0.45, if_not=0.1).is_silence


def test_words_and_rows() -> None:
    assert BOARD.words == {("type", "patron is hungry"): "words"}
    assert BOARD.rows()[0]["seen"] == "arm"
    assert BOARD.to_json()["signs"] == tuple(BOARD.rows())
