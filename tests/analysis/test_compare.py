"""Policies compared: numbers, paired differences, who is best, and who is dominated."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from detente import service
from detente.analysis.compare import build_lines, find_undominated, find_variants
from detente.analysis.comparison import Compared, Line, Subject
from detente.claims.estimates import Estimate, mean_over_plays
from detente.errors import DetenteError
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load, loads

MEASURES = """
measures:
  peace:     {of: front == held, better: more, says: The front stays.}
  sanctions: {of: sanctions, better: less}
  trust:     {of: belief(patron is cautious), at: end, better: more}
  ground:    {of: front - held}
"""


QUICK = service.Options(num_points=5, num_plays=1_000, seed=7)


@pytest.fixture(scope="module")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("crisis") / "truce.yaml"
    seen = "  misled: {says: The neighbour trusts too much., sees: {neighbour: trusted_patron}}\n"
    text = TEMPLATE.read_text(encoding="utf-8").replace("claims:   ", f"{seen}{MEASURES}\nclaims:   ", 1)
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def compared(crisis: Path, tmp_path_factory: pytest.TempPathFactory) -> Compared:
    return service.compare(crisis, ["cheap", "no-offensive"], options=QUICK, out=tmp_path_factory.mktemp("out"))


def line(compared: Compared, name: str, kind: str | None = None) -> Line:
    (found,) = [each for each in compared.comparison.lines if (each.subject.name, each.subject.type) == (name, kind)]
    return found


def test_every_measure_and_value_under_every_policy(compared: Compared) -> None:
    names = [(each.subject.kind, each.subject.name, each.subject.type) for each in compared.comparison.lines]
    assert names == [
        *(("measure", name, None) for name in ("peace", "sanctions", "trust", "ground")),
        ("value", "patron", "cautious"),
        ("value", "patron", "hungry"),
        ("value", "neighbour", None),
    ]
    assert all(list(each.cells) == ["base", "cheap_sanctions", "no_offensive"] for each in compared.comparison.lines)
    assert set(compared.certificates) == {"base", "cheap_sanctions", "no_offensive"}


def test_measures_are_what_claims_and_simulation_say(crisis: Path, compared: Compared, tmp_path: Path) -> None:
    text = crisis.read_text(encoding="utf-8").split("claims:   ")[0]
    text += "claims: [{says: So., holds if: measure(trust) under no_offensive > measure(trust)}]\n"
    (tmp_path / "crisis.yaml").write_text(text, encoding="utf-8")
    (claim,) = service.claims(tmp_path / "crisis.yaml", options=QUICK).claims
    cell = line(compared, "trust").cells["no_offensive"]
    assert claim.value == pytest.approx(cell.difference)
    assert claim.interval == pytest.approx(cell.difference_interval)
    played = service.simulate(crisis, options=QUICK)
    held = [row["share"] for row in played.tables.states if row["level"] == "held"]
    assert line(compared, "peace").cells["base"].value == pytest.approx(np.mean(held))


def test_values_are_the_solver_s_where_everybody_sees_the_crisis_as_it_is(crisis: Path, compared: Compared) -> None:
    for value in service.solve(crisis, variant="no_offensive", options=QUICK).values:
        cell = line(compared, value.actor, value.type).cells["no_offensive"]
        assert cell.value == pytest.approx(value.value)
        assert cell.interval is not None
        assert cell.interval[0] <= cell.value <= cell.interval[1]


def test_values_are_all_played_where_somebody_acts_on_a_perception(crisis: Path, compared: Compared) -> None:
    misled = service.compare(crisis, ["misled"], options=replace(QUICK, num_plays=4_000))
    cell = line(misled, "neighbour").cells["base"]
    assert cell.interval is not None
    exact = line(compared, "neighbour").cells["base"].value
    assert exact is not None
    assert cell.interval[0] < cell.interval[1]
    assert cell.interval[0] - 0.5 < exact < cell.interval[1] + 0.5
    assert "base + misled" not in misled.certificates
    assert len(misled.certificates) == 3


def test_differences_are_narrower_than_those_of_independent_plays(compared: Compared) -> None:
    """Common random numbers: what happens by chance happens under both policies."""
    cells = line(compared, "trust").cells
    halves = [(c.interval[1] - c.interval[0]) / 2 for c in cells.values() if c.interval is not None]
    low, high = cells["cheap_sanctions"].difference_interval or (0.0, 0.0)
    assert (high - low) / 2 < 0.8 * (halves[0] ** 2 + halves[1] ** 2) ** 0.5


def test_a_policy_that_changes_nothing_differs_in_nothing(crisis: Path, tmp_path: Path) -> None:
    text = crisis.read_text(encoding="utf-8").replace("numbers.burden: 0\n", "numbers.burden: 0.6\n")
    (tmp_path / "crisis.yaml").write_text(text, encoding="utf-8")
    same = service.compare(tmp_path / "crisis.yaml", ["cheap_sanctions"], options=QUICK)
    for each in same.comparison.lines:
        cell = each.cells["cheap_sanctions"]
        assert (cell.difference, cell.differs) == (0.0, False)
    assert line(same, "peace").best == ("base", "cheap_sanctions")
    assert same.comparison.undominated == ("base", "cheap_sanctions")


def test_files_and_json(compared: Compared) -> None:
    report = compared.to_json()
    written = json.loads(Path(compared.files["json"]).read_text(encoding="utf-8"))
    assert written == json.loads(json.dumps(compared.to_result()))
    assert written.items() <= json.loads(json.dumps(report)).items()
    assert report["policies"]["cheap_sanctions"] == "Sanctions cost the patron nothing."
    assert set(report) >= {"lines", "undominated", "certificate", "seed", "scenario_hash", "command"}
    with Path(compared.files["csv"]).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    # Four measures, three values, and three acts of the only decision that no policy changes.
    assert len(rows) == (7 + 3) * 3
    assert float(rows[1]["difference"]) == line(compared, "peace").cells["cheap_sanctions"].difference
    assert re.search(r"truce.yaml'\)\.compare\('cheap_sanctions', 'no_offensive', seed=7", compared.command)


def made(**means: tuple[float, float]) -> dict[str, dict[Subject, Estimate]]:
    """Policies with two measures each, exact but for noise that all of them share."""
    noise = np.random.default_rng(0).normal(size=400)
    every = np.ones(400, dtype=bool)
    subjects = (Subject("measure", "more"), Subject("measure", "less"))
    return {
        name: {
            subject: mean_over_plays(mean + noise - noise.mean(), every, (0, 400))
            for subject, mean in zip(subjects, pair, strict=True)
        }
        for name, pair in means.items()
    }


SCENARIO = loads(
    TEMPLATE.read_text(encoding="utf-8")
    + "\nmeasures: {more: {of: front, better: more}, less: {of: front, better: less}, other: front}\n"
)


def test_who_is_best_and_who_is_dominated() -> None:
    found = made(base=(1, 1), better=(2, 1), traded=(3, 2), worse=(0, 3), alike=(2, 1))
    more, less = build_lines(SCENARIO, found)
    assert (more.best, less.best) == (("traded",), ("base", "better", "alike"))
    assert find_undominated(SCENARIO, found) == ("better", "traded", "alike")
    assert [cell.differs for cell in less.cells.values()] == [False, False, True, True, False]


def test_without_better_nobody_is_best() -> None:
    found = made(base=(1, 1), other=(2, 2))
    plain = replace(SCENARIO, measures=tuple(replace(each, better=None) for each in SCENARIO.measures))
    assert all(each.best == () for each in build_lines(plain, found))
    assert find_undominated(plain, found) == ()


def test_names_may_be_cut_short() -> None:
    scenario = load(TEMPLATE)
    assert find_variants(["no", "cheap", "no_off"], scenario) == ["no_offensive", "cheap_sanctions"]
    assert find_variants([], scenario) == ["cheap_sanctions", "trusted_patron", "no_offensive"]
    with pytest.raises(DetenteError, match="unknown variant 'cheep_sanctions' — did you mean 'cheap_sanctions'"):
        find_variants(["cheep_sanctions"], scenario)
    two = replace(scenario, variants=(*scenario.variants, replace(scenario.variants[2], name="no_arms")))
    with pytest.raises(DetenteError, match="'no' matches several variants: no_offensive, no_arms"):
        find_variants(["no"], two)
