"""The keys of a scenario file as a whole."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import TypeAdapter

from detente.scenario.keys.actors import ActorKeys, SeatKeys
from detente.scenario.keys.claims import ClaimKeys
from detente.scenario.keys.commitments import CommitmentKeys
from detente.scenario.keys.designs import DesignKeys
from detente.scenario.keys.entry import Entry, Listed, Named, Reading, Short, key, place_missing
from detente.scenario.keys.events import EventKeys
from detente.scenario.keys.joint_prior import JointTypeKeys
from detente.scenario.keys.months import PERIOD_KEYS, Stages, WrittenItem, read_stages
from detente.scenario.keys.state import CalendarKeys, CorrelationKeys, NumberKeys, SourceKeys, VariableKeys
from detente.scenario.keys.tables import TableKeys
from detente.scenario.keys.values import Certainty, Expression, NumWorlds, Rule, Sentences, Text
from detente.scenario.keys.variants import MeasureKeys, VariantKeys
from detente.scenario.tree import Table

_STAGES = "The stages within a period, in order"

WORDS_OF_FILE = ("crisis", "question", "about", "leaves out", "sources")
"""The keys of a file that only people read: no game, no number and no verdict depends on them."""


class CrisisKeys(Entry):
    """A scenario file."""

    allows_empty: ClassVar[bool] = True
    crisis: Text | None = key("The title", example="A ceasefire and its patron", is_needed=True)
    question: Text | None = key("What the analysis asks")
    about: Text | None = key("A paragraph about the crisis")
    leaves_out: Sentences | None = key(
        "What the analysis does not model, a sentence each; reports list it",
        name="leaves out",
        example="[The public is no actor.]",
    )
    sources: Named[SourceKeys] | None = key(
        "Who said what; every `source:` elsewhere names one", example="{baunov: {author: A. Baunov}}"
    )
    calendar: CalendarKeys | None = key("The dates", example="{from: 2015-05, to: 2015-10}", is_needed=True)
    state: Named[VariableKeys] | None = key(
        "The public variables, seen by everyone", example="{front: {one of: [a, b], starts: a}}", is_needed=True
    )
    numbers: Named[Annotated[NumberKeys, Short("value")]] | None = key(
        "Named numbers: facts, and judgements with a range", example="{burden: {range: [0.5, 1.5]}}"
    )
    correlations: Named[CorrelationKeys] | None = key(
        "Uncertain numbers that tend to be high together", example="{fear: {numbers: [a, b], correlation: 0.6}}"
    )
    worlds: NumWorlds | None = key(
        "Number of draws of all ranges in which the claims are also evaluated", default="none", example="64"
    )
    definitions: Named[Expression] | None = key(
        "Named expressions of the state, the date and moves", example="{campaign: date >= 2015-11}"
    )
    tables: Named[TableKeys] | None = key(
        "Named numbers by acts or levels", example="{clash: {rows: moscow, cells: {hold: 0, advance: 1}}}"
    )
    seats: Named[SeatKeys] | None = key("What all holders of a seat share", example="{washington: {precision: 3}}")
    certainty: Certainty | None = key(
        "The probability that counts as certain: the belief grid ends there", default="99.995%", example="99.9%"
    )
    equilibrium: Rule | None = key(
        "The rule that selects one of several equilibria", default="drift", example="principal"
    )
    actors: Named[Annotated[ActorKeys, Short("")]] | None = key(
        "Who decides", example="{patron: {wants: {ground: front - held}}}", is_needed=True
    )
    joint_prior: Listed[JointTypeKeys] | None = key(
        "How likely the types of two or more actors are together",
        name="joint prior",
        default="types are independent, each with its prior",
        example="[{moscow: hawk, kyiv: strong, probability: 0.4}]",
    )
    each_month: Stages | None = key(_STAGES, name="each month")
    each_week: Stages | None = key(_STAGES, name="each week")
    each_quarter: Stages | None = key(_STAGES, name="each quarter")
    each_year: Stages | None = key(_STAGES, name="each year")
    each_round: Stages | None = key(_STAGES, name="each round")
    each_period: Stages | None = key(f"{_STAGES}, whatever the calendar's step", name="each period")
    commitments: Named[CommitmentKeys] | None = key(
        "Rules to which an actor may bind itself before play",
        example="{easing: {binds: answers, rules: {never: {hold: 1}}}}",
    )
    designs: Named[DesignKeys] | None = key(
        "Variants with open parameters, whose best values are sought",
        example="{easing: {serves: obama, for: {k: {from: 0, to: 3}}, stages.answers.ease.when: front <= k}}",
    )
    measures: Named[Annotated[MeasureKeys, Short("of")]] | None = key(
        "Quantities by which policies are compared", example="{peace: front == held}"
    )
    variants: Named[VariantKeys] | None = key("Named changes to this file", example="{poor: {numbers.burden: 3}}")
    claims: Listed[ClaimKeys] | None = key(
        "Sentences of the analysis, with formal statements that can be true or false",
        example="[{says: …, holds if: P(always front == held) > 0.5}]",
    )

    events: Listed[EventKeys] | None = key(
        "What is known to have happened", example="[{date: 2015-06, happened: rebels plays advance}]"
    )

    def stages(self) -> tuple[WrittenItem, ...] | None:
        """The stages, under whichever key they stand; None if there are none."""
        lists = (self.each_month, self.each_week, self.each_quarter, self.each_year, self.each_round, self.each_period)
        return next((stages for stages in lists if stages is not None), None)

    def period_keys(self) -> tuple[str, ...]:
        """The keys of stages that the file has."""
        return tuple(word for word in PERIOD_KEYS if self.has(word))


def read_crisis(root: Table, reading: Reading) -> CrisisKeys:
    """The keys of a document, with every mistake of its structure noted."""
    crisis: CrisisKeys = CrisisKeys.model_validate(root, context=reading)
    keys = crisis.period_keys()
    if not keys:
        reading.wrong(
            place_missing(root, "each month"),
            "missing the stages: 'each month:' (or week, quarter, year, round, period)",
        )
    for word in keys[1:]:
        reading.wrong(root.keys[word], f"all stages belong under one key; there is already '{keys[0]}'")
    for part, what in (
        (crisis.state, "one variable, such as 'phase: {one of: [only]}'"),
        (crisis.actors, "one actor"),
    ):
        if part is not None and not part.places:
            reading.wrong(part.where, f"there must be at least {what}")
    return crisis


_VARIANTS = TypeAdapter(Named[VariantKeys])


def read_variants(root: Table) -> Named[VariantKeys]:
    """The variants of a document; their mistakes are those that `read_crisis` notes."""
    node = root.get("variants")
    if not isinstance(node, Table):
        return Named(root.where, {}, {})
    return _VARIANTS.validate_python(node, context=Reading())


def read_stage_list(root: Table) -> tuple[WrittenItem, ...]:
    """The stages of a document; their mistakes are those that `read_crisis` notes."""
    node = next((root.entries[word] for word in PERIOD_KEYS if word in root.entries), None)
    return read_stages(node, Reading()) if node is not None else ()
