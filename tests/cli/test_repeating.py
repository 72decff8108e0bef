"""The command line that gives the same result again."""

from __future__ import annotations

import shlex

import pytest

from detente.cli.repeating import command_line
from detente.scenario.library import TEMPLATE
from detente.service import Options, Repeat


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        (
            Repeat("run", str(TEMPLATE), None, Options(num_plays=2_000, seed=7, num_points=9)),
            f"detente run {TEMPLATE} --seed 7 --plays 2000 --points 9",
        ),
        (
            Repeat("compare", "a crisis.yaml", None, Options(allow_unsolved=True), ("isolation", "respect")),
            "detente compare 'a crisis.yaml' isolation respect --seed 0 --plays 100000 --allow-unsolved",
        ),
        (
            Repeat(
                "run",
                "x",
                "peace",
                Options(num_points={"a": 5}, max_steps=9, refine=True, num_starts=2, num_worlds=0),
            ),
            "detente run x --seed 0 --plays 100000 --variant peace --points a=5 --steps 9 --certify --worlds 0 "
            "--starts 2",
        ),
    ],
)
def test_a_task_as_a_command(repeat: Repeat, words: str) -> None:
    assert command_line(repeat) == words
    assert shlex.split(command_line(repeat))[2] == repeat.crisis
