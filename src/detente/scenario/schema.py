"""The shape of a scenario file: its reserved words, where free names may stand, and what kind of value each takes.

The models serve twice: for checking a document's shape, and as the JSON Schema that editors complete from.
What words mean is checked later (`building.py`, `stages.py`, `checks.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError, core_schema

from detente.scenario.building import percentage_of
from detente.scenario.model import MOST_BELIEF_POINTS, MOST_WORLDS
from detente.scenario.names import nearest
from detente.scenario.stages import AT_ONCE

_ANSWERS = {True: True, False: False, "yes": True, "no": False}


def described(value: object) -> str:
    """A value as messages call it."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = str(value).replace("\n", " ")
    return f"'{text[:60]}…'" if len(text) > 60 else f"'{text}'"


def _needed(what: str, value: object) -> PydanticCustomError:
    return PydanticCustomError("form", "{what} is needed here, not {found}", {"what": what, "found": described(value)})


def _misformed(message: str) -> PydanticCustomError:
    return PydanticCustomError("form", "{message}", {"message": message})


def _scalar(what: str) -> PlainValidator:
    def check(value: object) -> object:
        if not isinstance(value, (str, int, float)):
            raise _needed(what, value)
        return value

    return PlainValidator(check)


def _answer(value: object) -> bool:
    if not isinstance(value, (str, bool)) or value not in _ANSWERS:
        raise _needed("yes or no", value)
    return _ANSWERS[value]


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise _needed("a whole number", value)
    return value


def _whole_between(least: int, most: int) -> PlainValidator:
    said = f"{most:,}" if most >= 10_000 else str(most)

    def check(value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise _needed(f"a whole number from {least} to {said}", value)
        return value

    return PlainValidator(check)


def _certainty(value: object) -> object:
    number = percentage_of(value) if isinstance(value, str) else value
    if not isinstance(number, (int, float)) or isinstance(number, bool) or not 0.5 < number < 1:
        raise _needed("a probability above 50% and below 1", value)
    return value


def _words(value: object) -> list[str]:
    if not isinstance(value, list):
        raise _needed("a list of names", value)
    if not value:
        raise _misformed("a list of names is needed here; this one is empty")
    for word in value:
        if not isinstance(word, str):
            raise _misformed(f"a level is a word that begins with a letter, not {described(word)}")
    return value


def _effects(value: object) -> object:
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, str):
            raise _needed("an effect such as 'front up' (or a list of them)", item)
    return value


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return percentage_of(value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _range(value: object) -> object:
    if not isinstance(value, list):
        raise _needed("a range [low, high]", value)
    if len(value) != 2:
        raise _misformed(f"a range has two ends, [low, high]; this list has {len(value)}")
    for end in value:
        if not _is_number(end):
            raise _misformed(f"the ends of a range are numbers, such as 3, 0.25 or 5%, not {described(end)}")
    return value


def _base(value: object) -> object:
    if not _is_number(value):
        raise _needed("a number, such as 3, 0.25 or 5%,", value)
    return value


def _one_of(*allowed: str) -> PlainValidator:
    def check(value: object) -> object:
        if not isinstance(value, str) or value not in allowed:
            hint = nearest(str(value), allowed) if isinstance(value, str) else ""
            raise _misformed(f"{' or '.join(allowed)} is needed here, not {described(value)}{hint}")
        return value

    return PlainValidator(check)


def _afterwards(value: object) -> object:
    if isinstance(value, Mapping):
        for amount in value.values():
            if not isinstance(amount, (str, int, float)):
                raise _needed("an expression", amount)
    elif not isinstance(value, str):
        raise _needed("'nothing', 'the last … repeats', or a mapping 'actor: expression'", value)
    return value


def _names(value: object) -> object:
    for item in value if isinstance(value, list) else [value]:
        if not isinstance(item, str):
            raise _needed("the name of a variant (or a list of them)", item)
    return value


_EXPRESSION_SCHEMA = {
    "type": ["number", "string", "boolean"],
    "description": "An expression (docs/reference/language.md)",
}
_TEXT_SCHEMA = {"type": ["string", "number"]}


@dataclass(frozen=True)
class _Short:
    """Lets a lone value stand for a mapping with one entry, or (key "") nothing for an empty mapping."""

    key: str

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_before_validator_function(self.expand, handler(source))

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"anyOf": [handler(schema), _EXPRESSION_SCHEMA if self.key else {"type": "null"}]}

    def expand(self, value: object) -> object:
        if not self.key:
            return {} if value is None else value
        return {self.key: value} if isinstance(value, (str, int, float)) else value


