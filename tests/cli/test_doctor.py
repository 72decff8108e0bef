"""`detente doctor`: findings with their places, and exit codes."""

from __future__ import annotations

import json
from pathlib import Path

from support.command import invoke
from support.silly import SANE, SILLY

TOSS = next(each for each in SILLY if each.kind == "coin toss")


def written(folder: Path, text: str) -> str:
    path = folder / "beacon.yaml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_findings_with_file_and_line(tmp_path: Path) -> None:
    path = written(tmp_path, TOSS.text)
    done = invoke("doctor", path, "--plays", "1000")
    assert done.exit_code == 0
    text = " ".join(done.stdout.split())
    assert "Coin toss" in text
    assert f"beacon.yaml:{TOSS.line}" in text.replace(" ", "")
    assert "Nothing explains what is chosen at sings" in text
    strict = invoke("doctor", path, "--plays", "1000", "--strict", "--json")
    assert strict.exit_code == 1
    (found,) = json.loads(strict.stdout)["findings"]
    assert (found["kind"], found["where"]["line"]) == ("coin toss", TOSS.line)


def test_nothing_found(tmp_path: Path) -> None:
    done = invoke("doctor", written(tmp_path, SANE), "--plays", "4000", "--strict")
    assert done.exit_code == 0
    assert "Nothing was found" in done.stdout


def test_check_mentions_it(tmp_path: Path) -> None:
    assert "detente doctor" in invoke("check", written(tmp_path, SANE)).stdout


def test_a_file_that_is_not_there() -> None:
    done = invoke("doctor", "nowhere.yaml")
    assert done.exit_code == 2
    assert "nowhere.yaml" in done.output
