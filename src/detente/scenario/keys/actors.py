"""The keys of actors and seats."""

from __future__ import annotations

from typing import Annotated

from detente.scenario.keys.entry import Named, Reading, Short, free_names, key
from detente.scenario.keys.noted import Noted
from detente.scenario.keys.rates import Per
from detente.scenario.keys.state import SecretKeys
from detente.scenario.keys.values import BeliefPoints, DateText, Expression, Names, Text
from detente.scenario.tree import Scalar

DEFAULT_PATIENCE = 0.95
DEFAULT_PRECISION = 2.0


class TypeKeys(Noted):
    """A private type: its prior, and its parameters by name."""

    shown = ("prior",)

    prior: Expression | None = key(
        "Prior probability; the priors of all types sum to one. Not where a `joint prior` gives it", example="0.6"
    )
    patience: Expression | None = key("The type's own patience", default="the actor's", example="0.99")
    precision: Expression | None = key("The type's own precision", default="the actor's", example="4")
    parameters: Named[Expression] | None = free_names(
        "A parameter; all types have the same ones, and only the actor knows which values apply", example="appetite: 2"
    )

    def check(self, reading: Reading) -> None:
        _check_parameters(self.parameters, "a type", reading)


def _check_parameters(parameters: Named[Scalar] | None, what: str, reading: Reading) -> None:
    """Notes keys of actors among parameters, where nobody would read them."""
    for word, where in parameters.places.items() if parameters is not None else ():
        if word in ActorKeys.key_fields() or word in TypeKeys.key_fields():
            advice = "it is the same for all types, and stands beside 'types'"
            if word == "prior":
                advice = "it belongs to each type, below 'types'"
            elif word in TypeKeys.key_fields():
                advice = "it stands beside 'types', or among the keys of a type"
            reading.wrong(where, f"'{word}' is a key of actors and no parameter of {what}: {advice}")


class WantKeys(Noted):
    """A payoff term."""

    shown = ("weight", "of")

    weight: Expression | None = key("The factor before the expression, a number", default=1, example="2")
    of: Expression | None = key("The payoff; may be written as a single value", example="front == held", is_needed=True)
    per: Per | None = key(
        "Whether it is a payoff per unit of time, or one received in full at the end of every period",
        default="time",
        example="occasion",
    )


class ChangeKeys(Noted):
    """How a type may change into another one, by chance and seen by nobody else, at the end of a period."""

    shown = ("to", "probability")

    to: Text | None = key("The type that it becomes", example="hard", is_needed=True)
    probability: Expression | None = key("The probability of this change in a period", example="0.05", is_needed=True)
    when: Expression | None = key(
        "The type may change only under this condition", default="always", example="front == lost"
    )


class ActorKeys(Noted):
    """A decision maker."""

    called: Text | None = key("The name in reports", default="the key", example="The patron")
    patience: Expression | None = key(
        "Weight of a payoff one unit of time later, δ, 0 … 1; a unit is the calendar's `per`, without one a period",
        default=DEFAULT_PATIENCE,
        example="0.98",
    )
    precision: Expression | None = key(
        "How strongly choices respond to payoff differences, λ, unit 1/payoff, ≥ 0; 0 means base rates",
        default=DEFAULT_PRECISION,
        example="3",
    )
    types: Named[Annotated[TypeKeys, Short("")]] | None = key(
        "What only the actor knows, by type", default="one type, nothing private", example="{calm: {prior: 1}}"
    )
    secret: Named[SecretKeys] | None = key(
        "What the actor alone knows, and its acts or chance may change; everyone knows where it starts",
        example="{programme: {scale: [none, begun], starts: none}}",
    )
    changes: Named[ChangeKeys] | None = key(
        "Types that may change by chance, by the type before the change",
        example="{soft: {to: hard, probability: 0.05}}",
    )
    knows: Names | None = key(
        "Other actors whose types and secrets this actor knows at any time",
        default="nobody's",
        example="[tehran]",
    )
    parameters: Named[Expression] | None = key("Numbers of the actor that everyone knows", example="{resolve: 1}")
    wants: Named[Annotated[WantKeys, Short("of")]] | None = key(
        "Payoff terms, received at the end of every period", example="{ground: front - held}"
    )
    leaves: DateText | None = key(
        "The first period in which the actor is out of office", default="stays", example="2017-01"
    )
    legacy: Expression | None = key("Weight of payoffs from that period on", default=0, example="0.2")
    belief_points: BeliefPoints | None = key(
        "Points on each axis of the grid, in log-odds, on which the public belief about this actor is held; with an "
        "odd number even odds are a point. A belief that need not be tracked has no axes",
        name="belief points",
        default="121; 61 and 61; 25 on three axes; then fewer, 30,000 beliefs in all",
        example="101",
    )
    seat: Text | None = key("The seat that the actor can hold", default="acts in its own name", example="washington")
    holds_when: Expression | None = key(
        "The condition under which it holds the seat", name="while", example="president == obama"
    )

    def check(self, reading: Reading) -> None:
        _check_parameters(self.parameters, "an actor", reading)
        for message in self._contradictions():
            reading.wrong(self.where, message)
            break

    def _contradictions(self) -> list[str]:
        num_types = len(self.types.entries) if self.types is not None else 0
        rules = {
            "'seat' and 'while' (the condition of holding it) go together": (self.seat is None)
            != (self.holds_when is None),
            "'legacy' belongs to 'leaves: DATE'": self.legacy is not None and self.leaves is None,
            "'belief points' belongs to an actor with two or more types": self.belief_points is not None
            and num_types < 2
            and self.secret is None,
            "every type has a patience of its own, so that nobody reads the actor's": self._is_shadowed("patience"),
            "every type has a precision of its own, so that nobody reads the actor's": self._is_shadowed("precision"),
            "'changes' belongs to an actor with two or more types": self.changes is not None and num_types < 2,
            "'types' needs at least one type; leave it out where nothing is private": self.types is not None
            and num_types == 0,
        }
        return [message for message, is_so in rules.items() if is_so]

    def _is_shadowed(self, word: str) -> bool:
        types = list(self.types.entries.values()) if self.types is not None else []
        return self.has(word) and bool(types) and all(kind.has(word) for kind in types)


class SeatKeys(Noted):
    """What all holders of a seat share; an entry of a holder's own, or of its types, takes precedence."""

    shown = ("wants",)

    patience: Expression | None = key("As of an actor", example="0.95")
    precision: Expression | None = key("As of an actor", example="3")
    parameters: Named[Expression] | None = key("As of an actor", example="{resolve: 1}")
    wants: Named[Annotated[WantKeys, Short("of")]] | None = key("As of an actor", example="{peace: front == held}")

    def check(self, reading: Reading) -> None:
        _check_parameters(self.parameters, "a seat", reading)