Expression = Annotated[Any, _scalar("an expression"), WithJsonSchema(_EXPRESSION_SCHEMA)]
Text = Annotated[Any, _scalar("a text"), WithJsonSchema(_TEXT_SCHEMA)]
DateText = Annotated[Any, _scalar("a date"), WithJsonSchema(_TEXT_SCHEMA)]
Answer = Annotated[Any, PlainValidator(_answer), WithJsonSchema({"enum": ["yes", "no", True, False]})]
Whole = Annotated[Any, PlainValidator(_whole), WithJsonSchema({"type": "integer"})]
BeliefPoints = Annotated[
    Any,
    _whole_between(3, MOST_BELIEF_POINTS),
    WithJsonSchema({"type": "integer", "minimum": 3, "maximum": MOST_BELIEF_POINTS}),
]
NumWorlds = Annotated[
    Any, _whole_between(1, MOST_WORLDS), WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_WORLDS})
]
Certainty = Annotated[Any, PlainValidator(_certainty), WithJsonSchema({"type": ["number", "string"]})]
Words = Annotated[
    Any, PlainValidator(_words), WithJsonSchema({"type": "array", "items": {"type": "string"}, "minItems": 1})
]
Effects = Annotated[
    Any,
    PlainValidator(_effects),
    WithJsonSchema(
        {"type": ["string", "array"], "items": {"type": "string"}, "examples": ["contact up", "front = held"]}
    ),
]
Range = Annotated[
    Any,
    PlainValidator(_range),
    WithJsonSchema({"type": "array", "items": {"type": ["number", "string"]}, "minItems": 2, "maxItems": 2}),
]
Base = Annotated[Any, PlainValidator(_base), WithJsonSchema({"type": ["number", "string"]})]
Step = Annotated[
    Any,
    _one_of("week", "month", "quarter", "year"),
    WithJsonSchema({"enum": ["week", "month", "quarter", "year"]}),
]
Lasts = Annotated[Any, _one_of("always", "one period"), WithJsonSchema({"enum": ["always", "one period"]})]
Better = Annotated[Any, _one_of("more", "less"), WithJsonSchema({"enum": ["more", "less"]})]
Afterwards = Annotated[
    Any,
    PlainValidator(_afterwards),
    WithJsonSchema({"type": ["string", "object"], "additionalProperties": _EXPRESSION_SCHEMA}),
]
NamesText = Annotated[
    Any, PlainValidator(_names), WithJsonSchema({"type": ["string", "array"], "items": {"type": "string"}})
]


class Entry(BaseModel):
    """An entry with reserved words only."""

    model_config = ConfigDict(extra="forbid")


class Noted(Entry):
    """An entry that can say why it is as it is, and who says so."""

    why: Text | None = Field(None, description="A reason")
    source: Text | None = Field(None, description="A key of `sources`")

    @model_validator(mode="before")
    @classmethod
    def _says_something(cls, value: object) -> object:
        """Nothing behind a reserved word is a slip; left out, it would have its default."""
        if isinstance(value, Mapping):
            words = [field.alias or name for name, field in cls.model_fields.items()]
            empty = next((word for word in words if word in value and value[word] is None), None)
            if empty is not None:
                raise PydanticCustomError("empty", "nothing stands behind '{key}:'", {"key": empty})
        return value


class SourceEntry(Entry):
    """Who said something, and where."""

    author: Text | None = None
    title: Text | None = None
    published: Text | None = None
    about: Text | None = None
    url: Text | None = None


class CalendarEntry(Noted):
    """The dates: from and to, or a number of rounds."""

    first: DateText | None = Field(None, alias="from", description="The first period, YYYY-MM (weeks: YYYY-MM-DD)")
    last: DateText | None = Field(None, alias="to", description="The last period, itself played")
    step: Step | None = Field(None, description="Length of a period; default month")
    rounds: Whole | None = Field(None, description="Number of rounds, where dates do not matter")
    afterwards: Afterwards | None = Field(None, description="What the time after the last period is worth")

    @model_validator(mode="after")
    def _is_complete(self) -> CalendarEntry:
        if self.rounds is None and (self.first is None or self.last is None):
            raise _misformed("a calendar needs 'from' and 'to', or 'rounds'")
        return self


