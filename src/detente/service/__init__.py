"""One function for each task of a user; front ends call these and nothing else.

A crisis is given as the name of a bundled one, as a file or folder, or as a scenario that is loaded already. Every
record states which scenario (by hash), which seed and which version it comes from, and where the time went. What a
task needs is imported when the task runs, so that checking a file never waits for the solver's libraries.
"""

from __future__ import annotations

from detente.analysis.options import COMPILING, Options
from detente.game.effort import span_in_words
from detente.scenario.model import MOST_BELIEF_POINTS
from detente.service.explore import DEFAULTS_OF_WORLDS, NUM_WORLDS, explore
from detente.service.game_files import import_game, is_game_file, solve_game_file
from detente.service.inspecting import check, find_warnings, list_crises, new, schema, show
from detente.service.repeating import Repeat, python_call
from detente.service.setting_up import DEFAULTS, DEFAULTS_OF_CLAIMS, Progress, Source, load, loads, quiet, version
from detente.service.solved import equilibrium, plays, policy, start_values, tables, vary, write_plays
from detente.service.solving import claims, commit, compare, run, simulate, solve
from detente.service.trees import export, openspiel_game, openspiel_policy, solve_on_tree, tree

__all__ = [
    "COMPILING",
    "DEFAULTS",
    "DEFAULTS_OF_CLAIMS",
    "DEFAULTS_OF_WORLDS",
    "MOST_BELIEF_POINTS",
    "NUM_WORLDS",
    "Options",
    "Progress",
    "Repeat",
    "Source",
    "check",
    "claims",
    "commit",
    "compare",
    "equilibrium",
    "explore",
    "export",
    "find_warnings",
    "import_game",
    "is_game_file",
    "list_crises",
    "load",
    "loads",
    "new",
    "openspiel_game",
    "openspiel_policy",
    "plays",
    "policy",
    "python_call",
    "quiet",
    "run",
    "schema",
    "show",
    "simulate",
    "solve",
    "solve_game_file",
    "solve_on_tree",
    "span_in_words",
    "start_values",
    "tables",
    "tree",
    "vary",
    "version",
    "write_plays",
]
