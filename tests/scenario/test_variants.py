"""Variants change what their paths say and nothing else, and what they break is reported with the variant’s line."""

from __future__ import annotations

from typing import Any

import pytest

from detente.errors import DetenteError, ScenarioError
from detente.scenario import expressions as ex
from detente.scenario.constants import compute_number_values
from detente.scenario.loading import apply_on_top, check_variants, load_perceptions, loads, with_variant
from detente.scenario.model import Decision, Scenario
from support.ceasefire import CEASEFIRE


def changed(*patches: str) -> Scenario:
    """The crisis under a variant with these changes, each `path: value`."""
    lines = "".join(f"    {patch}\n" for patch in patches)
    return loads(CEASEFIRE.replace("variants:\n", f"variants:\n  mine:\n{lines}"), "ceasefire.yaml", "mine")


def decision(scenario: Scenario, name: str) -> Decision:
    (stage,) = [stage for stage in scenario.stages if stage.name == name]
    assert isinstance(stage, Decision)
    return stage


def difference(first: Any, second: Any, path: str = "") -> set[str]:
    """Paths at which two plain documents differ."""
    if isinstance(first, dict) and isinstance(second, dict):
        keys = first.keys() | second.keys()
        return {p for key in keys for p in difference(first.get(key), second.get(key), f"{path}.{key}")}
    if isinstance(first, list) and isinstance(second, list) and len(first) == len(second):
        return {p for i in range(len(first)) for p in difference(first[i], second[i], f"{path}.{i}")}
    return set() if first == second and type(first) is type(second) else {path}


def test_only_what_the_path_names_changes() -> None:
    base = loads(CEASEFIRE.replace("variants:\n", "variants:\n  mine:\n    state.front.starts: advance\n"))
    under = with_variant(base, "mine")
    assert difference(base.document, under.document) == {".state.front.starts"}
    assert (under.variables[0].start, base.variables[0].start) == (2, 1)
    assert under.hash != base.hash
    assert (under.variant, base.variant) == ("mine", None)


def test_a_fact_replaces_a_judgement() -> None:
    burden = changed("numbers.burden: 0").numbers[0]
    assert (burden.formula.tree, burden.low, burden.high) == (ex.Number(0.0), None, None)
    moved = changed("numbers.burden.base: 0.75")
    assert compute_number_values(moved)["burden"] == 0.75
    assert (moved.numbers[0].low, moved.numbers[0].high) == (0.5, 1.5)


def test_entries_can_be_added_and_removed() -> None:
    more = changed(
        "stages.decides.boast: {costs: 0.1}", "actors.patron.wants.quiet: removed", "actors.dove.wants: {aid: aid}"
    )
    assert [action.name for action in decision(more, "decides").actions] == ["restrain", "feint", "arm", "boast"]
    assert [want.name for want in more.actors[0].wants] == ["ground", "trust"]
    assert [want.name for want in more.actors[1].wants] == ["aid"]


def test_a_stage_can_be_removed_or_replaced() -> None:
    without = changed("stages.weather: removed")
    assert [stage.name for stage in without.stages] == ["decides", "rumour", "answers"]
    other = changed("stages.weather: {storm: 0.5, calm_sea: rest}")
    assert [result.name for result in other.stages[1].results] == ["storm", "calm_sea"]  # type: ignore[union-attr]


def test_nobody_plays_an_act_that_was_taken_away() -> None:
    scenario = changed("stages.decides.arm: removed")
    help_ = decision(scenario, "answers").actions[1]
    assert help_.when is not None
    assert help_.when.tree == ex.Number(0.0)
    gone = changed("stages.decides: removed")
    when = decision(gone, "answers").actions[1].when
    assert when is not None
    assert when.tree == ex.Number(0.0)


def test_variants_build_on_others() -> None:
    poor = with_variant(loads(CEASEFIRE), "poor")
    assert "arm" not in [action.name for action in decision(poor, "decides").actions]
    assert compute_number_values(poor)["burden"] == 0
    assert poor.variables[2].start == 1


def test_later_changes_win_and_each_variant_is_applied_once() -> None:
    text = CEASEFIRE.replace(
        "variants:\n",
        "variants:\n  a: {numbers.price: 5}\n  b: {builds on: a, numbers.price: 6}\n  c: {builds on: [b, a]}\n",
    )
    assert compute_number_values(loads(text, variant="c"))["price"] == 6


def test_on_top_of_a_variant_both_changes_are_there_and_the_upper_one_wins() -> None:
    text = CEASEFIRE.replace(
        "variants:\n",
        "variants:\n  a: {numbers.price: 5}\n  b: {numbers.price: 6, numbers.burden: 7}\n  c: {builds on: a}\n",
    )
    base = loads(text)
    both = apply_on_top(with_variant(base, "b"), "a")
    assert (compute_number_values(both)["price"], compute_number_values(both)["burden"]) == (5, 7)
    assert both.variant == "b + a"
    assert apply_on_top(both, "a") == both
    assert apply_on_top(base, "a") == with_variant(base, "a")
    assert apply_on_top(both, "c").hash == both.hash
    assert with_variant(both, None) == base


def test_two_variants_may_take_the_same_away() -> None:
    text = CEASEFIRE.replace(
        "variants:\n", "variants:\n  a: {stages.decides.arm: removed}\n  b: {stages.decides.arm: removed}\n"
    )
    one = loads(text, variant="a")
    assert apply_on_top(one, "b").hash == one.hash
    with pytest.raises(ScenarioError, match="has no 'arn'"):
        apply_on_top(loads(text.replace("b: {stages.decides.arm", "b: {stages.decides.arn"), variant="a"), "b")


