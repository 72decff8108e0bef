"""Verdicts are cached from run to run: only what is new is computed, and nothing wrong is ever used."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from detente import service
from detente.analysis import cache, workbench
from detente.analysis.results import Judged
from detente.cli.main import app
from detente.solve.backward import solve
from detente.solve.equilibrium import Equilibrium

OPTIONS = service.Options(num_points=3, num_plays=500, seed=7)
CRISIS = """
crisis: A ceasefire
calendar: {from: 2015-05, to: 2015-07, step: month}
state:
  front: {scale: [retreat, held, advance], starts: held}
numbers:
  ground: {value: 0.5, why: a guess}
actors:
  patron:
    types:
      cautious: {prior: 0.6, appetite: 0}
      hungry:   {prior: 0.4, appetite: 2}
    wants: {land: appetite * ground * (front - held)}
each month:
  - patron decides:
      restrain: {costs: 0.2}
      arm: {then: front up, when: front < advance}
variants:
  trusted: {actors.patron.types.cautious.prior: 0.9, actors.patron.types.hungry.prior: 0.1}
  barren: {numbers.ground: 0.1}
claims:
  - id: alone
    says: The front holds.
    holds if: P(always front == held) > 0.5
  - id: pair
    says: Trust is earned.
    holds if: P(patron plays arm) under trusted < P(patron plays arm) and P(patron plays arm) > 0.01
  - id: elsewhere
    says: Barren ground tempts nobody.
    holds if: P(patron plays arm) under barren < 0.5
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cached verdicts of one test."""
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))
    return tmp_path / "verdicts"


@pytest.fixture
def crisis(tmp_path: Path) -> Path:
    return rewritten(tmp_path / "crisis.yaml", CRISIS)


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The games that are solved, by variant."""
    found: list[str] = []

    def counted(game: Any, *arguments: Any) -> Equilibrium:
        found.append(game.scenario.variant or "base")
        return solve(game, *arguments)

    monkeypatch.setattr(workbench, "solve", counted)
    return found


def rewritten(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def judged(crisis: Path, **changes: Any) -> Judged:
    return service.claims(crisis, options=replace(OPTIONS, **changes))


def output(result: Judged) -> dict[str, Any]:
    """The JSON output, except what differs from run to run."""
    return {key: value for key, value in result.to_json().items() if key not in ("seconds", "cached")}


def test_a_second_run_computes_nothing_and_says_the_same(crisis: Path, solved: list[str]) -> None:
    first = judged(crisis)
    assert solved == ["base", "trusted", "barren"]
    assert first.num_cached == 0
    solved.clear()
    second = judged(crisis)
    assert solved == []
    assert second.to_json()["cached"] == 3
    assert output(second) == output(first)
    assert list(second.certificates) == list(first.certificates) == ["base", "trusted", "barren"]
    assert not {"compile", "solve", "simulate"} & second.origin.seconds.keys()


def test_a_run_solves_the_base_alone_for_its_figures(crisis: Path, solved: list[str], tmp_path: Path) -> None:
    first = service.run(crisis, options=OPTIONS, out=tmp_path / "out")
    solved.clear()
    second = service.run(crisis, options=OPTIONS, out=tmp_path / "out")
    assert solved == ["base"]
    assert output(second.judged) == output(first.judged)
    assert second.played.tables == first.played.tables
    assert "Verdicts from the cache: all" in Path(second.files["report"]).read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [
        ("ground: {value: 0.5", "ground: {value: 0.6", ["base", "trusted", "barren"]),
        ("{costs: 0.2}", "{costs: 0.3}", ["base", "trusted", "barren"]),
        ("numbers.ground: 0.1", "numbers.ground: 0.2", ["barren"]),
        ("under barren < 0.5", "under barren < 0.4", ["barren"]),
        ("says: The front holds.", "says: Nothing moves.\n    why: so it is said", []),
        ("id: alone", "id: quiet", []),
        ("crisis: A ceasefire", "crisis: A truce", []),
    ],
)
def test_what_a_verdict_depends_on(crisis: Path, solved: list[str], old: str, new: str, again: list[str]) -> None:
    judged(crisis)
    solved.clear()
    assert CRISIS.count(old) == 1
    rewritten(crisis, CRISIS.replace(old, new))
    cached = judged(crisis)
    assert solved == again
    assert output(cached) == output(judged(crisis, fresh=True))


