"""`detente explore`: words, JSON, and mistakes."""

from __future__ import annotations

import json
from pathlib import Path

from support.command import invoke
from support.explored import write_crisis


def test_words_and_json(tmp_path: Path) -> None:
    crisis, store = str(write_crisis(tmp_path)), str(tmp_path / "worlds")
    arguments = ["explore", crisis, "-n", "4", "--plays", "400", "--claims", "base", "--store", store]
    found = invoke(*arguments)
    assert found.exit_code == 0, found.output
    words = " ".join(found.stdout.split())
    assert "1 claim was evaluated in 4 worlds" in words
    assert "(0 rows were there before)" in words
    record = json.loads(invoke(*arguments, "--json").stdout)
    assert record["found"] == 5
    assert record["num_worlds"] == 4
    assert (
        record["command"] == f"detente explore {crisis} --seed 0 --plays 400 --worlds 4 --claims base --store {store}"
    )


def test_mistakes(tmp_path: Path) -> None:
    crisis = str(write_crisis(tmp_path))
    wrong = invoke("explore", crisis, "-n", "3", "--claims", "arm")
    assert wrong.exit_code == 2
    assert "no claim 'arm' — did you mean 'arms'?" in " ".join(wrong.stderr.split())
    assert invoke("explore", crisis, "-n", "0").exit_code == 2
    far = invoke("explore", crisis, "-n", "3", "--plays", "400", "--store", str(tmp_path / "w"), "--cluster", "nowhere")
    assert far.exit_code == 2
    assert "there is no scheduler of Dask at nowhere" in " ".join(far.stderr.split())
