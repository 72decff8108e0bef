"""What solving takes is planned from sizes alone; what cannot be solved is refused before anything large is made."""

from __future__ import annotations

import tracemalloc

import pytest

from detente.errors import Advice, Mistake, ScenarioError
from detente.game.capacity import list_coarse_axes
from detente.game.compile import build_grid, compile_coarsely, compile_game
from detente.game.reach import Limits
from detente.scenario.loading import loads
from support.games import FOUR_TYPES, THREE_INFORMED
from support.untracked import ONE_AND_THE_OTHER


def debtor_of(num_types: int) -> str:
    """A debtor of so many kinds, whose kind the lender cares for."""
    kinds = "".join(f"      t{k}: {{prior: 1 / {num_types}, pain: {k / num_types}}}\n" for k in range(num_types))
    before, rest = FOUR_TYPES.split("      honest:")
    after = rest[rest.index("    wants:") :].replace("debtor is crook", f"debtor is t{num_types - 1}")
    return before + kinds + after


def refusal(text: str, limits: Limits) -> Mistake:
    with pytest.raises(ScenarioError) as caught:
        compile_game(loads(text), limits=limits)
    (mistake,) = caught.value.mistakes
    return mistake


@pytest.mark.parametrize("num_types", [14, 24, 60])
def test_many_types_are_refused_before_their_grid_is_made(num_types: int) -> None:
    tracemalloc.start()
    try:
        mistake = refusal(debtor_of(num_types), Limits(bytes=10**10))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 5e7
    said = mistake.message
    assert debtor_of(num_types).splitlines()[mistake.where.line - 1].strip().startswith("debtor:")
    assert f"(the {num_types} types of debtor make 3^{num_types - 1})" in said
    assert "No belief grid is coarse enough, so it needs fewer types" in said


def test_the_number_of_types_that_is_said_to_fit_fits() -> None:
    limits = Limits(bytes=10**9)
    said = refusal(debtor_of(14), limits).message
    most = int(said.partition("At most ")[2].partition(" types of debtor fit")[0])
    assert 4 <= most < 14
    compile_game(loads(debtor_of(most)), {"debtor": 3}, limits=limits)
    with pytest.raises(ScenarioError):
        compile_game(loads(debtor_of(most + 1)), {"debtor": 3}, limits=limits)


def test_what_takes_too_long_is_refused_with_what_does_not() -> None:
    points = {"north": 31, "south": 31, "east": 31}
    _, plan = compile_coarsely(loads(THREE_INFORMED), points)
    limits = Limits(seconds=plan.seconds() / 2)
    with pytest.raises(ScenarioError, match=r"solving would take (less than a|about \d+) seconds? on") as caught:
        compile_game(loads(THREE_INFORMED), points, limits=limits)
    advice = [each for each in caught.value.advice if each.kind == "fewer_points"]
    assert {each.actor for each in advice} == {"north", "south", "east"}
    for each in advice:
        compile_game(loads(THREE_INFORMED), points | {str(each.actor): int(str(each.value))}, limits=limits)


def test_the_plan_is_of_the_grid_in_use_and_the_tables_are_of_the_coarsest() -> None:
    game, plan = compile_coarsely(loads(ONE_AND_THE_OTHER), {"south": 41})
    assert game.grid.num_points == (1, 3)
    assert plan.points == {"south": 41}
    assert not plan.is_long
    with pytest.raises(ScenarioError, match="solving would take"):
        compile_coarsely(loads(ONE_AND_THE_OTHER), {"south": 41}, limits=Limits(bytes=plan.num_bytes() - 1))
    compile_coarsely(loads(ONE_AND_THE_OTHER), {"south": 41}, limits=Limits(bytes=plan.num_bytes()))


def test_whoever_compiles_is_told_the_plan_first() -> None:
    told = []
    compile_game(loads(ONE_AND_THE_OTHER), {"south": 41}, on_plan=told.append)
    assert [plan.points for plan in told] == [{"south": 41}]


def test_a_belief_without_axes_is_not_what_there_is_too_much_of() -> None:
    _, plan = compile_coarsely(loads(ONE_AND_THE_OTHER), {"south": 401})
    with pytest.raises(ScenarioError) as caught:
        compile_game(loads(ONE_AND_THE_OTHER), {"south": 401}, limits=Limits(bytes=plan.num_bytes() - 1))
    assert caught.value.advice == (Advice("fewer_points", "south", 399),)
    assert "Belief points now: 401 for south" in caught.value.mistakes[0].message


def test_axes_with_few_points_are_listed() -> None:
    grid = build_grid(loads(THREE_INFORMED), {"north": 7, "south": 9, "east": 3})
    assert list_coarse_axes(grid, ("north", "south", "east")) == {"north": 7, "east": 3}
