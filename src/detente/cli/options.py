"""The options of the commands: how they are written, what they mean, and their errors."""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict, TypeVar

import typer

if TYPE_CHECKING:
    from detente.service import Source

T = TypeVar("T")

DEFAULT_ACCURACY = 0.01
"""As `Options.accuracy`, without loading it."""

NUM_STARTS = 5
"""With --certify: uniform play, two pure profiles and two random ones; each costs a solution of its own."""

_SETTINGS = ".set.yaml"
"""The end of the name of a file of numbers that are set, as in `scenario.reading`."""

_LONGEST = 40
"""Signs of a number; none that makes sense has as many."""


def whole(least: int) -> Callable[[str | int], int]:
    """What reads a whole number from an option."""

    def read(text: str | int) -> int:
        if isinstance(text, str) and len(text) > _LONGEST:
            raise typer.BadParameter(f"'{text[:_LONGEST]}…' is too long for a number.")
        try:
            number = int(text)
        except ValueError:
            raise typer.BadParameter(f"'{text}' is not a whole number.") from None
        if number < least:
            raise typer.BadParameter(f"{number} is too small; the minimum is {least}.")
        return number

    return read


def share(text: str | float) -> float:
    """A share above 0, as `2%` or `0.02`.

    Raises:
        typer.BadParameter: it is none.
    """
    if isinstance(text, float):
        return text
    number = text.strip().removesuffix("%").strip()
    try:
        value = float(number) / (100 if text.strip().endswith("%") else 1)
    except ValueError:
        value = 0.0
    if not 0 < value <= 1:
        raise typer.BadParameter(f"'{text}' is not a share above 0, such as 2% or 0.02.")
    return value


Crisis = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A bundled crisis (see `detente list`), a YAML file or a folder.")
]
VariantName = Annotated[str | None, typer.Option("--variant", metavar="NAME", help="Apply this variant of the crisis.")]
Numbers = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NUMBER=VALUE",
        help="Set a number of the crisis, or the prior of a type (ACTOR.TYPE=VALUE), for this run; can be repeated. "
        "FILE.set.yaml sets those in the file.",
    ),
]


class Engines(StrEnum):
    """What a crisis is solved with."""

    grid = "grid"
    tree = "tree"


