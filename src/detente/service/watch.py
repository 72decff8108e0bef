"""What to watch next, given dated events."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Options
from detente.service.dated import Events, begin_dated, finish_dated, list_settings
from detente.service.repeating import Repeat, Wording, python_call
from detente.service.setting_up import DEFAULTS_OF_CLAIMS, Progress, Source, as_names, quiet

if TYPE_CHECKING:
    from detente.analysis.asked import Asked


def watch(
    crisis: Source,
    events: Events = None,
    *,
    as_of: str | None = None,
    ahead: int | None = None,
    models: Sequence[str] = (),
    variant: str | None = None,
    options: Options = DEFAULTS_OF_CLAIMS,
    out: str | Path | None = None,
    progress: Progress = quiet,
    wording: Wording = python_call,
) -> Asked:
    """The indicators board: what could be seen next, and what it would say of types, outcomes, claims and variants.

    Args:
        as_of: the first date that is watched; None: the one after the last event. ahead: how many periods are watched;
            None: 6.
        models: variants that are held against the crisis as written.
        out: `FILE.html` for a page, `FILE.json`, `FILE.csv` for a row of every sign.

    Raises:
        ScenarioError: mistakes of the events' file. DetenteError: the events are impossible, or there is no such date.
        UnsolvedError: some nodes are not solved, unless the options allow it.
    """
    from detente.analysis.board import AHEAD
    from detente.analysis.watch import watch as look_out

    models = as_names(models)
    bench, known = begin_dated(crisis, variant, options, events, progress, out)
    answer = look_out(bench, known, as_of, ahead=AHEAD if ahead is None else ahead, models=models)
    settings = list_settings(events=events, as_of=as_of, ahead=ahead, models=list(models))
    repeat = Repeat("watch", crisis, variant, options, (), (), settings)
    return finish_dated(bench, answer, wording(repeat), out, "What to watch")
