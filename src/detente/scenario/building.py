"""From the tree of a file to the records of a scenario: calendar, state, numbers and actors (stages in `stages.py`).

Structure is `schema.py`'s business: what does not have the right shape has been reported there and is passed over here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from detente.errors import Mistake
from detente.scenario import calendars
from detente.scenario import expressions as ex
from detente.scenario.grammar import read_formula
from detente.scenario.model import Actor, Calendar, Note, NumberEntry, Type, Variable, Want
from detente.scenario.names import NAME, RESERVED, ActorNames, Names, Place, listed, nearest
from detente.scenario.positions import Where
from detente.scenario.reading import Node, Scalar, Series, Table

DEFAULT_PATIENCE = 0.95
DEFAULT_PRECISION = 2.0
ONLY_TYPE = "only"

# Stands for a constant that has mistakes, so that none are seen in what is reckoned from it.
UNREAD = ex.Number(0.0)

# A variable with more levels than this is no longer a variable that an analyst enumerates.
MAX_LEVELS = 1_000

_STEPS: Mapping[str, calendars.Step] = {"week": "week", "month": "month", "quarter": "quarter", "year": "year"}


@dataclass
class Site:
    """What building needs everywhere: the names known so far, and the mistakes found so far."""

    names: Names = field(default_factory=Names)
    sources: tuple[str, ...] = ()
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, where: Where, message: str) -> None:
        self.mistakes.append(Mistake(where, message))

    def formula(self, node: Node | None, place: Place) -> ex.Formula | None:
        """The formula of a value, if there is one and it has no mistakes."""
        if not isinstance(node, Scalar) or node.value is None:
            return None
        return read_formula(node, self.names, place, self.mistakes)

    def constant(self, node: Node | None, what: str, default: float, where: Where) -> ex.Formula:
        """A formula of numbers alone; the default where there is none."""
        formula = self.formula(node, Place(what, has_state=False))
        is_missing = text_of(node) is None
        return formula or ex.Formula(f"{default:g}", ex.Number(default) if is_missing else UNREAD, where)

    def note(self, node: Node | None) -> Note:
        """Why, and who says so."""
        if not isinstance(node, Table):
            return Note()
        source = text_of(node.get("source"))
        if source is not None and source not in self.sources:
            hint = f"{nearest(source, self.sources)} (sources: {listed(self.sources)})"
            self.wrong(place_of(node, "source"), f"unknown source '{source}'{hint}")
        return Note(text_of(node.get("why")), source)

    def name(self, word: str, where: Where, what: str) -> bool:
        """Whether a word can be a name."""
        if word in RESERVED:
            self.wrong(where, f"'{word}' is a word of the language and cannot name {what}")
        elif not NAME.fullmatch(word):
            self.wrong(where, f"'{word}' cannot name {what}; names are letters, digits and _, and begin with a letter")
        else:
            return True
        return False


def text_of(node: Node | None) -> str | None:
    """The text of a scalar that is not empty."""
    return node.text if isinstance(node, Scalar) and node.value is not None else None


def _whole(node: Node | None) -> int | None:
    """The value of a scalar that is a whole number; the schema says where it must be one."""
    number = number_of(node)
    return None if number is None else int(number)


def number_of(node: Node | None) -> float | None:
    """The value of a scalar that is a number (5% is one)."""
    if not isinstance(node, Scalar) or isinstance(node.value, bool):
        return None
    if isinstance(node.value, (int, float)):
        return float(node.value)
    return percentage_of(node.text)


def percentage_of(text: str) -> float | None:
    """The value of a number that is followed directly by %; None for any other text."""
    match = re.fullmatch(r"\s*([-+]?(?:[0-9]{1,30}(?:\.[0-9]{0,30})?|\.[0-9]{1,30}))%\s*", text)
    return float(match[1]) / 100 if match else None


def place_of(table: Table, key: str) -> Where:
    """Where the value of a key stands, if it is there, else its table."""
    node = table.entries.get(key)
    return node.where if node is not None else table.where


def tables(node: Node | None) -> Iterator[tuple[str, Table, Where]]:
    """Name, entries and place of everything in a table of tables; an empty entry counts as an empty table."""
    if isinstance(node, Table):
        for name, entry in node.entries.items():
            if isinstance(entry, Table):
                yield name, entry, node.keys[name]
            elif isinstance(entry, Scalar) and entry.value is None:
                yield name, Table(entry.where), node.keys[name]


# Calendar


def build_calendar(node: Node | None, site: Site) -> Calendar | None:
    """The periods; `afterwards` is filled in once the actors are known."""
    if not isinstance(node, Table):
        return None
    if "rounds" in node.entries:
        return _rounds(node, site)
    step = _STEPS.get(text_of(node.get("step")) or "month")
    if step is None:
        return None
    days = []
    for key in ("from", "to"):
        entry = node.get(key)
        if not isinstance(entry, Scalar):
            return None
        try:
            days.append(calendars.parse_period_date(entry.text, step))
        except calendars.DateError as error:
            site.wrong(entry.where, str(error))
    if len(days) < 2:
        return None
    try:
        starts = calendars.periods(days[0], days[1], step)
    except calendars.DateError as error:
        site.wrong(place_of(node, "to"), str(error))
        return None
    return Calendar(step, tuple(calendars.label(day, step) for day in starts), starts)


def _rounds(node: Table, site: Site) -> Calendar | None:
    entry = node.entries["rounds"]
    for key in ("from", "to", "step"):
        if key in node.entries:
            site.wrong(node.keys[key], f"a calendar of rounds has no '{key}'")
    if not isinstance(entry, Scalar) or not isinstance(entry.value, int) or isinstance(entry.value, bool):
        return None
    try:
        calendars.check_count(entry.value)
    except calendars.DateError as error:
        site.wrong(entry.where, str(error))
        return None
    if entry.value < 1:
        site.wrong(entry.where, f"there must be at least one round, not {entry.value}")
        return None
    return Calendar("round", tuple(str(number) for number in range(1, entry.value + 1)), ())


def build_afterwards(
    node: Node | None, calendar: Calendar, site: Site
) -> Literal["nothing", "repeats"] | tuple[tuple[str, ex.Formula], ...]:
    """What follows the last period."""
    entry = node.get("afterwards") if isinstance(node, Table) else None
    if isinstance(entry, Table):
        found = []
        for actor, value in entry.entries.items():
            if actor not in site.names.actors:
                hint = f"{nearest(actor, site.names.actors)} (actors: {listed(site.names.actors)})"
                site.wrong(entry.keys[actor], f"unknown actor '{actor}'{hint}")
                continue
            formula = site.formula(value, Place("what comes afterwards", types=None, own=actor, has_beliefs=True))
            if formula is not None:
                found.append((actor, formula))
        return tuple(found)
    text = text_of(entry) or "nothing"
    if text == "nothing":
        return "nothing"
    if (
        entry is not None
        and site.names.calendar
        and text not in ("the last period repeats", f"the last {calendar.step} repeats")
    ):
        allowed = f"'nothing', 'the last {calendar.step} repeats', or a mapping 'actor: expression'"
        site.wrong(entry.where, f"afterwards is {allowed}, not '{text}'")
    return "repeats"


# State


def name_variables(node: Node | None, site: Site) -> None:
    """Puts the public variables among the names."""
    found = {}
    for name, table, where in tables(node):
        if site.name(name, where, "a variable"):
            variable = _variable(name, table, where, site)
            if variable is not None:
                found[name] = variable
    declared = node.entries.keys() if isinstance(node, Table) else set()
    lost = frozenset(declared - found.keys())
    site.names = replace(site.names, variables=found, broken=lost, has_lost_levels=bool(lost))


def _variable(name: str, table: Table, where: Where, site: Site) -> Variable | None:
    levels = _levels(table, site)
    if not levels:
        return None
    is_ordered = "one of" not in table.entries
    is_named = table.get("one of") is not None or table.get("scale") is not None
    values = tuple(float(number) for number in (range(len(levels)) if is_named else levels))
    start = text_of(table.get("starts")) or levels[0]
    if start not in levels:
        hint = f"{nearest(start, levels)} (levels: {listed(levels)})"
        site.wrong(place_of(table, "starts"), f"{name} has no level '{start}'{hint}")
        start = levels[0]
    lasts: Literal["always", "period"] = "period" if text_of(table.get("lasts")) == "one period" else "always"
    return Variable(name, levels, values, is_ordered, levels.index(start), lasts, site.note(table), where)


def _levels(table: Table, site: Site) -> tuple[str, ...]:
    node = table.get("one of") or table.get("scale")
    if isinstance(node, Series):
        names: list[str] = []
        for item in node.items:
            if not isinstance(item, Scalar) or not isinstance(item.value, str):
                continue
            if item.text in names:
                site.wrong(item.where, f"the level '{item.text}' is given twice")
            elif site.name(item.text, item.where, "a level"):
                names.append(item.text)
        return tuple(names)
    first, last = table.get("from"), table.get("to")
    if not isinstance(first, Scalar) or not isinstance(last, Scalar):
        return ()
    if not isinstance(first.value, int) or not isinstance(last.value, int):
        return ()
    if last.value < first.value:
        site.wrong(last.where, f"the range ends ({last.value}) below its beginning ({first.value})")
        return ()
    if last.value - first.value >= MAX_LEVELS:
        site.wrong(last.where, f"a variable has at most {MAX_LEVELS:,} levels")
        return ()
    return tuple(str(level) for level in range(first.value, last.value + 1))


# Numbers


def build_numbers(node: Node | None, site: Site) -> tuple[NumberEntry, ...]:
    """The named numbers, in file order."""
    if not isinstance(node, Table):
        return ()
    found = []
    for name, entry in node.entries.items():
        if name in site.names.numbers:
            number = _number(name, entry, node.keys[name], site)
            if number is not None:
                found.append(number)
    return tuple(found)


def _number(name: str, entry: Node, where: Where, site: Site) -> NumberEntry | None:
    if not isinstance(entry, Table):
        formula = site.formula(entry, Place("a number", has_state=False))
        return NumberEntry(name, formula) if formula else None
    note = site.note(entry)
    ends = entry.get("range")
    if not isinstance(ends, Series):
        formula = site.formula(entry.get("value"), Place("a number", has_state=False))
        return NumberEntry(name, formula, note=note) if formula else None
    limits = [number_of(item) for item in ends.items]
    if len(limits) != 2 or limits[0] is None or limits[1] is None:
        return None
    low, high = limits[0], limits[1]
    if low > high:
        site.wrong(ends.where, f"the range begins ({low:g}) above its end ({high:g})")
        return None
    base_node = entry.get("base")
    if base_node is None:
        # Twelve digits, so that the number is the one that its text says: 0.9, and not 0.8999999999999999.
        text = f"{(low + high) / 2:.12g}"
        return NumberEntry(name, ex.Formula(text, ex.Number(float(text)), where), low, high, note)
    base = number_of(base_node)
    if base is None:
        return None
    if not low <= base <= high:
        site.wrong(base_node.where, f"the base value {base:g} is outside the range {low:g} … {high:g}")
    return NumberEntry(name, ex.Formula(text_of(base_node) or "", ex.Number(base), base_node.where), low, high, note)


# Actors


def name_actors(node: Node | None, site: Site) -> None:
    """Puts the actors' names, types and public parameters among the names."""
    found: dict[str, ActorNames] = {}
    for name, table, where in tables(node):
        if not site.name(name, where, "an actor"):
            continue
        types = {kind: entry for kind, entry, place in tables(table.get("types")) if site.name(kind, place, "a type")}
        own = next(iter(types.values()), Table(table.where))
        words = tuple(word for word in own.entries if word not in ("prior", "why", "source"))
        parameters = table.get("parameters")
        public: dict[str, ex.Expression] = {}
        if isinstance(parameters, Table):
            for word, entry in parameters.entries.items():
                if site.name(word, parameters.keys[word], "a parameter"):
                    public[word] = site.constant(entry, "a parameter", 0.0, entry.where).tree
        found[name] = ActorNames(tuple(types) or (ONLY_TYPE,), words, public, text_of(table.get("seat")))
    site.names = replace(site.names, actors=found)


