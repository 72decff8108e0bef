"""Every task of a user, on the template scenario with a coarse grid and few plays."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
import xarray as xr

from detente import files, service
from detente.analysis.results import Judged, Run, Stopwatch
from detente.errors import DetenteError, ScenarioError, UnsolvedError
from detente.scenario.library import TEMPLATE, bundled
from detente.solve.certificate import Certificate, UnsolvedNode
from detente.solve.equilibrium import Equilibrium

QUICK = service.Options(num_points=9, num_plays=2_000, seed=7)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return service.run(TEMPLATE, None, QUICK, tmp_path_factory.mktemp("run") / "out")


def test_every_bundled_crisis_is_in_order() -> None:
    listed = service.list_crises()
    assert {crisis.name for crisis in listed.crises} == set(bundled())
    for crisis in listed.crises:
        assert service.check(crisis.name).origin.scenario_hash == crisis.scenario_hash


def test_check_counts_what_there_is() -> None:
    checked = service.check(TEMPLATE, thorough=True)
    assert checked.counts["claims"] == 4
    assert checked.counts["variants"] == 3
    assert checked.origin.seed is None
    assert set(checked.origin.seconds) == {"load", "variants", "claims", "compile"}


def test_check_says_all_mistakes_at_once(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("numbers.burden: 0", "numbers.burdn: 0")
    text = text.replace("P(eventually front == advance) > 0.5", "P(eventually frnt == advance) > 0.5")
    text = text.replace("calm: rest", "calm: 0.7")
    with pytest.raises(ScenarioError) as caught:
        service.check(_written(tmp_path, text))
    places = [mistake.where.field for mistake in caught.value.mistakes]
    assert any("variants.cheap_sanctions" in place for place in places)
    assert any("claims" in place for place in places)
    assert any("observers_report" in place for place in places)


def test_mistakes_of_one_part_hide_none_of_another(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("numbers.burden: 0", "numbers.burdn: 0")
    text = text.replace("P(eventually front == advance) > 0.5", "P(eventually frnt == advance) > 0.5")
    text = text.replace("calm: rest", "calm: 0.7")
    text = text.replace("prior: 0.6", "prior: 0.7").replace("numbers:", "numbers:\n  a: b\n  b: a\n  c: 1 / 0\n", 1)
    with pytest.raises(ScenarioError) as caught:
        service.check(_written(tmp_path, text))
    found = str(caught.value)
    for part in ("cheap_sanctions", "'frnt'", "sum to 1.1", "in a circle: a → b → a", "division by zero"):
        assert part in found


def test_what_mentions_something_unclear_is_passed_over(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("from: 2015-05", "from: 2015-5")
    with pytest.raises(ScenarioError) as caught:
        service.check(_written(tmp_path, text))
    assert len(caught.value.mistakes) == 1
    text = TEMPLATE.read_text(encoding="utf-8").replace("P(eventually front == advance) > 0.5", "lost > 0.5")
    text = text.replace("numbers:", "numbers:\n  lost: {range: [3, 1]}\n", 1)
    with pytest.raises(ScenarioError) as caught:
        service.check(_written(tmp_path, text))
    assert [mistake.where.field for mistake in caught.value.mistakes] == ["numbers.lost.range"]


def test_mistakes_of_the_base_are_not_said_again_of_variants(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8").replace("prior: 0.6", "prior: 0.7")
    for variant in (None, "cheap_sanctions"):
        with pytest.raises(ScenarioError) as caught:
            service.check(_written(tmp_path, text), variant)
        assert len(caught.value.mistakes) == 1
        assert "in variant" not in str(caught.value)


def test_an_unknown_variant_has_no_place_in_the_file() -> None:
    with pytest.raises(DetenteError, match=r"^unknown variant 'cheap_sanction' — did you mean 'cheap_sanctions'\?"):
        service.check(TEMPLATE, "cheap_sanction")


def test_only_a_thorough_check_goes_through_the_states_of_variants(tmp_path: Path) -> None:
    file = _written(tmp_path, _wrong_in_one_state())
    service.check(file)
    with pytest.raises(ScenarioError, match="front = held"):
        service.check(file, thorough=True)


def test_mistakes_of_a_variant_come_before_any_solving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.analysis.workbench.solve", None)
    with pytest.raises(ScenarioError, match="front = held"):
        service.claims(_written(tmp_path, _wrong_in_one_state()), None, QUICK)


def test_run_writes_its_files_whole(run: Run) -> None:
    folder = Path(run.files["report"]).parent
    assert run.command == f"detente run {TEMPLATE} --seed 7 --plays 2000 --points 9"
    assert sorted(path.name for path in folder.iterdir()) == ["report.html", "result.json", "summary.csv"]
    assert json.loads(Path(run.files["result"]).read_text(encoding="utf-8")) == json.loads(json.dumps(run.to_json()))


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
    (part,) = claim.parts
    assert part.is_share
    assert part.threshold == 0
    left, right = (side.value for side in part.sides)
    assert left is not None
    assert right is not None
    assert part.value == pytest.approx(left - right)
    assert claim.value == part.value


def test_the_same_seed_gives_the_same_numbers(run: Run) -> None:
    again = service.claims(TEMPLATE, None, replace(QUICK, fresh=True))
    assert again.num_remembered == 0
    assert again.claims == run.judged.claims


def test_a_run_under_a_variant_takes_it_for_the_base() -> None:
    judged = service.claims(TEMPLATE, "cheap_sanctions", QUICK)
    claim = next(claim for claim in judged.claims if claim.id == "sanctions_restrain")
    assert claim.value == 0
    assert set(judged.certificates) == {"cheap_sanctions"}


@pytest.mark.parametrize(
    ("statement", "is_share"),
    [
        ("P(eventually front == advance) > 1/3", True),
        ("2 * P(eventually front == advance) > 1 - 0.2", True),
        ("P(patron plays arm) < P(patron plays arm) under cheap_sanctions + 0.05", True),
        ("P(patron plays arm) / P(patron plays withdraw) > 1", False),
        ("P(patron plays arm) * P(patron plays withdraw) > 1/4", False),
        ("value(patron) > P(patron plays arm)", False),
        ("E(front at 2015-08) > 1/3", False),
    ],
)
def test_a_probability_is_a_share_whatever_it_is_compared_with(statement: str, is_share: bool, tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8").split("claims:   ")[0]
    text += f"claims:\n  - {{says: So., holds if: '{statement}'}}\n"
    (claim,) = service.claims(_written(tmp_path, text), None, replace(QUICK, num_points=3, num_plays=500)).claims
    assert [part.is_share for part in claim.parts] == [is_share]


def test_a_claim_under_a_variant_is_on_top_of_the_run_s(tmp_path: Path) -> None:
    text = TEMPLATE.read_text(encoding="utf-8")
    both = "  both: {builds on: [trusted_patron, no_offensive]}\n"
    under = text.replace("under cheap_sanctions", "under no_offensive").replace(
        "rate(patron plays arm", "rate(patron plays withdraw"
    )
    named = text.replace("under cheap_sanctions", "under both").replace(
        "rate(patron plays arm", "rate(patron plays withdraw"
    )
    named = named.replace("  cheap_sanctions:\n", f"{both}  cheap_sanctions:\n")

    def sides(judged: Judged) -> list[float | None]:
        claim = next(claim for claim in judged.claims if claim.id == "sanctions_restrain")
        return [side.value for side in claim.parts[0].sides]

    on_top = service.claims(_written(tmp_path, under), "trusted_patron", QUICK)
    composed = service.claims(_written(tmp_path, named), "trusted_patron", QUICK)
    alone = service.claims(_written(tmp_path, under), None, QUICK)
    assert sides(on_top) == sides(composed)
    assert sides(on_top)[0] != sides(alone)[0]
    claim = next(claim for claim in on_top.claims if claim.id == "sanctions_restrain")
    assert claim.note == "under no_offensive, on top of trusted_patron"
    assert sides(service.claims(_written(tmp_path, under), "trusted_patron", QUICK)) == sides(on_top)


def test_tables_add_up(run: Run) -> None:
    tables = run.played.tables
    for date in run.scenario.calendar.labels:
        for variable in ("front", "sanctions"):
            shares = [row["share"] for row in tables.states if (row["date"], row["variable"]) == (date, variable)]
            assert sum(shares) == pytest.approx(1)
    occasions = {row["occasions"] for row in tables.acts if row["decision"] == "decides"}
    assert occasions == {QUICK.num_plays}
    for row in tables.beliefs:
        assert 0 <= row["low"] <= row["high"] <= 1


def test_plays_are_written_as_netcdf_and_csv(tmp_path: Path) -> None:
    played = service.simulate(TEMPLATE, None, QUICK, tmp_path / "plays.nc")
    with xr.open_dataset(tmp_path / "plays.nc", engine="scipy") as dataset:
        assert dataset.sizes["play"] == QUICK.num_plays
        assert dataset.attrs["scenario_hash"] == played.origin.scenario_hash
    service.simulate(TEMPLATE, None, QUICK, tmp_path / "plays.csv")
    header = (tmp_path / "plays.csv").read_text(encoding="utf-8").splitlines()[0]
    assert header == "kind,date,what,label,value"
    with pytest.raises(DetenteError, match=r"FILE\.nc"):
        service.simulate(TEMPLATE, None, QUICK, tmp_path / "plays.xlsx")


def test_unsolved_nodes_are_an_error_unless_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    from detente.solve.backward import solve

    def poorly(*arguments: object) -> Equilibrium:
        solved = solve(*arguments)  # type: ignore[arg-type]
        worst = (UnsolvedNode("2015-06", "patron", "decides", "front = held", "patron is hungry 50 %", 0.2),)
        certificate = Certificate(0.2, 0.5, 100, 50, worst)
        return Equilibrium(solved.game, solved.settings, solved.log_policies, solved.start_values, certificate)

    monkeypatch.setattr("detente.analysis.workbench.solve", poorly)
    with pytest.raises(UnsolvedError, match="50 of 100 nodes"):
        service.solve(TEMPLATE, None, QUICK)
    allowed = service.Options(num_points=9, num_plays=2_000, allow_unsolved=True)
    assert service.solve(TEMPLATE, None, allowed).certificate.num_unsolved == 50


def test_points_name_actors_with_private_types() -> None:
    with pytest.raises(DetenteError, match="'neighbour' has no private types"):
        service.solve(TEMPLATE, None, service.Options(num_points={"neighbour": 9}))
    with pytest.raises(DetenteError, match="did you mean 'patron'"):
        service.show(TEMPLATE, size=True, num_points={"patrom": 9})


def test_new_writes_a_scenario_in_order_and_overwrites_nothing(tmp_path: Path) -> None:
    written = service.new(tmp_path / "mine")
    assert written.name == "mine.yaml"
    service.check(written)
    with pytest.raises(DetenteError, match="exists already"):
        service.new(tmp_path / "mine")


def test_a_write_that_breaks_off_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = files.write_whole(tmp_path / "report.html", "old")

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        files.write_whole(target, "new")
    assert [path.name for path in tmp_path.iterdir()] == ["report.html"]
    assert target.read_text(encoding="utf-8") == "old"


def test_show_size_and_compiled() -> None:
    size = service.show(TEMPLATE, size=True, num_points=9)
    assert size.document["num_beliefs"] == 9
    assert "front" in size.text
    compiled = service.show(TEMPLATE, compiled=True, num_points=9)
    assert "breakthrough" in compiled.text or "front = advance" in compiled.text


def test_inner_phases_stop_the_outer_clock() -> None:
    watch = Stopwatch()
    with watch.phase("outer"), watch.phase("inner"):
        sum(range(100_000))
    assert watch.seconds["inner"] > watch.seconds["outer"]


def _wrong_in_one_state() -> str:
    """The template with a probability above one in a variant, in one of its states only."""
    probability = "stages.decides.arm.results.breakthrough.probability: 1.2 * (front - retreat)"
    return TEMPLATE.read_text(encoding="utf-8").replace("numbers.burden: 0", probability)


def _written(folder: Path, text: str) -> Path:
    path = folder / "crisis.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_export_writes_a_tree_whole_or_not_at_all(tmp_path: Path) -> None:
    found = service.export("classics/beer-quiche", tmp_path / "new" / "beer.efg")
    text = Path(found.file).read_text(encoding="utf-8")
    assert text.startswith('EFG 2 R "Beer or quiche for breakfast" { "newcomer" "bully" }')
    assert len(text.splitlines()) == 3 + found.num_nodes
    assert found.to_json()["information_sets"] == found.num_information_sets == 4
    by_date = service.export("classics/beer-quiche", tmp_path / "beer.efg", by_date=True)
    assert by_date.players == ("newcomer 1", "bully 1")
    with pytest.raises(DetenteError, match="more than 9"):
        service.export("classics/beer-quiche", tmp_path / "small.efg", most_nodes=9)
    with pytest.raises(DetenteError, match=r"FILE\.efg"):
        service.export("classics/beer-quiche", tmp_path / "small.txt")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["beer.efg", "new"]
