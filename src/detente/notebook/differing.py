"""Two versions of a crisis compared, in a notebook: `detente.diff("a.yaml", "b.yaml")`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from detente import service
from detente.notebook.advice import advised
from detente.notebook.answers import AnswerView
from detente.service import DEFAULTS, DEFAULTS_OF_CLAIMS, Options


@advised()
def diff(
    first: service.Source,
    second: service.Source,
    *,
    variant: str | None = None,
    judges: bool = True,
    out: str | Path | None = None,
    num_plays: int = DEFAULTS_OF_CLAIMS.num_plays,
    seed: int = 0,
    num_points: int | Mapping[str, int] | None = None,
    accuracy: float = DEFAULTS.accuracy,
    allow_unsolved: bool = False,
) -> AnswerView:
    """Two versions of a crisis compared: which lines differ, which verdicts, and which line turns which verdict.

    Args:
        first, second: files, folders or bundled crises, `FILE@COMMIT`, or runs by their folder or `result.json`.
        variant: applied to both. judges: whether claims are judged; else the files alone are compared.
        out: `FILE.html`, `FILE.json` or `FILE.csv`. The other options are those of `Crisis.check_claims`.
    """
    options = Options(
        num_points=num_points, accuracy=accuracy, num_plays=num_plays, seed=seed, allow_unsolved=allow_unsolved
    )
    return AnswerView(service.diff(first, second, variant=variant, judges=judges, options=options, out=out))
