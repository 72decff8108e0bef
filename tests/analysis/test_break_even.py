"""A map of the best policy, against the closed form."""

from __future__ import annotations

import pytest

from detente.analysis.break_even import draw_break_even, find_axes, list_values
from detente.analysis.options import Options, Stopwatch
from detente.analysis.trials import Aim, Policy, Trials
from detente.analysis.workbench import Workbench, unseen
from detente.errors import DetenteError
from detente.scenario.loading import loads, with_member
from support.bargain import bargain, leader_value

WIDE = bargain().replace("range: [0.4, 0.8]", "range: [0, 1.5]").replace("range: [1.5, 2.5]", "one of: [2.5, 1]")


def test_every_point_has_the_policy_that_the_closed_form_says() -> None:
    base = loads(WIDE)
    bench = Workbench(base, Options(num_plays=500), unseen, Stopwatch())
    trials = Trials(bench, Aim("leader", None), 0)
    offers = {"k = 0.2": 0.2, "k = 0.8": 0.8}
    policies = [Policy(name, with_member(base, "offers", {"k": str(k)}), {}) for name, k in offers.items()]
    found = draw_break_even(bench, trials, policies, find_axes(base, ["price", "worth"]), "more")
    assert found.names == ("price", "worth")
    assert len(found.cells) == 14
    for price, worth, name, is_apart in found.cells:
        values = {each: leader_value(k, price, worth) for each, k in offers.items()}
        assert name == max(values, key=lambda each: values[each])
        assert is_apart
    assert len({name for _, _, name, _ in found.cells}) == 2


def test_a_map_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    test_every_point_has_the_policy_that_the_closed_form_says()
    monkeypatch.setattr("detente.analysis.trials.solve_worlds", None)
    test_every_point_has_the_policy_that_the_closed_form_says()


def test_the_values_of_an_axis() -> None:
    price, worth = find_axes(loads(WIDE), ["price", "worth"])
    assert list_values(price) == [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5]
    assert list_values(worth) == [1, 2.5]


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["prize", "worth"], "'prize' is not a number with a range.*did you mean 'price'"),
        (["offer", "worth"], "'offer' is not a number with a range"),
        (["price"], "over two numbers"),
        (["price", "price"], "over two numbers"),
    ],
)
def test_what_is_no_axis(names: list[str], message: str) -> None:
    with pytest.raises(DetenteError, match=message):
        find_axes(loads(WIDE), names)
