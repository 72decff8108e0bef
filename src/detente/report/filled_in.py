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
from detente.scenario.model import Action, Actor, Chance, Claim, Decision, NumberEntry, Scenario, Stage, Variable
from detente.scenario.utterances import Assertion, Promise

_WIDTH = 110
_STAGES = ("month", "week", "quarter", "year", "round", "period")


def filled_in(scenario: Scenario) -> dict[str, Any]:
    """The scenario's document after its variant's changes, with every default filled in."""
    document = dict(scenario.document)
    filled: dict[str, Any] = {"crisis": scenario.title, "question": scenario.question, "about": scenario.about}
    if scenario.leaves_out:
        filled["leaves out"] = list(scenario.leaves_out)
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
    own = [actor for actor in scenario.actors if not actor.is_deputy]
    filled["actors"] = {a.name: _actor(document["actors"][a.name] or {}, a, bool(scenario.calendar.unit)) for a in own}
    filled["joint prior"] = document.get("joint prior") or []
    stages = next(f"each {step}" for step in _STAGES if f"each {step}" in document)
    records = {stage.name: stage for stage in scenario.stages}
    filled[stages] = [_stage(stage, records, bool(scenario.calendar.unit)) for stage in document[stages]]
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


def _actor(written: Mapping[str, Any], actor: Actor, has_unit: bool) -> dict[str, Any]:
    per = {"per": "time"} if has_unit else {}
    defaults: dict[str, Any] = {
        "called": actor.title,
        "patience": _plain(actor.patience.text),
        "precision": _plain(actor.precision.text),
    }
    types = [each if isinstance(each, Mapping) else {} for each in (written.get("types") or {}).values()]
    for name in ("patience", "precision"):
        if types and all(name in each for each in types):
            # Nobody reads the actor's.
            del defaults[name]
    if actor.leaves is not None:
        defaults["legacy"] = _plain(actor.legacy.text) if actor.legacy else 0
    filled = {**defaults, **written}
    if "wants" in written:
        filled["wants"] = {
            name: {"weight": 1, **per, **(want if isinstance(want, Mapping) else {"of": want})}
            for name, want in (written["wants"] or {}).items()
        }
    return filled


def _stage(written: Mapping[str, Any], records: Mapping[str, Stage], has_unit: bool) -> dict[str, Any]:
    """A decision says whether it is covert; an empty option is written as such.

    Args:
        records: the stages by name. has_unit: whether the file says by what unit of time flows and rates are counted.
    """
    ((heading, menu),) = written.items()
    if heading == AT_ONCE:
        pairs = (_stage(dict([pair]), records, has_unit) for pair in menu.items())
        return {heading: {key: each for pair in pairs for key, each in pair.items()}}
    record = records.get(heading.split()[1])
    if isinstance(record, Decision):
        entries = _entries(menu, record, has_unit)
        return {heading: entries if "seen by" in entries else {"covert": "no", **entries}}
    per = {"per": record.per} if has_unit and isinstance(record, Chance) else {}
    return {heading: {**per, **menu}}


def _entries(menu: Mapping[str, Any], decision: Decision, has_unit: bool) -> dict[str, Any]:
    """What a decision says of itself, and its acts."""
    acts = {action.family or action.name: action for action in decision.actions}
    given = {key: {} if value is None else value for key, value in menu.items()}
    entries = {key: _act(value, acts[key], has_unit) if key in acts else value for key, value in given.items()}
    if decision.usually is not None:
        left_out = [act for act, _ in decision.usually.rates if act not in menu["usually"]]
        per = {"per": "time"} if has_unit else {}
        entries["usually"] = {**per, **menu["usually"], **dict.fromkeys(left_out, "rest")}
    if decision.comes_up is not None and not isinstance(menu["comes up"], Mapping):
        entries["comes up"] = {"chance": menu["comes up"]}
    return entries


def _act(written: Mapping[str, Any], action: Action, has_unit: bool) -> dict[str, Any]:
    """An act, with the step of its range of numbers, and what its payments are counted by."""
    step = {"step": 1} if action.family else {}
    per = {"per": action.per} if has_unit and ("costs" in written or "gives" in written) else {}
    return _with_words({**step, **per, **written}, action.utterance)


def _with_words(written: dict[str, Any], said: Assertion | Promise | None) -> dict[str, Any]:
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
