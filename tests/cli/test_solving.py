"""Commands that solve a crisis."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from detente.claims.verdict import VERDICTS
from detente.scenario.library import TEMPLATE
from support.command import QUICK, invoke, script


def test_claims_as_json_is_pure_json() -> None:
    done = subprocess.run(
        [script(), "claims", str(TEMPLATE), "--json", *QUICK], capture_output=True, text=True, check=True
    )
    result = json.loads(done.stdout)
    assert {claim["verdict"] for claim in result["claims"]} <= set(VERDICTS)
    assert set(result) >= {"claims", "certificate", "seed", "scenario_hash", "version", "seconds"}


def test_claims_in_words() -> None:
    done = invoke("claims", str(TEMPLATE), *QUICK)
    assert done.exit_code == 0
    for word in ("Verdict", "95 % interval", "Sanctions will be lifted"):
        assert word in done.stdout


def test_policies_in_words_and_as_json() -> None:
    done = invoke("compare", str(TEMPLATE), "cheap", *QUICK)
    assert done.exit_code == 0
    for word in ("cheap sanctions", "Patron, hungry", "no 'measures'", "residual up to"):
        assert word in done.stdout
    result = json.loads(invoke("compare", str(TEMPLATE), "cheap", *QUICK, "--json").stdout)
    assert list(result["policies"]) == ["base", "cheap_sanctions"]
    assert result["lines"][0]["policies"]["cheap_sanctions"]["differs"] is True


def test_strict_ends_with_one_when_a_claim_fails(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8").split("claims:")[0]
    text += "claims:\n  - says: The front hardly moves.\n    holds if: P(eventually front == advance) < 0.2\n"
    file = tmp_path / "crisis.yaml"
    file.write_text(text, encoding="utf-8")
    assert invoke("claims", str(file), *QUICK).exit_code == 0
    assert invoke("claims", str(file), *QUICK, "--strict").exit_code == 1


def test_run_writes_to_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = invoke("run", str(TEMPLATE), *QUICK)
    assert done.exit_code == 0
    assert (tmp_path / "out" / "template" / "report.html").is_file()
    assert "out/template/report.html" in done.stdout.replace("\n", "")
