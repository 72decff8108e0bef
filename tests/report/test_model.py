"""The model in short."""

from __future__ import annotations

import pytest

from detente.report.model import describe_changes, list_actors, list_stages, list_variants, value_in_words
from detente.scenario.loading import loads, with_variant
from support.ceasefire import CEASEFIRE
from support.spoken import SPOKEN
from support.watch import WATCH

SCENARIO = loads(CEASEFIRE)


def test_actors_with_what_they_want_and_alone_know() -> None:
    patron, dove, hawk = list_actors(SCENARIO)
    assert patron["facts"] == "patience 0.9; precision 3; fear burden / 2"
    assert [(kind["name"], kind["prior"], kind["parameters"]) for kind in patron["types"]] == [
        ("cautious", "60%", "appetite 0"),
        ("hungry", "0.4", "appetite price"),
    ]
    assert patron["wants"][1] == {"name": "quiet", "formula": "fear if front == held", "weight": "2"}
    assert (patron["has_weights"], hawk["has_weights"]) == (True, False)
    assert dove["facts"] == (
        "patience 0.95; precision 2; acts as capital while house == dove; "
        "once out of office, payoffs count 0.5; resolve 1"
    )
    assert dove["types"] == []


def test_stages_with_their_menus_and_lotteries() -> None:
    decides, weather, rumour, answers = list_stages(SCENARIO)
    assert [act["name"] for act in decides["acts"]] == ["restrain", "feint", "arm"]
    assert decides["acts"][1]["effects"] == "looks like restrain"
    assert decides["acts"][2]["effects"] == (
        "aid up 2 if front == retreat, mood = angry; gives dove -patron.fear; "
        "breakthrough (0.5 if patron is hungry else 0.3): front up; stalemate (rest)"
    )
    assert (weather["says"], rumour["says"]) == ("chance; when month in [5, 6, 7]", "a sign of what patron is")
    assert answers["says"] == "unseen by the others; leaves a trace: seen (0.5 if act == help else 0.1), unseen (rest)"


def test_variants_come_with_those_they_build_on() -> None:
    poor = list_variants(SCENARIO, ["poor"])
    assert [variant["id"] for variant in poor] == ["no_arms", "poor"]
    assert poor[0]["changes"] == [{"path": "stages › decides › arm", "value": "removed"}]
    assert (poor[1]["builds_on"], poor[1]["changes"][1]["value"]) == ("no arms", "hawk")
    assert list_variants(SCENARIO, ["base"]) == []


def test_who_acts_on_a_perception_is_said() -> None:
    watch = loads(WATCH)
    assert describe_changes(watch) == []
    assert describe_changes(with_variant(watch, "both")) == [
        "East acts on a perception of the crisis, “trustful”: West is slow to strike.",
        "West acts on a perception of the crisis, “alarmed”.",
    ]
    assert describe_changes(with_variant(watch, "trustful")) == ["Under “trustful”: West is slow to strike."]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({}, "nothing"),
        (None, "nothing"),
        (True, "yes"),
        (0.5, "0.5"),
        ([1, [2, 3]], "1, (2, 3)"),
        ({"starts": "held", "one_of": ["a", "b"]}, "starts: held, one of: (a, b)"),
    ],
)
def test_values_on_one_line(value: object, words: str) -> None:
    assert value_in_words(value) == words


def test_what_acts_say_is_told_with_what_follows() -> None:
    answers, speaks, acts, _, lapses = list_stages(loads(SPOKEN))
    (deny, _), (_, pledge), (stay, _, withdraw) = (stage["acts"] for stage in (answers, speaks, acts))
    assert deny["effects"] == (
        "says: not moscow is revisionist; found out (0.3 if false else 0.05): deny = found out, trust down; "
        "stands (rest)"
    )
    assert deny["costs"] == "0.1 + (0.3 if false else 0.05) * (1.5 + appetite)"
    assert pledge["effects"] == ("promises: moscow plays withdraw if trust == high; pledge = standing, pledge left = 2")
    due = "pledge == standing and trust == high and date >= 2015-06"
    assert stay["costs"] == f"(1 if {due})"
    assert stay["effects"].endswith(f"trust down if {due}, trust down if {due} and trust == some")
    assert (withdraw["costs"], withdraw["effects"]) == ("appetite", "")
    assert lapses["title"] == "Pledge lapses"