def test_a_measure_belongs_to_the_claims_that_name_it(crisis: Path, solved: list[str]) -> None:
    text = CRISIS.replace("P(patron plays arm) under barren", "measure(land) under barren")
    judged(rewritten(crisis, f"{text}measures: {{land: front, other: 1}}\n"))
    solved.clear()
    changed = judged(rewritten(crisis, f"{text}measures: {{land: front - held, other: 1}}\n"))
    assert (changed.num_cached, solved) == (2, ["barren"])


@pytest.mark.parametrize("changes", [{"seed": 8}, {"num_plays": 600}, {"num_points": 5}, {"allow_unsolved": True}])
def test_other_options_are_other_verdicts(crisis: Path, solved: list[str], changes: dict[str, Any]) -> None:
    judged(crisis)
    solved.clear()
    assert judged(crisis, **changes).num_cached == 0
    assert list(dict.fromkeys(solved)) == ["base", "trusted", "barren"]


def test_points_are_the_same_however_they_are_given(crisis: Path) -> None:
    judged(crisis)
    assert judged(crisis, num_points={"patron": 3}).num_cached == 3


def test_other_source_is_another_verdict(crisis: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    judged(crisis)
    monkeypatch.setattr(cache, "_versions", lambda: {"source": "changed"})
    assert judged(crisis).num_cached == 0


def test_an_interruption_keeps_what_was_judged(
    crisis: Path, solved: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = workbench.solve

    def interrupted(game: Any, *arguments: Any) -> Equilibrium:
        if game.scenario.variant == "barren":
            raise KeyboardInterrupt
        return counted(game, *arguments)

    monkeypatch.setattr(workbench, "solve", interrupted)
    with pytest.raises(KeyboardInterrupt):
        judged(crisis)
    monkeypatch.setattr(workbench, "solve", counted)
    solved.clear()
    resumed = judged(crisis)
    assert resumed.num_cached == 2
    assert solved == ["barren"]
    assert output(resumed) == output(judged(crisis, fresh=True))


def test_a_variant_is_a_base_of_its_own(crisis: Path, solved: list[str]) -> None:
    judged(crisis)
    solved.clear()
    under = service.claims(crisis, variant="trusted", options=OPTIONS)
    assert under.num_cached == 0
    assert solved == ["trusted", "trusted + barren"]
    again = service.claims(crisis, variant="trusted", options=OPTIONS)
    assert again.num_cached == 3
    assert set(again.certificates) == {"trusted", "barren"}
    assert output(again) == output(under)


WRONG: list[bytes] = [
    b"",
    b"{",
    b"\xff\xfe",
    b"[]",
    b'{"key": "elsewhere"}',
    b"[" * 100_000,
]


@pytest.mark.parametrize("content", WRONG, ids=range(len(WRONG)))
def test_a_damaged_file_is_ignored_and_replaced(crisis: Path, folder: Path, content: bytes) -> None:
    first = judged(crisis)
    files = sorted(folder.iterdir())
    assert len(files) == 3
    files[0].write_bytes(content)
    second = judged(crisis)
    assert second.num_cached == 2
    assert output(second) == output(first)
    assert judged(crisis).num_cached == 3
    assert sorted(folder.iterdir()) == files


def test_a_verdict_under_another_key_is_ignored(crisis: Path, folder: Path) -> None:
    first = judged(crisis)
    one, other, _ = sorted(folder.iterdir())
    one.write_bytes(other.read_bytes())
    second = judged(crisis)
    assert second.num_cached == 2
    assert output(second) == output(first)


def test_a_verdict_with_numbers_of_another_kind_is_ignored(crisis: Path, folder: Path) -> None:
    judged(crisis)
    file = sorted(folder.iterdir())[0]
    content = json.loads(file.read_text(encoding="utf-8"))
    content["verdict"]["value"] = "much"
    file.write_text(json.dumps(content), encoding="utf-8")
    assert judged(crisis).num_cached == 2


def altered(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Files that say something else than what was found, in every way that a verdict can."""
    verdict = content["verdict"]
    part = verdict["comparisons"][0]
    other = "fails" if verdict["verdict"] == "holds" else "holds"
    far = [0.9, 0.95] if verdict["value"] < 0.5 else [0.05, 0.1]
    lie = {"verdict": other}
    moved = {"interval": far, "value": far[0]}
    return [
        {**content, "verdict": {**verdict, **lie}},
        {**content, "verdict": {**verdict, "comparisons": [{**part, **lie}]}},
        {**content, "verdict": {**verdict, **lie, "comparisons": [{**part, **lie}]}},
        {**content, "verdict": {**verdict, **moved}},
        {**content, "verdict": {**verdict, **moved, "comparisons": [{**part, **moved}]}},
        {**content, "verdict": {**verdict, "value": far[0], "comparisons": [{**part, "value": far[0]}]}},
        {**content, "verdict": {**verdict, **lie, "comparisons": [{**part, **lie, "threshold": far[0]}]}},
        {**content, "verdict": {**verdict, "comparisons": []}},
        {**content, "verdict": {**verdict, "statement": "P(always front == held) > 0.1"}},
    ]


@pytest.mark.parametrize("number", range(9))
@pytest.mark.parametrize("is_sealed", [False, True])
def test_a_verdict_that_somebody_changed_is_computed_again(
    crisis: Path, folder: Path, number: int, is_sealed: bool
) -> None:
    rewritten(crisis, CRISIS[: CRISIS.index("  - id: pair")])
    first = judged(crisis)
    (file,) = folder.iterdir()
    content = json.loads(file.read_text(encoding="utf-8"))
    digest = content.pop("digest")
    changed = altered(content)[number]
    assert changed != content
    if is_sealed:
        if number == 4:
            pytest.skip("another number with its interval and its verdict is as good as the true one")
        digest = hashlib.sha256(json.dumps(changed).encode()).hexdigest()
    file.write_text(json.dumps({**changed, "digest": digest}), encoding="utf-8")
    second = judged(crisis)
    assert second.num_cached == 0
    assert output(second) == output(first)
    assert judged(crisis).num_cached == 1


def test_fresh_judges_anew_and_replaces(crisis: Path, folder: Path, solved: list[str]) -> None:
    judged(crisis)
    for file in folder.iterdir():
        file.write_text(file.read_text(encoding="utf-8").replace("holds", "fails"), encoding="utf-8")
    solved.clear()
    fresh = judged(crisis, fresh=True)
    assert fresh.num_cached == 0
    assert solved == ["base", "trusted", "barren"]
    assert output(judged(crisis)) == output(fresh)


def test_a_folder_that_cannot_be_written_is_no_error(
    crisis: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rewritten(tmp_path / "file", "")
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "file" / "verdicts"))
    assert [judged(crisis).num_cached for _ in range(2)] == [0, 0]


def test_without_a_folder_nothing_is_cached(crisis: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DETENTE_VERDICTS", "~nosuchuser/verdicts")
    assert [judged(crisis).num_cached for _ in range(2)] == [0, 0]


def test_files_are_small_and_those_unused_longest_go(
    crisis: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged(crisis)
    assert max(file.stat().st_size for file in folder.iterdir()) < 5_000
    monkeypatch.setattr(cache, "MOST_FILES", 2)
    for age, file in enumerate(sorted(folder.iterdir())):
        os.utime(file, (1e9 + age, 1e9 + age))
    newest = sorted(folder.iterdir())[-1]
    judged(crisis, seed=8)
    assert len(list(folder.iterdir())) == 4
    assert newest.exists()


def test_the_cache_folder_can_be_chosen(crisis: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DETENTE_VERDICTS")
    monkeypatch.setenv("DETENTE_CACHE", str(tmp_path / "cache"))
    judged(crisis)
    assert len(list((tmp_path / "cache" / "verdicts").iterdir())) == 3


def test_the_command_reports_the_cached_verdicts(crisis: Path) -> None:
    command = ["claims", str(crisis), "--points", "3", "--plays", "500"]
    outputs = [CliRunner().invoke(app, [*command, *more]).stdout for more in ([], [], ["--fresh"])]
    assert ["from the cache" in text for text in outputs] == [False, True, False]
    assert "all (--fresh evaluates them again)" in outputs[1]
    rewritten(crisis, CRISIS.replace("numbers.ground: 0.1", "numbers.ground: 0.2"))
    assert "2 of 3" in CliRunner().invoke(app, command).stdout


@dataclass(frozen=True)
class Lookalike:
    name: str
    ends: Mapping[str, tuple[float, float]]


def test_a_record_is_read_as_it_was_written_or_not_at_all(tmp_path: Path) -> None:
    kept = cache.VerdictCache(tmp_path)
    record = Lookalike("one", {"a": (0.1, 0.25)})
    kept.put_document("key", record)
    assert kept.get_document("key", Lookalike) == record
    assert kept.get_document("other", Lookalike) is None
    assert cache.VerdictCache(tmp_path, fresh=True).get_document("key", Lookalike) is None
    assert cache.VerdictCache(None).get_document("key", Lookalike) is None
    (file,) = tmp_path.iterdir()
    file.write_text(file.read_text(encoding="utf-8").replace("0.25", "0.75"), encoding="utf-8")
    assert kept.get_document("key", Lookalike) is None
