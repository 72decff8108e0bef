"""Advice in keyword arguments."""

from __future__ import annotations

import pytest

from detente.errors import ADVICE_KINDS, Advice, Mistake, ScenarioError
from detente.notebook.advice import WORDINGS, advised
from detente.scenario.positions import Where


def test_advice_is_worded_as_keyword_arguments() -> None:
    assert set(WORDINGS) == set(ADVICE_KINDS)

    @advised()
    def refuse() -> None:
        together = [Advice("fewer_points_together", actor, 5) for actor in ("north", "south")]
        raise ScenarioError([Mistake(Where("crisis.yaml", 1, 1, "file"), "too large", tuple(together))])

    with pytest.raises(ScenarioError) as caught:
        refuse()
    assert caught.value.__notes__ == ["This would fit: num_points={'north': 5, 'south': 5}."]
