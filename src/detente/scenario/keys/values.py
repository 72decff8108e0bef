"""The kinds of single values that keys can have."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, Literal, TypeVar, cast

from detente.scenario.keys.entry import Kind, MisreadError, Named, describe_node, needed
from detente.scenario.model import EQUILIBRIUM_RULES, MOST_BELIEF_POINTS, MOST_WORLDS, EquilibriumRule
from detente.scenario.names import nearest
from detente.scenario.positions import Where
from detente.scenario.slips import is_fraction
from detente.scenario.syntax import read_number
from detente.scenario.tree import Node, Scalar, Series, Table

V = TypeVar("V")

_YES_OR_NO = {True: True, False: False, "yes": True, "no": False}
_PERCENTAGE = re.compile(r"\s*([-+]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30})\s*%)\s*")


@dataclass(frozen=True)
class Placed(Generic[V]):
    """A value and where it stands."""

    value: V
    where: Where


def number_of(node: Node) -> float | None:
    """The value of a number (5% and 5 % are); None for anything else."""
    if not isinstance(node, Scalar) or isinstance(node.value, bool):
        return None
    if isinstance(node.value, (int, float)):
        return float(node.value)
    match = _PERCENTAGE.fullmatch(node.text) if isinstance(node.value, str) else None
    return read_number(match[1]) if match else None


def _read_scalar(what: str) -> Callable[[Node], Scalar]:
    def read(node: Node) -> Scalar:
        if not isinstance(node, Scalar) or node.value is None:
            raise needed(what, node)
        return node

    return read


def _read_yes_or_no(node: Node) -> bool:
    value = node.value if isinstance(node, Scalar) else None
    if not isinstance(value, (str, bool)) or value not in _YES_OR_NO:
        raise needed("yes or no", node)
    return _YES_OR_NO[value]


def _read_whole(node: Node) -> Placed[int]:
    value = node.value if isinstance(node, Scalar) else None
    if not isinstance(value, int) or isinstance(value, bool):
        raise needed("a whole number", node)
    return Placed(value, node.where)


def _read_number(node: Node) -> Placed[float]:
    value = number_of(node)
    if value is None:
        raise needed("a number, such as 3, 0.25 or 5%,", node)
    return Placed(value, node.where)


def _read_rounds(node: Node) -> Placed[int] | Literal["endless"]:
    value = node.value if isinstance(node, Scalar) else None
    if value == "endless":
        return "endless"
    if not isinstance(value, int) or isinstance(value, bool):
        hint = nearest(value, ["endless"]) if isinstance(value, str) else ""
        raise MisreadError(node.where, f"a whole number, or endless, is needed here, not {describe_node(node)}{hint}")
    return Placed(value, node.where)


def _read_whole_between(least: int, most: int) -> Callable[[Node], int]:
    bounds = f"from {least} to {most:,}" if most >= 10_000 else f"from {least} to {most}"

    def read(node: Node) -> int:
        value = node.value if isinstance(node, Scalar) else None
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise needed(f"a whole number {bounds}", node)
        return value

    return read


def _read_certainty(node: Node) -> float:
    number = number_of(node)
    if number is None or not 0.5 < number < 1:
        raise needed("a probability above 50% and below 1", node)
    return number


_ADMIRALTY = re.compile(r"[A-F][1-6]")


def _read_grade(node: Node) -> str:
    text = node.text.strip() if isinstance(node, Scalar) and isinstance(node.value, str) else ""
    if not _ADMIRALTY.fullmatch(text):
        like = text.upper().replace(" ", "")
        hint = f" — did you mean '{like}'?" if _ADMIRALTY.fullmatch(like) else ""
        what = "a grade is a letter from A to F (how reliable the source is) and a digit from 1 to 6 (how credible)"
        raise MisreadError(node.where, f"{what}, such as B2, not {describe_node(node)}{hint}")
    return text


def _read_levels(node: Node) -> tuple[Scalar, ...]:
    if not isinstance(node, Series):
        raise needed("a list of names", node)
    if not node.items:
        raise MisreadError(node.where, "a list of names is needed here; this one is empty")
    for item in node.items:
        if not isinstance(item, Scalar) or not isinstance(item.value, str):
            raise MisreadError(item.where, f"a level is a word that begins with a letter, not {describe_node(item)}")
    return cast(tuple[Scalar, ...], tuple(node.items))


def read_texts(what: str) -> Callable[[Node], tuple[Scalar, ...]]:
    """Reads a text, or a list of them."""

    def read(node: Node) -> tuple[Scalar, ...]:
        items: Sequence[Node] = node.items if isinstance(node, Series) else [node]
        for item in items:
            if not isinstance(item, Scalar) or not isinstance(item.value, str):
                raise needed(what, item)
        return cast(tuple[Scalar, ...], tuple(items))

    return read


def _read_choices(node: Node) -> tuple[Scalar, ...]:
    if not isinstance(node, Series) or not node.items:
        raise needed("a list of values, such as [2015-09, 2016-03],", node)
    for item in node.items:
        if not isinstance(item, Scalar) or item.value is None:
            raise needed("a single value", item)
    return cast(tuple[Scalar, ...], tuple(node.items))


def _halves(node: Series) -> str:
    """What may be meant by a list of twice as many numbers, where commas are decimal."""
    texts = [item.text for item in node.items if isinstance(item, Scalar)]
    if len(texts) != 4 or not all(map(is_fraction, texts)):
        return ""
    return f"; decimals have a point: write [{texts[0]}.{texts[1]}, {texts[2]}.{texts[3]}]"


def _read_range(node: Node) -> Placed[tuple[float, float]]:
    if not isinstance(node, Series):
        raise needed("a range [low, high]", node)
    if len(node.items) != 2:
        raise MisreadError(
            node.where, f"a range has two ends, [low, high]; this list has {len(node.items)}{_halves(node)}"
        )
    ends = []
    for item in node.items:
        number = number_of(item)
        if number is None:
            message = f"the ends of a range are numbers, such as 3, 0.25 or 5%, not {describe_node(item)}"
            raise MisreadError(item.where, message)
        ends.append(number)
    return Placed((ends[0], ends[1]), node.where)


def _read_numbers(node: Node) -> Placed[tuple[float, ...]]:
    if not isinstance(node, Series) or not node.items:
        raise needed("a list of numbers", node)
    numbers = []
    for item in node.items:
        number = number_of(item)
        if number is None:
            raise needed("a number, such as 3, 0.25 or 5%,", item)
        numbers.append(number)
    return Placed(tuple(numbers), node.where)


def _read_base(node: Node) -> Scalar:
    if not isinstance(node, Scalar) or number_of(node) is None:
        raise needed("a number, such as 3, 0.25 or 5%,", node)
    return node


def _read_hearers(node: Node) -> str:
    if isinstance(node, Scalar) and node.value == "everyone":
        return "everyone"
    why = "beliefs are public here; for a message that only some hear write 'seen by: [ACTOR]' next to the acts"
    what = f"what is said is heard by everyone, not by {describe_node(node)} alone: {why}"
    raise MisreadError(node.where, f"{what}; leave 'said to' out, and let who cares for it pay (costs, wants)")


def _read_detection(node: Node) -> Scalar:
    text = node.value if isinstance(node, Scalar) else None
    if isinstance(node, Table) or (isinstance(text, str) and re.search(r"\bper\b", text)):
        what = "whether what is said is found out is drawn once, when it is said, and not again while it stands"
        advice = "remember by 'then' that it was said, and write a signal about the speaker for later periods"
        raise MisreadError(node.where, f"{what}; give one probability, or {advice}")
    return _read_scalar("an expression")(node)


def read_one_of(*allowed: str) -> Callable[[Node], str]:
    """Reads one of some words."""

    def read(node: Node) -> str:
        if not isinstance(node, Scalar) or not isinstance(node.value, str) or node.value not in allowed:
            hint = nearest(node.value, allowed) if isinstance(node, Scalar) and isinstance(node.value, str) else ""
            message = f"{' or '.join(allowed)} is needed here, not {describe_node(node)}{hint}"
            raise MisreadError(node.where, message)
        return node.value

    return read


def _read_afterwards(node: Node) -> Scalar | Named[Scalar]:
    if isinstance(node, Table):
        for entry in node.entries.values():
            if not isinstance(entry, Scalar) or entry.value is None:
                raise needed("an expression", entry)
        return Named(node.where, cast(dict[str, Scalar], node.entries), node.keys)
    if not isinstance(node, Scalar) or not isinstance(node.value, str):
        raise needed("'nothing', 'the last … repeats', or a mapping 'actor: expression'", node)
    return node


def _keep(node: Node) -> Node:
    return node


_TEXT = {"type": ["string", "number"]}
_TEXTS = {"type": ["string", "array"], "items": {"type": "string"}}
EXPRESSION_SCHEMA = {
    "type": ["number", "string", "boolean"],
    "description": "An expression (docs/reference/expressions.md)",
}

Expression = Annotated[Scalar, Kind("expression", _read_scalar("an expression"), EXPRESSION_SCHEMA)]
Detection = Annotated[Scalar, Kind("expression", _read_detection, EXPRESSION_SCHEMA)]
Text = Annotated[Scalar, Kind("text", _read_scalar("a text"), _TEXT)]
DateText = Annotated[Scalar, Kind("date", _read_scalar("a date"), _TEXT)]
YesOrNo = Annotated[bool, Kind("yes or no", _read_yes_or_no, {"enum": ["yes", "no", True, False]})]
Whole = Annotated[Placed[int], Kind("whole number", _read_whole, {"type": "integer"})]
PlacedNumber = Annotated[Placed[float], Kind("number", _read_number, {"type": ["number", "string"]})]
PlacedNumbers = Annotated[
    Placed[tuple[float, ...]],
    Kind("list of numbers", _read_numbers, {"type": "array", "items": {"type": ["number", "string"]}, "minItems": 1}),
]
BeliefPoints = Annotated[
    int,
    Kind(
        f"whole number, 3 … {MOST_BELIEF_POINTS}",
        _read_whole_between(3, MOST_BELIEF_POINTS),
        {"type": "integer", "minimum": 3, "maximum": MOST_BELIEF_POINTS},
    ),
]
NumWorlds = Annotated[
    int,
    Kind(
        f"whole number, 1 … {MOST_WORLDS:,}",
        _read_whole_between(1, MOST_WORLDS),
        {"type": "integer", "minimum": 1, "maximum": MOST_WORLDS},
    ),
]
Rounds = Annotated[
    Placed[int] | Literal["endless"],
    Kind(
        "whole number, or endless",
        _read_rounds,
        {"type": ["integer", "string"], "pattern": "^endless$"},
    ),
]
Rule = Annotated[
    EquilibriumRule,
    Kind("drift, principal or symmetric", read_one_of(*EQUILIBRIUM_RULES), {"enum": list(EQUILIBRIUM_RULES)}),
]
Certainty = Annotated[float, Kind("probability above 50%", _read_certainty, {"type": ["number", "string"]})]
Grading = Annotated[
    str, Kind("letter A … F and digit 1 … 6", _read_grade, {"type": "string", "pattern": "^[A-F][1-6]$"})
]
Levels = Annotated[
    tuple[Scalar, ...],
    Kind("list of names", _read_levels, {"type": "array", "items": {"type": "string"}, "minItems": 1}),
]
Effects = Annotated[
    tuple[Scalar, ...],
    Kind(
        "effect, or a list of them",
        read_texts("an effect such as 'front up' (or a list of them)"),
        {**_TEXTS, "examples": ["contact up", "front = held"]},
    ),
]
Range = Annotated[
    Placed[tuple[float, float]],
    Kind(
        "[low, high]",
        _read_range,
        {"type": "array", "items": {"type": ["number", "string"]}, "minItems": 2, "maxItems": 2},
    ),
]
Base = Annotated[Scalar, Kind("number", _read_base, {"type": ["number", "string"]})]
Step = Annotated[
    Literal["week", "month", "quarter", "year"],
    Kind(
        "week, month, quarter or year",
        read_one_of("week", "month", "quarter", "year"),
        {"enum": ["week", "month", "quarter", "year"]},
    ),
]
Lasts = Annotated[
    Literal["always", "one period"],
    Kind("always or one period", read_one_of("always", "one period"), {"enum": ["always", "one period"]}),
]
_SHAPES = ("uniform", "triangular", "normal", "beta", "log")
ShapeName = Annotated[
    Literal["uniform", "triangular", "normal", "beta", "log"],
    Kind("uniform, triangular, normal, beta or log", read_one_of(*_SHAPES), {"enum": list(_SHAPES)}),
]
Names = Annotated[
    tuple[Scalar, ...], Kind("list of names", read_texts("a name"), {"type": "array", "items": {"type": "string"}})
]
Better = Annotated[
    Literal["more", "less"], Kind("more or less", read_one_of("more", "less"), {"enum": ["more", "less"]})
]
Afterwards = Annotated[
    Scalar | Named[Scalar],
    Kind(
        "nothing, the last … repeats, or `actor: expression`",
        _read_afterwards,
        {"type": ["string", "object"], "additionalProperties": EXPRESSION_SCHEMA},
    ),
]
Hearers = Annotated[Literal["everyone"], Kind("everyone", _read_hearers, {"enum": ["everyone"]})]
Choices = Annotated[
    tuple[Scalar, ...],
    Kind(
        "list of values",
        _read_choices,
        {"type": "array", "items": {"type": ["number", "string", "boolean"]}, "minItems": 1},
    ),
]
VariantNames = Annotated[
    tuple[Scalar, ...],
    Kind("name, or a list of them", read_texts("the name of a variant (or a list of them)"), _TEXTS),
]
Sentences = Annotated[
    tuple[Scalar, ...],
    Kind("text, or a list of them", read_texts("a text (or a list of them)"), _TEXTS),
]
NewValue = Annotated[Node, Kind("new value, or removed", _keep, {})]
