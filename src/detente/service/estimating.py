"""What a run needs for its report besides its results: texts of sources, the last run, and what can still be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.questions import ALWAYS, OF_EVENTS, QUESTIONS
from detente.errors import DetenteError, UnknownNameError
from detente.files import read_regular
from detente.scenario.model import Scenario
from detente.scenario.names import nearest
from detente.scenario.texts import find_text
from detente.scenario.worlds import list_possible_variants, list_uncertain_numbers
from detente.service.repeating import Repeat, Wording

if TYPE_CHECKING:
    from detente.analysis.results import Run
    from detente.report.likelihood import Scale

NUM_WORLDS_TO_ASK = 64
OTHER_RULES = ("drift", "principal")
LONGEST_TEXT = 2_000_000
"""Bytes; a book has half as many, and a page that holds more opens slowly."""


@dataclass(frozen=True)
class Extras:
    """What the user gave for the report. settings: as a command repeats them."""

    texts: Mapping[str, str]
    scale: Scale
    settings: tuple[tuple[str, object], ...]


def read_extras(scenario: Scenario, text: str | Path | None, scale: str) -> Extras:
    """The texts that are at hand, and the scale; checked before anything is solved.

    A text that is given stands in for those that the scenario names. Of these, one that is not there is left out: it
    may be somebody else's, and not be passed on.

    Raises:
        DetenteError: a text cannot be read. UnknownNameError: there is no such scale.
    """
    from detente.report.likelihood import SCALES

    if scale not in SCALES:
        raise UnknownNameError(f"scale: no scale '{scale}'{nearest(scale, SCALES)} (known: {', '.join(SCALES)})")
    settings: list[tuple[str, object]] = [("scale", scale)] if scale != SCALES[0] else []
    if text is not None:
        settings.append(("text", str(text)))
        return Extras({"": _read_text(Path(text))}, scale, tuple(settings))
    paths = {source: find_text(scenario, source) for source in scenario.sources}
    texts = {source: _read_text(path) for source, path in paths.items() if path is not None and path.is_file()}
    return Extras(texts, scale, tuple(settings))


def _read_text(path: Path) -> str:
    try:
        content = read_regular(path)
        if len(content) > LONGEST_TEXT:
            raise DetenteError(f"text: {path} has {len(content):,} bytes; at most {LONGEST_TEXT:,} are shown")
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        raise DetenteError(f"text: {path} is not UTF-8 text (byte {error.start:,})") from None
    except OSError as error:
        raise DetenteError(f"text: {path} cannot be read: {error.strerror or error}") from None


def list_unasked(repeat: Repeat, num_worlds: int, scenario: Scenario) -> dict[str, Repeat]:
    """By what the run was not asked, the same run asked it too."""
    options, given = repeat.options, dict(repeat.settings)
    asked = {"forecast", "score"} | ({"posterior"} if not list_uncertain_numbers(scenario) else set())
    has_events = bool(scenario.events or "events" in given)
    if has_events:
        asked.add("watch")
    if "learn_under" in given or not has_events:
        asked |= set(OF_EVENTS)
    unasked = {
        name: replace(repeat, also=(*repeat.also, name))
        for name in QUESTIONS
        if name not in repeat.also
        and name not in ALWAYS
        and name not in asked
        and (name != "policies" or scenario.variants)
    }
    if scenario.claims and not num_worlds and (list_uncertain_numbers(scenario) or list_possible_variants(scenario)):
        unasked["worlds"] = replace(repeat, options=replace(options, num_worlds=NUM_WORLDS_TO_ASK))
    if scenario.claims and len(options.rules) < len(OTHER_RULES) and scenario.equilibrium is None:
        unasked["equilibria"] = replace(repeat, options=replace(options, equilibrium=OTHER_RULES))
    return unasked


def add_estimate(run: Run, repeat: Repeat, wording: Wording, extras: Extras, folder: Path) -> Run:
    """The run with what its report says first, what changed since the last one in its folder, and what can be asked."""
    from detente.analysis.emulator import fit_emulator
    from detente.analysis.since import compare_results, read_result
    from detente.report.estimate import describe_estimate

    estimate = describe_estimate(run, extras.scale)
    emulator = fit_emulator(run.judged, run.numbers)
    num_worlds = 0 if run.judged.worlds is None else len(run.judged.worlds.rows)
    asking = {name: wording(each) for name, each in list_unasked(repeat, num_worlds, run.scenario).items()}
    run = replace(run, emulator=emulator, estimate=estimate, asking=asking, scale=extras.scale, texts=extras.texts)
    before = read_result(folder)
    # A folder that was used for another crisis has no last run of this one.
    is_other = before is None or before.get("scenario") != run.scenario.name
    return run if before is None or is_other else replace(run, since=compare_results(before, run.to_result()))
