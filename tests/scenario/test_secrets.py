"""What an actor alone knows, as the file writes it: combinations, changes, and what cannot be."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.scenario import expressions as ex
from detente.scenario.loading import loads
from detente.scenario.model import Chance, Decision
from support.unseen import BATTLES, BOTH, HEARTS, PROGRAMME


def messages_of(text: str) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        loads(text)
    return [mistake.message for mistake in caught.value.mistakes]


def test_types_are_combinations_and_possible_at_the_start_where_secrets_start() -> None:
    tehran, _ = loads(BOTH).actors
    named = [(kind.name, kind.written, kind.levels, kind.prior.text) for kind in tehran.types]
    assert named == [
        ("hawk, programme none", "hawk", ("none",), "0.4"),
        ("hawk, programme begun", "hawk", ("begun",), "0"),
        ("dove, programme none", "dove", ("none",), "0.6"),
        ("dove, programme begun", "dove", ("begun",), "0"),
    ]
    assert [dict(kind.parameters)["programme"].tree for kind in tehran.types] == [
        ex.Number(0.0),
        ex.Number(1.0),
        ex.Number(0.0),
        ex.Number(1.0),
    ]
    assert tehran.starts_as("dove") == 2


def test_a_type_of_the_file_is_all_its_combinations() -> None:
    washington = loads(BOTH).actors[1]
    (want,) = washington.wants
    tests = [part for part in _parts(want.formula.tree) if isinstance(part, ex.TypeTest)]
    assert tests == [ex.TypeTest("tehran", "hawk, programme none", ("hawk, programme begun",))]


def _parts(tree: ex.Expression) -> list[ex.Expression]:
    from detente.scenario.model import walk

    return list(walk(tree))


def test_levels_that_nothing_reaches_are_no_types() -> None:
    text = PROGRAMME.replace("[none, begun]", "[none, begun, close, done]").replace("programme up", "programme = close")
    assert [kind.name for kind in loads(text).actors[0].types] == ["programme none", "programme close"]


def test_numbers_that_nothing_reaches_are_no_types() -> None:
    """Steps of 0.1 add up with rounding errors: 0.1 + 0.1 + 0.1 is not 0.3."""
    text = PROGRAMME.replace("{scale: [none, begun], starts: none}", "{from: 0, to: 0.5, step: 0.1, starts: 0}")
    text = text.replace("programme up}", "programme up 0.2}").replace(">= begun", ">= 0.4")
    assert [kind.name for kind in loads(text).actors[0].types] == [f"programme {each}" for each in (0, 0.2, 0.4, 0.5)]


def test_changes_are_a_lottery_that_nobody_sees_at_the_end_of_the_period() -> None:
    scenario = loads(HEARTS)
    last = scenario.stages[-1]
    assert isinstance(last, Chance)
    assert (last.name, last.about, last.is_covert) == ("a_changes", "a", True)
    assert [(each.name, [(s.to, s.secret) for s in each.shifts]) for each in last.results] == [
        ("soft_to_hard", [("hard", "")]),
        ("hard_to_soft", [("soft", "")]),
        ("nothing", []),
    ]


def test_a_belief_may_be_about_a_secret() -> None:
    text = PROGRAMME.replace(
        "threat: -0.8 * tehran.programme if deal == open else -0.5",
        "threat: -0.8 * belief(tehran.programme >= begun)",
    )
    formula = loads(text).actors[1].wants[0].formula
    beliefs = [part for part in _parts(formula.tree) if isinstance(part, ex.Belief)]
    assert beliefs == [ex.Belief("tehran", "programme begun")]


def test_a_signal_may_be_about_two_actors() -> None:
    battle = loads(BATTLES).stages[-1]
    assert isinstance(battle, Chance)
    assert (battle.about, battle.also) == ("moscow", "kyiv")


def test_an_act_remembers_what_it_changes() -> None:
    works = loads(PROGRAMME).stages[0]
    assert isinstance(works, Decision)
    assert [(s.actor, s.secret, s.kind) for s in works.actions[1].results[0].shifts] == [("tehran", "programme", "up")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            PROGRAMME.replace("strike: {costs: 0.3,", "strike: {costs: 0.3, then: tehran.programme = none } #"),
            "let a chance after it do that",
        ),
        (PROGRAMME.replace("starts: none}", "starts: nowhere}"), "tehran.programme has no level 'nowhere'"),
        (
            PROGRAMME.replace("starts: none}", "starts: none, lasts: one period}"),
            "a secret keeps its level until something changes it",
        ),
        (PROGRAMME.replace("programme up", "programm up"), "did you mean 'tehran.programme'?"),
        (HEARTS.replace("to: hard", "to: hrad"), "a has no type 'hrad' — did you mean 'hard'?"),
        (HEARTS.replace("hard: {to: soft", "hard: {to: hard"), "'hard' cannot change into itself"),
        (
            PROGRAMME.replace("works:\n      when: deal == open", "works:\n      when: tehran.programme == none"),
            "cannot depend on what only tehran knows",
        ),
        (
            BATTLES.replace("then: line down}", "then: line down}\n  - chance x: {covert: yes, a: 0.5, b: rest}"),
            "changes no secret",
        ),
        (
            BATTLES.replace(
                "attack: {costs: cost}",
                "attack: {results: {a: 0.5 if kyiv is weak else 0.4, b: rest}}\n      covert: yes",
            ),
            "cannot depend on what only kyiv knows",
        ),
    ],
)
def test_mistakes(text: str, expected: str) -> None:
    found = messages_of(text)
    assert any(expected in message for message in found), found


def test_perceptions_and_changes_are_refused_together() -> None:
    text = PROGRAMME + "variants:\n  other: {actors.washington.precision: 1}\n  seen: {sees: {washington: other}}\n"
    with pytest.raises(ScenarioError, match="do not follow how what tehran alone knows changes"):
        loads(text, variant="seen")