class VariableEntry(Noted):
    """A public variable: its levels and its start."""

    one_of: Words | None = Field(None, alias="one of", description="Unordered levels")
    scale: Words | None = Field(None, description="Ordered levels, the first is 0")
    first: Whole | None = Field(None, alias="from", description="The least whole number")
    last: Whole | None = Field(None, alias="to", description="The greatest whole number")
    starts: Text = Field(description="The level at the start")
    lasts: Lasts | None = Field(None, description="`one period`: goes back to its start at every period's end")

    @model_validator(mode="after")
    def _has_levels(self) -> VariableEntry:
        kinds = [self.one_of is not None, self.scale is not None, self.first is not None or self.last is not None]
        if sum(kinds) != 1:
            raise _misformed("a variable needs one of 'one of: [a, b]', 'scale: [a, b]' and 'from: 0, to: 5'")
        if kinds[2] and (self.first is None or self.last is None):
            raise _misformed("a variable of whole numbers needs both 'from' and 'to'")
        return self


class NumberForm(Noted):
    """A fact (value), a judgement (range), or a formula of other numbers."""

    value: Expression | None = None
    range: Range | None = None
    base: Base | None = Field(None, description="The base value; default the middle of the range")

    @model_validator(mode="after")
    def _is_one(self) -> NumberForm:
        if (self.value is None) == (self.range is None):
            raise _misformed("a number needs either 'value' (a fact) or 'range: [low, high]' (a judgement)")
        if self.base is not None and self.range is None:
            raise _misformed("'base' belongs to a 'range'")
        return self


class TypeEntry(Noted):
    """A private type: its prior, and its parameters by name."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Expression] = Field(init=False)
    prior: Expression | None = Field(None, description="Prior probability; the priors of all types sum to one")


class WantForm(Noted):
    """A payoff term."""

    weight: Expression | None = None
    of: Expression


class ActorEntry(Noted):
    """A decision maker."""

    called: Text | None = Field(None, description="The name that reports print")
    patience: Expression | None = Field(None, description="Weight of the next period against this one; default 0.95")
    precision: Expression | None = Field(None, description="How sharply payoff differences are followed; default 2")
    types: dict[str, Annotated[TypeEntry, _Short("")]] | None = None
    parameters: dict[str, Expression] | None = None
    wants: dict[str, Annotated[WantForm, _Short("of")]] | None = None
    leaves: DateText | None = Field(None, description="The first period out of office")
    legacy: Expression | None = Field(None, description="Weight of payoffs from then on; default 0")
    belief_points: BeliefPoints | None = Field(
        None,
        alias="belief points",
        description="Points of the grid on which the public belief about this actor is held",
    )
    seat: Text | None = None
    holds_when: Expression | None = Field(None, alias="while", description="When it holds the seat")

    @model_validator(mode="after")
    def _is_seated(self) -> ActorEntry:
        if (self.seat is None) != (self.holds_when is None):
            raise _misformed("'seat' and 'while' (the condition of holding it) go together")
        if self.legacy is not None and self.leaves is None:
            raise _misformed("'legacy' belongs to 'leaves: DATE'")
        if self.belief_points is not None and len(self.types or ()) < 2:
            raise _misformed("'belief points' belongs to an actor with two or more types")
        if self.types is not None and not self.types:
            raise _misformed("'types' needs at least one type; leave it out where nothing is private")
        return self


class SeatEntry(Noted):
    """What all holders of a seat share."""

    patience: Expression | None = None
    precision: Expression | None = None
    parameters: dict[str, Expression] | None = None
    wants: dict[str, Annotated[WantForm, _Short("of")]] | None = None


class ResultForm(Noted):
    """A result of a lottery."""

    probability: Expression = Field(description="An expression, or `rest`")
    then: Effects | None = None


Result = Annotated[ResultForm, _Short("probability")]


class ActEntry(Noted):
    """An act of a menu; an empty one does nothing."""

    when: Expression | None = Field(None, description="In the menu only then")
    costs: Expression | None = Field(None, description="Paid by whoever decides")
    gives: dict[str, Expression] | None = Field(None, description="Received by others")
    then: Effects | None = None
    results: dict[str, Result] | None = Field(None, description="A lottery: exactly one happens")
    looks_like: Text | None = Field(None, alias="looks like", description="The act that the others believe they see")


class DecisionEntry(Noted):
    """A decision: `OWNER NAME`, then the menu."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Annotated[ActEntry, _Short("")]] = Field(init=False)
    called: Text | None = None
    when: Expression | None = Field(None, description="The decision is taken only then")
    covert: Answer | None = Field(None, description="Whether the others see only the new state")
    traces: dict[str, Result] | None = Field(None, description="A lottery after the choice, seen by all")


