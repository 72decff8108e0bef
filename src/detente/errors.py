"""Every exception that the package raises on purpose."""

from __future__ import annotations

from dataclasses import dataclass

from detente.scenario.positions import Where


class DetenteError(Exception):
    """Base of all errors whose message is meant for the user."""


@dataclass(frozen=True)
class Mistake:
    """One mistake in a scenario: its place, and a message: what was found, and what is allowed."""

    where: Where
    message: str

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"


class ScenarioError(DetenteError):
    """Mistakes in a scenario, all of them, in file order."""

    def __init__(self, mistakes: list[Mistake] | tuple[Mistake, ...]) -> None:
        unique = dict.fromkeys(mistakes)
        self.mistakes = tuple(sorted(unique, key=lambda m: (m.where.file, m.where.line, m.where.column)))
        super().__init__("\n".join(str(mistake) for mistake in self.mistakes))


class UnsolvedError(DetenteError):
    """Some nodes of the game have no certified solution; the message says how many, where, and what to do."""


class EvaluationError(DetenteError):
    """An expression has no value in some situation; the message names the expression's part and the situation."""


class NotFiniteError(EvaluationError):
    """A sum, product or quotient is beyond all numbers (1.8e308)."""


class UnknownNameError(DetenteError, ValueError):
    """An argument names something that the crisis lacks; the message says what it has."""
