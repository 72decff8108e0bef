"""The best policy of a family as a task: its answer, its file, and how to repeat it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from scipy.optimize import brentq
from scipy.special import expit

from detente import service
from detente.analysis.designed import Designed
from detente.errors import DetenteError
from support.bargain import bargain
from support.private import VOLUNTEERS
from support.written import written

QUICK = service.Options(num_plays=300, num_worlds=0)
FILE = "designs:\n  two: {serves: leader, for: {k: {one of: [0.5, 0.6]}}, numbers.offer: k}\n"


def test_a_design_of_the_file_and_one_of_a_file_of_its_own(tmp_path: Path) -> None:
    crisis = written(tmp_path, bargain(0.5))
    asked = service.design(crisis, options=QUICK)
    assert isinstance(asked.answer, Designed)
    assert asked.answer.num_members == 5
    assert asked.command == f"detente.load({str(crisis)!r}).design('offers', seed=0, num_plays=300, num_worlds=0)"
    own = tmp_path / "own.yaml"
    own.write_text(FILE, encoding="utf-8")
    with pytest.raises(DetenteError, match="several designs"):
        service.design(crisis, designs=own, options=QUICK)
    out = tmp_path / "two.json"
    asked = service.design(crisis, "two", designs=own, criterion="regret", options=QUICK, out=out)
    assert asked.command.endswith(
        f"'two', seed=0, num_plays=300, num_worlds=0, criterion='regret', designs={str(own)!r})"
    )
    document = json.loads(out.read_text(encoding="utf-8"))
    assert [each["values"] for each in document["candidates"]] == [{"k": "0.6"}, {"k": "0.5"}] or document["candidates"]
    assert document == json.loads(json.dumps(asked.to_result()))


def test_what_is_wrong_is_told_before_anything_is_solved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("detente.analysis.workbench.solve", None)
    crisis = written(tmp_path, bargain())
    with pytest.raises(DetenteError, match="criterion"):
        service.design(crisis, criterion="best", options=QUICK)
    with pytest.raises(DetenteError, match="map: 'offer'"):
        service.design(crisis, over=("offer", "price"), options=QUICK)
    with pytest.raises(DetenteError, match=r"FILE\.html"):
        service.design(crisis, options=QUICK, out="x.txt")


def test_a_design_on_a_tree_has_the_means_of_its_equation() -> None:
    """Somebody helps with probability 1 - (1 - p)³, p being the logit of what helping brings over waiting."""
    design = "designs:\n  cheap: {by: safe, for: {c: {one of: [0.2, 0.6]}}, numbers.cost: c}\n"
    measure = "measures:\n  safe: {of: helped > 0, at: end, better: more, says: somebody helps}\n"
    crisis = service.loads(VOLUNTEERS + measure + design)
    answer = service.design(crisis, options=service.Options(num_plays=4_000, num_worlds=0)).answer
    assert isinstance(answer, Designed)
    expected = {}
    for cost in ("0.2", "0.6"):
        p = brentq(lambda p, c=float(cost): p - expit(3 * ((1 - p) ** 2 - c)), 0, 1)
        expected[cost] = 1 - (1 - p) ** 3
    assert answer.candidates[0].values == {"c": "0.2"}
    for each in answer.candidates:
        assert each.values is not None
        assert each.mean == pytest.approx(expected[each.values["c"]], abs=0.03)
