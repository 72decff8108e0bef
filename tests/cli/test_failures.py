"""What goes wrong ends with a message and an exit code, and without a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from detente import service
from detente.errors import Advice, UnsolvedError
from detente.scenario.library import TEMPLATE
from support.command import QUICK, invoke, unboxed


def test_mistakes_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "crisis.yaml"
    text = TEMPLATE.read_text(encoding="utf-8").replace("relief: -burden", "relief: -burdn")
    file.write_text(text.replace("then: front down", "then: frnt down"), encoding="utf-8")
    done = invoke("check", str(file))
    assert done.exit_code == 2
    assert done.stdout == ""
    assert "actors.patron.wants.relief" in done.stderr
    assert "did you mean 'burden'" in done.stderr
    assert "'front'" in done.stderr


def test_mistakes_as_json_with_their_places(tmp_path: Path) -> None:
    file = tmp_path / "crisis.yaml"
    text = TEMPLATE.read_text(encoding="utf-8").replace("relief: -burden", "relief: -burdn")
    file.write_text(text.replace("then: front down", "then: frnt down"), encoding="utf-8")
    done = invoke("check", str(file), "--json")
    assert done.exit_code == 2
    result = json.loads(done.stdout)
    assert set(result) == {"error", "mistakes"}
    assert len(result["mistakes"]) >= 2
    first = result["mistakes"][0]
    assert set(first) == {"file", "line", "column", "field", "message"}
    assert text.splitlines()[first["line"] - 1].strip().startswith("relief: -burdn")
    assert "actors.patron.wants.relief" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "sochi-2016"],
        ["claims", "sochi-2015", "--points", "many"],
        ["claims", "sochi-2015", "--plays", "many"],
        ["claims", "sochi-2015", "--nothing"],
    ],
)
def test_other_errors_as_json(arguments: list[str]) -> None:
    done = invoke(*arguments, "--json")
    assert done.exit_code == 2
    result = json.loads(done.stdout)
    assert result["error"]
    assert result["mistakes"] == []


WRONG: list[tuple[list[str], str]] = [
    (["check", "sochi-2016"], "did you mean 'sochi-2015'"),
    (["check", "no/such/file.yaml"], "no file"),
    (["check", "sochi-2015", "--variant", "no_campain"], "did you mean"),
    (["run", "sochi-2015", "--playz", "3"], "--playz"),
    (["claims", "sochi-2015", "--plays", "0"], "--plays"),
    (["run", "sochi-2015", "--plays", "100000000000"], "from 1 to 2,000,000"),
    (["claims", "sochi-2015", "--points", "many"], "--points"),
    (["solve", "sochi-2015", "--points", "moscaw=21"], "did you mean 'moscow'"),
    (["compare", "sochi-2015", "isolatoin"], "did you mean 'isolation'"),
    (["frobnicate"], "frobnicate"),
    (["simulate", "sochi-2015", "--out", "plays.xlsx"], "FILE.nc"),
    (["new", str(TEMPLATE)], "exists already"),
]


@pytest.mark.parametrize(
    ("arguments", "words"), WRONG, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_bad_input_ends_with_two_and_no_traceback(arguments: list[str], words: str) -> None:
    done = invoke(*arguments)
    assert done.exit_code == 2
    assert words in unboxed(done.stderr)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    "command",
    [
        ["new"],
        ["run", str(TEMPLATE), "--out"],
        ["simulate", str(TEMPLATE), "--out"],
        ["compare", str(TEMPLATE), "--out"],
    ],
)
def test_a_place_that_cannot_be_written_to(command: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.analysis.workbench.solve", None)  # reported before anything is solved
    (tmp_path / "file").write_text("", encoding="utf-8")
    place = tmp_path / "file" / {"new": "mine.yaml", "run": "out", "simulate": "plays.nc", "compare": "out"}[command[0]]
    done = invoke(*command, str(place))
    assert done.exit_code == 2
    assert f"cannot write to {place}" in done.stderr
    assert "Not a directory" in done.stderr
    assert "Traceback" not in done.stderr
    assert ".tmp" not in done.stderr


def test_unsolved_ends_with_three(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsolved(*_: Any, **__: Any) -> None:
        advice = [Advice("more_steps", value=60), Advice("allow_unsolved")]
        raise UnsolvedError("7 of 100 nodes are above the residual 1e-08.", advice=advice)

    monkeypatch.setattr(service, "solve", unsolved)
    done = invoke("solve", str(TEMPLATE))
    assert done.exit_code == 3
    assert "7 of 100 nodes" in done.stderr
    assert "--steps N; now 60" in done.stderr
    assert "Use --allow-unsolved" in done.stderr


def test_an_interrupt_ends_with_130_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("detente.analysis.workbench.simulate", interrupted)
    done = invoke("run", str(TEMPLATE), *QUICK, "--out", str(tmp_path / "out"))
    assert done.exit_code == 130
    assert list(tmp_path.iterdir()) == []
