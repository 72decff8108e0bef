"""Plays in sentences: dates, moves, chance, beliefs and ends, in words that can be read aloud."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.explanation import Change, CrisisNames, ToldBelief, ToldPlay, ToldTurn
from detente.report.telling import (
    again_in_words,
    belief_in_words,
    date_in_words,
    play_in_sentences,
    probability_in_words,
    turn_in_words,
)

NAMES = CrisisNames({"moscow": "Moscow", "rebels": "The rebels"}, "month")
TURN = ToldTurn(
    date="2015-06",
    stage="answers_the_advance",
    actor="moscow",
    owner="moscow",
    act="back_them",
    probability=0.642,
    is_given=False,
    is_covert=True,
    seen=("soldiers_seen",),
    chance=0.2,
    changes=(Change("front", "held", "beyond"),),
)
PLAY = ToldPlay(
    number=1_234,
    num_plays=10_000,
    seed=3,
    variant="no_visit",
    given="do(rebels plays advance at 2015-06)",
    types=(("moscow", "hard_liner", 0.3),),
    turns=(TURN,),
    beliefs=(ToldBelief("2015-07", "moscow", "hard_liner", 0.3, 0.41),),
    ends=(("front", "beyond"),),
    believes=(("moscow", "hard_liner", 0.41),),
    last="2015-07",
    log_probability=-6.9077552789821,
)


@pytest.mark.parametrize(
    ("date", "words"),
    [("2015-06", "June 2015"), ("2015-05-04", "4 May 2015"), ("3", "Round 3"), ("2015-12", "December 2015")],
)
def test_dates(date: str, words: str) -> None:
    assert date_in_words(date) == words


def test_a_move_with_what_came_of_it() -> None:
    assert turn_in_words(TURN, NAMES) == (
        "Moscow answers the advance, unseen by the others: back them (64.2 %). "
        "Soldiers seen; Front: held → beyond (20 %)."
    )
    bare = replace(TURN, is_covert=False, seen=(), changes=(), chance=1.0)
    assert turn_in_words(bare, NAMES) == "Moscow answers the advance: back them (64.2 %)."
    lottery = replace(bare, chance=0.5)
    assert turn_in_words(lottery, NAMES).endswith("back them (64.2 %). Nothing changes (50 %).")
    made = replace(bare, is_given=True, probability=1.0, actor="rebels", stage="decide", act="advance")
    assert turn_in_words(made, NAMES) == "The rebels decide: advance (as given)."
    election = replace(
        bare, actor="", act="", stage="election", chance=0.55, changes=(Change("elected", "nobody", "clinton"),)
    )
    assert turn_in_words(election, NAMES) == "Election. Elected: nobody → clinton (55 %)."


def test_variables_have_the_names_that_the_file_gives_them() -> None:
    named = CrisisNames({}, "month", {"front": "The ceasefire line"})
    assert "Soldiers seen; The ceasefire line: held → beyond" in turn_in_words(TURN, named)
    assert play_in_sentences(PLAY, named)[-1].startswith("At the end of July 2015: the ceasefire line beyond.")


def test_beliefs_and_whole_plays() -> None:
    belief = belief_in_words(ToldBelief("2015-07", "rebels", "bold", 0.3, 0.41), NAMES)
    assert belief == "The belief that the rebels is “bold” rises from 30 % to 41 %."
    paragraphs = play_in_sentences(PLAY, NAMES)
    assert paragraphs[0] == "In this play Moscow is “hard liner” (30 %)."
    assert paragraphs[1].startswith("June 2015. Moscow answers the advance")
    assert paragraphs[2] == "July 2015. The belief that Moscow is “hard liner” rises from 30 % to 41 %."
    assert paragraphs[3] == (
        "At the end of July 2015: front beyond. "
        "By then the others believe that Moscow is most likely “hard liner” (41 %)."
    )
    assert not any("_" in paragraph for paragraph in paragraphs)


def test_rounds_are_in_order() -> None:
    turns = tuple(replace(TURN, date=date) for date in ("2", "10"))
    dated = [
        each for each in play_in_sentences(replace(PLAY, turns=turns, beliefs=(), last="10"), NAMES) if "Round" in each
    ]
    assert [each.split(".")[0] for each in dated] == ["Round 2", "Round 10"]


def test_how_likely_and_how_to_tell_it_again() -> None:
    assert probability_in_words(PLAY) == "1 in 1,000"
    assert probability_in_words(replace(PLAY, log_probability=-70.0)) == "1 in 10³⁰"
    words = again_in_words(replace(PLAY, command="detente story x --play 1234", boldness=2.0))
    assert words == (
        "Play 1,234 of 10,000 with seed 3 under “no visit”, given do(rebels plays advance at 2015-06), draws to the "
        "power 1/2; probability of the whole play, chance and private types included: 1 in 1,000; "
        "again: detente story x --play 1234"
    )


def test_who_alone_saw_what_is_told() -> None:
    private = replace(TURN, is_covert=False, seen_by=("rebels",), seen=(), changes=(), chance=1.0)
    assert turn_in_words(private, NAMES).startswith("Moscow answers the advance, seen by ")
    assert " alone: back them (64.2 %)." in turn_in_words(private, NAMES)
    traced = replace(TURN, traces_seen_by=("rebels",), seen=(), changes=(), chance=1.0)
    assert ", unseen by the others, its traces seen by " in turn_in_words(traced, NAMES)
    heard = replace(
        TURN, actor="", act="", seen=("loud",), changes=(), chance=0.5, is_covert=False, seen_by=("rebels",)
    )
    assert turn_in_words(heard, NAMES).endswith(" alone. Loud (50 %).")