def place_seats(node: Node | None, site: Site) -> dict[str, ex.Formula]:
    """By actor, the condition under which it holds its seat; also put among the names."""
    conditions = {}
    for name, table, _ in tables(node):
        if name in site.names.actors and "while" in table.entries:
            formula = site.formula(table.get("while"), Place("the condition of holding a seat", "condition"))
            if formula is not None:
                conditions[name] = formula
    actors = {
        name: replace(actor, holds_when=conditions[name].tree) if name in conditions else actor
        for name, actor in site.names.actors.items()
    }
    site.names = replace(site.names, actors=actors)
    return conditions


def build_actors(
    node: Node | None, calendar: Calendar, holds_when: Mapping[str, ex.Formula], num_stages: int, site: Site
) -> tuple[Actor, ...]:
    """The actors, in file order."""
    return tuple(
        _actor(name, table, where, calendar, holds_when.get(name), num_stages, site)
        for name, table, where in tables(node)
        if name in site.names.actors
    )


def _actor(
    name: str,
    table: Table,
    where: Where,
    calendar: Calendar,
    holds_when: ex.Formula | None,
    num_stages: int,
    site: Site,
) -> Actor:
    parameters = table.get("parameters")
    public = tuple(
        (word, ex.Formula(text_of(entry) or "", site.names.actors[name].public[word], entry.where))
        for word, entry in (parameters.entries.items() if isinstance(parameters, Table) else ())
        if word in site.names.actors[name].public
    )
    return Actor(
        name=name,
        title=text_of(table.get("called")) or name,
        types=_types(table, name, where, site),
        patience=site.constant(table.get("patience"), "patience", DEFAULT_PATIENCE, where),
        precision=site.constant(table.get("precision"), "precision", DEFAULT_PRECISION, where),
        wants=_wants(table.get("wants"), name, num_stages, site),
        leaves=_leaves(table, calendar, site),
        legacy=site.constant(table.get("legacy"), "legacy", 0.0, where) if "leaves" in table.entries else None,
        belief_points=_whole(table.get("belief points")),
        seat=text_of(table.get("seat")),
        holds_when=holds_when,
        parameters=public,
        note=site.note(table),
        where=where,
    )


