"""Two decisions made at once: what a file may say of them, and which mistakes are reported."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.game.compile import compile_game
from detente.scenario.loading import loads
from detente.scenario.model import Decision
from support.at_once import COVERT, CROSSING, SEATS


def mistakes_of(text: str) -> str:
    """Every mistake of a file, or of its reachable states."""
    with pytest.raises(ScenarioError) as caught:
        compile_game(loads(text))
    return "\n".join(str(mistake) for mistake in caught.value.mistakes)


def test_the_two_know_each_other() -> None:
    scenario = loads(CROSSING)
    moves, answers = scenario.stages
    assert isinstance(moves, Decision)
    assert isinstance(answers, Decision)
    assert (moves.at_once_with, answers.at_once_with) == ("answers", "moves")
    assert (scenario.is_first_of_two(0), scenario.is_second_of_two(1), scenario.is_first_of_two(1)) == (
        True,
        True,
        False,
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("advance: {costs: 0.1, then: front up", "advance: {costs: washington plays advance, then: front up"),
        ("{costs: 0.1 + 0.2 * (moscow is bold)", "{costs: 0.2 * (moscow plays advance)"),
        ("hold: {}", "hold: {when: moscow plays hold}"),
        ("hold: {}", "hold: {results: {a: {probability: 0.5 if moscow plays hold else 0.1}, b: {probability: rest}}}"),
    ],
)
def test_menus_costs_and_probabilities_do_not_know_the_others_choice(old: str, new: str) -> None:
    assert "cannot mention what is chosen at once with it" in mistakes_of(CROSSING.replace(old, new))


def test_effects_wants_and_later_stages_know_both_choices() -> None:
    later = CROSSING + (
        "  - chance clash:\n      when: moscow plays advance and washington plays advance\n"
        "      shots: {probability: 0.3, then: front = middle}\n      calm: {probability: rest}\n"
    )
    loads(later)
    loads(COVERT)


def test_effects_cannot_mention_a_hidden_choice() -> None:
    assert "no other actor knows for certain" in mistakes_of(
        COVERT.replace(
            "works: {probability: 0.3 + 0.4 * spine, then: front down}",
            "works: {probability: 0.3 + 0.4 * spine, then: front down if moscow plays arm}",
        )
    )


def test_one_at_once() -> None:
    alone = mistakes_of(CROSSING.split("      washington answers:")[0])
    assert "'at once' holds two or more decisions" in alone
    assert "here are 1" in alone


def test_only_decisions_of_two_actors() -> None:
    assert "'moscow' decides twice at once" in mistakes_of(CROSSING.replace("washington answers:", "moscow answers:"))
    chance = CROSSING.split("      washington answers:")[0] + "      chance weather: {rain: {probability: 1}}\n"
    assert "decisions are made at once, and 'chance weather' is not a decision" in mistakes_of(chance)


def test_a_seat_held_by_the_other_mover() -> None:
    text = SEATS.replace("moscow moves:", "obama moves:")
    assert "obama decides at once in answers and in moves at 1 when" in mistakes_of(text)


def test_settings_that_disagree() -> None:
    text = CROSSING.replace("then: front up", "then: front = forward").replace("then: front down", "then: front = back")
    found = mistakes_of(text)
    assert "`front = back` sets another level than moves does at once; resolve this in a later stage" in found
    assert "when front = middle" in found


def test_ups_and_downs_add_up_at_the_ends_too() -> None:
    game = compile_game(loads(CROSSING.replace("starts: middle", "starts: forward")), {"moscow": 3, "washington": 3})
    first, second = game.periods[0].stages
    joint = second[0].joint
    assert first[0].is_held
    assert joint is not None
    after = game.space.decode(game.periods[0].codes[2])[:, 0]
    start = list(game.periods[0].codes[0]).index(game.periods[0].codes[0][0])
    levels = after[joint.branch_state[start, :, :, 0]]
    # By moscow's act, then washington's: hold or advance. Both advance: the front stays where it is, at the top.
    assert levels.tolist() == [[2, 1], [2, 2]]


def test_variants_find_each_of_the_two() -> None:
    text = CROSSING + (
        "variants:\n  dear: {stages.answers.advance.costs: 3}\n  alone: {stages.answers: removed}\n"
        "  menu: {stages.moves.feint: {costs: 0.1}}\n"
    )
    for variant in ("dear", "menu"):
        assert all(isinstance(s, Decision) and s.at_once_with for s in loads(text, variant=variant).stages)
    (left,) = loads(text, variant="alone").stages
    assert isinstance(left, Decision)
    assert left.at_once_with == ""
