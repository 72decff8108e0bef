"""Commands that solve nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from detente.scenario.library import TEMPLATE
from support.command import invoke


def test_a_scenario_without_mistakes() -> None:
    done = invoke("check", str(TEMPLATE))
    assert done.exit_code == 0
    assert done.stdout.startswith("A ceasefire and its patron: no mistakes found.\n")


def test_warnings_are_printed_and_are_no_mistakes(tmp_path: Path) -> None:
    path = tmp_path / "made.yaml"
    path.write_text(
        TEMPLATE.read_text(encoding="utf-8").replace("\nactors:", "\n  spare: 1\nactors:"), encoding="utf-8"
    )
    done = invoke("check", str(path))
    assert done.exit_code == 0
    assert "no mistakes found" in done.stdout
    (warning,) = done.stderr.splitlines()
    assert warning.startswith(f"warning: {path}:")
    assert warning.endswith("numbers.spare: no expression mentions the number 'spare'")
    (listed,) = json.loads(invoke("check", str(path), "--json").stdout)["warnings"]
    assert listed["field"] == "numbers.spare"


def test_the_grid_as_json() -> None:
    result = json.loads(invoke("show", str(TEMPLATE), "--size", "--json").stdout)
    assert result["num_points"] == {"patron": result["document"]["num_beliefs"]}


def test_points_for_all_and_for_one() -> None:
    everybody = json.loads(invoke("show", str(TEMPLATE), "--size", "--json", "--points", "9").stdout)
    one = json.loads(invoke("show", str(TEMPLATE), "--size", "--json", "--points", "patron=9").stdout)
    assert everybody["document"] == one["document"]
    assert everybody["document"]["num_beliefs"] == 9


def test_schema_is_a_json_schema() -> None:
    schema = json.loads(invoke("schema").stdout)
    assert schema["type"] == "object" or "$ref" in schema or "anyOf" in schema


def test_export_reports_what_it_wrote(tmp_path: Path) -> None:
    file = tmp_path / "beer.efg"
    assert "15 nodes, 4 information sets; players: newcomer, bully" in " ".join(
        invoke("export", "classics/beer-quiche", "--to", str(file)).stdout.split()
    )
    result = invoke("export", "classics/beer-quiche", "--to", str(file), "--nodes", "9", "--json")
    assert result.exit_code == 2
    assert "would have 15 nodes, more than 9" in json.loads(result.stdout)["error"]


def test_a_new_file_needs_a_name() -> None:
    for name in ("", "/", "  ", "..", ".yaml"):
        done = invoke("new", name)
        assert done.exit_code == 2
        assert ("names no file" if name else "the name is empty") in done.stderr


def test_a_file_with_a_similar_name_is_offered(tmp_path: Path) -> None:
    (tmp_path / "strait.yaml").write_text(TEMPLATE.read_text(encoding="utf-8"), encoding="utf-8")
    for name in ("strait", "Strait", "strat", "straits.yaml"):
        done = invoke("check", str(tmp_path / name))
        assert (done.exit_code, f"did you mean '{tmp_path / 'strait.yaml'}'?" in done.stderr) == (2, True)


def test_the_list_says_how_long_a_run_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path))

    def list_seconds() -> float:
        listed = json.loads(invoke("list", "--json").stdout)["crises"]
        return float(next(each["seconds"] for each in listed if each["name"] == "sochi-2015"))

    fast = list_seconds()
    (tmp_path / "speed.json").write_text('{"slowness": 2.0}', encoding="utf-8")
    assert list_seconds() == pytest.approx(2 * fast, rel=0.05)  # two digits
    assert "A run takes" in invoke("list").stdout
