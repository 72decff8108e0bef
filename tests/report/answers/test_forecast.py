"""What comes next, in a sentence, pictures and a table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from detente.analysis.explanation import CrisisNames
from detente.analysis.foresight import Foresight
from detente.analysis.hindsight import Expected, TypeSays
from detente.evidence.outlook import Outlook
from detente.report.answers import show_answer
from detente.report.answers.forecast import find_last_jumps, tell_end, tell_record, tell_states

FORESIGHT = Foresight(
    as_of="2015-06",
    num_events=2,
    learned_to="2015-05",
    num_plays=1_000,
    dates=("2015-05", "2015-06"),
    chances=(
        Outlook(1, "act", "patron", "arm", 0.7, (0.67, 0.73)),
        Outlook(1, "state", "front", "held", 0.4, (0.37, 0.43)),
        Outlook(1, "state", "front", "retreat", 0.0, (0.0, 0.004)),
    ),
    alone=(0.8, 0.4, 0.0),
    prior=(0.3, 0.5, 0.0),
    at_base_rates=(0.33, 0.5, 0.1),
)


CALLED = CrisisNames({"patron": "The patron"}, "month", {"front": "the line"})


def test_what_the_events_changed_is_said_first() -> None:
    section = show_answer(FORESIGHT)
    assert section.lead == (
        "What the crisis expects from 2015-06 on, given 2 events up to 2015-05. They change “Patron: arm” in "
        "2015-06 most: from 30 % to 80 % in the crisis alone."
    )
    states, acts = section.tables
    assert acts.rows[0] == ["2015-06", "Patron: arm", "70 %", "67 % … 73 %", "30 %", "33 %"]
    # What is nearly impossible is in the table as CSV alone.
    assert [row[1] for row in states.rows] == ["Front: held"]
    assert len(FORESIGHT.rows()) == 3
    # 2 points with a thousand plays are no more than chance, and nothing is changed by no events.
    same = show_answer(replace(FORESIGHT, alone=(0.32, 0.5, 0.0)))
    assert same.lead.endswith("They change nothing that it expects by more than chance.")
    none = show_answer(replace(FORESIGHT, num_events=0, learned_to=""))
    assert none.lead == "What the crisis expects from 2015-06 on, given no events."
    assert len(none.tables[0].headings) == 4


def test_what_the_known_events_say_comes_before_what_will_be() -> None:
    types = (
        TypeSays("patron", "cautious", 0.6, 0.1, 0.12, (0.1,)),
        TypeSays("patron", "hungry", 0.4, 0.9, 0.88, (0.9,)),
    )
    expected = (
        Expected("2015-05", "patron plays arm", "Arms were sent.", 0.2, 0.5),
        Expected("2015-05", "front == held", "", 0.05, 0.5),
    )
    section = show_answer(replace(FORESIGHT, types=types, expected=expected, names=CALLED, log_factor=0.1))
    _, _, _, kind, record = section.sentences
    assert kind.startswith("The probability that the patron is “hungry” goes from 40 % to 90 %; the players")
    # The geometric mean of a fifth and a twentieth is a tenth.
    assert record == (
        "When all earlier events were known, the crisis gave the next one a probability of 10 % (geometric mean of 2), "
        "and base rates 50 %."
    )
    of_types, surprises, states, acts = section.tables
    assert list(of_types.rows) == [
        ["The patron is “cautious”", "60 %", "10 %", "12 %"],
        ["The patron is “hungry”", "40 %", "90 %", "88 %"],
    ]
    assert list(surprises.rows) == [
        ["2015-05", "front == held", "5.0 %", "50 %"],
        ["2015-05", "Arms were sent.", "20 %", "50 %"],
    ]
    assert states.title == "States to come, given 2 events up to 2015-05"
    assert acts.title == "Acts to come, given 2 events up to 2015-05"


def test_pictures_have_what_is_uncertain_before_and_after() -> None:
    figures = show_answer(FORESIGHT).figures
    assert list(figures) == ["forecast-state", "forecast-act"]
    rows = figures["forecast-state"].chart.data.values
    assert [(row["label"], row["kind"], row["share"]) for row in rows] == [
        ("Front: held", "forecast", 0.4),
        ("Front: held", "before the events", 0.5),
    ]


def test_the_likeliest_states_of_three_dates() -> None:
    dates = ("2015-05", "2015-06", "2015-07", "2015-08", "2015-09")
    shares = {"held": (0.9, 0.6, 0.45, 0.3, 0.2), "lost": (0.1, 0.4, 0.55, 0.7, 0.8)}
    chances = [
        Outlook(period, "state", "front", level, own[period], (0.0, 1.0))
        for period in range(1, 5)
        for level, own in shares.items()
    ]
    chances += [Outlook(period, "state", "treaty", "signed", 0.999, (0.0, 1.0)) for period in range(1, 5)]
    whole = replace(FORESIGHT, dates=dates, chances=tuple(chances), prior=(), at_base_rates=())
    table = tell_states(whole)
    assert table is not None
    assert table.headings == ["Likeliest state", "2015-06", "2015-08", "2015-09"]
    # What stays as it is says nothing.
    assert table.rows == [["Front", "held 60 %", "lost 70 %", "lost 80 %"]]
    columns = {
        name: (share,) * len(chances) for name, share in (("alone", 0.8), ("prior", 0.5), ("at_base_rates", 0.25))
    }
    both = replace(whole, **columns)
    beside = tell_states(both)
    assert beside is not None
    assert beside.headings[0] == "Likeliest state (base rates)"
    assert beside.rows[0][1] == "held 60 % (25 %)"
    weighed = tell_states(replace(both, log_factor=0.5))
    assert weighed is not None
    assert weighed.headings[0] == "Likeliest state (crisis / base rates)"
    assert "In brackets: what the crisis alone says / what base rates alone say" in weighed.title
    assert "In brackets" not in beside.title
    assert weighed.rows[0][1] == "held 60 % (80 % / 25 %)"
    called = tell_states(replace(whole, names=CALLED))
    assert called is not None
    assert called.rows[0][0] == "The line"
    acts_alone = replace(FORESIGHT, chances=FORESIGHT.chances[:1], prior=(), at_base_rates=())
    assert tell_states(acts_alone) is None


def test_where_states_jump_at_the_end_the_date_before_is_the_last() -> None:
    dates = tuple(f"2015-{month:02}" for month in range(1, 8))
    held = (0.9, 0.6, 0.58, 0.57, 0.56, 0.2)
    chances = tuple(
        Outlook(period, "state", "front", level, share if level == "held" else (1 - share) / 2, (0.0, 1.0))
        for period, share in enumerate(held, start=1)
        for level in ("held", "lost", "open")
    )
    whole = replace(FORESIGHT, dates=dates, chances=chances, prior=(), at_base_rates=())
    (jump,) = find_last_jumps(whole)
    assert (jump.variable, jump.before, jump.after) == ("front", 0.56, 0.2)
    table = tell_states(whole)
    assert table is not None
    assert table.headings == ["Likeliest state", "2015-02", "2015-04", "2015-06"]
    (told,) = tell_end((jump,), "2015-07", CALLED)
    assert "in the last period, 2015-07 (the line held 56 % → 20 %)" in told
    # A forecast that does not reach the end of the calendar has no end.
    assert find_last_jumps(replace(whole, dates=(*dates, "2015-08"))) == ()
    assert tell_end((), "2015-07", CALLED) == []


@pytest.mark.parametrize(
    ("log_factor", "words"),
    [
        (0.65, "about as well as base rates do, so nothing yet says that it forecasts better than they do "),
        (-4.0, "better than base rates do "),
        (4.0, "worse than base rates do "),
    ],
)
def test_how_well_the_events_were_explained_is_said(log_factor: float, words: str) -> None:
    known = replace(FORESIGHT, log_factor=log_factor, error=0.1, weight=0.25)
    weighs, record, doubt = tell_record(known, "beside it")
    assert weighs == (
        "Each probability weighs two models by how well they explain the 2 events up to 2015-05: the crisis (25 %) and "
        "base rates (75 %); the probabilities of each model alone stand beside it."
    )
    assert record.startswith(f"The crisis as written explains these events {words}(twice the logarithm of the Bayes")
    better = "the crisis" if log_factor < 0 else "base rates"
    assert record.endswith(f" is {abs(2 * log_factor):.1f} ± 0.4 for {better}; less than 2 is no evidence).")
    assert "doubt about them is not in these probabilities" in doubt
    section = show_answer(known)
    assert list(section.sentences) == [weighs, record, doubt]
    assert section.tables[1].rows[0][4:] == ["80 %", "30 %", "33 %"]
    assert tell_record(FORESIGHT, "beside it") == []


def test_of_two_opposites_one_is_drawn() -> None:
    other = Outlook(1, "state", "front", "lost", 0.6, (0.57, 0.63))
    both = replace(
        FORESIGHT,
        chances=(*FORESIGHT.chances, other),
        alone=(0.0,) * 4,
        prior=(0.3, 0.5, 0.0, 0.5),
        at_base_rates=(0.0,) * 4,
    )
    rows = show_answer(both).figures["forecast-state"].chart.data.values
    assert len({row["label"] for row in rows}) == 1


def test_a_forecast_without_anything_beside_it() -> None:
    section = show_answer(replace(FORESIGHT, prior=(), at_base_rates=()))
    assert section.lead == "What the crisis expects from 2015-06 on, given 2 events up to 2015-05."
    assert len(section.tables[0].headings) == 4


def test_a_long_forecast_is_shown_for_dates_far_apart() -> None:
    dates = tuple(f"2015-{month:02}" for month in range(1, 13))
    chances = tuple(
        Outlook(period, "act", "patron", f"a{act}", 0.5, (0.4, 0.6)) for period in range(12) for act in range(30)
    )
    table = show_answer(replace(FORESIGHT, dates=dates, chances=chances, prior=(), at_base_rates=())).tables[0]
    # Seventy-five rows are two dates of thirty.
    assert [row[0] for row in table.rows[::30]] == ["2015-01", "2015-12"]
    assert len(table.rows) == 60
    few = tuple(each for each in chances if each.which < "a14")
    fewer = show_answer(replace(FORESIGHT, dates=dates, chances=few, prior=(), at_base_rates=())).tables[0]
    assert len(fewer.rows) <= 75
    assert len({row[0] for row in fewer.rows}) > 2
