"""The JSON Schema of scenario files, from which editors complete and check.

A choice between forms (`anyOf`) makes an editor report whatever is wrong inside at the place of the choice: a misspelt
key of one act, say, at the whole list of stages. So every choice here is decided by the kind of the value, and a
mistake is reported where it is.
"""

from __future__ import annotations

import typing
from typing import Any

from pydantic.json_schema import models_json_schema

from detente.scenario.keys.crisis import CrisisKeys
from detente.scenario.keys.months import PERIOD_KEYS, ChanceKeys, DecisionKeys

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TITLE = "Détente scenario"


def json_schema() -> dict[str, Any]:
    """The JSON Schema of scenario files."""
    models = [(model, "validation") for model in (CrisisKeys, DecisionKeys, ChanceKeys)]
    _, schema = models_json_schema(typing.cast(Any, models), title=_TITLE)
    definitions = {name: _by_kind(entry) for name, entry in schema["$defs"].items()}
    crisis = definitions.pop("CrisisKeys")
    required = [{"required": [key]} for key in PERIOD_KEYS]
    return {"$schema": _DIALECT, **crisis, "title": _TITLE, "oneOf": required, "$defs": definitions}


def _by_kind(schema: Any) -> Any:
    """The same schema without `anyOf`."""
    if isinstance(schema, list):
        return [_by_kind(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: _by_kind(value) for key, value in schema.items() if key != "anyOf"}
    return {**_together([_by_kind(option) for option in schema["anyOf"]]), **inner} if "anyOf" in schema else inner


def _together(options: list[dict[str, Any]]) -> dict[str, Any]:
    """One schema for a value of any of several kinds; at most one option may refer to a definition, that of a mapping.

    Keywords such as `items` and `additionalProperties` ask only values of their own kind, so that options that are
    written out can share one schema.
    """
    references = [option for option in options if "$ref" in option]
    written = [option for option in options if "$ref" not in option]
    if references and written:
        return {"if": {"type": "object"}, "then": references[0], "else": _together(written)}
    if len(written) == 1:
        return written[0]
    if any("enum" in option for option in written):
        return {"enum": [value for option in written for value in option.get("enum", [None])]}
    kinds = [kind for option in written for kind in _kinds(option)]
    return {key: value for option in written for key, value in option.items()} | {"type": kinds}


def _kinds(schema: dict[str, Any]) -> list[str]:
    kinds = schema["type"]
    return [kinds] if isinstance(kinds, str) else kinds
