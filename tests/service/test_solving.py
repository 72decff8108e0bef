"""Tasks that solve a crisis, on the template scenario with a coarse grid and few plays."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import xarray as xr

from detente import service
from detente.analysis.results import Run
from detente.errors import DetenteError, ScenarioError, UnsolvedError
from detente.scenario.library import TEMPLATE
from detente.solve.certificate import Certificate, UnsolvedNode
from detente.solve.equilibrium import Equilibrium
from support.written import QUICK, written, wrong_in_one_state

FILES = ("claims.csv", "report.html", "result.json", "scenario.yaml", "summary.csv", "timings.json")


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return service.run(TEMPLATE, options=QUICK, out=tmp_path_factory.mktemp("run") / "out")


def test_mistakes_of_a_variant_come_before_any_solving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.analysis.workbench.solve", None)
    with pytest.raises(ScenarioError, match="front = held"):
        service.claims(written(tmp_path, wrong_in_one_state()), options=QUICK)


def test_run_writes_its_files_whole(run: Run) -> None:
    folder = Path(run.files["report"]).parent
    assert run.command == f"detente.load({str(TEMPLATE)!r}).run(seed=7, num_plays=2000, num_points=9)"
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    result, timings = (json.loads(Path(run.files[kind]).read_text(encoding="utf-8")) for kind in ("result", "timings"))
    assert result == json.loads(json.dumps(run.to_result()))
    assert timings == json.loads(json.dumps(run.to_timings()))
    assert set(run.to_json()) - set(result) == {"seconds", "cached", "files", "earlier", "since"}


def test_the_same_seed_gives_the_same_bytes_and_another_seed_another_place(run: Run, tmp_path: Path) -> None:
    first = {name: Path(run.files["report"]).with_name(name).read_bytes() for name in FILES}
    again = service.run(TEMPLATE, options=replace(QUICK, fresh=True), out=tmp_path)
    assert again.earlier is None
    for name in ("result.json", "summary.csv"):
        assert (tmp_path / name).read_bytes() == first[name]
    assert service.run(TEMPLATE, options=QUICK, out=tmp_path).earlier is None, "the same result takes its place"
    other = service.run(TEMPLATE, options=replace(QUICK, seed=8), out=tmp_path)
    assert other.earlier == str(tmp_path / "earlier-1")
    assert (tmp_path / "earlier-1" / "result.json").read_bytes() == first["result.json"]
    assert "seed 8" in (tmp_path / "report.html").read_text(encoding="utf-8")
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(["earlier-1", *FILES])


def test_results_are_written_even_if_no_report_can_be_made(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Run) -> str:
        raise MemoryError

    monkeypatch.setattr("detente.report.page.render_report", fail)
    with pytest.raises(MemoryError):
        service.run(TEMPLATE, options=QUICK, out=tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [name for name in FILES if name != "report.html"]
    assert (tmp_path / "result.json").read_bytes() == Path(run.files["result"]).read_bytes()


def test_a_report_without_figures_is_whole(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.report.pictures._failure", lambda _: "it died")
    with pytest.warns(UserWarning, match="it died"):
        service.run(TEMPLATE, options=QUICK, out=tmp_path)
    whole, bare = (path.read_text(encoding="utf-8") for path in (Path(run.files["report"]), tmp_path / "report.html"))
    assert bare.count("This figure could not be drawn.") == whole.count("<figure id=") > 5
    for claim in run.judged.claims:
        assert claim.quote in bare


def test_the_result_for_programs(run: Run) -> None:
    result = run.to_json()
    assert set(result["claims"][0]) >= {"id", "quote", "source", "statement", "verdict", "value", "interval"}
    assert [claim["id"] for claim in result["claims"]] == [c.id for c in run.scenario.claims]
    assert set(result["certificate"]) >= {"max_residual", "unsolved_share", "num_nodes", "by_variant"}
    assert set(result["certificate"]["by_variant"]) == {"base", "cheap_sanctions"}
    assert (result["seed"], result["scenario_hash"]) == (7, run.scenario.hash)
    assert set(result["seconds"]) >= {"load", "compile", "solve", "simulate", "claims", "report"}
    for claim in result["claims"]:
        low, high = claim["interval"]
        assert low <= claim["value"] <= high


def test_a_comparison_knows_both_its_sides(run: Run) -> None:
    claim = next(claim for claim in run.judged.claims if claim.id == "sanctions_restrain")
    (part,) = claim.comparisons
    assert part.is_share
    assert part.threshold == 0
    left, right = (side.value for side in part.sides)
    assert left is not None
    assert right is not None
    assert part.value == pytest.approx(left - right)
    assert claim.value == part.value


def test_the_same_seed_gives_the_same_numbers(run: Run) -> None:
    again = service.claims(TEMPLATE, options=replace(QUICK, fresh=True))
    assert again.num_cached == 0
    assert again.claims == run.judged.claims


def test_a_run_under_a_variant_takes_it_for_the_base() -> None:
    judged = service.claims(TEMPLATE, variant="cheap_sanctions", options=QUICK)
    claim = next(claim for claim in judged.claims if claim.id == "sanctions_restrain")
    assert claim.value == 0
    assert set(judged.certificates) == {"cheap_sanctions"}


def test_plays_are_written_as_netcdf_and_csv(tmp_path: Path) -> None:
    played = service.simulate(TEMPLATE, options=QUICK, out=tmp_path / "plays.nc")
    with xr.open_dataset(tmp_path / "plays.nc", engine="scipy") as dataset:
        assert dataset.sizes["play"] == QUICK.num_plays
        assert dataset.attrs["scenario_hash"] == played.origin.scenario_hash
    service.simulate(TEMPLATE, options=QUICK, out=tmp_path / "plays.csv")
    header = (tmp_path / "plays.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "kind,date,what,label,value"
    with pytest.raises(DetenteError, match=r"FILE\.nc"):
        service.simulate(TEMPLATE, options=QUICK, out=tmp_path / "plays.xlsx")


def test_unsolved_nodes_are_an_error_unless_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.solve.backward import solve

    def poorly(*arguments: object) -> Equilibrium:
        solved = solve(*arguments)  # type: ignore[arg-type]
        worst = (UnsolvedNode("2015-06", "patron", "decides", "front = held", "patron is hungry 50 %", 0.2),)
        certificate = Certificate(0.2, 0.5, 100, 50, worst)
        return Equilibrium(solved.game, solved.settings, solved.log_policies, solved.start_values, certificate)

    monkeypatch.setattr("detente.analysis.workbench.solve", poorly)
    with pytest.raises(UnsolvedError, match="50 of 100 nodes"):
        service.solve(TEMPLATE, options=QUICK)
    allowed = service.Options(num_points=9, num_plays=2_000, allow_unsolved=True)
    assert service.solve(TEMPLATE, options=allowed).certificate.num_unsolved == 50
