"""A scenario as a document with every default written out: what `detente show` prints.

Starts from the author's own document, so that everything keeps the author's words, and adds the defaults.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

from detente.scenario.keys.months import AT_ONCE
from detente.scenario.model import Actor, Claim, Decision, NumberEntry, Scenario, Variable
from detente.scenario.utterances import Assertion, Promise

_WIDTH = 110
_STAGES = ("month", "week", "quarter", "year", "round", "period")


def filled_in(scenario: Scenario) -> dict[str, Any]:
    """The scenario's document after its variant's changes, with every default filled in."""
    document = dict(scenario.document)
    filled: dict[str, Any] = {"crisis": scenario.title, "question": scenario.question, "about": scenario.about}
    filled["sources"] = {name: dict(source) for name, source in scenario.sources.items()}
    filled["calendar"] = _calendar(document["calendar"], scenario)
    filled["state"] = {
        v.name: _variable(document["state"].get(v.name) or _added(v), v)
        for v in scenario.variables
        # How long a promise still stands is counted whether the file says so or not.
        if v.name in document["state"] or not v.is_ordered
    }
    filled["numbers"] = {n.name: _number(document["numbers"][n.name], n) for n in scenario.numbers}
    filled["definitions"] = document.get("definitions") or {}
    filled["tables"] = document.get("tables") or {}
    filled["correlations"] = document.get("correlations") or {}
    if scenario.worlds:
        filled["worlds"] = scenario.worlds
    if scenario.certainty is not None:
        filled["certainty"] = document["certainty"]
    if scenario.equilibrium is not None:
        filled["equilibrium"] = scenario.equilibrium
    filled["seats"] = document.get("seats") or {}
    filled["actors"] = {a.name: _actor(document["actors"][a.name] or {}, a) for a in scenario.actors}
    stages = next(f"each {step}" for step in _STAGES if f"each {step}" in document)
    said = {
        (stage.name, action.name): action.utterance
        for stage in scenario.stages
        if isinstance(stage, Decision)
        for action in stage.actions
    }
    filled[stages] = [_stage(stage, said) for stage in document[stages]]
    filled["measures"] = {m.name: _measure(document["measures"][m.name]) for m in scenario.measures}
    filled["commitments"] = document.get("commitments") or {}
    filled["designs"] = document.get("designs") or {}
    filled["variants"] = document.get("variants") or {}
    filled["claims"] = [
        _claim(c, claim) for c, claim in zip(document.get("claims") or [], scenario.claims, strict=True)
    ]
    return {key: value for key, value in filled.items() if value not in ("", {}, [])}


def as_yaml(scenario: Scenario) -> str:
    """The filled-in scenario as YAML; what fits stands on one line."""
    yaml = YAML()
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    arranged = CommentedMap((key, _part(value)) for key, value in filled_in(scenario).items())
    yaml.dump(arranged, stream)
    # An empty line before every part of the file.
    return re.sub(r"\n(?=[a-z])", "\n\n", stream.getvalue().strip()) + "\n"


def _part(value: Any) -> Any:
    """A top-level entry: what it lists (stages, claims) never stands on one line."""
    if isinstance(value, list):
        return CommentedSeq(_arranged(child, room=0) for child in value)
    return _arranged(value, room=_WIDTH - 16)


def _arranged(value: Any, room: int) -> Any:
    """The same value with its layout: a mapping or list on one line if it fits into the room, else line by line."""
    if isinstance(value, str):
        return " ".join(value.split())
    if not isinstance(value, Mapping | list | tuple):
        return value
    arranged: Any
    if isinstance(value, Mapping):
        arranged = CommentedMap()
        for key, child in value.items():
            arranged[key] = _arranged(child, room=_WIDTH - len(str(key)) - 16)
    else:
        arranged = CommentedSeq(_arranged(child, room=_WIDTH - 16) for child in value)
    if len(str(value)) <= room and not _has_commas(value):
        arranged.fa.set_flow_style()
    return arranged


def _has_commas(value: Any) -> bool:
    """Whether some expression has a comma, which on one line would need quotes."""
    if isinstance(value, Mapping):
        return any(map(_has_commas, value.values()))
    return any(map(_has_commas, value)) if isinstance(value, list | tuple) else "," in str(value)


def _calendar(written: Mapping[str, Any], scenario: Scenario) -> dict[str, Any]:
    step = {} if "rounds" in written else {"step": scenario.calendar.step}
    return {**written, **step, "afterwards": written.get("afterwards", "nothing")}


def _variable(written: Mapping[str, Any], variable: Variable) -> dict[str, Any]:
    step = {"step": 1} if "from" in written and "step" not in written else {}
    return {**written, **step, "starts": written.get("starts", variable.levels[variable.start])}


def _added(variable: Variable) -> dict[str, Any]:
    """A variable that remembers what was said, as the file would declare it."""
    lasts = {"lasts": "one period"} if variable.lasts == "period" else {}
    return {"one of": list(variable.levels), **lasts}


def _number(written: Any, entry: NumberEntry) -> Any:
    if isinstance(written, Mapping) and "one of" in written:
        return {"base": _plain(entry.formula.text), **written}
    if isinstance(written, Mapping) and "range" in written:
        return {"range": written["range"], "base": written.get("base", _plain(entry.formula.text)), **written}
    return written


def _actor(written: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    defaults: dict[str, Any] = {
        "called": actor.title,
        "patience": _plain(actor.patience.text),
        "precision": _plain(actor.precision.text),
    }
    if actor.leaves is not None:
        defaults["legacy"] = _plain(actor.legacy.text) if actor.legacy else 0
    filled = {**defaults, **written}
    if "wants" in written:
        filled["wants"] = {
            name: {"weight": 1, **want} if isinstance(want, Mapping) else {"weight": 1, "of": want}
            for name, want in (written["wants"] or {}).items()
        }
    return filled


def _stage(written: Mapping[str, Any], said: Mapping[tuple[str, str], Assertion | Promise | None]) -> dict[str, Any]:
    """A decision says whether it is covert; an empty option is written as such.

    Args:
        said: by decision and act what the act says.
    """
    ((heading, menu),) = written.items()
    if heading == AT_ONCE:
        return {heading: {key: each for pair in menu.items() for key, each in _stage(dict([pair]), said).items()}}
    if heading.split()[0] in ("chance", "signal"):
        return dict(written)
    decision = heading.split()[1]
    entries = {
        key: {} if value is None else _with_words(_act(value), said.get((decision, key))) for key, value in menu.items()
    }
    return {heading: {"covert": "no", **entries}}


def _act(written: Any) -> Any:
    """An act, with the step of its range of numbers; other keys of a decision as they are."""
    is_range = isinstance(written, Mapping) and "from" in written and "to" in written
    return {"step": 1, **written} if is_range else written


def _with_words(written: Any, said: Assertion | Promise | None) -> Any:
    """An act with what is remembered of what it says."""
    if isinstance(said, Assertion) and said.found_out is not None:
        return {**written, "found out": _plain(said.found_out.text), "remembered as": said.variable}
    if isinstance(said, Promise):
        return {**written, "remembered as": said.variable}
    return written


def _measure(written: Any) -> dict[str, Any]:
    return dict(written) if isinstance(written, Mapping) else {"of": written}


def _claim(written: Mapping[str, Any], claim: Claim) -> dict[str, Any]:
    return {"id": claim.id, **written}


def _plain(text: str) -> int | float | str:
    """Numbers as numbers, everything else as the text it was written as."""
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text
