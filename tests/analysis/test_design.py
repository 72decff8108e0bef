"""The best member of a design, in a crisis whose best policy is known in closed form."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from detente.analysis.design import DesignSettings, count_worlds, demand_of_design, find_design, optimise
from detente.analysis.designed import Designed
from detente.analysis.options import Options, Stopwatch
from detente.analysis.workbench import Workbench, unseen
from detente.analysis.worlds import Ensemble
from detente.errors import DetenteError
from detente.scenario.loading import loads
from support.bargain import bargain, best_offer, leader_value, with_few_values

QUICK = Options(num_plays=400)
OFFERS = [round(0.1 * place, 1) for place in range(21)]
# Without a variant that is true in some worlds, so that every world is the closed form of its two numbers.
PLAIN = bargain().replace("  unlikely: {probability: 0.1, numbers.offer: 0.3}\n", "")

SMALL = with_few_values(PLAIN.replace("step: 0.1", "step: 0.5"))


def make_bench(text: str = PLAIN) -> Workbench:
    return Workbench(loads(text), QUICK, unseen, Stopwatch())


def found(text: str = PLAIN, **settings: object) -> Designed:
    bench = make_bench(text)
    return optimise(bench, bench.base.designs[0], DesignSettings(**settings))  # type: ignore[arg-type]


def test_the_best_offer_is_that_of_the_closed_form() -> None:
    designed = found(num_worlds=0)
    values = {offer: leader_value(offer) for offer in OFFERS}
    best = max(values, key=lambda offer: values[offer])
    assert designed.best.values == {"k": str(best)}
    assert abs(best - best_offer()) <= 0.05
    assert designed.is_exhaustive
    assert designed.num_tried == 21
    ranking = sorted(OFFERS, key=lambda offer: -values[offer])
    assert [float(each.values["k"]) for each in designed.candidates] == ranking  # type: ignore[index]
    for each in designed.candidates:
        assert each.mean == pytest.approx(values[float((each.values or {})["k"])], abs=1e-6)
    second = designed.candidates[1]
    assert second.behind == pytest.approx(values[best] - values[ranking[1]], abs=1e-6)
    assert second.is_apart, "nobody has private information, so that values are exact"
    assert [each.name for each in designed.beside] == ["meagre", "base"]


@pytest.mark.parametrize("criterion", ["mean", "worst-tenth", "regret"])
def test_over_worlds_the_best_is_that_of_the_closed_form(criterion: str) -> None:
    designed = found(num_worlds=12, criterion=criterion)
    worlds = [world for world, _ in Ensemble(make_bench(), 12).draw()]
    rows = [*OFFERS, 0.2, 0.0]
    table = np.array([[leader_value(offer, w["price"], w["worth"]) for w in worlds] for offer in rows])
    regret = table.max(axis=0) - table
    expected = {
        "mean": table.mean(axis=1),
        "worst-tenth": np.sort(table, axis=1)[:, :2].mean(axis=1),
        "regret": -np.sort(regret, axis=1)[:, -2:].mean(axis=1),
    }[criterion][:21]
    best = designed.best
    assert float((best.values or {})["k"]) == OFFERS[int(expected.argmax())]
    assert best.score == pytest.approx(float(expected.max()), abs=1e-6)
    assert best.mean == pytest.approx(float(table[expected.argmax()].mean()), abs=1e-6)
    assert designed.candidates[1].behind_interval is not None
    assert designed.num_worlds == 12


def test_an_optimiser_finds_what_all_members_show() -> None:
    fine = PLAIN.replace("step: 0.1", "step: 0.02")
    searched, exhaustive = found(fine, num_worlds=0, num_tries=30), found(fine, num_worlds=0, num_tries=101)
    assert (searched.is_exhaustive, searched.num_tried, searched.num_members) == (False, 30, 101)
    assert exhaustive.is_exhaustive
    assert searched.best.values == exhaustive.best.values
    assert abs(float((searched.best.values or {})["k"]) - best_offer()) <= 0.01


def test_what_is_compared_with_it_can_be_better() -> None:
    coarse = PLAIN.replace("from: 0, to: 2, step: 0.1", "one of: [0.1, 1.9]").replace("offer: 0.2", "offer: 0.9")
    designed = found(coarse, num_worlds=0)
    rival = designed.beside[0]
    assert (designed.best.values, rival.name) == ({"k": "0.1"}, "meagre")
    assert rival.behind == pytest.approx(leader_value(0.1) - leader_value(0.9), abs=1e-6)
    assert rival.is_apart
    assert rival.behind < 0


def test_less_can_be_better() -> None:
    designed = found(
        bargain(aim="by: deals").replace("  unlikely: {probability: 0.1, numbers.offer: 0.3}\n", ""), num_worlds=0
    )
    assert designed.best.values == {"k": "0"}
    assert designed.better == "less"
    assert designed.is_share
    assert (designed.candidates[-1].behind or 0) > 0.5


def test_a_second_search_solves_only_what_it_shows(monkeypatch: pytest.MonkeyPatch) -> None:
    first = found(SMALL, num_worlds=2, over=("price", "worth"))
    monkeypatch.setattr("detente.analysis.trials.solve_worlds", None)
    again = found(SMALL, num_worlds=2, over=("price", "worth"))
    assert json.dumps(again.to_json()) == json.dumps(first.to_json())


def test_the_map_and_the_table_have_the_same_policies() -> None:
    designed = found(SMALL, num_worlds=2, over=("price", "worth"))
    assert designed.map is not None
    assert designed.map.policies == (designed.best.name, "base", "meagre")
    assert list(designed.comparison.policies)[:3] == ["base", "meagre", designed.best.name]
    rows = designed.rows()
    assert {row["is_member"] for row in rows} == {True, False}
    assert rows[0]["for.k"] == (designed.best.values or {})["k"]
    line = next(each for each in designed.comparison.lines if each.subject.name == "leader")
    assert line.better == "more"


def test_the_best_member_is_a_variant_that_can_be_pasted() -> None:
    designed = found(num_worlds=0)
    text = PLAIN.replace("variants:\n", f"variants:\n  {designed.as_variant}\n")
    changed = loads(text, variant="best_offers")
    assert changed.document["numbers"]["offer"] == float((designed.best.values or {})["k"])


def test_variants_that_may_be_true_are_no_policies_and_those_named_alone_are_compared() -> None:
    assert [each.name for each in found(bargain(), num_worlds=0).beside] == ["meagre", "base"]
    none = bargain().replace("serves: leader,", "serves: leader, against: [],")
    assert [each.name for each in found(none, num_worlds=0).beside] == ["base"]


def test_members_that_cannot_be_solved_are_told() -> None:
    text = PLAIN.replace("refuse: {}", "refuse: {when: offer < 1.95}").replace(
        "accept: {", "accept: {when: offer < 1.95, "
    )
    designed = found(text, num_worlds=0)
    assert [each.name for each in designed.candidates if each.fault] == ["k = 2"]
    nothing = text.replace("offer < 1.95", "offer < 0 or offer == 0.2 or offer == 0").replace("from: 0,", "from: 1,")
    with pytest.raises(DetenteError, match="no member of offers can be solved"):
        found(nothing, num_worlds=0)


def test_settings_that_mean_nothing() -> None:
    with pytest.raises(DetenteError, match=r"there is no 'worst'.*worst-tenth"):
        DesignSettings(criterion="worst")
    with pytest.raises(DetenteError, match="at least 2"):
        DesignSettings(num_tries=1)


def test_which_design_is_meant() -> None:
    scenario = loads(PLAIN)
    assert find_design(None, scenario).name == "offers"
    assert find_design("offers", scenario).name == "offers"
    with pytest.raises(DetenteError, match=r"unknown design 'offer'.*did you mean 'offers'"):
        find_design("offer", scenario)
    with pytest.raises(DetenteError, match="has no designs"):
        find_design(None, replace(scenario, designs=()))
    with pytest.raises(DetenteError, match="several designs"):
        find_design(None, replace(scenario, designs=(*scenario.designs, *scenario.designs)))


def test_what_it_takes_is_counted() -> None:
    bench = make_bench()
    design = bench.base.designs[0]
    assert count_worlds(bench.base, DesignSettings()) == 16
    assert (
        count_worlds(
            loads(PLAIN.replace("{range: [0.4, 0.8]}", "1").replace("{range: [1.5, 2.5]}", "2")), DesignSettings()
        )
        == 0
    )
    demand = demand_of_design(bench, design, DesignSettings(num_worlds=5, over=("price", "worth")))
    assert demand.worlds == 23 * 5 + 49 * 3
    assert demand.games == 5
