"""Mistakes of those who write in a word processor, each with what to write instead."""

from __future__ import annotations

import pytest

from detente.claims.grammar import parse_all
from detente.errors import ScenarioError
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import apply_on_top, loads
from detente.scenario.slips import as_date, as_name, find_decimal_comma

TEXT = TEMPLATE.read_text(encoding="utf-8")


def mistakes(old: str, new: str) -> str:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT

    def read() -> None:
        scenario = loads(text)
        parse_all(scenario, lambda name: apply_on_top(scenario, str(name)))

    with pytest.raises(ScenarioError) as caught:
        read()
    return str(caught.value)


PATIENCE = "    patience: 0.9\n"
SAYS = "says: Sanctions will be lifted within half a year."
HOLDS = "P(eventually sanctions == lifted by 2015-10) > 0.9"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (PATIENCE, "    patience: 0,9\n", "write 0.9"),
        (PATIENCE, "    patience: 1.000,5\n", "write 1000.5"),
        ("{prior: 0.6, appetite: 0.2}", "{prior: 0,6, appetite: 0.2}", "a comma cut the number '0,6' in two"),
        ("range: [0.2, 1.0]", "range: [0,2, 1,0]", "write [0.2, 1.0]"),
        ("0.5 if patron is hungry", "0,5 if patron is hungry", "write 0.5"),
        (HOLDS, HOLDS.replace("0.9", "0,9"), "write 0.9"),
        (HOLDS, HOLDS.replace("0.9", "90 percent"), "write 90 %"),
        (HOLDS, f"“{HOLDS}”", "quotation marks are"),
        ("-burden", "–burden", "write '-'"),
        ("appetite * (front", "appetite × (front", "write '*'"),
        ("front > retreat", "front ≥ held", "write '>='"),
        ("in_force and not", "in_force AND not", "write 'and'"),
        ("from: 2015-05,", "from: 5/2015,", "write 2015-05"),
        ("from: 2015-05,", "from: May 2015,", "write 2015-05"),
        (HOLDS, HOLDS.replace("2015-10", "10/2015"), "'10/2015' is not a date; write 2015-10"),
        (HOLDS, HOLDS.replace("2015-10", "October 2015"), "'October 2015' is not a date; write 2015-10"),
        (HOLDS, HOLDS.replace("by 2015-10", "within 6 months of 2015-05"), "for a date write 'from DATE by DATE'"),
        (HOLDS, HOLDS.replace("by 2015-10", "within 6 months"), "such as ACTOR plays ACT"),
        ("  neighbour:\n", "  the neighbour’s:\n", "write 'the_neighbour'"),
        ("  neighbour:\n", "  neigh-bour:\n", "write 'neigh_bour'"),
        (PATIENCE, "    patience:0.9\n", "(line 37: 'patience:0.9')"),
        (PATIENCE, "      patience: 0.9\n", "indented deeper than the one above it"),
        (PATIENCE, "    patience:\u00a00.9\n", "a no-break space"),
        (PATIENCE, "\tpatience: 0.9\n", "with spaces, not with tabs"),
        (SAYS, 'says: "Sanctions" will be lifted.', "in quotes as a whole"),
        (SAYS, "says: 'Tis the season", "opens in line 87 is not closed"),
        (SAYS, "says: *Sanctions* will", "begins with & or * in quotes"),
        (SAYS, "says: He said: no.", "a colon followed by a space in quotes"),
        ("  - id: ground_moves", "  • id: ground_moves", "begin with '- '"),
        ("{prior: 0.6, appetite", "{prior: 0.6; appetite", "not by semicolons"),
        ("when: sanctions == lifted, then: sanctions = in_force", "then: sanctions = lifted, front = held", "then: ["),
    ],
)
def test_the_message_says_what_to_write(old: str, new: str, words: str) -> None:
    assert words in mistakes(old, new)


def test_a_no_break_space_in_a_text_is_not_blamed() -> None:
    text = TEXT.replace("The patron\n", "Le\u00a0patron\n", 1).replace(PATIENCE, "    patience 0.9\n", 1)
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    assert "no-break" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("5/2015", "2015-05"),
        ("05.2015", "2015-05"),
        ("15.05.2015", "2015-05-15"),
        ("31.02.2015", ""),
        ("5/6/2015", ""),
        ("13/6/2015", "2015-06-13"),
        ("12 May 2015", "2015-05-12"),
        ("Sept 2015", ""),
        ("Sep 2015", "2015-09"),
        ("2015/5", "2015-05"),
        ("13/2015", ""),
        ("soon", ""),
    ],
)
def test_dates_written_in_another_way(text: str, date: str) -> None:
    assert as_date(text) == date


def test_names_and_numbers_written_in_another_way() -> None:
    assert [as_name(word) for word in ("the army", "the army’s", "army", "2nd army", "…")] == [
        "the_army", "the_army", "", "", "",
    ]  # fmt: skip
    assert find_decimal_comma("max(0,9)", 5) == "decimals have a point: write 0.9"
    assert find_decimal_comma("max(a, 9)", 5) == ""


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("actors:\n", "actorz:\n", ":24:1 actors: missing 'actors'"),
        ("each month:", "every month:", ":44:1 each month: missing the stages"),
    ],
)
def test_a_missing_key_of_the_file_is_placed_where_it_may_be_meant(old: str, new: str, place: str) -> None:
    assert place in mistakes(old, new)


def test_a_missing_key_of_the_file_is_placed_at_its_end() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads("crisis: One\ncalendar: {rounds: 1}\n")
    assert "scenario:2:1 actors: missing 'actors'" in str(caught.value)
