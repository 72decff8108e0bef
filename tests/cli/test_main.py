"""The command line: only results on standard output, messages on standard error, and an exit code for every end."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from detente import service
from detente.cli.main import app
from detente.errors import Advice, UnsolvedError
from detente.scenario.library import TEMPLATE

QUICK = ["--points", "9", "--plays", "2000"]
# Commands that must answer at once, so that nothing of the solver may be loaded for them.
LIGHT = [["--help"], ["list"], ["schema"], ["check", str(TEMPLATE)], ["show", str(TEMPLATE)], ["new", "mine"]]


def invoke(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


@pytest.mark.parametrize("arguments", LIGHT, ids=lambda arguments: arguments[0].lstrip("-"))
def test_light_commands_never_import_jax(arguments: list[str], tmp_path: Path) -> None:
    code = (
        "import sys; from detente.cli.main import app\n"
        "try: app()\n"
        "except SystemExit as end: code = end.code\n"
        "heavy = {'jax', 'equinox', 'scipy', 'pandas', 'xarray', 'altair'} & set(sys.modules)\n"
        "print(code, sorted(heavy), file=sys.stderr)"
    )
    command = [sys.executable, "-c", code, *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stderr.splitlines()[-1] == "0 []"


def test_check_answers_within_a_second_of_computing() -> None:
    before = os.times()
    subprocess.run([_script(), "check", "sochi-2015"], capture_output=True, check=True)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    # A machine shared with other work takes up to twice as long for the same computing.
    assert spent < 2


def test_claims_as_json_is_pure_json() -> None:
    done = subprocess.run(
        [_script(), "claims", str(TEMPLATE), "--json", *QUICK], capture_output=True, text=True, check=True
    )
    result = json.loads(done.stdout)
    assert {claim["verdict"] for claim in result["claims"]} <= {"holds", "fails", "undecided"}
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
    text += "claims:\n  - says: The front moves for sure.\n    holds if: P(eventually front == advance) > 0.9999\n"
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


def test_a_scenario_without_mistakes() -> None:
    done = invoke("check", str(TEMPLATE))
    assert done.exit_code == 0
    assert done.stdout.startswith("A ceasefire and its patron: no mistakes found.\n")


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


@pytest.mark.parametrize(
    ("option", "number", "message"),
    [
        ("--plays", "abc", "'abc' is not a whole number."),
        ("--plays", "0", "0 is too small; the minimum is 1."),
        ("--seed", "-1", "-1 is too small; the minimum is 0."),
        ("--worlds", "1.5", "'1.5' is not a whole number."),
    ],
)
def test_a_wrong_number_is_explained(option: str, number: str, message: str) -> None:
    done = invoke("claims", str(TEMPLATE), option, number)
    assert done.exit_code == 2
    assert message in " ".join(done.stderr.replace("│", " ").split())


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


def test_the_grid_as_json() -> None:
    result = json.loads(invoke("show", str(TEMPLATE), "--size", "--json").stdout)
    assert result["num_points"] == {"patron": result["document"]["num_beliefs"]}


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
    assert words in _unboxed(done.stderr)
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


def test_a_terminal_that_lacks_a_character_gets_the_rest() -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    for more in ([], ["--json"]):
        command = [_script(), "claims", str(TEMPLATE), *QUICK, *more]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, check=True)
        assert "Traceback" not in done.stderr
        assert "95 % interval" in done.stdout or json.loads(done.stdout)["claims"]


def test_a_reader_that_stops_early_gets_no_error() -> None:
    show = subprocess.Popen([_script(), "show", "sochi-2015"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert show.stdout is not None
    assert show.stderr is not None
    show.stdout.close()
    assert show.stderr.read() == b""
    show.stderr.close()
    assert show.wait() == -signal.SIGPIPE


def test_unsolved_ends_with_three(monkeypatch: pytest.MonkeyPatch) -> None:
    def unsolved(*_: Any, **__: Any) -> None:
        advice = [Advice("more_steps", value=60), Advice("allow_unsolved")]
        raise UnsolvedError("7 of 100 nodes are above the residual 1e-08.", advice=advice)

    monkeypatch.setattr(service, "solve", unsolved)
    done = invoke("solve", str(TEMPLATE))
    assert done.exit_code == 3
    assert "7 of 100 nodes" in done.stderr
    assert "--steps N; now 60" in done.stderr
    assert "Use --allow-unsolved to continue" in done.stderr


def test_an_interrupt_ends_with_130_and_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("detente.analysis.workbench.simulate", interrupted)
    done = invoke("run", str(TEMPLATE), *QUICK, "--out", str(tmp_path / "out"))
    assert done.exit_code == 130
    assert list(tmp_path.iterdir()) == []


def test_points_for_all_and_for_one() -> None:
    everybody = json.loads(invoke("show", str(TEMPLATE), "--size", "--json", "--points", "9").stdout)
    one = json.loads(invoke("show", str(TEMPLATE), "--size", "--json", "--points", "patron=9").stdout)
    assert everybody["document"] == one["document"]
    assert everybody["document"]["num_beliefs"] == 9


def test_schema_is_a_json_schema() -> None:
    schema = json.loads(invoke("schema").stdout)
    assert schema["type"] == "object" or "$ref" in schema or "anyOf" in schema


def test_version() -> None:
    assert invoke("--version").stdout.strip() == service.version()


def test_progress_stays_silent_for_what_is_quick(monkeypatch: pytest.MonkeyPatch) -> None:
    from rich.console import Console

    from detente.cli import progress
    from detente.cli.progress import Bars

    console = Console(force_terminal=True, record=True, file=open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
    with Bars(console) as bars:
        bars("Solving", 0.5)
    assert console.export_text() == ""
    # Work that lasts is shown even without further progress.
    monkeypatch.setattr(progress, "_PATIENCE_SECONDS", 0.05)
    with Bars(console) as bars:
        bars("Solving", 0.0)
        time.sleep(0.3)
        assert "Solving" in console.export_text()
    console.file.close()


def _script() -> str:
    return str(Path(sys.executable).with_name("detente"))


def _unboxed(text: str) -> str:
    """The text without the box that typer draws, on one line."""
    return " ".join("".join(" " if sign in "│╭╮╰╯─" else sign for sign in text).split())


def test_export_reports_what_it_wrote(tmp_path: Path) -> None:
    file = tmp_path / "beer.efg"
    assert "15 nodes, 4 information sets; players: newcomer, bully" in " ".join(
        invoke("export", "classics/beer-quiche", "--to", str(file)).stdout.split()
    )
    result = invoke("export", "classics/beer-quiche", "--to", str(file), "--nodes", "9", "--json")
    assert result.exit_code == 2
    assert "would have 15 nodes, more than 9" in json.loads(result.stdout)["error"]
