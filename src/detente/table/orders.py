"""What the umpire has ordered and what has not happened yet: moves made for their owners, on dates or once."""

from __future__ import annotations

from detente.scenario.model import Scenario
from detente.simulate.moments import Due
from detente.table.moves import Injection, TableError, can_choose, find_forced


class Orders:
    """The umpire's orders at one table.

    Attributes:
        injections: moves that were injected, in order. overrides: by actor, the act of its next decision that has it.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.injections: list[Injection] = []
        self.overrides: dict[str, str] = {}

    def find(self, due: Due, period: int) -> str | None:
        """The act that is made of a decision; None if it is left to whoever decides."""
        act = self.overrides.get(self._mover(due))
        if act is not None and can_choose(due, act):
            return act
        moves = tuple(move for each in self.injections for move in each.moves)
        return find_forced(moves, self.scenario, period, due)

    def carried_out(self, due: Due) -> None:
        """A decision has been taken; an override that made it is over."""
        if due.comes_up and can_choose(due, self.overrides.get(self._mover(due), "")):
            del self.overrides[self._mover(due)]

    def list_injected(self, period: int) -> tuple[str, ...]:
        """The injected moves that can still be made, as the umpire wrote them."""
        return tuple(each.text for each in self.injections if any(move.last_period >= period for move in each.moves))

    def withdraw(self, what: str) -> None:
        """Take back the override of an actor, or an injection by its text.

        Raises:
            TableError: there is none, with those that there are.
        """
        texts = [each.text for each in self.injections]
        if what in self.overrides:
            del self.overrides[what]
        elif what in texts:
            del self.injections[texts.index(what)]
        else:
            known = ", ".join([*self.overrides, *texts]) or "nothing"
            raise TableError(f"withdraw: '{what}' is not ordered ({known})")

    def _mover(self, due: Due) -> str:
        return self.scenario.actors[due.actor].name
