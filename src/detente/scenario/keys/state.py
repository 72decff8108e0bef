"""The keys of sources, the calendar, the public state and the numbers."""

from __future__ import annotations

from typing import ClassVar

from detente.scenario.keys.entry import Entry, Reading, key
from detente.scenario.keys.noted import Noted
from detente.scenario.keys.values import (
    Afterwards,
    Base,
    DateText,
    Expression,
    Grading,
    Lasts,
    Levels,
    Names,
    PlacedNumber,
    PlacedNumbers,
    Range,
    Rounds,
    ShapeName,
    Step,
    Text,
)
from detente.scenario.texts import is_inside


class SourceKeys(Entry):
    """Who said something, and where."""

    shown = ("author", "published")

    allows_empty: ClassVar[bool] = True
    author: Text | None = key("Who said it", example="A. Baunov")
    title: Text | None = key("The title of the work")
    published: Text | None = key("When it appeared", example="2015-08")
    about: Text | None = key("What it is about")
    url: Text | None = key("Where it can be read")
    text: Text | None = key(
        "The text itself, a file in the folder of the scenario; a report shows its sentences with their verdicts",
        example="article.txt",
    )

    def check(self, reading: Reading) -> None:
        if self.text is not None and not is_inside(self.text.text):
            reading.wrong(
                self.text.where,
                f"'{self.text.text}' must be a file in the folder of the scenario, or in a folder inside it",
            )

    def texts(self) -> dict[str, str]:
        """What the file says of the source, in file order."""
        values = {word: getattr(self, word) for word in self.words()}
        return {word: value.text for word, value in values.items() if value is not None}


class CalendarKeys(Noted):
    """The dates: from and to, or a number of rounds."""

    shown = ("from", "to")

    first: DateText | None = key(
        "The first period, `YYYY-MM` (weeks: `YYYY-MM-DD`, the day a week begins)", name="from", example="2015-05"
    )
    last: DateText | None = key("The last period, itself played", name="to", example="2017-06")
    step: Step | None = key("Length of a period", default="month", example="quarter")
    beyond: Text | None = key(
        "How long the crisis goes on after the last date that anybody asks about",
        name="goes on for",
        default="no longer",
        example="6 months",
    )
    rounds: Rounds | None = key(
        "Number of rounds, where dates do not matter, or `endless`; replaces the three above", example="12"
    )
    per: Text | None = key(
        "The unit of time of payoffs, patience, base rates and chances",
        default="a period, whatever its length",
        example="month",
    )
    afterwards: Afterwards | None = key(
        "What the time after the last period is worth", default="nothing", example="the last month repeats"
    )

    def check(self, reading: Reading) -> None:
        if self.rounds is None and (self.first is None or self.last is None):
            reading.wrong(self.where, "a calendar needs 'from' and 'to', or 'rounds'")
        if self.rounds is not None:
            for word in ("from", "to", "step"):
                if self.has(word):
                    reading.wrong(self.place(word), f"a calendar of rounds has no '{word}'")
        if self.rounds == "endless" and self.has("goes on for"):
            reading.wrong(self.place("goes on for"), "an endless crisis has no last round to go on after")


class ScaleKeys(Noted):
    """Levels, of which one is the start."""

    shown = ("scale", "starts")

    one_of: Levels | None = key("Unordered levels", name="one of", example="[north, south]")
    scale: Levels | None = key(
        "Ordered levels; each is a number too, the first is 0", example="[lifted, easing, in_force]"
    )
    first: PlacedNumber | None = key("The smallest level of a variable of numbers", name="from", example="0")
    last: PlacedNumber | None = key("The greatest level of a variable of numbers", name="to", example="5")
    step: PlacedNumber | None = key(
        "The distance between its levels, which are whole numbers without it", default=1, example="0.5"
    )
    starts: Text | None = key("The level at the start", example="in_force", is_needed=True)

    def check(self, reading: Reading) -> None:
        kinds = [self.one_of is not None, self.scale is not None, self.first is not None or self.last is not None]
        if sum(kinds) != 1:
            message = "a variable needs one of 'one of: [a, b]', 'scale: [a, b]' and 'from: 0, to: 5'"
            reading.wrong(self.where, message)
        elif kinds[2] and (self.first is None or self.last is None):
            reading.wrong(self.where, "a variable of numbers needs both 'from' and 'to'")
        elif self.step is not None and not kinds[2]:
            reading.wrong(self.where, "'step' belongs to a variable of numbers, 'from: 0, to: 100, step: 5'")