class ChanceEntry(Noted):
    """A lottery of nature, or a signal about one actor's type."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Result] = Field(init=False)
    called: Text | None = None
    when: Expression | None = Field(None, description="It happens only then")


class MeasureForm(Noted):
    """What policies are judged by: a mean over plays and periods."""

    of: Expression = Field(description="A number, or a condition, whose mean is a share")
    better: Better | None = Field(None, description="Which way is better")
    says: Text | None = Field(None, description="What it measures, in words")
    at: DateText | None = Field(None, description="At the end of this period alone; `end` for the last one")
    first: DateText | None = Field(None, alias="from", description="The first period that counts; default all")
    last: DateText | None = Field(None, alias="to", description="The last period that counts")

    @model_validator(mode="after")
    def _has_one_window(self) -> MeasureForm:
        if self.at is not None and (self.first is not None or self.last is not None):
            raise _misformed("'at' is one period, 'from' and 'to' are several; give one or the other")
        return self


class VariantEntry(Noted):
    """Named changes: path and new value."""

    model_config = ConfigDict(extra="allow")
    says: Text | None = None
    builds_on: NamesText | None = Field(None, alias="builds on")
    sees: dict[str, Text] | None = Field(
        None, description="Actor or seat -> the variant that is its picture of the crisis"
    )


class ClaimEntry(Noted):
    """A sentence of the analysis, and its formal statement."""

    id: Text | None = None
    says: Text
    holds_if: Text = Field(alias="holds if")


_DECISION_KEY = r"^(?!((chance|signal)\s|at once$))\S+\s+\S+$"

Stages = Annotated[
    list[dict[str, Any]],
    WithJsonSchema(
        {
            "type": "array",
            "items": {
                "type": "object",
                "minProperties": 1,
                "maxProperties": 1,
                "properties": {
                    AT_ONCE: {
                        "type": "object",
                        "description": "Two decisions, neither of which knows the other",
                        "minProperties": 2,
                        "maxProperties": 2,
                        "patternProperties": {_DECISION_KEY: {"$ref": "#/$defs/DecisionEntry"}},
                        "additionalProperties": False,
                    }
                },
                "patternProperties": {
                    r"^(chance|signal)\s": {"$ref": "#/$defs/ChanceEntry"},
                    _DECISION_KEY: {"$ref": "#/$defs/DecisionEntry"},
                },
                "additionalProperties": False,
            },
        }
    ),
]


class Crisis(Entry):
    """A scenario file."""

    crisis: Text = Field(description="The title")
    question: Text | None = None
    about: Text | None = None
    sources: dict[str, SourceEntry] | None = None
    calendar: CalendarEntry
    state: dict[str, VariableEntry]
    numbers: dict[str, Annotated[NumberForm, _Short("value")]] | None = None
    worlds: NumWorlds | None = Field(None, description="Draws of all ranges in which claims are judged too")
    definitions: dict[str, Expression] | None = Field(None, description="Named expressions of state, date and moves")
    seats: dict[str, SeatEntry] | None = Field(None, description="What all holders of a seat share")
    certainty: Certainty | None = Field(None, description="The probability that counts as certain on the belief grid")
    actors: dict[str, Annotated[ActorEntry, _Short("")]]
    each_month: Stages | None = Field(None, alias="each month")
    each_week: Stages | None = Field(None, alias="each week")
    each_quarter: Stages | None = Field(None, alias="each quarter")
    each_year: Stages | None = Field(None, alias="each year")
    each_round: Stages | None = Field(None, alias="each round")
    each_period: Stages | None = Field(None, alias="each period")
    measures: dict[str, Annotated[MeasureForm, _Short("of")]] | None = None
    variants: dict[str, VariantEntry] | None = None
    claims: list[ClaimEntry] | None = None
