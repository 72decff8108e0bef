"""The commands `curve` and `flip`, and `--set` everywhere."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from detente.cli.main import app
from support.one_shot import CRISIS

FEW = ["--plays", "500", "--points", "9"]


@pytest.fixture
def crisis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))
    path = tmp_path / "crisis.yaml"
    path.write_text(CRISIS, encoding="utf-8")
    return path


def test_a_curve_in_the_terminal(crisis: Path) -> None:
    done = CliRunner().invoke(app, ["curve", str(crisis), "arms", "cost", "--values", "3", *FEW])
    assert done.exit_code == 0, done.output
    assert "The verdict on the claim “arms” turns within the range of cost." in done.output
    assert re.search(r"holds up to 0\.\d+, fails from 0\.\d+", " ".join(done.output.split()))


def test_a_flip_as_json_with_the_command_that_repeats_it(crisis: Path) -> None:
    done = CliRunner().invoke(
        app, ["flip", str(crisis), "all", "guest.calm", "--set", "cost=0.4", "--worlds", "0", "--json", *FEW]
    )
    assert done.exit_code == 0, done.output
    record = json.loads(done.stdout)
    assert record["set"] == {"cost": 0.4}
    assert [each["claim"] for each in record["claims"]] == ["arms", "nearly_free", "quiet"]
    assert record["claims"][2]["prior"]["verdict"] == "fails"
    words = record["command"].split()
    assert words[1:3] == ["flip", str(crisis)]
    assert words[3:5] == ["all", "guest.calm"]
    assert words[words.index("--set") + 1] == "cost=0.4"


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("cost", "write NUMBER=VALUE"),
        ("cost=much", "write NUMBER=VALUE"),
        ("=0.4", "names no number"),
        ("cots=0.4", "did you mean 'cost'"),
    ],
)
def test_what_cannot_be_set(crisis: Path, written: str, message: str) -> None:
    for command in ("check", "show", "claims", "flip"):
        done = CliRunner().invoke(app, [command, str(crisis), "--set", written])
        assert done.exit_code == 2
        assert message in " ".join(re.sub("[│╭╮╰╯─]", " ", done.output).split())
    twice = CliRunner().invoke(app, ["check", str(crisis), "--set", "cost=0.4", "--set", "cost=0.5"])
    assert twice.exit_code == 2


def test_shares_in_per_cent(crisis: Path) -> None:
    done = CliRunner().invoke(app, ["show", str(crisis), "--set", "guest.calm=40%", "--json"])
    types = json.loads(done.stdout)["document"]["actors"]["guest"]["types"]
    assert (types["calm"]["prior"], types["loud"]["prior"]) == (0.4, 0.6)
    checked = CliRunner().invoke(app, ["check", str(crisis), "--set", "cost=50%"])
    assert "A patron that knows what it wants with cost = 0.5: no mistakes found." in checked.output
