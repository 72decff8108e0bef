"""What is varied: numbers over their ranges in equal shares, priors, and what is named."""

from __future__ import annotations

import pytest

from detente.analysis.varying import Axis, PointJudge, list_axes, place
from detente.errors import DetenteError, UnknownNameError
from detente.scenario.loading import loads, with_given
from support.one_shot import CRISIS, OPTIONS, bench


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))


def test_shares_of_a_range_and_of_a_logarithmic_one() -> None:
    plain, log = Axis("a", 3.0, 2.0, 6.0), Axis("b", 10.0, 1.0, 100.0, is_log=True)
    assert plain.share(3.0) == 0.25
    assert plain.at(0.25) == 3.0
    assert plain.at(1.0) == 6.0
    assert log.share(10.0) == pytest.approx(0.5)
    assert log.at(0.25) == pytest.approx(10**0.5, rel=1e-5)
    assert plain.grid(5) == [2.0, 3.0, 4.0, 5.0, 6.0]
    assert plain.grid(3) == [2.0, 3.0, 4.0, 6.0]  # and the base
    assert Axis("c", 2.0, 1.0, 9.0, values=(1.0, 2.0, 9.0)).grid(9) == [1.0, 2.0, 9.0]


def test_values_can_be_read_and_typed() -> None:
    assert Axis("a", 0.5, 0.0, 1.0).at(1 / 3) == 0.333333
    assert Axis("a", 1_000_000.0, 1_000_000.0, 1_000_001.0).at(1 / 3) == 1_000_000.333333
    assert Axis("a", 1e-9, 1e-9, 4e-9).at(1 / 3) == 2e-9


def test_everything_uncertain_is_varied_and_one_prior_of_two() -> None:
    axes = list_axes(loads(CRISIS))
    assert [axis.name for axis in axes] == ["cost", "gain", "x", "idle", "guest.calm"]
    assert [axis.is_prior for axis in axes] == [False] * 4 + [True]
    assert [axis.is_log for axis in axes] == [False, False, False, True, False]
    assert axes[-1] == Axis("guest.calm", 0.8, 0.01, 0.99, is_prior=True)
    # What is set does not vary, unless it is named.
    given = with_given(loads(CRISIS), {"cost": 0.5})
    assert "cost" not in [axis.name for axis in list_axes(given)]
    assert list_axes(given, ["cost"]) == (Axis("cost", 0.5, 0.0, 1.0),)


def test_named_numbers_over_other_ranges() -> None:
    assert list_axes(loads(CRISIS), ["cost=-1:2", "guest.loud"]) == (
        Axis("cost", 0.3, -1.0, 2.0),
        Axis("guest.loud", 0.2, 0.01, 0.99, is_prior=True),
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("cots", "no number or prior 'cots' — did you mean 'cost'"),
        ("cost=2:1", "'cost=2:1': write NUMBER, or NUMBER=LOW:HIGH"),
        ("cost=1", "'cost=1': write NUMBER"),
        ("cost=a:b", "write NUMBER"),
    ],
)
def test_names_that_stand_for_nothing(name: str, message: str) -> None:
    with pytest.raises(DetenteError, match=message):
        list_axes(loads(CRISIS), [name])


def test_a_fact_is_varied_over_the_values_that_are_said() -> None:
    text = CRISIS.replace("  idle:", "  fixed: {value: 3}\n  idle:")
    with pytest.raises(DetenteError, match="fixed has no range in the file; say over which values, as fixed=LOW:HIGH"):
        list_axes(loads(text), ["fixed"])
    assert list_axes(loads(text), ["fixed=1:9"]) == (Axis("fixed", 3.0, 1.0, 9.0),)


def test_nothing_to_vary() -> None:
    text = CRISIS
    for name, fact in (("cost", 0.3), ("gain", 0.6), ("x", 0.5), ("idle", 1)):
        start = text.index(f"  {name}: {{range")
        text = text[:start] + f"  {name}: {fact}\n" + text[text.index("\n", start) + 1 :]
    assert [axis.name for axis in list_axes(loads(text))] == ["guest.calm"]
    start, end = text.index("    types:"), text.index("each round")
    text = text[:start] + text[end:].replace("0 - anger", "1")
    with pytest.raises(DetenteError, match="nothing to vary"):
        list_axes(loads(text))
    with pytest.raises(UnknownNameError):
        list_axes(loads(text), ["guest.calm"])


def test_a_prior_that_others_do_not_follow_is_not_varied() -> None:
    text = CRISIS.replace("prior: 0.8", "prior: idle / 100").replace("prior: 0.2", "prior: 1 - idle / 100")
    assert "guest.calm" not in [axis.name for axis in list_axes(loads(text))]


def test_a_point_is_what_differs_from_the_base() -> None:
    first, second = Axis("b", 1.0, 0.0, 2.0), Axis("a", 2.0, 0.0, 2.0)
    assert place([first, second], [1.5, 1.0]) == (("a", 1.0), ("b", 1.5))
    assert place([first, second], [1.0, 2.0]) == ()


def test_points_are_judged_once_and_at_the_base_as_the_claims_are() -> None:
    from detente import service

    judge = PointJudge(bench(), "Points")
    judge.judge([(), (("cost", 0.9),)])
    judge.judge([(("cost", 0.9),), ()])
    assert judge.num_points == 2
    stated = service.claims(loads(CRISIS), options=OPTIONS).claims
    for index, verdict in enumerate(stated):
        found = judge.verdict((), index)
        assert found is not None
        assert (found.verdict, found.value) == (verdict.verdict, verdict.value)
    assert judge.kind((("cost", 0.9),), 0) == "fails"
    assert judge.faults == ()
