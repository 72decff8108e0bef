"""What every task begins with."""

from __future__ import annotations

import pytest

from detente import service
from detente.errors import DetenteError
from detente.scenario.library import TEMPLATE


def test_points_name_actors_with_private_types() -> None:
    with pytest.raises(DetenteError, match="'neighbour' has no private types"):
        service.solve(TEMPLATE, options=service.Options(num_points={"neighbour": 9}))
    with pytest.raises(DetenteError, match="did you mean 'patron'"):
        service.show(TEMPLATE, size=True, num_points={"patrom": 9})
