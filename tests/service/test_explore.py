"""The files of many worlds: a page, the answer and the rows; the same bytes for the same seed."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest

import detente
from detente import service
from detente.errors import DetenteError
from support.explored import OPTIONS, write_crisis


def test_a_page_the_answer_and_the_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crisis = write_crisis(tmp_path)
    monkeypatch.chdir(tmp_path)
    page = service.explore(crisis, 5, options=OPTIONS, out="page.html")
    assert page.store == str(Path("out") / "crisis" / "worlds")
    html = Path("page.html").read_text(encoding="utf-8")
    assert "2 claims were evaluated in 5 worlds" in html
    assert "explore(seed=5, num_plays=400, worlds=5)" in html
    assert "<script" not in html
    first = service.explore(crisis, 5, options=OPTIONS, out="first.json")
    assert first.num_found == 6
    service.explore(crisis, 5, store="elsewhere", options=OPTIONS, out="second.json")
    texts = [json.loads(Path(name).read_text(encoding="utf-8")) for name in ("first.json", "second.json")]
    assert [text.pop("command") for text in texts][1].endswith("store='elsewhere')")
    assert texts[0] == texts[1]
    service.explore(crisis, 5, options=OPTIONS, out="rows.csv")
    rows = pd.read_csv("rows.csv")
    assert rows["world"].tolist() == list(range(6))
    assert rows["arms.value"].tolist() == first.explored.frame()["arms.value"].tolist()


def test_in_python(tmp_path: Path) -> None:
    crisis = detente.load(write_crisis(tmp_path))
    explored = crisis.explore(3, claims="base", store=tmp_path / "worlds", num_plays=400, seed=5)
    assert [claim.id for claim in explored.claims] == ["arms"]
    assert len(explored.frame()) == 4


def test_what_cannot_be_written_is_told_first(tmp_path: Path) -> None:
    crisis = write_crisis(tmp_path)
    with pytest.raises(DetenteError, match=r"should end in .html, .json or .csv"):
        service.explore(crisis, 5, options=OPTIONS, out=tmp_path / "page.pdf")
    with pytest.raises(DetenteError, match="worlds: 0 is not a whole number from 1"):
        service.explore(crisis, 0, store=tmp_path / "worlds", options=OPTIONS)
    with pytest.raises(DetenteError, match="explore follows one rule, not 2"):
        service.explore(crisis, 5, options=service.Options(equilibrium=("drift", "principal")))
