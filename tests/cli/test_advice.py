"""Advice in options of the command."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from typer.main import get_group

from detente.cli.advice import WORDINGS, in_words
from detente.cli.main import app
from detente.errors import ADVICE_KINDS, Advice

SOURCE = Path(__file__).parents[2] / "src" / "detente"


def test_every_kind_of_advice_has_its_words() -> None:
    assert set(WORDINGS) == set(ADVICE_KINDS)


def test_changes_of_which_one_is_enough_and_changes_together() -> None:
    alone = [Advice("fewer_points", "patron", 21), Advice("fewer_points", "neighbour", 9)]
    assert in_words(alone) == "This would fit: --points patron=21, or --points neighbour=9."
    together = [Advice("fewer_points_together", actor, 5) for actor in ("patron", "neighbour")]
    assert in_words(together) == "This would fit: --points patron=5 --points neighbour=5."
    assert in_words([]) == ""


def test_each_kind_is_a_sentence_of_its_own() -> None:
    advice = [Advice("more_steps", value=60), Advice("lower_precision", "patron"), Advice("allow_unsolved")]
    words = in_words(advice)
    assert "(--steps N; now 60). Try a lower precision for patron. Use --allow-unsolved" in words


def test_no_option_of_the_command_is_named_below_the_command_line() -> None:
    """Options of other programs, such as Git's, are no business of this test, if Détente has none of that name."""
    own = {name for command in get_group(app).commands.values() for param in command.params for name in param.opts}
    named = []
    for path in SOURCE.rglob("*.py"):
        # What `solve` raises still names options; the assistants' server sends its users to the terminal.
        if path.relative_to(SOURCE).parts[0] in ("cli", "mcp", "solve"):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                named += [(path.name, option) for option in re.findall(r"--[a-z][a-z-]*", node.value) if option in own]
    assert {"--plays", "--set", "--engine", "--worlds"} <= own
    assert named == []
