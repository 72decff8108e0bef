"""Variants under which decisions follow rules of commitments."""

from __future__ import annotations

import pytest

from detente.errors import ScenarioError
from detente.report.filled_in import as_yaml
from detente.scenario.loading import check_variants, load_perceptions, loads, with_variant
from detente.scenario.model import Decision, Scenario

TEXT = """
crisis: A promise
calendar: {rounds: 2}
numbers: {reward: 1}
state: {line: {one of: [broken, kept], starts: broken}}
actors:
  donor: {types: {poor: {prior: 0.5, means: 1}, rich: {prior: 0.5, means: 2}}}
  client: {}
each round:
  - client acts: {break: {}, keep: {then: line = kept}}
  - donor answers: {withhold: {}, pay: {costs: 0.3 * means, gives: {client: reward}}}
  - donor talks: {praise: {}, blame: {}}
  - donor gambles: {stop: {}, go: {results: {won: means / 4, lost: rest}}}
commitments:
  promise:
    binds: answers
    rules: {gift: {pay: 1}, share: {for: {p: {from: 0, to: 1, step: 0.5}}, pay: p, withhold: rest}}
  threat: {binds: answers, rules: {never: {withhold: 1}}}
  tone: {binds: talks, rules: {kind: {praise: 1}}}
  luck: {binds: gambles, rules: {stop: {stop: 1}}}
variants:
  promised: {follows: {promise: gift}}
  doubted: {numbers.reward: 0.5}
  ENTRY
"""
NONE = "other: {numbers.reward: 2}"


def bound(entry: str, variant: str) -> Scenario:
    return loads(TEXT.replace("ENTRY", entry), variant=variant)


def deputies(scenario: Scenario) -> dict[str, tuple[str, ...]]:
    """By decision that follows a rule, the acts of the rule."""
    stages = [stage for stage in scenario.stages if isinstance(stage, Decision) and stage.deputy]
    assert {stage.deputy for stage in stages} <= {actor.name for actor in scenario.actors if actor.is_deputy}
    return {stage.name: tuple(act.name for act in stage.rule) for stage in stages}


def test_a_variant_has_a_decision_follow_a_rule_and_others_do_not() -> None:
    scenario = bound(NONE, "promised")
    assert deputies(scenario) == {"answers": ("pay",)}
    assert deputies(with_variant(scenario, None)) == deputies(with_variant(scenario, "doubted")) == {}
    assert deputies(with_variant(scenario, "promised + doubted")) == {"answers": ("pay",)}


def test_rules_are_inherited_and_the_last_one_holds() -> None:
    entry = "half: {builds on: promised, follows: {promise: share p=0.5, tone: kind}}"
    scenario = bound(entry, "half")
    assert deputies(scenario) == {"answers": ("pay", "withhold"), "talks": ("praise",)}
    assert len([actor for actor in scenario.actors if actor.is_deputy]) == 1


def test_what_follows_a_rule_is_another_crisis_to_the_cache() -> None:
    hashes = {bound(NONE, name).hash for name in ("promised", "doubted")} | {loads(TEXT.replace("ENTRY", NONE)).hash}
    other = bound("other: {follows: {promise: share p=0.5}}", "other").hash
    assert len(hashes | {other}) == 4


def test_what_is_shown_of_it_has_no_deputy() -> None:
    assert "the rule of" not in as_yaml(bound(NONE, "promised"))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("other: {follows: {promis: gift}}", r"unknown commitment 'promis' — did you mean 'promise'\?"),
        ("other: {follows: {promise: gif}}", r"'promise' has no rule 'gif' — did you mean 'gift'\?"),
        ("other: {follows: {promise: share}}", r"'promise' has no rule 'share'.*share p=0, share p=0\.5, share p=1"),
    ],
)
def test_names_that_are_not_there_are_mistakes_of_the_file(entry: str, message: str) -> None:
    with pytest.raises(ScenarioError, match=message):
        loads(TEXT.replace("ENTRY", entry))


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("other: {follows: {promise: gift, threat: never}}", "'answers' follows another rule already under 'other'"),
        ("other: {follows: {luck: stop}}", "the results of 'gambles' depend on what only donor knows"),
    ],
)
def test_what_cannot_be_bound_is_a_mistake_of_the_variant(entry: str, message: str) -> None:
    scenario = loads(TEXT.replace("ENTRY", entry))
    with pytest.raises(ScenarioError, match=message) as raised:
        check_variants(scenario)
    assert raised.value.mistakes[0].where.field.startswith("variants.other.follows")


def test_perceptions_are_of_a_crisis_with_the_same_rules() -> None:
    scenario = bound("other: {builds on: promised, sees: {client: doubted}}", "other")
    (seen,) = load_perceptions(scenario).values()
    assert deputies(seen) == deputies(scenario) == {"answers": ("pay",)}
    with pytest.raises(ScenarioError, match="'promised' follows a rule that 'other' does not, so it cannot be a perc"):
        loads(TEXT.replace("ENTRY", "other: {sees: {client: promised}}"))