@pytest.mark.parametrize(
    ("patch", "message"),
    [
        ("numbers.burdn: 0", "'numbers' has no 'burdn' — did you mean 'burden'?"),
        ("state.frnt.starts: held", "'state' has no 'frnt' — did you mean 'front'?"),
        ("state.front.start: held", "'state.front' has no 'start' — did you mean 'starts'?"),
        ("numbers.burdne: 0", "'numbers' has no 'burdne' — did you mean 'burden'?"),
        ("stages.decide.arm: removed", "there is no stage 'decide' — did you mean 'decides'?"),
        ("stages.decides.amr: removed", "'stages.decides' has no 'amr' — did you mean 'arm'?"),
        ("actors.patron.patience.x: 1", "'actors.patron.patience' has no entries"),
        ("actor.patron.patience: 1", "not 'actor.patron.patience' — did you mean 'actors'?"),
        (
            "claims.calm: removed",
            "begins with calendar, state, numbers, definitions, tables, seats, actors, joint prior, stages",
        ),
        ("numbers: 3", "'numbers' is not a path to an entry"),
        ("numbers..x: 3", "is not a path to an entry"),
        ("state.front.starts: lost", "front has no level 'lost'"),
        ("actors.patron.types.hungry.prior: 0.3", "the priors of patron sum to 0.9, not to 1"),
        ("actors.patron.patience: 3", "must be between 0 and 1, and is 3"),
        ("actors.patron.patience: [1]", "an expression is needed here, not a list"),
        ("actors.patron.colour: red", "unknown key 'colour'"),
        ("state.mood: removed", "an effect changes a variable of the state, not 'mood'"),
        ("numbers.price: removed", "unknown name 'price'"),
        ("stages.decides.arm.when: frnt == held", "unknown name 'frnt'"),
        ("builds on: nothing_known", "unknown variant 'nothing_known'"),
        ("builds on: mine", "in a circle: mine → mine"),
        ("sees: {patrn: poor}", "unknown actor or seat 'patrn' — did you mean 'patron'?"),
        ("sees: {patron: por}", "unknown variant 'por' — did you mean 'poor'?"),
        ("sees: {patron: mine}", "'mine' cannot be a perception in itself"),
        ("sees: patron", "sees"),
        ("sees: {patron: }", "a text is needed here"),
        ("see: {patron: poor}", "did you mean 'sees'?"),
        ("sees.patron: poor", "write sees: {ACTOR: VARIANT}"),
    ],
)
def test_mistake(patch: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        changed("says: A change.", patch)
    assert message in str(caught.value)
    if "removed" not in patch or message.startswith("'"):
        line = CEASEFIRE[: CEASEFIRE.index("variants:\n")].count("\n") + 4
        assert line in [mistake.where.line for mistake in caught.value.mistakes]


def test_perceptions_go_to_actors_and_to_all_who_hold_a_seat() -> None:
    scenario = changed("sees: {capital: poor, patron: no_arms, hawk: no_arms}", "numbers.burden: 7")
    assert dict(scenario.sees) == {"patron": "no_arms", "dove": "poor", "hawk": "no_arms"}
    seen = load_perceptions(scenario)
    assert compute_number_values(seen["patron"])["burden"] == 7
    assert compute_number_values(seen["dove"])["burden"] == 0
    assert seen["hawk"] is seen["patron"]
    assert all(not perception.sees for perception in seen.values())
    assert loads(CEASEFIRE).sees == ()
    assert scenario.hash != changed("numbers.burden: 7").hash


def test_what_builds_on_a_variant_can_give_its_actors_and_seats_other_perceptions() -> None:
    text = CEASEFIRE.replace(
        "variants:\n",
        "variants:\n  first: {sees: {hawk: poor}}\n  second: {builds on: first, sees: {capital: no_arms}}\n",
    )
    assert dict(loads(text, variant="second").sees) == {"dove": "no_arms", "hawk": "no_arms"}


def test_a_perception_has_no_perceptions() -> None:
    text = CEASEFIRE.replace(
        "variants:\n", "variants:\n  first: {sees: {patron: poor}}\n  second: {sees: {patron: first}}\n"
    )
    with pytest.raises(ScenarioError, match="'first' gives perceptions itself"):
        loads(text)


def test_what_a_variant_breaks_elsewhere_names_the_variant() -> None:
    with pytest.raises(ScenarioError) as caught:
        changed("numbers.price: removed")
    assert all(mistake.message.endswith("(in variant 'mine')") for mistake in caught.value.mistakes)


def test_check_variants_finds_the_mistakes_of_all() -> None:
    text = CEASEFIRE.replace(
        "variants:\n", "variants:\n  a: {numbers.burdn: 5}\n  b: {state.front.starts: lost}\n  c: {numbers.price: 1}\n"
    )
    scenario = loads(text)
    with pytest.raises(ScenarioError) as caught:
        check_variants(scenario)
    assert [mistake.where.line for mistake in caught.value.mistakes] == [62, 63]


def test_a_base_with_mistakes_is_reported_before_the_variant() -> None:
    with pytest.raises(ScenarioError) as caught:
        loads(CEASEFIRE.replace("rain: 0.3", "rain: 3"), variant="poor")
    assert "(in variant" not in str(caught.value)


def test_unknown_variant() -> None:
    with pytest.raises(
        DetenteError, match=r"^unknown variant 'por' — did you mean 'poor'\? \(variants: no_arms, poor\)"
    ):
        with_variant(loads(CEASEFIRE), "por")
