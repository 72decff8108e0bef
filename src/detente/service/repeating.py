"""How to get the same result again: as data, which each front end words for its users."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TypeAlias

from detente.analysis.options import Options
from detente.scenario.given import list_given
from detente.scenario.loading import read_tree
from detente.scenario.model import Scenario
from detente.service.setting_up import DEFAULTS, Source, split_source


@dataclass(frozen=True)
class Repeat:
    """A task, with everything needed to do it again.

    Args:
        task: its name, the same in every front end.
        crisis: as it was given. names: what stands after it, such as the variants compared.
        also: the questions asked besides. settings: what the question has of its own, by keyword of Python.
    """

    task: str
    crisis: Source
    variant: str | None
    options: Options
    names: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    settings: tuple[tuple[str, object], ...] = ()

    @property
    def source(self) -> str | Path | Scenario:
        """The crisis without the numbers that are set."""
        return split_source(self.crisis)[0]

    @property
    def place(self) -> str:
        """The crisis as a front end names it: its file, or the name of a bundled one."""
        source = self.source
        return source.path if isinstance(source, Scenario) else str(source)

    @property
    def numbers(self) -> Mapping[str, float]:
        """The numbers that are set."""
        source, numbers = split_source(self.crisis)
        own = list_given(read_tree(source)) if isinstance(source, Scenario) else {}
        return {**own, **numbers}


Wording: TypeAlias = Callable[[Repeat], str]
"""Turns a task into the text with which the user can do it again."""

# Stated even where they have their defaults.
_ALWAYS = ("seed", "num_plays")
# `fresh` changes no number, and `regret` comes with `refine`.
_NEVER = ("fresh", "regret")


def python_call(repeat: Repeat) -> str:
    """The task as a line of Python."""
    crisis = repeat.source
    if isinstance(crisis, Scenario) and not crisis.path:
        source = f"loads(…, name={crisis.name!r}"
    else:
        source = f"load({repeat.place!r}"
    variant = crisis.variant if isinstance(crisis, Scenario) else None
    variant = repeat.variant or variant
    source += f", variant={variant!r}" if variant else ""
    source += f", numbers={dict(repeat.numbers)!r})" if repeat.numbers else ")"
    own = [f"also={list(repeat.also)!r}"] if repeat.also else []
    own += [f"{name}={value!r}" for name, value in repeat.settings]
    return (
        f"detente.{source}.{repeat.task}({', '.join([*map(repr, repeat.names), *list_keywords(repeat.options), *own])})"
    )


def list_keywords(options: Options) -> list[str]:
    """The options that differ from their defaults, as keyword arguments; seed and plays always."""
    values = {each.name: getattr(options, each.name) for each in fields(options) if each.name not in _NEVER}
    changed = [name for name, value in values.items() if value != getattr(DEFAULTS, name) and name not in _ALWAYS]
    return [f"{name}={values[name]!r}" for name in (*_ALWAYS, *changed)]
