"""Claims in many worlds: shares that can be worked out by hand, what decides, and what is not lost on the way."""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from typer.testing import CliRunner

from detente import service
from detente.analysis import world_claims as robustness
from detente.analysis.draws import draw_worlds
from detente.analysis.results import Judged
from detente.cli.main import app
from detente.errors import DetenteError
from detente.game.tables import Game
from detente.report.page import render_report
from detente.report.words import robustness_in_words
from detente.scenario.model import Shape
from detente.solve.equilibrium import Equilibrium
from detente.solve.worlds import solve_worlds

# The patron arms with probability 1 / (1 + exp(50 (cost - gain))): more often than not where gain > cost.
CRISIS = """
crisis: A patron that knows what it wants
calendar: {rounds: 1}
state: {front: {scale: [held, lost], starts: held}}
numbers:
  cost: {range: [0, 1], why: nobody knows}
  gain: {range: [0.5, 0.7]}
  idle: {range: [0, 1]}
actors:
  patron: {precision: 50, wants: {land: gain * (front == lost)}}
each round:
  - patron decides:
      wait: {}
      arm: {costs: cost, then: front = lost}
variants:
  free: {numbers.cost: 0}
claims:
  - {id: arms, says: It arms., holds if: rate(patron plays arm) > 0.5}
  - {id: free_arms, says: It arms if that is free., holds if: rate(patron plays arm) under free > 0.5}
  - {id: sure, says: Two is more than one., holds if: 2 > 1}
  - {id: worth, says: It gets something., holds if: value(patron) > value(patron) under free - 0.3}
"""
OPTIONS = service.Options(num_plays=1_000, seed=5, num_worlds=40)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cached verdicts of one test."""
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))
    return tmp_path / "verdicts"


@pytest.fixture
def crisis(tmp_path: Path) -> Path:
    path = tmp_path / "crisis.yaml"
    path.write_text(CRISIS, encoding="utf-8")
    return path


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many games are solved each time that worlds are."""
    found: list[int] = []

    def counted(games: Sequence[Game], *arguments: Any) -> tuple[Equilibrium, ...]:
        found.append(len(games))
        return solve_worlds(games, *arguments)

    monkeypatch.setattr(robustness, "solve_worlds", counted)
    return found


def drawn() -> np.ndarray:
    shapes = [Shape("uniform", low, high, low) for low, high in ((0.0, 1.0), (0.5, 0.7), (0.0, 1.0))]
    return draw_worlds(shapes, 40, 5)


def test_shares_are_those_of_the_draws_and_the_deciding_number_is_named(crisis: Path) -> None:
    arms, free_arms, sure, _ = service.claims(crisis, options=OPTIONS).claims
    robust, values = arms.robustness, drawn()
    assert robust is not None
    # Near even odds the plays leave a world undecided.
    gap = values[:, 1] - values[:, 0]
    assert (gap > 0.01).sum() <= robust.num_holds <= (gap > 0).sum()
    assert (gap < -0.01).sum() <= robust.num_fails <= (gap < 0).sum()
    assert robust.num_holds + robust.num_fails + robust.num_undecided == robust.num_worlds == 40
    assert robust.share == robust.num_holds / 40
    assert robust.interval is not None
    assert robust.interval[0] < robust.share < robust.interval[1]
    assert [driver.number for driver in robust.drivers] == ["cost"]
    assert 0.5 < robust.drivers[0].threshold < 0.7
    assert robust.drivers[0].share_below > 0.9 > 0.1 > robust.drivers[0].share_above
    assert arms.verdict == "holds"
    assert arms.across_worlds == robust.verdict == "depends on the numbers"
    for claim in (free_arms, sure):
        assert claim.robustness is not None
        assert claim.robustness.share == 1
        assert claim.robustness.drivers == ()
        assert (claim.verdict, claim.across_worlds) == ("holds", "holds in nearly all worlds")


def test_without_worlds_nothing_is_said_of_them(crisis: Path) -> None:
    judged = service.claims(crisis, options=replace(OPTIONS, num_worlds=0))
    assert judged.worlds is None
    assert all(claim.robustness is None and claim.headline == claim.verdict for claim in judged.claims)


def test_the_scenario_says_how_many_worlds(crisis: Path, tmp_path: Path) -> None:
    """Unless the command line does; and it is no part of the game."""
    file = tmp_path / "twelve.yaml"
    file.write_text("worlds: 12\n" + crisis.read_text(encoding="utf-8"), encoding="utf-8")
    judged = service.claims(file, options=replace(OPTIONS, num_worlds=None))
    assert judged.worlds is not None
    assert len(judged.worlds.rows) == 12
    assert service.claims(file, options=replace(OPTIONS, num_worlds=0)).worlds is None
    assert service.claims(crisis, options=replace(OPTIONS, num_worlds=None)).worlds is None


