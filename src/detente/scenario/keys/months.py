"""The keys of the stages within a period: decisions, chances, signals, acts and results."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import GetCoreSchemaHandler
from pydantic_core import core_schema

from detente.scenario.keys.entry import Kind, Named, Reading, Short, describe_node, free_names, key
from detente.scenario.keys.noted import Noted
from detente.scenario.keys.rates import ComesUpKeys, Per, UsuallyKeys
from detente.scenario.keys.values import Detection, Effects, Expression, Hearers, Names, PlacedNumber, Text, YesOrNo
from detente.scenario.names import listed
from detente.scenario.positions import Where
from detente.scenario.tree import Node, Scalar, Series, Table

PERIOD_KEYS = ("each month", "each week", "each quarter", "each year", "each round", "each period")
AT_ONCE = "at once"

_HEAD = re.compile(r"\s*(\S+)\s+(\S+)\s*")
_NATURE = ("chance", "signal")


class ResultKeys(Noted):
    """A result of a lottery."""

    shown = ("probability", "then")

    hints = {  # noqa: RUF012
        "costs": "a result costs nothing by itself; put it under the act's costs or an actor's wants",
        "when": "make the probability 0 where the result cannot happen",
        "seen by": "who sees which result came out is said once, next to the results",
    }
    probability: Expression | None = key(
        "Its probability, or `rest` for one of them; may be written as a single value", example="0.3", is_needed=True
    )
    then: Effects | None = key("What it changes", example="front up")


Lottery = Named[Annotated[ResultKeys, Short("probability")]]


class ActKeys(Noted):
    """An act of a menu; an empty one does nothing."""

    shown = ("costs", "then")

    hints = {  # noqa: RUF012
        "covert": "'covert: yes' goes next to the acts and hides them all; to hide one, write 'looks like'",
        "probability": "an act is chosen; probabilities belong under its 'results'",
        "seen by": "'seen by: [ACTOR]' goes next to the acts, and says who sees which of them was chosen",
    }
    when: Expression | None = key(
        "The act is in the menu only under this condition, which may depend on what the actor alone knows",
        default="always",
        example="date >= 2015-07",
    )
    costs: Expression | None = key(
        "Paid now by the actor that decides; a negative cost is a gain", default=0, example="0.2"
    )
    gives: Named[Expression] | None = key("Received now by others", example="{rebels: 1}")
    per: Per | None = key(
        "Whether costs and gives are paid in full on every occasion, or are per unit of time",
        default="occasion",
        example="time",
    )
    then: Effects | None = key("What it changes; each effect sees what the earlier ones did", example="front up")
    first: PlacedNumber | None = key(
        "The smallest of a range of numbers; the entry is then one act for each of them", name="from", example="0"
    )
    last: PlacedNumber | None = key("The greatest of them", name="to", example="100")
    step: PlacedNumber | None = key("The distance between them", default=1, example="5")
    results: Lottery | None = key(
        "A lottery: exactly one result happens, and is seen", example="{works: {probability: 0.3}, fails: rest}"
    )
    looks_like: Text | None = key(
        "The act that the others believe they see (the new state is always seen)", name="looks like", example="wink"
    )
    says: Expression | None = key(
        "What it says about what only the speaker knows, true or false", example="not moscow is revisionist"
    )
    promises: Expression | None = key(
        "A move of the same owner that it promises, or promises not to make, and under which condition",
        example="washington plays roll_back if minsk == full",
    )
    said_to: Hearers | None = key("Who hears it", name="said to", default="everyone", example="everyone")
    found_out: Detection | None = key(
        "The probability that everybody learns at once that the statement is false",
        name="found out",
        default=0,
        example="0.3 if false",
    )
    costs_if_found_out: Expression | None = key(
        "Paid by the speaker if that happens", name="costs if found out", default=0, example="1.5"
    )
    then_if_found_out: Effects | None = key(
        "What the detection changes", name="then if found out", example="trust down"
    )
    stands_for: Text | None = key(
        "How long the promise stands, including the period in which it is given",
        name="stands for",
        default="always",
        example="6 months",
    )
    stands_until: Expression | None = key(
        "The promise lapses at the end of the first period in which this holds",
        name="stands until",
        default="never",
        example="minsk == stalled",
    )
    costs_if_broken: Expression | None = key(
        "Paid by the actor that breaks the promise", name="costs if broken", default=0, example="1"
    )
    then_if_broken: Effects | None = key(
        "What breaking it changes, before the effects of the act that breaks it",
        name="then if broken",
        example="trust = low",
    )
    remembered_as: Text | None = key(
        "The variable that stores the promise, or the detection; it is added if the state does not have it",
        name="remembered as",
        default="the act's name",
        example="pledge",
    )

    def check(self, reading: Reading) -> None:
        if (self.first is None) != (self.last is None) or (self.step is not None and self.first is None):
            reading.wrong(self.where, "an act for each number of a range needs both 'from' and 'to'")
        for word, needs in _NEEDED_BESIDE.items():
            if self.has(word) and not any(self.has(each) for each in needs):
                reading.wrong(self.place(word), f"'{word}' needs '{' or '.join(needs)}' beside it")
        if self.has("says") and self.has("promises"):
            reading.wrong(self.place("promises"), "an act says something or promises something; write two decisions")
        if self.has("found out") and self.has("results"):
            what = "an act that may be found out has no other results; let a chance after it draw them"
            reading.wrong(self.place("results"), what)
        if self.has("looks like") and (self.has("says") or self.has("promises")):
            what = "what is said is heard, so the act cannot look like another one"
            reading.wrong(self.place("looks like"), what)


_NEEDED_BESIDE = {
    "said to": ("says", "promises"),
    "found out": ("says",),
    "costs if found out": ("found out",),
    "then if found out": ("found out",),
    "stands for": ("promises",),
    "stands until": ("promises",),
    "costs if broken": ("promises",),
    "then if broken": ("promises",),
    "remembered as": ("promises", "found out"),
}
"""Keys of an act, and those of which one must stand beside each."""


class DecisionKeys(Noted):
    """A decision, `OWNER NAME`, the owner being an actor or a seat."""

    called: Text | None = key("The name in reports", default="the name", example="Arms for the rebels")
    when: Expression | None = key(
        "The decision is taken only under this condition", default="always", example="front != lost"
    )
    comes_up: Annotated[ComesUpKeys, Short("chance")] | None = key(
        "How often the decision is taken; the others see whether it is, unless it is covert",
        name="comes up",
        default="in every period",
        example="0.3",
    )
    usually: UsuallyKeys | None = key(
        "Base rates of the acts, per unit of time: what is done if no payoff favours any act",
        default="all acts alike",
        example="{advance: 0.05}",
    )
    covert: YesOrNo | None = key("Whether the others see the new state only", default="no", example="yes")
    seen_by: Names | None = key(
        "The actors that see which act was chosen; all others see the new state only",
        name="seen by",
        default="everyone",
        example="[washington]",
    )
    traces: Lottery | None = key(
        "A lottery after the choice, seen by all; its probabilities may depend on the act (`act == arm`)",
        example="{found: 0.5 if act == arm else 0, nothing: rest}",
    )
    traces_seen_by: Names | None = key(
        "The actors that see which trace came out",
        name="traces seen by",
        default="everyone",
        example="[washington]",
    )
    acts: Named[Annotated[ActKeys, Short("")]] | None = free_names(
        "An act of the menu", example="restrain: {costs: 0.4}"
    )

    def check(self, reading: Reading) -> None:
        _check_hidden(self, bool(self.covert), "the acts", reading)
        if self.has("traces seen by") and not self.has("traces"):
            reading.wrong(self.place("traces seen by"), "'traces seen by' needs 'traces' beside it")


class ChanceKeys(Noted):
    """A lottery of nature, `chance NAME`, or a signal about one actor's type, `signal NAME`."""

    called: Text | None = key("The name in reports", default="the name", example="Weather")
    when: Expression | None = key("It happens only under this condition", default="always", example="month in [11, 12]")
    per: Per | None = key(
        "Whether probabilities are per unit of time or per occasion",
        default="time if there is a `rest` that changes nothing, else occasion",
        example="occasion",
    )
    covert: YesOrNo | None = key(
        "Whether nobody but the actor whose secret it changes sees the result", default="no", example="yes"
    )
    seen_by: Names | None = key(
        "The actors that see which result came out; all others see the new state only",
        name="seen by",
        default="everyone",
        example="[washington]",
    )
    results: Lottery | None = free_names("A result", example="rain: {probability: 0.3, then: road = mud}")

    def check(self, reading: Reading) -> None:
        _check_hidden(self, bool(self.covert), "the result", reading)


