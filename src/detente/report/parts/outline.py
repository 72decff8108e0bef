"""The model in short, as the page shows it: actors, stages and variants, folded up where there is much of them."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from detente.analysis.results import Run
from detente.report import model
from detente.report.lane_drawing import draw_lanes
from detente.report.lanes import read_lanes

# More rows than these are folded up, because readers look for the answer first.
_MOST_OPEN_ROWS = 20


def show_model(run: Run) -> dict[str, Any]:
    """Who wants what, who can do what, and what the variants change."""
    scenario = run.scenario
    actors, stages = model.list_actors(scenario), model.list_stages(scenario)
    rows = sum(len(actor["wants"]) + len(actor["types"]) for actor in actors)
    rows += sum(len(stage["acts"]) + len(stage["results"]) for stage in stages)
    return {
        "step": scenario.calendar.step,
        "picture": Markup(draw_lanes(read_lanes(scenario))),
        "actors": actors,
        "stages": stages,
        "model_is_small": rows <= _MOST_OPEN_ROWS,
        "variants": model.list_variants(scenario, run.judged.certificates),
    }
