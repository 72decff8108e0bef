"""Curves and flips as tasks: one claim or all, files, repeats, and what is refused before anything is solved."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError, UnknownNameError
from detente.scenario.loading import loads
from support.one_shot import CRISIS

FEW = service.Options(num_plays=500, num_points=9, num_worlds=0)


@pytest.fixture
def crisis(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DETENTE_VERDICTS", str(tmp_path / "verdicts"))
    path = tmp_path / "crisis.yaml"
    path.write_text(CRISIS, encoding="utf-8")
    return path


def test_an_answer_is_written_as_a_page_a_table_and_json(crisis: Path, tmp_path: Path) -> None:
    page, table, record = (tmp_path / f"answer.{kind}" for kind in ("html", "csv", "json"))
    for out in (page, table, record):
        done = service.curve(crisis, "arms", ["cost"], values=3, options=FEW, out=out)
        assert done.file == str(out)
    text = page.read_text(encoding="utf-8")
    assert '<section id="curves">' in text
    assert "<svg" in text
    with table.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [row["number"] for row in rows] == ["cost"] * len(rows)
    assert [float(row["at"]) for row in rows if row["is_base"] == "True"] == [0.3]
    written = json.loads(record.read_text(encoding="utf-8"))
    assert written["curves"][0]["claim"] == "arms"
    assert len(written["curves"][0]["points"]) == len(rows)
    assert "detente.load(" in written["command"]
    assert ".curve('arms', 'cost', seed=0, num_plays=500" in written["command"]
    assert "values=3" in written["command"]


def test_flips_with_numbers_that_are_set(crisis: Path) -> None:
    """At a cost of 0.9 the claim fails, and what turns it is less cost again."""
    done = service.flip(service.WithNumbers(crisis, {"cost": 0.9}), "arms", ["cost"], options=FEW)
    (flip,) = done.answer.claims  # type: ignore[union-attr]
    assert flip.verdict == "fails"
    assert flip.one is not None
    (change,) = flip.one.changes
    assert change.base == 0.9
    assert change.outer < 0.9
    assert flip.one.verdict == "holds"
    assert done.origin.numbers == {"cost": 0.9}
    assert done.to_json()["set"] == {"cost": 0.9}
    assert "numbers={'cost': 0.9}" in done.command


@pytest.mark.parametrize(
    ("claim", "numbers", "values", "out", "message"),
    [
        ("arm", [], None, None, "no claim 'arm' — did you mean 'arms'"),
        ("arms", ["cots"], None, None, "no number or prior 'cots'"),
        ("arms", [], 2, None, "values: 2 is not a whole number from 3"),
        ("arms", [], None, "answer.txt", "the answer is written as FILE.html"),
    ],
)
def test_what_is_refused(
    crisis: Path, claim: str, numbers: list[str], values: int | None, out: str | None, message: str
) -> None:
    for task in (service.curve, service.flip):
        with pytest.raises(DetenteError, match=message):
            task(crisis, claim, numbers, values=values, options=FEW, out=out)


def test_a_crisis_without_claims() -> None:
    text = CRISIS[: CRISIS.index("claims:")] + "claims: []\n"
    with pytest.raises(DetenteError, match="has no claims"):
        service.curve(loads(text), options=FEW)


def test_set_numbers_in_every_task(crisis: Path) -> None:
    """The same as the changed file: hash, verdicts, and the record says what was set."""
    changed = service.loads(CRISIS.replace("base: 0.3,", "base: 0.9,"))
    given = service.WithNumbers(crisis, {"cost": 0.9})
    assert service.check(given).origin.numbers == {"cost": 0.9}
    assert service.show(given).document["numbers"]["cost"]["base"] == 0.9
    judged = service.claims(given, options=FEW)
    assert judged.claims == service.claims(changed, options=FEW).claims
    assert judged.origin.scenario_hash == changed.hash
    assert judged.origin.given == "with cost = 0.9"
    assert judged.claims != service.claims(crisis, options=FEW).claims
    assert service.claims(given, options=FEW).num_cached == len(judged.claims)
    with pytest.raises(UnknownNameError, match="did you mean 'cost'"):
        service.solve(service.WithNumbers(crisis, {"cots": 0.9}))


def test_values_outside_a_range_are_warned_of(crisis: Path) -> None:
    with pytest.warns(UserWarning, match="cost = 3 is outside its range 0 … 1"):
        service.load(service.WithNumbers(crisis, {"cost": 3.0}))
    with pytest.warns(UserWarning, match="cost = 3 is outside its range 0 … 1"):
        service.check(service.WithNumbers(crisis, {"cost": 3.0}))


def test_a_repeat_says_what_was_set(crisis: Path) -> None:
    repeat = service.Repeat("claims", service.WithNumbers(crisis, {"cost": 0.9}), None, FEW)
    assert repeat.numbers == {"cost": 0.9}
    assert service.python_call(repeat).startswith(f"detente.load({str(crisis)!r}, numbers={{'cost': 0.9}}).claims(")
    loaded = service.load(service.WithNumbers(crisis, {"guest.calm": 0.5}))
    assert service.Repeat("claims", loaded, None, FEW).numbers == {"guest.calm": 0.5}
