"""The model is folded up where there is much of it."""

from __future__ import annotations

import pytest

from detente import service
from detente.report.parts.outline import show_model
from detente.scenario.library import TEMPLATE


def test_small_and_large(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    options = service.Options(num_points=9, num_plays=200)
    run = service.run(TEMPLATE, options=options, out=tmp_path_factory.mktemp("x"))
    shown = show_model(run)
    assert shown["model_is_small"]
    assert [actor["title"] for actor in shown["actors"]] == ["The patron", "The neighbour"]
    monkeypatch.setattr("detente.report.parts.outline._MOST_OPEN_ROWS", 3)
    assert not show_model(run)["model_is_small"]