def _check_hidden(keys: DecisionKeys | ChanceKeys, is_covert: bool, what: str, reading: Reading) -> None:
    if keys.has("seen by") and is_covert:
        message = f"'covert: yes' hides {what} from everybody, and 'seen by' from all but some; leave one of them out"
        reading.wrong(keys.place("seen by"), message)
    for word in ("seen by", "traces seen by"):
        names = {"seen by": keys.seen_by, "traces seen by": getattr(keys, "traces_seen_by", None)}[word]
        if names is not None and not names:
            advice = "write 'covert: yes'" if word == "seen by" else "leave the traces out"
            reading.wrong(keys.value_place(word), f"'{word}' names nobody; for what nobody sees {advice}")


@dataclass(frozen=True)
class WrittenStage:
    """One stage of the file. key: `OWNER NAME`; keys: None if they could not be read."""

    key: str
    where: Where
    keys: DecisionKeys | ChanceKeys | None


@dataclass(frozen=True)
class WrittenItem:
    """An item of the list of stages: one stage, or the decisions that are made at once."""

    stages: tuple[WrittenStage, ...]
    is_at_once: bool


def split_head(key: str) -> tuple[str, str] | None:
    """Owner and name of a stage from its key, `OWNER NAME`."""
    match = _HEAD.fullmatch(key)
    return (match[1], match[2]) if match else None


