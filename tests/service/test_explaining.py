"""Tasks that say why: commands that tell a play again on the same grid, and refusals before anything is solved."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from detente import service
from detente.analysis.explanation import Explanation, Reasons, Story
from detente.cli.options import whole
from detente.cli.repeating import command_line
from detente.errors import DetenteError, UnknownNameError
from detente.scenario.library import TEMPLATE

FEW = service.Options(num_plays=500, num_points=9)


def test_the_command_of_a_witness_tells_the_same_play() -> None:
    done = service.explain(TEMPLATE, "ground_moves", options=FEW, wording=command_line)
    explanation = done.answer
    assert isinstance(explanation, Explanation)
    assert shlex.split(done.command)[:4] == ["detente", "explain", str(TEMPLATE), "ground_moves"]
    for witness in explanation.witnesses:
        assert witness.play is not None
        words = shlex.split(witness.play.command)
        options = dict(zip(words[3::2], words[4::2], strict=True))
        assert options["--points"] == "patron=9"
        again = service.story(
            TEMPLATE,
            options=service.Options(
                num_plays=int(options["--plays"]), seed=int(options["--seed"]), num_points={"patron": 9}
            ),
            play=whole(0)(options["--play"]),
        ).answer
        assert isinstance(again, Story)
        assert again.plays[0].turns[: len(witness.play.turns)] == witness.play.turns


def test_reasons_and_story_state_what_was_asked() -> None:
    done = service.reasons(TEMPLATE, "patron", "2015-06", ["arm"], options=FEW, given="front == held")
    assert isinstance(done.answer, Reasons)
    assert done.command.endswith(
        ".reasons('patron', '2015-06', 'arm', seed=0, num_plays=500, num_points=9, given='front == held')"
    )
    assert done.to_json()["act"] == "arm"
    told = service.story(TEMPLATE, options=FEW, given="eventually front == advance")
    assert "given='eventually front == advance'" in told.command
    assert told.origin.seed == 0


def test_mistakes_are_told_before_anything_is_solved(tmp_path: Path) -> None:
    with pytest.raises(UnknownNameError, match="no claim"):
        service.explain(TEMPLATE, "nothing", options=FEW)
    for task in (
        lambda: service.explain(TEMPLATE, "ground_moves", out=tmp_path / "a.txt"),
        lambda: service.story(TEMPLATE, out=tmp_path / "a.txt"),
        lambda: service.reasons(TEMPLATE, "patron", "2015-06", out=tmp_path / "a.txt"),
    ):
        with pytest.raises(DetenteError, match=r"an answer is written as FILE\.html"):
            task()
    with pytest.raises(DetenteError, match="one rule"):
        service.story(TEMPLATE, options=service.Options(equilibrium=("drift", "principal")))
