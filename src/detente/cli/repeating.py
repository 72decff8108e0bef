"""The command line that gives the same result again."""

from __future__ import annotations

import shlex
from collections.abc import Mapping

from detente.service import DEFAULTS, Repeat


def command_line(repeat: Repeat) -> str:
    """The task as a command for a shell."""
    options, points = repeat.options, repeat.options.num_points
    words = ["detente", repeat.task, repeat.place, *repeat.names]
    words += [word for name, value in repeat.numbers.items() for word in ("--set", f"{name}={value!r}")]
    words += ["--seed", str(options.seed), "--plays", str(options.num_plays)]
    words += ["--variant", repeat.variant] if repeat.variant else []
    if options.accuracy != DEFAULTS.accuracy:
        words += ["--accuracy", f"{100 * options.accuracy:g}%"]
    if isinstance(points, int):
        words += ["--points", str(points)]
    for actor, number in points.items() if isinstance(points, Mapping) else ():
        words += ["--points", f"{actor}={number}"]
    words += ["--steps", str(options.max_steps)] if options.max_steps != DEFAULTS.max_steps else []
    words += ["--equilibrium", ",".join(options.rules)] if options.rules else []
    words += ["--engine", options.engine] if options.engine is not None else []
    words += ["--rounds", str(options.rounds)] if options.rounds is not None else []
    words += ["--certify"] if options.refine else []
    words += ["--worlds", str(options.num_worlds)] if options.num_worlds is not None else []
    words += ["--starts", str(options.num_starts)] if options.num_starts else []
    words += ["--also", ",".join(repeat.also)] if repeat.also else []
    for name, value in repeat.settings:
        text = ",".join(value) if isinstance(value, list) else str(value)
        words += [f"--{name.replace('_', '-')}", *([] if value is True else [text])]
    return shlex.join(words + (["--allow-unsolved"] if options.allow_unsolved else []))