def find_at_once_key(item: Node) -> str:
    """The key of an item that is `at once`, or means it in other letters; "" if it has none."""
    keys = item.entries if isinstance(item, Table) else ()
    return next((key for key in keys if re.sub(r"[\W_]", "", key).casefold() == AT_ONCE.replace(" ", "")), "")


def find_stages(item: Node) -> Node:
    """The stages of one item by `OWNER NAME`: one, or those that are made at once, whatever its letters."""
    key = find_at_once_key(item)
    return item.entries[key] if isinstance(item, Table) and key else item


def read_stages(node: Node, reading: Reading) -> tuple[WrittenItem, ...]:
    """The stages as the file lists them."""
    if not isinstance(node, Series):
        form = "a list of stages, such as '- patron decides: {wait: {}}',"
        reading.wrong(node.where, f"{form} is needed here, not {describe_node(node)}")
        return ()
    if not node.items:
        reading.wrong(node.where, "there must be at least one stage")
    return tuple(WrittenItem(tuple(_stages(item, reading)), bool(find_at_once_key(item))) for item in node.items)


def _stages(item: Node, reading: Reading) -> Iterator[WrittenStage]:
    if not isinstance(item, Table):
        form = "a mapping, such as '- patron decides:' with its acts below,"
        reading.wrong(item.where, f"{form} is needed here, not {describe_node(item)}")
        return
    if len(item.entries) != 1:
        what = "a stage is one entry '- OWNER NAME:' with what belongs to it indented below"
        reading.wrong(item.where, f"{what}; here are {listed(item.entries)}")
    inside = find_stages(item)
    if inside is not item:
        _check_at_once(item, inside, reading)
    if not isinstance(inside, Table):
        return
    for head, node in inside.entries.items():
        parts = split_head(head)
        if parts is None:
            usage = "'OWNER NAME', 'chance NAME' or 'signal NAME', the name being one word"
            reading.wrong(inside.keys[head], f"a stage is called {usage}, not '{head}'")
            continue
        yield WrittenStage(head, inside.keys[head], reading.attempt(_read_stage(parts[0], reading), _filled(node)))


def _read_stage(owner: str, reading: Reading) -> Callable[[Node], DecisionKeys | ChanceKeys]:
    model = ChanceKeys if owner in _NATURE else DecisionKeys
    return functools.partial(model.model_validate, context=reading)


def _filled(node: Node) -> Node:
    return Table(node.where) if isinstance(node, Scalar) and node.value is None else node


def _check_at_once(item: Table, pair: Node, reading: Reading) -> None:
    key = find_at_once_key(item)
    if key != AT_ONCE:
        reading.wrong(item.keys[key], f"decisions made at once belong under '{AT_ONCE}', not '{key}'")
    usage = "'at once' holds two or more decisions, each 'OWNER NAME:' with its menu below"
    if not isinstance(pair, Table):
        reading.wrong(pair.where, f"{usage}; here is {describe_node(pair)}")
    elif len(pair.entries) < 2:
        reading.wrong(pair.where, f"{usage}; here are {len(pair.entries)} ({listed(pair.entries)})")


class _StagesKind(Kind):
    """The kind of the list of stages, which is read with the mistakes noted so far."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.with_info_plain_validator_function(
            lambda node, info: read_stages(node, cast(Reading, info.context))
        )


_DECISION_PATTERN = r"^(?!((chance|signal)\s|at once$))\S+\s+\S+$"
_STAGES_SCHEMA: dict[str, Any] = {
    "type": "array",
    "items": {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "properties": {
            AT_ONCE: {
                "type": "object",
                "description": "Decisions of two or more actors, none of which knows the others",
                "minProperties": 2,
                "patternProperties": {_DECISION_PATTERN: {"$ref": "#/$defs/DecisionKeys"}},
                "additionalProperties": False,
            }
        },
        "patternProperties": {
            r"^(chance|signal)\s": {"$ref": "#/$defs/ChanceKeys"},
            _DECISION_PATTERN: {"$ref": "#/$defs/DecisionKeys"},
        },
        "additionalProperties": False,
    },
}

Stages = Annotated[tuple[WrittenItem, ...], _StagesKind("list of stages", lambda node: node, _STAGES_SCHEMA)]

# As the name of an act or a result, such a word stands a level too high.
KEYS_BELOW = frozenset(
    word
    for model in (ActKeys, ResultKeys, DecisionKeys)
    for word in model.key_fields()
    if (word not in ChanceKeys.key_fields() or word == "covert")
    # Of the keys of a range only `from` is reserved: there may be acts called `to` and `step`.
    and word not in ("to", "step")
)
