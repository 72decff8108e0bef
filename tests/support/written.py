"""The template scenario, quickly solved, and texts of it with a change, written to files."""

from __future__ import annotations

from pathlib import Path

from detente.analysis.options import Options
from detente.scenario.library import TEMPLATE

QUICK = Options(num_points=9, num_plays=2_000, seed=7)


def written(folder: Path, text: str) -> Path:
    """The file in which the text stands."""
    path = folder / "crisis.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def wrong_in_one_state() -> str:
    """The template with a probability above one in a variant, in one of its states only."""
    probability = "stages.decides.arm.results.breakthrough.probability: 1.2 * (front - retreat)"
    return TEMPLATE.read_text(encoding="utf-8").replace("numbers.burden: 0", probability)
