"""The questions that are asked of a crisis after its verdicts, by name.

A question is one module of this room: a function from a workbench to a record (`Answer`). Its words, table and picture
are one module of `report/answers/`, its command is one of `cli/`. What a question needs is imported when it is asked.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

from detente.errors import UnknownNameError
from detente.scenario.names import nearest

if TYPE_CHECKING:
    from detente.analysis.workbench import Workbench


@runtime_checkable
class Answer(Protocol):
    """What a question returns: a frozen record."""

    def to_json(self) -> dict[str, Any]:
        """The record as plain values; the same for the same seed."""


def _policies(bench: Workbench) -> Answer:
    from detente.analysis.compare import compare

    return compare(bench, [variant.name for variant in bench.base.variants])


def _options(bench: Workbench) -> Answer:
    from detente.analysis.compare import compare_options

    return compare_options(bench)


def _indicators(bench: Workbench) -> Answer:
    from detente.analysis.indicators import find_indicators

    return find_indicators(bench)


def _story(bench: Workbench) -> Answer:
    from detente.analysis.story import tell_story

    return tell_story(bench)


def _because(bench: Workbench) -> Answer:
    from detente.analysis.explain import explain_key_claims

    return explain_key_claims(bench)


def _curves(bench: Workbench) -> Answer:
    from detente.analysis.curve import draw_curves
    from detente.analysis.key_claims import with_answering_claims

    return draw_curves(with_answering_claims(bench))


def _flips(bench: Workbench) -> Answer:
    from detente.analysis.flip import find_flips
    from detente.analysis.key_claims import with_answering_claims

    return find_flips(with_answering_claims(bench))


def _doctor(bench: Workbench) -> Answer:
    from detente.analysis.doctor import examine

    return examine(bench)


def _evidence(bench: Workbench) -> Answer:
    from detente.analysis.dated import find_dated
    from detente.analysis.evidence import learn

    return learn(bench, find_dated(bench).of_base(bench))


def _forecast(bench: Workbench) -> Answer:
    from detente.analysis.dated import find_dated
    from detente.analysis.foresight import foresee

    dated = find_dated(bench)
    return foresee(bench, dated.events, dated.as_of, dated.under)


def _score(bench: Workbench) -> Answer:
    from detente.analysis.dated import find_dated
    from detente.analysis.scoring import score

    dated = find_dated(bench)
    return score(bench, dated.events, dated.outcomes, under=dated.under)


def _watch(bench: Workbench) -> Answer:
    from detente.analysis.dated import find_dated
    from detente.analysis.watch import watch

    dated = find_dated(bench)
    return watch(bench, dated.events, dated.as_of, under=dated.under)


def _posterior(bench: Workbench) -> Answer:
    from detente.analysis.dated import find_dated
    from detente.analysis.posterior import learn_numbers

    return learn_numbers(bench, find_dated(bench).of_base(bench), bench.options.num_worlds or 64)


QUESTIONS: Mapping[str, Callable[[Workbench], Answer]] = {
    "options": _options,
    "policies": _policies,
    "indicators": _indicators,
    "story": _story,
    "because": _because,
    "curves": _curves,
    "flips": _flips,
    "doctor": _doctor,
    "evidence": _evidence,
    "forecast": _forecast,
    "score": _score,
    "watch": _watch,
    "posterior": _posterior,
}
"""What a run asks besides if it is told to, with the settings that a report has, in the order of the report."""

ALWAYS = ("options", "indicators", "story")
"""What every run asks where it can be asked, because it takes next to no time."""


OF_EVENTS = ("evidence", "forecast", "posterior", "score")
"""What can be asked only where there are dated events; `score` where there are outcomes."""


def list_asked(bench: Workbench, also: Collection[str]) -> tuple[str, ...]:
    """What a run asks of this crisis: what it asks of every one where it can, and what it is told to.

    Raises:
        ScenarioError: statements of claims cannot be read.
        DetenteError: the events lie in the calendar of a variant, and a question is about the base crisis.
    """
    from detente.analysis.dated import find_dated
    from detente.analysis.replies import list_policies

    dated = find_dated(bench)
    if set(also) & {"evidence", "posterior"}:
        dated.of_base(bench)
    left_out = {
        "options": "policies" in also or not list_policies(bench),
        "forecast": not dated.events,
        "watch": not dated.events,
        "score": not dated.outcomes,
    }
    always = (name for name in (*ALWAYS, "forecast", "watch", "score") if not left_out.get(name, False))
    return (*always, *also)


def require_questions(names: Sequence[str]) -> None:
    """Refuse the name of no question.

    Raises:
        UnknownNameError: the first one that there is not.
    """
    for name in names:
        if name not in QUESTIONS:
            known = ", ".join(QUESTIONS)
            raise UnknownNameError(f"also: no question '{name}'{nearest(name, list(QUESTIONS))} (known: {known})")
