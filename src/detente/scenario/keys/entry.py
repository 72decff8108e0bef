"""How a key is described, and how part of a file's tree becomes a model with such keys.

Reading never stops at a mistake: the mistake is noted with its place, and what could not be read is None.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Generic, TypeVar, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PrivateAttr,
    field_validator,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import core_schema

from detente.errors import Mistake
from detente.scenario.names import find_closest, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.scripts import find_odd_letter
from detente.scenario.tree import Node, Scalar, Series, Table, walk

# As it is found where a list of effects lacks its brackets.
_EFFECT = re.compile(r"\w+\s*(=\s*\S.*|(up|down)(\s.*)?)")

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class MisreadError(Exception):
    """A value that its key does not allow."""

    def __init__(self, where: Where, message: str) -> None:
        super().__init__(message)
        self.mistake = Mistake(where, message)


@dataclass
class Reading:
    """The mistakes noted so far."""

    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, where: Where, message: str) -> None:
        self.mistakes.append(Mistake(where, message))

    def attempt(self, read: Callable[[Any], T], node: object) -> T | None:
        """What the reader makes of the node; None, and a mistake, if it is not allowed there."""
        try:
            return read(node)
        except MisreadError as error:
            self.mistakes.append(error.mistake)
            return None


def place_missing(table: Table, word: str) -> Where:
    """Where a mapping lacks a key: where it stands, or in a file at a key that may be meant, or else at the end."""
    if table.where.field != "file":
        return table.where
    meant = find_closest(word, table.keys)
    if meant:
        return replace(table.keys[meant], field=word)
    last = max((node.where for node in walk(table)), key=lambda where: where.line)
    return Where(last.file, last.line, 1, word)


def describe_node(node: Node) -> str:
    """A value as messages call it."""
    if isinstance(node, Table):
        return "a mapping"
    if not isinstance(node, Scalar):
        return "a list"
    if node.value is None:
        return "nothing"
    text = str(node.value).replace("\n", " ")
    return f"'{text[:60]}…'" if len(text) > 60 else f"'{text}'"


def needed(what: str, node: Node) -> MisreadError:
    """The mistake of a node that is something else than `what`."""
    return MisreadError(node.where, f"{what} is needed here, not {describe_node(node)}")


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of single value.

    Args:
        name: how the reference calls it. read: what a node of it stands for; raises MisreadError.
        schema: its JSON Schema.
    """

    name: str
    read: Callable[[Node], object]
    schema: Mapping[str, Any]

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(self.read)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return dict(self.schema)


class Named(Generic[T_co]):
    """Entries under names of the analyst's choice, in file order.

    Args:
        entries: those that could be read. places: where every name stands, read or not.
    """

    # No dataclass: pydantic has rules of its own for those.
    def __init__(self, where: Where, entries: Mapping[str, T_co], places: Mapping[str, Where]) -> None:
        self.where = where
        self.entries = entries
        self.places = places

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        entry = core_schema.with_info_wrap_validator_function(_attempt, handler.generate_schema(get_args(source)[0]))
        entries = core_schema.dict_schema(core_schema.str_schema(), entry)
        return core_schema.with_info_wrap_validator_function(_read_named, entries)


def _read_named(node: Any, handler: Any, _: Any) -> Named[Any]:
    if not isinstance(node, Table):
        raise needed("a mapping by name", node)
    entries = {name: entry for name, entry in handler(node.entries).items() if entry is not None}
    return Named(node.where, entries, {name: node.keys[name] for name in node.entries})


class Listed(Generic[T_co]):
    """A list; None stands for an item that could not be read."""

    def __init__(self, where: Where, items: Sequence[T_co | None]) -> None:
        self.where = where
        self.items = items

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        item = core_schema.with_info_wrap_validator_function(_attempt, handler.generate_schema(get_args(source)[0]))
        return core_schema.with_info_wrap_validator_function(_read_list, core_schema.list_schema(item))