class VariableKeys(ScaleKeys):
    """A public variable: its levels and its start."""

    called: Text | None = key("The name in reports", default="the key", example="The ceasefire line")
    lasts: Lasts | None = key(
        "Whether the variable keeps its level, or returns to its start at the end of every period",
        default="always",
        example="one period",
    )


class SecretKeys(ScaleKeys):
    """What an actor alone knows, and may change: its levels and its start."""

    hints = {  # noqa: RUF012
        "lasts": "a secret keeps its level until something changes it",
        "prior": "everybody knows where a secret starts; what is uncertain at the start belongs under 'types'",
    }


class NumberKeys(Noted):
    """A fact (value), a judgement (range, or one of several values), or a formula of other numbers."""

    shown = ("range",)
    value: Expression | None = key(
        "A fact, or a formula of other numbers; may be written as a single value", example="3"
    )
    range: Range | None = key("A judgement: the lowest and the highest value", example="[0.5, 2.5]")
    prior: ShapeName | None = key(
        "How the values of the range are distributed",
        default="uniform",
        example="triangular",
    )
    most_likely: PlacedNumber | None = key(
        "The most likely value of a triangular, normal or beta prior",
        name="most likely",
        default="the base, or the middle",
        example="1.2",
    )
    parameters: PlacedNumbers | None = key(
        "α and β of a beta prior", default="those that fit the most likely value", example="[2, 5]"
    )
    one_of: PlacedNumbers | None = key("A judgement: the values it may have", name="one of", example="[1.5, 2.25]")
    weights: PlacedNumbers | None = key("How likely they are, in proportion", default="equally", example="[1, 3]")
    base: Base | None = key(
        "The value used in the base crisis, within the range",
        default="the middle of the doubt, its median",
        example="1.2",
    )
    grade: Grading | None = key(
        "How good the evidence is (Admiralty code): the source's reliability, A to F, and the credibility of what it "
        "says, 1 to 6",
        example="B2",
    )

    def check(self, reading: Reading) -> None:
        if sum(each is not None for each in (self.value, self.range, self.one_of)) != 1:
            message = "a number needs one of 'value' (a fact), 'range: [low, high]' and 'one of: [a, b]' (judgements)"
            reading.wrong(self.where, message)
            return
        for word in ("base", "prior", "most likely", "parameters", "weights"):
            owner = "one of" if word == "weights" else "range"
            if self.has(word) and not self.has(owner) and not (word == "base" and self.has("one of")):
                reading.wrong(self.place(word) if word != "base" else self.where, f"'{word}' belongs to a '{owner}'")
        if self.most_likely is not None and self.prior not in ("triangular", "normal", "beta"):
            message = "'most likely' belongs to 'prior: triangular', 'normal' or 'beta'"
            reading.wrong(self.place("most likely"), message)
        elif self.parameters is not None and (self.prior != "beta" or self.most_likely is not None):
            message = "'parameters' belong to 'prior: beta', without 'most likely'"
            reading.wrong(self.place("parameters"), message)
        if self.grade is not None and self.source is None:
            reading.wrong(self.place("grade"), "a grade is that of a source; give the 'source' beside it")


class CorrelationKeys(Noted):
    """Numbers that tend to be high together."""

    shown = ("numbers", "correlation")

    numbers: Names | None = key("The numbers, each with a range", example="[weakness_cost, suspicion]", is_needed=True)
    correlation: PlacedNumber | None = key(
        "Spearman's rank correlation of every two of them", example="0.6", is_needed=True
    )
