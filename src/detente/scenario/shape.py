"""Whether a document has the shape of a scenario: the schema's complaints in the analyst's words, with their places."""

from __future__ import annotations

import types
import typing
from collections.abc import Iterator, Sequence
from typing import Any

from pydantic import BaseModel, ValidationError

from detente.errors import Mistake
from detente.scenario.names import listed, nearest
from detente.scenario.positions import Where
from detente.scenario.reading import Node, Series, Table, plain
from detente.scenario.schema import ChanceEntry, Crisis, DecisionEntry, described
from detente.scenario.stages import AT_ONCE, PERIOD_KEYS, at_once_key, split_head, stages_of

Location = tuple[str | int, ...]

# What an analyst may have meant by a key that is not allowed where it stands.
_HINTS = {
    (ChanceEntry, "costs"): "nobody pays for what nature does; put it under an actor's wants",
    ("ResultForm", "costs"): "a result costs nothing by itself; put it under the act's costs or an actor's wants",
    ("ResultForm", "when"): "make the probability 0 where the result cannot happen",
    ("ActEntry", "covert"): "'covert: yes' stands beside the acts and hides them all; to hide one write 'looks like'",
    ("ActEntry", "probability"): "an act is chosen; probabilities stand under its 'results'",
    ("NumberForm", "prior"): "priors stand under an actor's types",
}


def check_shape(root: Table) -> list[Mistake]:
    """Every mistake of the document's structure."""
    mistakes = list(_complaints(Crisis, plain(root), root))
    found = [key for key in PERIOD_KEYS if key in root.entries]
    if not found:
        mistakes.append(
            Mistake(root.where, "missing the stages: 'each month:' (or week, quarter, year, round, period)")
        )
    for key in found[1:]:
        mistakes.append(Mistake(root.keys[key], f"the stages stand under one key; there is '{found[0]}' already"))
    for key, what in (("state", "one variable, such as 'phase: {one of: [only]}'"), ("actors", "one actor")):
        node = root.entries.get(key)
        if isinstance(node, Table) and not node.entries:
            mistakes.append(Mistake(node.where, f"there must be at least {what}"))
    for key in found:
        mistakes.extend(_stage_complaints(root.entries[key]))
    return mistakes


def _stage_complaints(series: Node) -> Iterator[Mistake]:
    if not isinstance(series, Series):
        return
    if not series.items:
        yield Mistake(series.where, "there must be at least one stage")
    for item in series.items:
        if not isinstance(item, Table):
            continue
        if len(item.entries) != 1:
            what = "a stage is one entry '- OWNER NAME:' with what belongs to it indented below"
            yield Mistake(item.where, f"{what}; here are {listed(item.entries)}")
        inside = stages_of(item)
        if inside is not item:
            key = at_once_key(item)
            if key != AT_ONCE:
                yield Mistake(item.keys[key], f"what is decided at once stands under '{AT_ONCE}', not '{key}'")
            yield from _at_once_complaints(inside)
        if not isinstance(inside, Table):
            continue
        for head, stage in inside.entries.items():
            parts = split_head(head)
            if parts is None:
                usage = "'OWNER NAME', 'chance NAME' or 'signal NAME', the name being one word"
                yield Mistake(inside.keys[head], f"a stage is called {usage}, not '{head}'")
                continue
            model = ChanceEntry if parts[0] in ("chance", "signal") else DecisionEntry
            value = plain(stage)
            yield from _complaints(model, {} if value is None else value, stage)


def _at_once_complaints(pair: Node) -> Iterator[Mistake]:
    usage = "'at once' holds two decisions, each 'OWNER NAME:' with its menu below"
    if not isinstance(pair, Table):
        yield Mistake(pair.where, f"{usage}; here is {described(plain(pair))}")
    elif len(pair.entries) != 2:
        yield Mistake(pair.where, f"{usage}; here are {len(pair.entries)} ({listed(pair.entries)})")


def _complaints(model: type[BaseModel], value: Any, node: Node) -> Iterator[Mistake]:
    try:
        model.model_validate(value)
    except ValidationError as error:
        for complaint in error.errors(include_url=False):
            yield _mistake(complaint, model, node)


def _mistake(complaint: Any, model: type[BaseModel], node: Node) -> Mistake:
    kind, location = complaint["type"], tuple(complaint["loc"])
    where = place(node, location)
    if kind == "missing":
        return Mistake(place(node, location[:-1]), f"missing '{location[-1]}'")
    if kind == "empty":
        return Mistake(_key_place(node, (*location, complaint["ctx"]["key"])), complaint["msg"])
    if kind == "extra_forbidden":
        return Mistake(_key_place(node, location), _unknown_key(model, location))
    if kind in ("dict_type", "model_type", "model_attributes_type", "dataclass_type"):
        return Mistake(where, f"a mapping is needed here, not {described(complaint['input'])}")
    if kind == "list_type":
        return Mistake(where, f"a list is needed here, not {described(complaint['input'])}")
    return Mistake(where, complaint["msg"])


def _unknown_key(model: type[BaseModel], location: Location) -> str:
    owner = _model_at(model, location[:-1])
    key = str(location[-1])
    hint = _HINTS.get((owner, key)) or _HINTS.get((owner.__name__ if owner else "", key))
    if hint:
        return f"'{key}' cannot stand here: {hint}"
    allowed = [field.alias or name for name, field in owner.model_fields.items()] if owner else []
    word, _, rest = key.partition(" ")
    if word in allowed and rest:
        return f"unknown key '{key}'; a colon may be missing: '{word}: {rest}'"
    return f"unknown key '{key}'{nearest(key, allowed)} (allowed: {listed(allowed, 20)})"


def _model_at(model: type[BaseModel], location: Location) -> type[BaseModel] | None:
    """The model that the part of the document at this location follows."""
    annotation: Any = model
    for part in location:
        annotation = _bare(annotation)
        if isinstance(annotation, type) and issubclass(annotation, BaseModel):
            fields = {field.alias or name: field.annotation for name, field in annotation.model_fields.items()}
            annotation = fields[part] if part in fields else _free_entry(annotation)
        else:
            arguments = typing.get_args(annotation)
            annotation = arguments[-1] if arguments else None
    annotation = _bare(annotation)
    return annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else None


def _free_entry(model: type[BaseModel]) -> Any:
    hints = typing.get_type_hints(model, include_extras=True)
    arguments = typing.get_args(hints.get("__pydantic_extra__"))
    return arguments[-1] if arguments else None


def _bare(annotation: Any) -> Any:
    """The annotation without its metadata and without `| None`."""
    while True:
        origin = typing.get_origin(annotation)
        if origin is typing.Annotated:
            annotation = typing.get_args(annotation)[0]
        elif origin in (typing.Union, types.UnionType):
            annotation = next(part for part in typing.get_args(annotation) if part is not type(None))
        else:
            return annotation


def place(node: Node, location: Sequence[str | int]) -> Where:
    """Where the deepest part of the location stands that there is."""
    where = node.where
    for part in location:
        if isinstance(node, Table) and part in node.entries:
            where = node.entries[str(part)].where
            node = node.entries[str(part)]
        elif isinstance(node, Series) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
            where = node.where
        else:
            break
    return where


def _key_place(node: Node, location: Location) -> Where:
    """Where the key stands that a location ends with."""
    for part in location[:-1]:
        if isinstance(node, Table) and part in node.entries:
            node = node.entries[str(part)]
        elif isinstance(node, Series) and isinstance(part, int) and part < len(node.items):
            node = node.items[part]
    return node.place(str(location[-1])) if isinstance(node, Table) else node.where