def _with_example(error: MisreadError, field: FieldInfo, node: object) -> MisreadError:
    """The mistake of a whole value, with the example of its key."""
    mistake, example = error.mistake, (field.examples or [None])[0]
    if example is None or not isinstance(node, Node) or mistake.where != node.where:
        return error
    for what in ("a mapping by name", "a list"):
        found = f"{what} is needed here"
        if mistake.message.startswith(found):
            rest = mistake.message.removeprefix(found)
            return MisreadError(
                mistake.where, f"{what.removesuffix(' by name')}, such as {example}, is needed here{rest}"
            )
    return error


def _read_list(node: Any, handler: Any, _: Any) -> Listed[Any]:
    if not isinstance(node, Series):
        raise needed("a list", node)
    return Listed(node.where, handler(node.items))


def _attempt(node: Any, handler: Any, info: Any) -> Any:
    return info.context.attempt(handler, node)


def list_entries(named: Named[T] | None) -> Iterator[tuple[str, T, Where]]:
    """Name, entry and place of all that could be read."""
    if named is not None:
        for name, entry in named.entries.items():
            yield name, entry, named.places[name]


@dataclass(frozen=True)
class Short:
    """Lets a lone value stand for a mapping with one entry, or (key "") nothing for an empty mapping."""

    key: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.expand, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [handler(schema), {"type": ["number", "string", "boolean"]} if self.key else {"type": "null"}]}

    def expand(self, node: Node) -> Node:
        """The mapping that a lone value stands for."""
        if not isinstance(node, Scalar) or (node.value is None) == bool(self.key):
            return node
        return Table(node.where, {self.key: node}, {self.key: node.where}) if self.key else Table(node.where)


def key(meaning: str, *, name: str = "", default: object = None, example: str = "", is_needed: bool = False) -> Any:
    """A key of the language.

    Args:
        meaning: one plain line. name: as files write it, where that is no Python name.
        default: what holds without it. example: a value.
    """
    extra: dict[str, Any] = {"default": default, "is_needed": is_needed}
    return Field(None, alias=name or None, description=meaning, examples=[example or None], json_schema_extra=extra)


def free_names(meaning: str, *, example: str = "") -> Any:
    """The names of the analyst's choice that stand beside the keys of a model."""
    return Field(None, description=meaning, examples=[example or None], json_schema_extra={"is_free": True})


