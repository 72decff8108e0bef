"""What a report needs besides its results: texts, the last run, and what can still be asked."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from detente import service
from detente.errors import DetenteError, UnknownNameError
from detente.scenario.library import TEMPLATE
from detente.scenario.loading import load
from detente.service.estimating import LONGEST_TEXT, list_unasked, read_extras
from detente.service.repeating import Repeat

SCENARIO = load(TEMPLATE)
FEW = service.Options(num_plays=200, num_points=9)


def test_a_text_that_is_given(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("\ufeffOne.\r\nTwo’s.".encode())
    extras = read_extras(SCENARIO, tmp_path / "a.txt", "phia")
    assert extras.texts == {"": "One.\nTwo’s."}
    assert extras.settings == (("scale", "phia"), ("text", str(tmp_path / "a.txt")))


def test_texts_beside_the_scenario_as_far_as_they_are_there(tmp_path: Path) -> None:
    sources = {"report": {"text": "a.txt"}, "other": {"text": "b.txt"}}
    scenario = replace(SCENARIO, sources=sources, path=str(tmp_path / "crisis.yaml"))
    (tmp_path / "a.txt").write_text("So.", encoding="utf-8")
    assert read_extras(scenario, None, "icd203").texts == {"report": "So."}
    assert read_extras(SCENARIO, None, "icd203").settings == ()


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(DetenteError, match="cannot be read"):
        read_extras(SCENARIO, tmp_path / "none.txt", "icd203")
    (tmp_path / "a.txt").write_bytes(b"ab\xff")
    with pytest.raises(DetenteError, match=r"is not UTF-8 text \(byte 2\)"):
        read_extras(SCENARIO, tmp_path / "a.txt", "icd203")
    (tmp_path / "a.txt").write_bytes(b" " * (LONGEST_TEXT + 1))
    with pytest.raises(DetenteError, match="at most 2,000,000 are shown"):
        read_extras(SCENARIO, tmp_path / "a.txt", "icd203")
    with pytest.raises(UnknownNameError, match="did you mean 'phia'"):
        read_extras(SCENARIO, None, "phi")


def test_what_was_not_asked() -> None:
    unasked = list_unasked(Repeat("run", TEMPLATE, None, FEW), 0, SCENARIO)
    assert {"policies", "worlds", "equilibria"} <= set(unasked)
    assert "indicators" not in unasked
    assert unasked["policies"].also == ("policies",)
    assert unasked["worlds"].options.num_worlds == 64
    asked = Repeat("run", TEMPLATE, None, replace(FEW, equilibrium=("drift", "principal")), also=("policies",))
    assert not {"policies", "worlds", "equilibria"} & set(list_unasked(asked, 8, SCENARIO))


def test_a_second_run_says_what_changed(tmp_path: Path) -> None:
    first = service.run(TEMPLATE, options=FEW, out=tmp_path)
    assert first.since is None
    second = service.run(TEMPLATE, options=replace(FEW, seed=1), out=tmp_path)
    assert second.since is not None
    assert second.since.settings == ("seed: 0 → 1",)
    assert "since" not in second.to_result()
    assert 'id="since"' in (tmp_path / "report.html").read_text(encoding="utf-8")
