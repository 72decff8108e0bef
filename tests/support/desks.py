"""A desk whose jobs are done in this process, when a test says so; and a crisis with one choice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from detente.errors import DetenteError, ScenarioError
from detente.table.bench.desk import Desk
from detente.table.bench.helper import DONE, FAILED, Failure, Helper, News, Work
from detente.table.bench.papers import Papers

# One decision between two equal acts whose cost is the number: with precision λ the act is chosen with probability
# 1 / (1 + exp(λ cost)), so that the claim holds if the cost is below 0 and fails if it is above.
CHOICE = """\
crisis: A choice
calendar: {rounds: 1}
state: {peace: {one of: [kept, broken], starts: kept}}
numbers:
  cost: {range: [-2, 2], base: 1, why: a matter of taste}
actors:
  ann: {precision: 2}
each round:
  - ann decides:
      keep: {}
      break: {costs: cost, then: peace = broken}
claims:
  - id: it_breaks
    says: It breaks.
    holds if: P(eventually peace == broken) > 0.5
"""


class Waiting(Helper):
    """Jobs that wait until `run`; a newer job takes the place of an older one."""

    def __init__(self, work: Work, hear: Callable[[News], None]) -> None:
        self._work, self._hear = work, hear
        self.number, self.jobs = 0, list[tuple[int, Any]]()

    def do(self, job: Any) -> int:
        self.number += 1
        self.jobs = [(self.number, job)]
        return self.number

    def stop(self) -> None:
        self.number += 1
        self.jobs = []

    def close(self) -> None:
        self.jobs = []

    def run(self) -> bool:
        """Do the job that waits; whether there was one."""
        if not self.jobs:
            return False
        ((number, job),) = self.jobs
        self.jobs = []
        try:
            news = News(number, DONE, self._work(job, lambda kind, what: self._hear(News(number, kind, what))))
        except ScenarioError as error:
            news = News(number, FAILED, Failure(str(error), error.mistakes))
        except DetenteError as error:
            news = News(number, FAILED, Failure(str(error)))
        self._hear(news)
        return True


def desk_of(source: str | Path, folder: Path, **settings: Any) -> tuple[Desk, list[Waiting]]:
    """A desk, and what checks, judges and answers beside it."""
    helpers: list[Waiting] = []

    def start(work: Work, hear: Callable[[News], None]) -> Helper:
        helpers.append(Waiting(work, hear))
        return helpers[-1]

    return Desk(Papers(source, folder), start_helper=start, **settings), helpers
