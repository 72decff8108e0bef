"""One function for each task of a user; front ends call these and nothing else.

A crisis is given as the name of a bundled one, as a file or folder, or as a scenario that is loaded already. Every
record states which scenario (by hash), which seed and which version it comes from, and where the time went. What a
task needs is imported when the task runs, so that checking a file never waits for the solver's libraries.
"""

from __future__ import annotations

from detente.analysis.options import COMPILING, Options
from detente.game.effort import span_in_words
from detente.scenario.model import MOST_BELIEF_POINTS
from detente.service.comparing import commit, compare
from detente.service.confined import find_file_inside, find_inside
from detente.service.designing import design, with_designs
from detente.service.differing import diff
from detente.service.doctor import doctor
from detente.service.evidence import evidence, forecast, posterior, rates, score
from detente.service.explaining import explain, reasons, story
from detente.service.explore import DEFAULTS_OF_WORLDS, NUM_WORLDS, explore
from detente.service.exporting import export_report
from detente.service.game_files import import_game, is_game_file, solve_game_file
from detente.service.inspecting import (
    check,
    check_texts,
    describe_crisis,
    draw_crisis,
    find_warnings,
    list_crises,
    new,
    picture,
    schema,
    show,
    template,
)
from detente.service.repeating import Repeat, python_call
from detente.service.setting_up import (
    DEFAULTS,
    DEFAULTS_OF_CLAIMS,
    Progress,
    Source,
    WithNumbers,
    load,
    loads,
    quiet,
    version,
)
from detente.service.solved import equilibrium, plays, policy, start_values, tables, vary, write_plays
from detente.service.solving import claims, run, simulate, solve
from detente.service.texts import find_files, read_scenario_file, read_settings, write_settings
from detente.service.trees import export, openspiel_game, openspiel_policy, solve_on_tree, tree
from detente.service.turning import curve, flip
from detente.service.watch import watch
from detente.service.workbench import QUICK, LiveBoard, judge_live, list_sliders, load_texts

__all__ = [
    "COMPILING",
    "DEFAULTS",
    "DEFAULTS_OF_CLAIMS",
    "DEFAULTS_OF_WORLDS",
    "MOST_BELIEF_POINTS",
    "NUM_WORLDS",
    "QUICK",
    "LiveBoard",
    "Options",
    "Progress",
    "Repeat",
    "Source",
    "WithNumbers",
    "check",
    "check_texts",
    "claims",
    "commit",
    "compare",
    "curve",
    "describe_crisis",
    "design",
    "diff",
    "doctor",
    "draw_crisis",
    "equilibrium",
    "evidence",
    "explain",
    "explore",
    "export",
    "export_report",
    "find_file_inside",
    "find_files",
    "find_inside",
    "find_warnings",
    "flip",
    "forecast",
    "import_game",
    "is_game_file",
    "judge_live",
    "list_crises",
    "list_sliders",
    "load",
    "load_texts",
    "loads",
    "new",
    "openspiel_game",
    "openspiel_policy",
    "picture",
    "plays",
    "policy",
    "posterior",
    "python_call",
    "quiet",
    "rates",
    "read_scenario_file",
    "read_settings",
    "reasons",
    "run",
    "schema",
    "score",
    "show",
    "simulate",
    "solve",
    "solve_game_file",
    "solve_on_tree",
    "span_in_words",
    "start_values",
    "story",
    "tables",
    "template",
    "tree",
    "vary",
    "version",
    "watch",
    "with_designs",
    "write_plays",
    "write_settings",
]
