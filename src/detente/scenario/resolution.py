"""From the bare syntax tree to an expression: how its words combine, and whether their kinds fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from detente.scenario import expressions as ex
from detente.scenario.calendars import DateError, DatePlace, find_date
from detente.scenario.model import Variable, walk
from detente.scenario.names import Names, Place, listed, nearest
from detente.scenario.syntax import ExpressionError, Syntax
from detente.scenario.words import TRUTHS, UNKNOWN, Resolved, Rings, Words

_FUNCTIONS: Mapping[str, Literal["min", "max", "abs", "gain_loss"]] = {
    "min": "min",
    "max": "max",
    "abs": "abs",
    "gain_loss": "gain_loss",
}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_COMPARISONS = frozenset(_MIRRORED)


class Resolver(Words):
    """Resolves the expressions of one place, collecting mistakes."""

    def __init__(self, names: Names, place: Place) -> None:
        super().__init__(names, place)
        self._rules: Mapping[str, Callable[[Syntax, Rings], Resolved]] = {
            "number": self._number,
            "percent": self._number,
            "date": self._date,
            "name": self._word,
            "dotted": self._dotted,
            "unary": self._unary,
            "binary": self._binary,
            "choice": self._choice,
            "membership": self._membership,
            "is_type": self._is_type,
            "plays": self._plays,
            "call": self._call,
        }

    def whole(self, node: Syntax) -> Resolved:
        """The expression, of the kind that the place asks for."""
        value = self.resolve(node, ((self.place.beside,),) if self.place.beside else ())
        if self.place.kind == "condition":
            return self._condition(value, node)
        if self.place.kind == "number":
            return self._numeric(value, node)
        return value

    def resolve(self, node: Syntax, rings: Rings) -> Resolved:
        return self._rules[node.kind](node, rings)

    def _word(self, node: Syntax, rings: Rings) -> Resolved:
        """A single word; a definition is read as if it were written here."""
        word = node.text
        if word not in self.names.definitions:
            return self._name(node, rings)
        if self.place.is_definition:
            return self._wrong(f"'{word}' is a definition, which another one cannot mention", node)
        if word in self.names.broken:
            return UNKNOWN
        inner = type(self)(self.names, self.place)
        value = inner.resolve(self.names.definitions[word], ())
        self.mistakes.extend(
            ExpressionError(f"'{word}' is not allowed here: {mistake.message}", node.start)
            for mistake in inner.mistakes
        )
        return UNKNOWN if inner.mistakes else value

    def _numeric(self, value: Resolved, node: Syntax) -> Resolved:
        if value.kind == "level":
            what = f"'{value.variable}' is unordered, so its levels are not numbers"
            return self._wrong(f"{what}; compare them with ==, != or in (or declare it as a scale)", node)
        if value.kind == "date":
            return self._wrong("a date is not a number; compare it, as in date >= 2015-11", node)
        if node.kind == "name" and node.text in TRUTHS:
            return self._wrong(f"a number is needed here, not '{node.text}'; write {TRUTHS[node.text]:g}", node)
        return value

    def _numeric_or_condition(self, value: Resolved, node: Syntax) -> Resolved:
        return value if value.kind == "condition" else self._numeric(value, node)

    def _condition(self, value: Resolved, node: Syntax) -> Resolved:
        if value.kind in ("condition", "unknown"):
            return value
        if value.is_level:
            is_it = f"{value.variable} == {node.text}"
            advice = f"write {is_it}, and for one of several levels {value.variable} in [{node.text}, …]"
            return self._wrong(f"'{node.text}' is a level of {value.variable}, not a condition; {advice}", node)
        return self._wrong(f"{self._called(node)} is not a condition; compare it with something, as in x > 0", node)

    def _called(self, node: Syntax) -> str:
        return f"'{node.text}'" if node.kind in ("name", "dotted", "number", "date", "percent") else "this"

    def _unary(self, node: Syntax, rings: Rings) -> Resolved:
        operand = node.parts[0]
        if node.text == "not":
            value = self._condition(self.resolve(operand, rings), operand)
            return Resolved(ex.Unary("not", value.tree), "condition")
        value = self._numeric(self.resolve(operand, rings), operand)
        return Resolved(ex.Unary("-", value.tree), "number")

    def _binary(self, node: Syntax, rings: Rings) -> Resolved:
        left, right = node.parts
        if node.text in ("and", "or"):
            values = [self._condition(self.resolve(part, ()), part) for part in node.parts]
            return Resolved(ex.Binary(node.text, values[0].tree, values[1].tree), "condition")
        if node.text in _COMPARISONS and any(part.kind == "name" and part.text == "act" for part in node.parts):
            return self._act(node)
        first = self.resolve(left, (self._variables_in(right), *rings))
        second = self.resolve(right, (self._variables_in(left), *rings))
        if node.text in _COMPARISONS:
            return self._comparison(node, first, second)
        return self._arithmetic(node, first, second)

    def _arithmetic(self, node: Syntax, first: Resolved, second: Resolved) -> Resolved:
        if node.text == "-" and first.kind == second.kind == "date":
            for value, part in zip((first, second), node.parts, strict=True):
                if value.date is not None and not value.date.is_inside:
                    return self._wrong(f"{part.text} lies outside the calendar", part)
            return Resolved(ex.Binary("-", first.tree, second.tree), "number")
        first, second = self._numeric(first, node.parts[0]), self._numeric(second, node.parts[1])
        if node.text == "/" and second.tree == ex.Number(0.0) and second.kind == "number":
            return self._wrong("division by zero", node.parts[1])
        return Resolved(ex.Binary(node.text, first.tree, second.tree), "number")

    def _comparison(self, node: Syntax, first: Resolved, second: Resolved) -> Resolved:
        left, right = node.parts
        first, second = self._as_round(first, left, second), self._as_round(second, right, first)
        if "unknown" in (first.kind, second.kind):
            return UNKNOWN
        if "date" in (first.kind, second.kind):
            return self._date_comparison(node, first, second)
        if not self._fit(first, second, right if second.is_level or not first.is_level else left):
            return UNKNOWN
        if first.kind == "level" and node.text not in ("==", "!="):
            what = f"'{first.variable}' is unordered; its levels are compared by ==, != and in"
            return self._wrong(f"{what} (or declare it as a scale)", node)
        return Resolved(ex.Binary(node.text, first.tree, second.tree), "condition")

    def _fit(self, first: Resolved, second: Resolved, node: Syntax) -> bool:
        """Whether two values can be compared; what a level stands beside must be of the same variable."""
        either = first if first.is_level else second
        other = second if first.is_level else first
        is_mixed = "level" in (first.kind, second.kind) and first.variable != second.variable
        if is_mixed or (either.is_level and other.variable and either.variable != other.variable):
            if either.is_level and other.variable:
                levels = self.names.scales[other.variable].levels
                tree = either.tree
                assert isinstance(tree, ex.Level)
                hint = f"{nearest(tree.name, levels)} (levels: {listed(levels)})"
                self._wrong(f"'{tree.name}' is a level of {tree.variable}, not of {other.variable}{hint}", node)
            else:
                unordered = first if first.kind == "level" else second
                levels = self.names.scales[unordered.variable].levels
                what = f"'{unordered.variable}' can only be compared with its own levels"
                self._wrong(f"{what} ({listed(levels)})", node)
            return False
        return True

    def _as_round(self, value: Resolved, node: Syntax, other: Resolved) -> Resolved:
        """A whole number beside a date is the number of a round, where the calendar has rounds."""
        calendar = self.names.calendar
        if other.kind != "date" or node.kind != "number" or calendar is None or calendar.step != "round":
            return value
        try:
            date = find_date(node.text, calendar)
        except DateError as error:
            return self._wrong(str(error), node)
        return Resolved(ex.Date(date.period, node.text), "date", date=date)

    def _date_comparison(self, node: Syntax, first: Resolved, second: Resolved) -> Resolved:
        """Between periods, which begin on their dates.

        A date on which no period begins stands for the first one after it, so that "up to it" is "before that one".
        """
        for value, part in ((first, node.parts[0]), (second, node.parts[1])):
            if value.kind != "date":
                return self._wrong("a date can only be compared with a date, as in date >= 2015-11", part)
        operator, loose = node.text, second.date if second.date is not None else first.date
        if loose is not None and not loose.is_exact:
            if operator in ("==", "!="):
                part = node.parts[1] if second.date is not None else node.parts[0]
                return self._wrong(self._no_period_on(part.text, loose), part)
            written_second = operator if second.date is not None else _MIRRORED[operator]
            written_second = {"<=": "<", ">": ">="}.get(written_second, written_second)
            operator = written_second if second.date is not None else _MIRRORED[written_second]
        return Resolved(ex.Binary(operator, first.tree, second.tree), "condition")

    def _no_period_on(self, text: str, date: DatePlace) -> str:
        """The message for a date on which none begins, with the dates beside it."""
        labels = self.names.calendar.labels if self.names.calendar is not None else ()
        beside = [labels[index] for index in (date.period - 1, date.period) if 0 <= index < len(labels)]
        hint = f"; the nearest begin on {' and '.join(beside)}" if date.is_inside else ""
        return f"no period begins on {text}{hint}"

    def _act(self, node: Syntax) -> Resolved:
        left, right = node.parts
        named = right if left.text == "act" else left
        if node.text not in ("==", "!="):
            return self._wrong("'act' can only be compared by ==, != and in", node)
        tree = self._chosen(named)
        return Resolved(ex.Unary("not", tree) if node.text == "!=" else tree, "condition")

    def _chosen(self, named: Syntax) -> ex.Expression:
        if not self.place.acts:
            self._wrong("'act' is the move just made, and only traces can mention it", named)
        elif named.kind != "name" or named.text not in self.place.acts:
            hint = f"{nearest(named.text, self.place.acts)} (acts: {listed(self.place.acts)})"
            self._wrong(f"'{named.text}' is not an act of this decision{hint}", named)
        return ex.ChosenAction(named.text)

    def _membership(self, node: Syntax, rings: Rings) -> Resolved:
        item, *options = node.parts
        tree: ex.Expression
        if item.kind == "name" and item.text == "act":
            tree = self._chosen(options[0])
            for option in options[1:]:
                tree = ex.Binary("or", tree, self._chosen(option))
        else:
            value = self.resolve(item, (self._variables_in(*options), *rings))
            trees = []
            for option in options:
                choice = self._as_round(self.resolve(option, (self._variables_in(item), *rings)), option, value)
                trees.append(choice.tree)
                if "unknown" not in (value.kind, choice.kind):
                    self._check_option(value, choice, option)
            tree = ex.Membership(value.tree, tuple(trees))
        return Resolved(ex.Unary("not", tree) if node.text == "not" else tree, "condition")

    def _check_option(self, value: Resolved, choice: Resolved, option: Syntax) -> None:
        if (value.kind == "date") != (choice.kind == "date"):
            self._wrong("dates can only be compared with dates", option)
        elif choice.date is not None and not choice.date.is_exact:
            self._wrong(self._no_period_on(option.text, choice.date), option)
        elif value.kind != "date":
            self._fit(value, choice, option)

    def _choice(self, node: Syntax, rings: Rings) -> Resolved:
        value_node, condition_node, *other = node.parts
        condition = self._condition(self.resolve(condition_node, ()), condition_node)
        around = (self._variables_in(*other), *rings)
        value = self.resolve(value_node, around)
        if not other:
            value = self._numeric_or_condition(value, value_node)
            return Resolved(ex.Choice(condition.tree, value.tree, ex.Number(0.0)), value.kind)
        otherwise = self.resolve(other[0], (self._variables_in(value_node), *rings))
        tree = ex.Choice(condition.tree, value.tree, otherwise.tree)
        if "unknown" in (value.kind, otherwise.kind):
            return UNKNOWN
        if "level" in (value.kind, otherwise.kind):
            if value.kind == otherwise.kind and value.variable == otherwise.variable:
                return Resolved(tree, "level", value.variable)
            return self._wrong("both sides of 'if … else' must be levels of the same variable", node)
        value = self._numeric_or_condition(value, value_node)
        otherwise = self._numeric_or_condition(otherwise, other[0])
        is_condition = value.kind == otherwise.kind == "condition"
        variable = value.variable if value.variable == otherwise.variable else ""
        return Resolved(tree, "condition" if is_condition else "number", variable)

    def _call(self, node: Syntax, rings: Rings) -> Resolved:
        if node.text == "belief":
            return self._belief(node)
        if node.text not in _FUNCTIONS:
            functions = [*_FUNCTIONS, "belief"]
            return self._wrong(
                f"unknown function '{node.text}'{nearest(node.text, functions)} (functions: {listed(functions)})", node
            )
        arguments = self._arguments(node)
        if arguments is None:
            return UNKNOWN
        trees = []
        for argument in arguments:
            others = [other for other in arguments if other is not argument]
            value = self.resolve(argument, (self._variables_in(*others), *rings))
            trees.append(self._numeric(value, argument).tree)
        return Resolved(ex.Call(_FUNCTIONS[node.text], tuple(trees)), "number")

    def _arguments(self, node: Syntax) -> list[Syntax] | None:
        """The arguments in their order, by position or by name."""
        order = {"abs": ("x",), "gain_loss": ("x", "reference", "aversion")}.get(node.text)
        if order is None:
            if not node.parts or any(part.kind == "keyword" for part in node.parts):
                self._wrong(f"write {node.text}(a, b, …)", node)
                return None
            return list(node.parts)
        usage = f"write {node.text}({', '.join(name if name == 'x' else f'{name}: …' for name in order)})"
        arguments: dict[str, Syntax] = {}
        for position, part in enumerate(node.parts):
            name = part.text if part.kind == "keyword" else order[position] if position < len(order) else ""
            if name not in order or name in arguments:
                self._wrong(usage + nearest(name, order), part)
                return None
            arguments[name] = part.parts[0] if part.kind == "keyword" else part
        if len(arguments) < len(order):
            self._wrong(usage, node)
            return None
        return [arguments[name] for name in order]

    def _belief(self, node: Syntax) -> Resolved:
        if len(node.parts) == 1 and (secret := self._find_secret(node.parts[0])) is not None:
            tree = self._belief_in(secret, node)
        elif len(node.parts) != 1 or node.parts[0].kind != "is_type" or node.parts[0].text == "not":
            return self._wrong("write belief(ACTOR is TYPE)" + self._secret_advice(), node)
        else:
            test = self._type_test(node.parts[0])
            tree = None if test is None else ex.Belief(test[0], *self.names.actors[test[0]].test_for(test[1]))
        if tree is None:
            return UNKNOWN
        if not self.place.has_beliefs:
            where = "in payoffs only (wants, costs, gives, afterwards)"
            return self._wrong(f"{self.place.what} cannot mention public beliefs; they are allowed {where}", node)
        return Resolved(tree, "number")

    def _secret_advice(self) -> str:
        """How a belief about a secret is written, where there is one."""
        secrets = [name for actor in self.names.actors.values() for name in (v.name for v in actor.secrets.values())]
        return f", or belief({secrets[0]} == LEVEL)" if secrets else ""

    def _find_secret(self, node: Syntax) -> Variable | None:
        """The secret that a comparison is about, on either side or as what is a member."""
        sides = node.parts if node.kind == "binary" and node.text in _COMPARISONS else node.parts[:1]
        if node.kind not in ("binary", "membership"):
            return None
        found = [self.secret_named(side) for side in sides]
        return next((secret for secret in found if secret is not None), None)

    def _belief_in(self, secret: Variable, node: Syntax) -> ex.Belief | None:
        """The belief that a secret is as a comparison with its levels says."""
        actor, _, name = secret.name.rpartition(".")
        place = Place("what a belief is about", "condition", types=(actor,), own=self.place.own)
        inner = type(self)(self.names, place)
        tree = inner.whole(node.parts[0]).tree
        self.mistakes.extend(inner.mistakes)
        inside = (ex.Number, ex.Level, ex.Binary, ex.Unary, ex.Membership)
        parts = [part for part in walk(tree) if not isinstance(part, inside)]
        if inner.mistakes:
            return None
        if any(part != ex.Parameter(actor, name) for part in parts):
            self._wrong(f"a belief is about a secret and its levels alone, as in belief({secret.name} == LEVEL)", node)
            return None
        states = self.names.actors[actor].states
        position = list(self.names.actors[actor].secrets).index(name)
        value_of = dict(zip(secret.levels, secret.values, strict=True))
        values = {state.name: value_of[state.levels[position]] for state in states}
        held = [
            state
            for state, value in values.items()
            if ex.evaluate(tree, ex.Situation({}, {}, 0, parameters={(actor, name): value}))
        ]
        if not held or len(held) == len(states):
            self._wrong(f"every level of {secret.name} gives the same answer here", node)
            return None
        return ex.Belief(actor, held[0], tuple(held[1:]))

    def _variables_in(self, *nodes: Syntax) -> tuple[str, ...]:
        """The variables mentioned in the bare trees."""
        variables: dict[str, None] = {}
        waiting = list(nodes)
        while waiting:
            node = waiting.pop()
            if node.kind == "name" and node.text in self.names.variables:
                variables[node.text] = None
            elif (secret := self.secret_named(node)) is not None:
                variables[secret.name] = None
            waiting.extend(node.parts)
        return tuple(variables)
