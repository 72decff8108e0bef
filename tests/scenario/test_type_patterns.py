"""Types of one actor: each has a prior, all the same parameters; a misspelt word is found where it stands."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario.loading import loads

TEXT = """crisis: x
calendar: {rounds: 1}
state:
  front: {scale: [held, lost], starts: held}
actors:
  ann:
    types:
      calm: {prior: 0.5, appetite: 0, fear: 1}
      keen: {prior: 0.5, appetite: 2, fear: 2}
    wants: {ground: appetite * front - fear}
each round:
  - ann acts:
      wait: {}
      push: {then: front up}
"""


def mistakes(*changes: tuple[str, str]) -> list[tuple[int, int, str]]:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    with pytest.raises(ScenarioError) as caught:
        loads(text, "x")
    return [(each.where.line, each.where.column, each.message) for each in caught.value.mistakes]


@pytest.mark.parametrize("word", ["prir", "Prior", "priors"])
def test_a_misspelt_prior_is_found_where_it_stands(word: str) -> None:
    expected = (9, 14, f"the type 'keen' of ann needs a prior; '{word}' may be meant to be it")
    assert mistakes(("keen: {prior", f"keen: {{{word}")) == [expected]


def test_a_misspelt_prior_of_the_first_type_is_no_parameter_that_the_others_lack() -> None:
    expected = (8, 14, "the type 'calm' of ann needs a prior; 'pror' may be meant to be it")
    assert mistakes(("calm: {prior", "calm: {pror")) == [expected]


def test_a_prior_that_is_not_there_is_missed_at_the_type() -> None:
    assert mistakes(("keen: {prior: 0.5, ", "keen: {")) == [(9, 7, "the type 'keen' of ann needs a prior")]


def test_words_that_are_alike_are_one_mistake_at_the_later_one() -> None:
    found = mistakes(("appetite: 2", "appetit: 2"))
    what = "'keen' gives 'appetit' where 'calm' gives 'appetite' (line 8)"
    assert found == [(9, 26, f"the types of ann have the same parameters: {what}")]


def test_parameters_that_are_not_alike_are_two_mistakes() -> None:
    assert mistakes(("fear: 2", "debt: 2")) == [
        (9, 7, "the type 'keen' of ann lacks the parameter 'fear', which 'calm' gives"),
        (9, 39, "the type 'calm' of ann lacks the parameter 'debt'"),
    ]


def test_a_prior_that_cannot_be_read_is_one_mistake() -> None:
    ((line, column, message),) = mistakes(("keen: {prior: 0.5", "keen: {prior: [0.5]"))
    assert (line, column) == (9, 21)
    assert "is needed here" in message


def test_a_menu_whose_only_range_is_none_is_not_called_empty() -> None:
    found = mistakes(
        ("      wait: {}\n      push: {then: front up}\n", "      ask: {from: 0, to: 4, step: 6, then: front up}\n")
    )
    assert found == [(13, 26, "steps of 6 from 0 do not end at 4; the nearest are 0 and 6")]