def _types(table: Table, actor: str, where: Where, site: Site) -> tuple[Type, ...]:
    found = []
    for name, entry, place in tables(table.get("types")):
        prior = site.constant(entry.get("prior"), "a prior", 1.0, place)
        parameters = tuple(
            (word, site.constant(value, "a parameter of a type", 0.0, value.where))
            for word, value in entry.entries.items()
            if word in site.names.actors[actor].own
        )
        found.append(Type(name, prior, parameters, site.note(entry)))
    return tuple(found) or (Type(ONLY_TYPE, ex.Formula("1", ex.Number(1.0), where)),)


def _wants(node: Node | None, actor: str, num_stages: int, site: Site) -> tuple[Want, ...]:
    if not isinstance(node, Table):
        return ()
    place = Place("a want", types=None, own=actor, has_beliefs=True, before=num_stages)
    found = []
    for name, entry in node.entries.items():
        if not site.name(name, node.keys[name], "a want"):
            continue
        value = entry.get("of") if isinstance(entry, Table) else entry
        weight_node = entry.get("weight") if isinstance(entry, Table) else None
        weight = site.constant(weight_node, "a weight", 1.0, entry.where)
        formula = site.formula(value, place)
        if formula is not None:
            found.append(Want(name, weight, formula, site.note(entry)))
    return tuple(found)


def _leaves(table: Table, calendar: Calendar, site: Site) -> int | None:
    entry = table.get("leaves")
    if not isinstance(entry, Scalar) or site.names.calendar is None:
        return None
    try:
        if calendar.step != "round":
            calendars.parse_period_date(entry.text, calendar.step)
        found = calendars.find_date(entry.text, calendar)
    except calendars.DateError as error:
        site.wrong(entry.where, str(error))
        return None
    if not found.is_inside:
        first, last = calendar.labels[0], calendar.labels[-1]
        site.wrong(entry.where, f"{entry.text} is outside the calendar ({first} … {last}); leave 'leaves' out to stay")
        return None
    return found.period