class Entry(BaseModel):
    """A mapping of the file with the keys that the model's fields describe.

    hints: what an analyst may have meant by a key that is not allowed here. allows_empty: whether a key with nothing
    behind it counts as left out; elsewhere that is a slip. shown: the keys that a short example of the mapping has.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)
    hints: ClassVar[Mapping[str, str]] = {}
    allows_empty: ClassVar[bool] = False
    shown: ClassVar[tuple[str, ...]] = ()
    _table: Table = PrivateAttr()

    @classmethod
    @functools.cache
    def key_fields(cls) -> Mapping[str, FieldInfo]:
        """The keys by the names that files use."""
        fields = cls.model_fields.items()
        return {info.alias or name: info for name, info in fields if not _extra(info).get("is_free")}

    @classmethod
    @functools.cache
    def free_field(cls) -> str:
        """The field for names of the analyst's choice, or ""."""
        return next((name for name, info in cls.model_fields.items() if _extra(info).get("is_free")), "")

    @property
    def where(self) -> Where:
        return self._table.where

    def words(self) -> tuple[str, ...]:
        """The keys that the file gives, in file order."""
        return tuple(word for word in self._table.entries if word in self.key_fields())

    def has(self, key: str) -> bool:
        """Whether the file gives the key, be it rightly or not."""
        return key in self._table.entries

    def place(self, key: str) -> Where:
        """Where the key stands."""
        return self._table.place(key)

    def value_place(self, key: str) -> Where:
        """Where the value of the key stands; the whole entry if it lacks the key."""
        return self._table.entries[key].where if self.has(key) else self.where

    def check(self, reading: Reading) -> None:
        """Notes which keys do not go together; asked only where each of them is right in itself."""

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, node: Any, handler: Any, info: Any) -> Entry:
        reading: Reading = info.context
        if not isinstance(node, Table):
            raise needed(f"a mapping, such as {cls.form()}," if cls.form() else "a mapping", node)
        if isinstance(node.read_as, cls):
            return node.read_as
        num_mistakes = len(reading.mistakes)
        entry: Entry = handler(cls._sorted_out(node, reading))
        entry._table = node
        if len(reading.mistakes) == num_mistakes:
            entry.check(reading)
        if len(reading.mistakes) == num_mistakes:
            node.read_as = entry
        return entry

    @classmethod
    def _sorted_out(cls, table: Table, reading: Reading) -> dict[str, Node]:
        """The entries by key, with the free names among them in one table; notes unknown, empty and missing keys."""
        keys, free_field = cls.key_fields(), cls.free_field()
        given: dict[str, Node] = {}
        free: dict[str, Node] = {}
        for word, node in table.entries.items():
            if word not in keys:
                free[word] = node
            elif isinstance(node, Scalar) and node.value is None and not (cls.allows_empty and _is_needed(keys[word])):
                if not cls.allows_empty:
                    reading.wrong(table.keys[word], f"'{word}:' has no value")
            else:
                given[word] = node
        if free_field:
            given[free_field] = Table(table.where, free, table.keys)
        else:
            for word in free:
                reading.wrong(table.keys[word], cls._unknown(word))
        for word, info in keys.items():
            if _is_needed(info) and word not in table.entries:
                reading.wrong(place_missing(table, word), f"missing '{word}'")
        return given

    @classmethod
    def form(cls) -> str:
        """A short example of the mapping; "" if it has none."""
        keys = cls.key_fields()
        given = {word: str((keys[word].examples or [""])[0] or "…") for word in cls.shown}
        free = (cls.model_fields[cls.free_field()].examples or [None])[0] if cls.free_field() else None
        entries = [f"{word}: {value}" for word, value in given.items()] + ([str(free)] if free else [])
        return "{" + ", ".join(entries) + "}" if entries else ""

    @classmethod
    def _unknown(cls, word: str) -> str:
        if word in cls.hints:
            return f"'{word}' is not allowed here: {cls.hints[word]}"
        if odd := find_odd_letter(word):
            return f"unknown key '{word}': {odd}"
        if "then" in cls.key_fields() and _EFFECT.fullmatch(word):
            return f"unknown key '{word}'; several effects are a list: write then: [EFFECT, {word}]"
        first, _, rest = word.partition(" ")
        if first in cls.key_fields() and rest:
            return f"unknown key '{word}'; a colon may be missing: '{first}: {rest}'"
        return f"unknown key '{word}'{nearest(word, cls.key_fields())} (allowed: {listed(cls.key_fields(), 20)})"

    @field_validator("*", mode="wrap")
    @classmethod
    def _attempt(cls, node: Any, handler: Any, info: Any) -> Any:
        def read(node: Any) -> Any:
            try:
                return handler(node)
            except MisreadError as error:
                raise _with_example(error, cls.model_fields[info.field_name], node) from None

        return info.context.attempt(read, node)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """The schema with its needed keys, and the free names as further properties."""
        described = handler.resolve_ref_schema(handler(schema))
        properties = described.get("properties", {})
        required = [word for word, entry in properties.items() if entry.pop("is_needed", False)]
        for word in required:
            options = [option for option in properties[word].pop("anyOf", []) if option.get("type") != "null"]
            properties[word].update(*options)
        if required:
            described["required"] = required
        free = properties.pop(cls.free_field(), None)
        if free is not None:
            mapping = next(option for option in free["anyOf"] if "additionalProperties" in option)
            described["additionalProperties"] = mapping["additionalProperties"]
        for entry in properties.values():
            if entry.get("examples") == [None]:
                del entry["examples"]
        return described


def _extra(info: FieldInfo) -> Mapping[str, Any]:
    extra = info.json_schema_extra
    return extra if isinstance(extra, Mapping) else {}


def _is_needed(info: FieldInfo) -> bool:
    return bool(_extra(info).get("is_needed"))