def test_worlds_are_cached(crisis: Path, solved: list[int]) -> None:
    first = service.claims(crisis, options=OPTIONS)
    assert sum(solved) == 80
    solved.clear()
    again = service.claims(crisis, options=OPTIONS)
    assert solved == []
    assert [claim.robustness for claim in again.claims] == [claim.robustness for claim in first.claims]
    assert again.worlds is not None
    assert again.worlds.num_cached == 160
    service.claims(crisis, options=replace(OPTIONS, fresh=True))
    assert sum(solved) == 80


def test_processes_find_what_one_finds(crisis: Path, solved: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Verdicts, numbers, faults and certificates; and what they found is cached."""
    monkeypatch.setattr(robustness, "at_once", lambda _: 10)
    alone = service.claims(crisis, options=OPTIONS)
    monkeypatch.setattr("detente.analysis.worlds.count_workers", lambda *_: 2)
    solved.clear()
    shared = service.claims(crisis, options=replace(OPTIONS, fresh=True))
    assert solved == []  # in this process
    assert shared.worlds is not None
    assert alone.worlds is not None
    assert shared.worlds.rows == alone.worlds.rows
    assert shared.worlds.certificate == alone.worlds.certificate
    assert [claim.robustness for claim in shared.claims] == [claim.robustness for claim in alone.claims]
    again = service.claims(crisis, options=OPTIONS)
    assert again.worlds is not None
    assert again.worlds.num_cached == 160


def test_what_an_interruption_leaves_is_used(crisis: Path, solved: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robustness, "at_once", lambda _: 10)
    judge = robustness.ClaimsInWorlds.judge

    def interrupted(self: robustness.ClaimsInWorlds, worlds: Any, *arguments: Any) -> None:
        if sum(solved) == 40:
            raise KeyboardInterrupt
        judge(self, worlds, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(robustness.ClaimsInWorlds, "judge", interrupted)
        with pytest.raises(KeyboardInterrupt):
            service.claims(crisis, options=OPTIONS)
    solved.clear()
    judged = service.claims(crisis, options=OPTIONS)
    assert sum(solved) == 40
    assert judged.worlds is not None
    assert judged.worlds.num_cached == 80


def test_a_world_that_makes_no_crisis_is_counted_and_named(crisis: Path) -> None:
    crisis.write_text(CRISIS.replace("precision: 50", "precision: 50, patience: 0.3 + idle"), encoding="utf-8")
    judged = service.claims(crisis, options=OPTIONS)
    too_patient = int((0.3 + drawn()[:, 2] > 1).sum())
    assert judged.worlds is not None
    assert 0 < too_patient == judged.worlds.num_failed < 40
    robust = judged.claims[0].robustness
    assert robust is not None
    assert robust.num_failed == too_patient
    assert robust.share == robust.num_holds / (40 - too_patient)
    assert "patience" in next(fault for row in judged.worlds.rows for fault in row.faults)
    assert f"no verdict in {too_patient} of 40 worlds" in robustness_in_words(robust)


def test_a_world_that_is_not_solved_is_counted_for_the_claims_that_need_it(
    crisis: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def one_unsolved(games: Sequence[Game], *arguments: Any) -> tuple[Equilibrium, ...]:
        first, *others = solve_worlds(games, *arguments)
        if games[0].scenario.variant is None:
            first = replace(first, certificate=replace(first.certificate, num_unsolved=1))
        return first, *others

    monkeypatch.setattr(robustness, "solve_worlds", one_unsolved)
    judged = service.claims(crisis, options=OPTIONS)
    failed = [claim.robustness.num_failed for claim in judged.claims if claim.robustness is not None]
    assert judged.worlds is not None
    assert judged.worlds.num_failed == 1
    assert failed == [1, 0, 0, 1]


def test_a_crisis_without_uncertain_numbers_is_refused(crisis: Path) -> None:
    settled = {"{range: [0, 1], why: nobody knows}": "0.1", "{range: [0.5, 0.7]}": "0.6", "{range: [0, 1]}": "0"}
    text = CRISIS
    for before, after in settled.items():
        text = text.replace(before, after)
    crisis.write_text(text, encoding="utf-8")
    with pytest.raises(DetenteError, match="no number of crisis has a range"):
        service.claims(crisis, options=OPTIONS)


def test_every_world_keeps_the_number_of_every_claim(crisis: Path, tmp_path: Path) -> None:
    """That of `rate(patron plays arm)` is known: 1 / (1 + exp(50 (cost − gain)))."""
    run = service.run(crisis, options=OPTIONS, out=tmp_path / "out")
    assert run.judged.worlds is not None
    assert len(run.judged.worlds.rows) == 40
    for world in run.judged.worlds.rows:
        odds = 50 * (world.numbers["gain"] - world.numbers["cost"])
        low, high = world.intervals["arms"] or (2.0, 2.0)
        # The interval covers 95 of 100; a second one on either side covers nearly all.
        assert low - (high - low) <= 1 / (1 + np.exp(-odds)) <= high + (high - low)
        assert world.values["sure"] == 2.0
    with open(run.files["worlds"], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 160
    first = next(row for row in rows if (row["world"], row["claim"]) == ("3", "arms"))
    third = run.judged.worlds.rows[2]
    assert float(first["value"]) == third.values["arms"]
    assert float(first["numbers.cost"]) == third.numbers["cost"]
    assert first["verdict"] == third.verdicts["arms"]


def test_a_world_without_an_occasion_does_not_count_against_the_claim(crisis: Path) -> None:
    """The patron arms first with probability 1 / (1 + exp(50 (cost − 1.95 gain))): it is paid twice, later by 0.95."""
    text = CRISIS.replace("{rounds: 1}", "{rounds: 2}").replace("cost: {range: [0, 1]", "cost: {range: [0, 2]")
    text = text.split("claims:")[0]
    text += "claims:\n  - {id: after, says: x, holds if: rate(patron plays wait given front == lost) > 0.001}\n"
    crisis.write_text(text, encoding="utf-8")
    (claim,) = service.claims(crisis, options=OPTIONS).claims
    robust = claim.robustness
    assert robust is not None
    cost, gain = 2 * drawn()[:, 0], drawn()[:, 1]
    # Fewer than 200 of 1,000 plays, which are needed, arm in the first round.
    rare = int((cost - 1.95 * gain > np.log(4) / 50).sum())
    assert 5 < rare < 35
    assert rare - 2 <= robust.num_no_occasion <= rare + 2
    assert robust.num_holds + robust.num_fails + robust.num_undecided == 40 - robust.num_no_occasion
    assert robust.share == robust.num_holds / (40 - robust.num_no_occasion)
    assert f"no occasion in {robust.num_no_occasion} of 40 worlds" in robustness_in_words(robust)


def test_it_is_in_words_in_json_and_on_the_page(crisis: Path, tmp_path: Path) -> None:
    arguments = ["claims", str(crisis), "--worlds", "40", "--plays", "1000", "--seed", "5"]
    words = CliRunner().invoke(app, arguments).stdout
    assert "across worlds: depends on the numbers" in " ".join(words.split())
    assert "decided by cost (above" in " ".join(words.split())
    assert "Across worlds: 2 hold in nearly all worlds, 2 depend on the numbers" in words
    record = json.loads(CliRunner().invoke(app, [*arguments, "--json"]).stdout)
    assert record["claims"][0]["across_worlds"] == "depends on the numbers"
    assert record["claims"][0]["headline"] == "holds at the base values, but this depends on the numbers"
    assert record["claims"][0]["robust"]["drivers"][0]["number"] == "cost"
    numbers = [row["values"][record["claims"][0]["id"]] for row in record["worlds"]["rows"]]
    assert record["claims"][0]["robust"]["spread"] == pytest.approx(np.std(numbers), rel=1e-12)
    assert len(record["worlds"]["rows"]) == record["worlds"]["num_worlds"] == 40
    run = service.run(crisis, options=OPTIONS, out=tmp_path / "out")
    text = Path(run.files["report"]).read_text(encoding="utf-8")
    assert 'id="worlds"' in text
    assert "cost (above" in text
    assert "num_worlds=40" in run.command
    faulty = replace(run.judged.worlds.rows[3], faults=("<b>no</b>",))  # type: ignore[union-attr]
    rows = (*run.judged.worlds.rows[:3], faulty)  # type: ignore[union-attr]
    worlds = replace(run.judged.worlds, rows=rows)  # type: ignore[type-var]
    assert "World 4: &lt;b&gt;no" in render_report(replace(run, judged=replace(run.judged, worlds=worlds)))
    assert isinstance(run.judged, Judged)


def test_a_variant_with_a_probability_is_true_in_its_share_of_the_worlds(crisis: Path) -> None:
    text = CRISIS.replace("free: {", "free: {probability: 25%, ") + "worlds: 40\n"
    # Another one that changes what is known, so that its worlds have another belief grid.
    private = "{calm: {prior: 0.5, zeal: 0}, keen: {prior: 0.5, zeal: 1}}"
    secret = f"  secret: {{probability: 0.5, actors.patron.types: {private}, actors.patron.wants.land: zeal}}\n"
    crisis.write_text(text.replace("claims:\n", f"{secret}claims:\n"), encoding="utf-8")
    worlds = service.claims(str(crisis), options=OPTIONS).worlds
    assert worlds is not None
    assert worlds.num_failed == 0
    assert [sum(name in row.variants for row in worlds.rows) for name in ("free", "secret")] == [10, 20]
    for row, (cost, gain, _) in zip(worlds.rows, drawn(), strict=True):
        assert (row.numbers["cost"], row.numbers["gain"]) == (cost, gain)
        if "secret" not in row.variants and abs(gain - cost) > 0.1:
            assert row.verdicts["arms"] == ("holds" if "free" in row.variants or gain > cost else "fails")
    header = next(iter(worlds.table()))
    assert {"variants.free", "variants.secret"} <= header.keys()
    assert worlds.to_json()["rows"][0]["variants"] == worlds.rows[0].variants
