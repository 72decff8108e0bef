"""A crisis as somebody had it: files, commits, and runs that have kept their scenario."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError
from detente.service.versions import load_version
from support.chances import multiplied
from support.written import written

QUICK = service.Options(num_plays=300)


def test_a_file_a_scenario_and_a_bundled_crisis(tmp_path: Path) -> None:
    file = written(tmp_path, multiplied(0.5, 0.5, 1))
    version = load_version(str(file))
    assert version.label == str(file)
    assert load_version(version.scenario).scenario is version.scenario
    assert load_version("classics/ultimatum").scenario.title
    with pytest.raises(DetenteError, match="no file and no bundled"):
        load_version("nothing.yaml")


def test_a_commit(tmp_path: Path) -> None:
    file = written(tmp_path, multiplied(0.5, 0.5, 1))
    named = ["git", "-C", str(tmp_path), "-c", "user.name=T", "-c", "user.email=t@example.org"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "first"]):
        subprocess.run([*named, *words], check=True, capture_output=True)
    before = load_version(file).scenario.hash
    file.write_text(multiplied(0.6, 0.5, 1), encoding="utf-8")
    version = load_version(f"{file}@HEAD")
    assert version.scenario.hash == before != load_version(file).scenario.hash
    assert version.label == f"{file}@HEAD"


def test_a_run_keeps_its_scenario_and_variant(tmp_path: Path) -> None:
    text = multiplied(0.5, 0.5, 1) + "variants: {surer: {numbers.first: 0.9}}\n"
    file = written(tmp_path, text)
    done = service.run(file, variant="surer", options=QUICK, out=tmp_path / "run")
    file.write_text(multiplied(0.1, 0.1, 0.1), encoding="utf-8")
    for place in (tmp_path / "run", tmp_path / "run" / "result.json"):
        version = load_version(place)
        assert version.scenario.variant == "surer"
        assert version.scenario.hash == done.scenario.hash
    again = service.run(tmp_path / "run", variant="surer", options=QUICK, out=tmp_path / "again")
    one, other = (json.loads(Path(each.files["result"]).read_text(encoding="utf-8")) for each in (done, again))
    assert one["claims"] == other["claims"]


def test_runs_without_their_scenario_are_told(tmp_path: Path) -> None:
    result = tmp_path / "result.json"
    result.write_text("{}", encoding="utf-8")
    with pytest.raises(DetenteError, match="has not kept its scenario"):
        load_version(result)
    (tmp_path / "scenario.yaml").write_text(multiplied(0.5, 0.5, 1), encoding="utf-8")
    with pytest.raises(DetenteError, match="not the result of a run"):
        load_version(result)
    result.write_text('{"variant": null, "scenario_hash": "0"}', encoding="utf-8")
    with pytest.raises(DetenteError, match="is not the scenario of this run"):
        load_version(tmp_path)
