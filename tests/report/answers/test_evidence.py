"""What is said of events, in sentences: which way, how strongly, and what they say nothing about."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from detente.analysis.evidence import AT_RANDOM, ClaimSays, EventSays, Evidence, ModelSays
from detente.analysis.hindsight import TypeSays
from detente.evidence.filtered import AFTER_IMPOSSIBLE
from detente.report.answers import show_answer
from detente.report.answers.evidence import factor_in_words

EVIDENCE = Evidence(
    first="2015-05",
    last="2015-06",
    num_plays=4_000,
    least_effective=0.6,
    log_likelihood=-2.0,
    error=0.01,
    events=(
        EventSays("2015-05", "patron plays arm", "Arms were sent", "osce", 1.0, "patron", 1.4, 0.0, ""),
        EventSays("2015-06", "front == held", "", "", 1.0, "", 0.2, 0.01, ""),
    ),
    by_actor={"patron": 1.4, "": 0.2},
    types=(
        TypeSays("patron", "cautious", 0.6, 0.1, 0.12, (0.1, 0.1)),
        TypeSays("patron", "hungry", 0.4, 0.9, 0.88, (0.9, 0.9)),
        TypeSays("neighbour", "firm", 0.5, 0.501, 0.5, (0.5, 0.501)),
        TypeSays("neighbour", "soft", 0.5, 0.499, 0.5, (0.5, 0.499)),
    ),
    models=(ModelSays(AT_RANDOM, -4.0, 0.02, -2.0, 0.02),),
    claims=(ClaimSays("a", "It will hold.", "holds", 0.8, "fails", 0.3, (0.28, 0.32)),),
    num_left=2,
)


def test_the_sentences() -> None:
    section = show_answer(EVIDENCE)
    assert "better than a model in which nobody pursues any aim" in section.lead
    assert "“Arms were sent” (1.4 bits)" in section.lead
    text = " ".join(section.sentences)
    assert "Patron is “hungry” goes from 40 % to 90 %" in text
    assert "The events reveal nothing about the type of Neighbour." in text
    assert "2 claims are about other games" in text
    assert ["It will hold.", "holds (0.8)", "fails (0.3)"] in section.tables[-1].rows


@pytest.mark.parametrize(("log_factor", "words"), [(0.9, "no better and no worse than"), (1.5, "worse than")])
def test_a_difference_not_worth_a_mention_is_none(log_factor: float, words: str) -> None:
    rival = ModelSays(AT_RANDOM, -1.0, 0.0, log_factor, 0.1)
    assert f"explains the events {words} a model" in show_answer(replace(EVIDENCE, models=(rival,))).lead


def test_impossible_events_are_said_first() -> None:
    bad = replace(EVIDENCE.events[0], bits=math.inf, reason="nobody can do it")
    section = show_answer(replace(EVIDENCE, events=(bad,), types=(), claims=()))
    assert section.lead.startswith("No play agrees with these events. The first that none does is 2015-05")
    assert section.tables[0].rows[0][-1] == "impossible"


@pytest.mark.parametrize(
    ("log_factor", "words"),
    [
        (0.5, "not worth more than a bare mention"),
        (2.0, "positive evidence for it"),
        (-4.0, "strong evidence against it"),
        (-math.inf, "very strong evidence against it"),
    ],
)
def test_the_words_of_a_bayes_factor(log_factor: float, words: str) -> None:
    assert factor_in_words(ModelSays("rival", -1.0, 0.0, log_factor, 0.1)) == words


def test_of_what_comes_after_an_impossible_event_nothing_is_said() -> None:
    first = replace(EVIDENCE.events[0], bits=math.inf, reason="nobody can do it")
    second = replace(EVIDENCE.events[0], bits=math.inf, reason=AFTER_IMPOSSIBLE)
    rival = ModelSays(AT_RANDOM, -math.inf, 0.0, 0.0, 0.0)
    bad = replace(EVIDENCE, events=(first, second), types=(), claims=(), models=(rival,), log_likelihood=-math.inf)
    events, models = show_answer(bad).tables
    assert [row[-1] for row in events.rows] == ["impossible", "—"]
    assert list(models.rows) == [["at base rates", "—", "neither of both can have these events"]]
