"""The line of Python that gives the same result again."""

from __future__ import annotations

from detente.scenario.loading import loads
from detente.service import Options, Repeat, python_call
from support.ceasefire import CEASEFIRE


def test_a_task_as_a_line_of_python() -> None:
    repeat = Repeat("compare", "sochi-2015", None, Options(num_plays=500, num_points={"moscow": 9}), ("reward",))
    line = "detente.load('sochi-2015').compare('reward', seed=0, num_plays=500, num_points={'moscow': 9})"
    assert python_call(repeat) == line
    assert python_call(Repeat("run", "x", "peace", Options())).startswith("detente.load('x', variant='peace').run(")


def test_a_crisis_from_a_text_is_loaded_from_one_again() -> None:
    scenario = loads(CEASEFIRE, "truce", "poor")
    call = python_call(Repeat("run", scenario, None, Options()))
    assert call == "detente.loads(…, name='truce', variant='poor').run(seed=0, num_plays=100000)"
    other = python_call(Repeat("run", scenario, "no_arms", Options()))
    assert "variant='no_arms'" in other


def test_what_changes_no_number_is_left_out() -> None:
    assert python_call(Repeat("run", "x", None, Options(fresh=True, regret=True, refine=True))) == (
        "detente.load('x').run(seed=0, num_plays=100000, refine=True)"
    )
