"""The commands explain, story and reasons."""

from __future__ import annotations

import json

from detente.scenario.library import TEMPLATE
from support.command import QUICK, invoke


def test_why_a_claim_holds() -> None:
    found = invoke("explain", str(TEMPLATE), "ground_moves", *QUICK)
    assert found.exit_code == 0, found.output
    text = " ".join(found.output.split())
    assert "Why “ground moves” holds" in text
    assert "Again: detente explain" in text
    assert "--play" in text


def test_a_story_and_one_play_of_it_as_json() -> None:
    found = invoke("story", str(TEMPLATE), "--json", *QUICK)
    assert found.exit_code == 0, found.output
    plays = json.loads(found.output)["plays"]
    number = str(plays[0]["number"])
    again = json.loads(invoke("story", str(TEMPLATE), "--play", number, "--json", *QUICK).output)["plays"]
    assert again[0]["turns"] == plays[0]["turns"]


def test_the_reasons_of_a_move() -> None:
    found = invoke("reasons", str(TEMPLATE), "patron", "2015-06", "arm", "restrain", *QUICK)
    assert found.exit_code == 0, found.output
    assert "The reasons for a move" in found.output


def test_mistakes() -> None:
    for arguments, words in (
        (("explain", str(TEMPLATE), "ground_move"), "did you mean 'ground_moves'"),
        (("story", str(TEMPLATE), "--given", "frnt == held at 2015-06", *QUICK), "frnt"),
        (("reasons", str(TEMPLATE), "patron", "2015-06", "arms", *QUICK), "no act of patron in 2015-06 'arms'"),
    ):
        found = invoke(*arguments)
        assert found.exit_code == 2, found.output
        assert words in " ".join(found.output.split())
