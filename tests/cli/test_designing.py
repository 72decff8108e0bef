"""`detente design` as its users call it."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from detente.cli.failures import BAD_INPUT
from support.bargain import bargain, with_few_values
from support.command import invoke
from support.written import written


def test_the_answer_and_its_table(tmp_path: Path) -> None:
    crisis, table = str(written(tmp_path, bargain(0.5))), tmp_path / "out.csv"
    done = invoke(
        "design", crisis, "--plays", "300", "--worlds", "3", "--criterion", "worst-tenth", "--out", str(table)
    )
    assert done.exit_code == 0, done.output
    assert "is best for the value of the crisis to leader" in " ".join(done.output.split())
    rows = list(csv.DictReader(table.read_text(encoding="utf-8").splitlines()))
    assert len(rows) == 7
    assert rows[0]["is_member"] == "True"


def test_json_says_how_to_repeat_it(tmp_path: Path) -> None:
    crisis = str(written(tmp_path, with_few_values(bargain(1))))
    done = invoke("design", crisis, "offers", "--plays", "300", "--worlds", "2", "--over", "price,worth", "--json")
    document = json.loads(done.output)
    assert document["command"].endswith("offers --seed 0 --plays 300 --worlds 2 --over price,worth")
    assert len(document["map"]["cells"]) == 4
    assert document["num_tried"] == 3


def test_what_is_wrong(tmp_path: Path) -> None:
    crisis = str(written(tmp_path, bargain()))
    for words in (["none"], ["--criterion", "best"], ["--over", "price"], ["--tries", "1"], ["--designs", crisis]):
        done = invoke("design", crisis, *words)
        assert done.exit_code == BAD_INPUT, words