Engine = Annotated[
    Engines | None,
    typer.Option(
        "--engine",
        help="Solve on the belief grid, or solve a short crisis exactly on its game tree. Default: the grid, unless "
        "the crisis needs its tree.",
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")]
Points = Annotated[
    list[str] | None,
    typer.Option(
        "--points",
        metavar="[ACTOR=]N",
        help="Number of belief-grid points on each log-odds axis, for all actors or for one; can be repeated.",
    ),
]
Accuracy = Annotated[
    float,
    typer.Option(
        "--accuracy",
        metavar="X%",
        parser=share,
        help="Refine the belief grid until expected payoffs at the start (in standard deviations) and shares of acts "
        "change by less than this; every interval includes the remaining error. Not used with --points.",
    ),
]
Plays = Annotated[int, typer.Option("--plays", metavar="N", parser=whole(1), help="Number of plays.")]
PlaysOfClaims = Annotated[
    int,
    typer.Option(
        "--plays",
        metavar="N",
        parser=whole(1),
        help="Number of plays of each game; 10,000 plays give shares within ±1 percentage point.",
    ),
]
Also = Annotated[
    list[str] | None,
    typer.Option(
        "--also",
        metavar="NAME",
        help="Also answer this question in the report; repeat it, or join names with commas. A wrong name lists all.",
    ),
]
TextFile = Annotated[
    Path | None,
    typer.Option(
        "--text",
        metavar="FILE",
        help="The text that the claims quote; the report shows it with a verdict after each quoted sentence.",
    ),
]
Words = Annotated[
    str,
    typer.Option("--scale", metavar="NAME", help="The scale of likelihood words in the report: icd203 or phia."),
]
NumWorlds = Annotated[
    int | None,
    typer.Option(
        "--worlds",
        metavar="N",
        parser=whole(0),
        help="Also evaluate the claims in N worlds, such as 64; each world draws every uncertain number from its "
        "range. Default: the number in the scenario.",
    ),
]
Fresh = Annotated[bool, typer.Option("--fresh", help="Ignore cached verdicts and evaluate every claim again.")]
Seed = Annotated[
    int,
    typer.Option("--seed", metavar="N", parser=whole(0), help="Random seed: the same seed gives the same numbers."),
]
AllowUnsolved = Annotated[
    bool, typer.Option("--allow-unsolved", help="Continue even if some nodes have no certified solution.")
]
Steps = Annotated[
    int,
    typer.Option("--steps", metavar="N", parser=whole(1), help="Maximum number of solver steps at a node."),
]
Certify = Annotated[
    bool,
    typer.Option(
        "--certify",
        help="Also check whether the numbers change on a finer belief grid or from other starting points. Takes many "
        "times as long.",
    ),
]
Starts = Annotated[
    int | None,
    typer.Option(
        "--starts",
        metavar="N",
        parser=whole(1),
        help="Search for other solutions from N other starting points; 5 with --certify.",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Exit with code 1 if a claim fails or has no visible effect.")]


Equilibrium = Annotated[
    str | None,
    typer.Option(
        "--equilibrium",
        metavar="RULE",
        help="Which of several equilibria to select: drift, principal or symmetric; default: as in the scenario.",
    ),
]
Equilibria = Annotated[
    str | None,
    typer.Option(
        "--equilibrium",
        metavar="RULE[,RULE]",
        help="Which of several equilibria to select: drift, principal or symmetric; default: as in the scenario. "
        "With several rules, such as drift,principal, every claim is also evaluated under the rules after the first.",
    ),
]
Rounds = Annotated[
    int | None,
    typer.Option(
        "--rounds",
        metavar="N",
        parser=whole(2),
        help="How many rounds of an endless crisis are played; default: until later rounds weigh less than 1%.",
    ),
]
Precision = Annotated[
    list[str] | None,
    typer.Option(
        "--precision",
        metavar="[PLAYER=]λ",
        help="For a game tree (FILE.efg): λ per unit of payoff, for all players or one; can be repeated. Default: 1.",
    ),
]


class Playing(TypedDict):
    """Options of how exactly a crisis is solved, and how often it is played."""

    num_points: dict[str, int] | int | None
    accuracy: float
    num_plays: int
    seed: int
    allow_unsolved: bool


def playing(points: list[str] | None, accuracy: float, plays: int, seed: int, allow_unsolved: bool) -> Playing:
    """What --points, --accuracy, --plays, --seed and --allow-unsolved stand for."""
    return {
        "num_points": num_points(points),
        "accuracy": accuracy,
        "num_plays": plays,
        "seed": seed,
        "allow_unsolved": allow_unsolved,
    }


class Chosen(TypedDict):
    """Options of which equilibrium is meant, and how far it is played out."""

    equilibrium: tuple[str, ...] | None
    rounds: int | None
    engine: str | None


def chosen(equilibrium: str | None, rounds: int | None, engine: Engines | None = None) -> Chosen:
    """What --equilibrium, --rounds and --engine stand for; rules that do not exist are refused by the options."""
    rules = None if equilibrium is None else tuple(rule.strip() for rule in equilibrium.split(","))
    return {"equilibrium": rules, "rounds": rounds, "engine": None if engine is None else engine.value}


def precisions(written: list[str] | None) -> dict[str, float] | float | None:
    """`2`, or `Player 1=2` any number of times.

    Raises:
        typer.BadParameter: it is neither.
    """

    def read(text: str) -> float:
        return float(text[:_LONGEST])

    return _one_or_by_name(written, read, "--precision", ("a number from 0", "players", "PLAYER"))


def num_points(written: list[str] | None) -> dict[str, int] | int | None:
    """`41`, or `moscow=41` any number of times.

    Raises:
        typer.BadParameter: it is neither.
    """
    from detente.service import MOST_BELIEF_POINTS

    def read(text: str) -> int:
        if not text.isdecimal() or len(text) > _LONGEST or not 3 <= int(text) <= MOST_BELIEF_POINTS:
            raise ValueError
        return int(text)

    allowed = f"a whole number from 3 to {MOST_BELIEF_POINTS}"
    return _one_or_by_name(written, read, "--points", (allowed, "actors", "ACTOR"))


def _one_or_by_name(
    written: list[str] | None, read: Callable[[str], T], option: str, words: tuple[str, str, str]
) -> dict[str, T] | T | None:
    """What an option gives: one value for all, or `NAME=VALUE` any number of times.

    Args:
        read: raises ValueError for what is no value.
        words: what a value is, whose they are, and what stands for one of these.

    Raises:
        typer.BadParameter: it gives neither.
    """
    allowed, whose, name_of_one = words
    by_name: dict[str, T] = {}
    for text in written or ():
        name, sign, value = text.rpartition("=")
        try:
            if sign and not name:
                raise ValueError
            by_name[name] = read(value)
        except ValueError:
            message = f"'{text[:100]}': write {allowed}, or {name_of_one}=NUMBER."
            raise typer.BadParameter(message, param_hint=option) from None
    if set(by_name) == {""}:
        return by_name[""]
    if "" in by_name:
        message = f"write either one number for all {whose}, or {name_of_one}=NUMBER for each."
        raise typer.BadParameter(message, param_hint=option)
    return by_name or None


class Checks(TypedDict):
    """Options of what takes further solutions."""

    regret: bool
    refine: bool
    num_starts: int


def checks(certify: bool, starts: int | None) -> Checks:
    """What --certify and --starts stand for."""
    default = NUM_STARTS if certify else 0
    return {"regret": certify, "refine": certify, "num_starts": default if starts is None else starts}


def source_of(scenario: str, written: list[str] | None) -> Source:
    """The crisis, with the numbers that --set gives.

    Raises:
        typer.BadParameter: something is no `NAME=VALUE` and no file, or a name is set twice.
        ScenarioError: a file has something else than numbers that are set.
    """
    numbers = numbers_of(written)
    if not numbers:
        return scenario

    from detente.service import WithNumbers

    return WithNumbers(scenario, numbers)


def numbers_of(written: list[str] | None) -> dict[str, float]:
    """The numbers that --set gives, one by one or in a file `NAME.set.yaml`; see `source_of`."""
    numbers: dict[str, float] = {}
    for text in written or ():
        for name, number in _numbers_in(text).items():
            if not name or name in numbers:
                message = f"'{name}' is set twice." if name else f"'{text[:100]}' names no number."
                raise typer.BadParameter(message, param_hint="--set")
            numbers[name] = number
    return numbers


def _numbers_in(text: str) -> dict[str, float]:
    if text.endswith(_SETTINGS):
        from detente.service import read_settings

        return read_settings(Path(text))
    name, _, value = (part.strip() for part in text.partition("="))
    try:
        return {name: _decimal(value)}
    except ValueError:
        message = f"'{text[:100]}': write NUMBER=VALUE, such as doubt=0.7 or moscow.hawk=40%, or FILE{_SETTINGS}."
        raise typer.BadParameter(message, param_hint="--set") from None


def _decimal(text: str) -> float:
    """A finite number, as `0.7` or `70%`.

    Raises:
        ValueError: it is none.
    """
    if len(text) > _LONGEST:
        raise ValueError
    is_percent = text.endswith("%")
    number = float(text.removesuffix("%")) / (100 if is_percent else 1)
    if not math.isfinite(number):
        raise ValueError
    return float(f"{number:.15g}")


def names_of(given: list[str] | None) -> tuple[str, ...]:
    """Names that were given one by one or joined with commas."""
    return tuple(name.strip() for text in given or () for name in text.split(",") if name.strip())
