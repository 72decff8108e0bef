"""What tasks about dated events share: reading them, and ending with an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Options
from detente.errors import DetenteError
from detente.service.asking import join_all, require_writable_answer, write_answer
from detente.service.setting_up import Progress, Source, build_origin, build_workbench

if TYPE_CHECKING:
    from detente.analysis.asked import Asked, TabledAnswer
    from detente.analysis.dated import Dated
    from detente.analysis.workbench import Workbench
    from detente.scenario.model import DatedEvent

Events = str | Path | None
"""A file of events; None: those of the scenario's file."""


def read_dated(bench: Workbench, events: Events, outcomes: Events, under: str | None) -> Dated | None:
    """What a run is given besides the events of its file; None: nothing.

    Raises:
        ScenarioError: mistakes of a file of events. DetenteError: there is no such variant, or no event to learn from.
    """
    if events is None and outcomes is None and under is None:
        return None

    from detente.analysis.dated import Dated, find_start
    from detente.analysis.evidence import require_events
    from detente.evidence.reading import read_events

    variant = bench.base.variant if under is None else under
    scenario = bench.scenario(variant)
    if under is not None and events is None:
        raise DetenteError(f"learn-under: name a file of events that lie in the calendar of {under}")
    known = bench.base.events if events is None else read_events(Path(events), scenario)
    came = () if outcomes is None else read_events(Path(outcomes), scenario)
    require_events((*known, *came))
    start = find_start(scenario, bench.base) if under is not None else None
    return Dated(known, came, variant, start)


def begin_dated(
    crisis: Source, variant: str | None, options: Options, events: Events, progress: Progress, out: str | Path | None
) -> tuple[Workbench, Sequence[DatedEvent]]:
    """The workbench, and the events, checked before anything is solved."""
    options.require_one_rule("evidence")
    require_writable_answer(out)
    bench = build_workbench(crisis, variant, options, progress)
    if events is None:
        return bench, bench.base.events

    from detente.evidence.reading import read_events

    return bench, read_events(Path(events), bench.base)


def list_settings(**given: object) -> tuple[tuple[str, object], ...]:
    """What a question about events was asked with, as a command repeats it; what is empty is left out."""
    return tuple((name, value if isinstance(value, list) else str(value)) for name, value in given.items() if value)


def finish_dated(
    bench: Workbench,
    answer: TabledAnswer,
    command: str,
    out: str | Path | None,
    kicker: str,
    num_points: Mapping[str, int] | None = None,
) -> Asked:
    """The answer with its origin, written if a file is named.

    Args:
        num_points: of the belief grid; None: those of the workbench.
    """
    from detente.analysis.asked import Asked

    points = bench.choice.points if num_points is None else num_points
    origin = build_origin(bench.base, bench.options.seed, bench.watch, points)
    done = Asked(origin, bench.base.question, command, answer, join_all(bench.certificates))
    return write_answer(done, out, kicker=kicker, title=bench.base.title)
