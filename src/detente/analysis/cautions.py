"""What a crisis says that is allowed, and probably not meant: everything that `check` warns of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from detente.errors import Mistake, ScenarioError
from detente.scenario.model import Scenario

if TYPE_CHECKING:
    from detente.claims.grammar import Statements
    from detente.game.tables import Game


def list_cautions(scenario: Scenario, statements: Statements, game: Game | None) -> tuple[Mistake, ...]:
    """The warnings with their places, in the order of the file.

    Args:
        statements: of its claims. game: on any grid; None where there is none.
    """
    from detente.claims.certainties import find_certain
    from detente.game.covers import find_bare_covers
    from detente.scenario.cautions import find_cautions

    warnings = list(find_cautions(scenario))
    for claim, statement in statements:
        if claim.where is not None:
            warnings += [Mistake(claim.where, message) for message in find_certain(statement)]
    warnings += find_bare_covers(game) if game is not None else ()
    return ScenarioError(warnings).mistakes
