"""The line of Python that gives the same result again."""

from __future__ import annotations

from detente.service import Options, Repeat, python_call


def test_a_task_as_a_line_of_python() -> None:
    repeat = Repeat("compare", "sochi-2015", None, Options(num_plays=500, num_points={"moscow": 9}), ("reward",))
    line = "detente.load('sochi-2015').compare('reward', seed=0, num_plays=500, num_points={'moscow': 9})"
    assert python_call(repeat) == line
    assert python_call(Repeat("run", "x", "peace", Options())).startswith("detente.load('x', variant='peace').run(")
