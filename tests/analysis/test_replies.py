"""What a policy is, and the acts by which others reply to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from detente import service
from detente.analysis.compare import compare, compare_options
from detente.analysis.comparison import Subject
from detente.analysis.options import Options
from detente.analysis.replies import is_policy, list_acts, list_policies, list_remade
from detente.analysis.workbench import Workbench
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import loads
from detente.scenario.model import Claim, Scenario
from detente.service.setting_up import build_workbench, quiet

VARIANTS = """
  never: {says: The patron never arms., stages.decides.arm.when: no}
  twice: {builds on: [never], stages.answers.restore: removed}
  richer: {builds on: [never], numbers.burden: 0}
  seen: {builds on: [never], sees: {neighbour: trusted_patron}}
"""
MEASURES = "measures:\n  peace: {of: front == held, better: more}\n\n"
OPTIONS = Options(num_points=9, num_plays=600)


def crisis(*claims: str) -> Scenario:
    text = TEMPLATE.read_text(encoding="utf-8")
    text = text.replace("\nclaims:", f"{VARIANTS}\n{MEASURES}claims:", 1)
    read = loads(text)
    own = tuple(Claim(f"c{number}", "So.", statement) for number, statement in enumerate(claims))
    return replace(read, claims=own)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("never", True),
        ("twice", True),
        ("no_offensive", True),
        ("cheap_sanctions", False),
        ("trusted_patron", False),
        ("richer", False),
        ("seen", False),
    ],
)
def test_a_policy_changes_decisions_alone(name: str, expected: bool) -> None:
    assert is_policy(name, crisis()) is expected


def bench_of(*claims: str) -> Workbench:
    return build_workbench(crisis(*claims), None, OPTIONS, quiet)


def test_policies_are_those_that_claims_compare_by_a_measure_or_a_value() -> None:
    bench = bench_of(
        "value(patron) under twice < value(patron)",
        "measure(peace) under never > measure(peace)",
        "measure(peace) under cheap_sanctions > 0",
        "P(eventually front == advance) under no_offensive < 0.5",
    )
    assert list_policies(bench) == ("never", "twice")
    assert list_policies(bench_of()) == ()


def test_acts_of_decisions_that_a_policy_makes_anew_are_no_replies() -> None:
    scenario = crisis()
    bench = bench_of()
    changed = [bench.scenario(name) for name in ("never", "twice")]
    assert list_remade(scenario, changed[0]) == ("decides",)
    assert list_remade(scenario, changed[1]) == ("decides", "answers")
    assert all(subject.name.startswith("neighbour plays ") for subject in list_acts([scenario, changed[0]]))
    assert Subject("act", "neighbour plays lift") in list_acts([scenario, changed[0]])
    assert not list_acts([scenario, *changed])


def test_a_reply_is_the_rate_of_the_claims_language() -> None:
    rate = "rate(neighbour plays lift)"
    bench = bench_of(f"{rate} under never > {rate}", "measure(peace) under never > measure(peace)")
    judged = service.claims(bench.base, options=OPTIONS).claims[0]
    (reply,) = [each for each in compare(bench, ["never"]).replies if each.subject.name == "neighbour plays lift"]
    sides = [side.value for side in judged.comparisons[0].sides]
    assert [reply.cells["never"].value, reply.cells["base"].value] == pytest.approx(sides)
    assert reply.cells["never"].difference == pytest.approx(judged.value)


def test_a_run_measures_policies_on_the_runs_of_its_claims(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same numbers as by themselves; and a second run reads them from the cache."""
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))
    scenario = crisis("measure(peace) under never > measure(peace) by at least 1 %")
    first = service.run(scenario, options=OPTIONS, out=tmp_path / "one").answers["options"]
    bench = build_workbench(scenario, None, replace(OPTIONS, fresh=True), quiet)
    assert first.to_json() == compare_options(bench).to_json()

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr("detente.analysis.compare.compare", refuse)
    again = service.run(scenario, options=OPTIONS, out=tmp_path / "two").answers["options"]
    assert again.to_json() == first.to_json()
    asked = service.run(scenario, options=OPTIONS, out=tmp_path / "three", also=["indicators"]).answers
    assert "options" in asked
    assert "options" not in service.run(crisis(), options=OPTIONS, out=tmp_path / "four").answers
