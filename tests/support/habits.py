"""Small crises with base rates, occasions, units of time, and traits and menus by type."""

from __future__ import annotations

HEAD = """
crisis: {title}
calendar: {{rounds: {rounds}{calendar}}}
state:
  line: {{scale: [back, held, forward], starts: held}}
numbers:
  urge: {{range: [0.1, 0.3], base: 0.15}}
actors:
  moscow:
    {moscow}
    types: {{hawk: {{prior: 0.3, taste: 2{hawk}}}, dove: {{prior: 0.7, taste: 0.4{dove}}}}}
    wants: {{ground: taste * (line - held)}}
  kyiv:
    patience: 0.9
    precision: 2
    wants: {{ground: 1.2 * (held - line), trust: 0.5 * belief(moscow is dove)}}
each round:
  - moscow decides:{decides}
  - kyiv answers:{answers}
"""

PLAIN_DECIDES = """
      hold: {}
      arm: {costs: 0.4, when: line < forward, then: line up}
      leave: {when: line > back, then: line down}"""

PLAIN_ANSWERS = """
      wait: {}
      push: {costs: 0.5, when: line > back, results: {works: {probability: 0.6, then: line down}, fails: rest}}"""

BOTH = "patience: 0.8\n    precision: 1.5"


def crisis(
    title: str,
    rounds: int = 2,
    decides: str = PLAIN_DECIDES,
    answers: str = PLAIN_ANSWERS,
    moscow: str = BOTH,
    hawk: str = "",
    dove: str = "",
    calendar: str = "",
) -> str:
    """A crisis of a mover with two types and one without, with something in it changed."""
    return HEAD.format(
        title=title,
        rounds=rounds,
        decides=decides,
        answers=answers,
        moscow=moscow,
        hawk=hawk,
        dove=dove,
        calendar=calendar,
    )


USUAL_DECIDES = (
    """
      usually: {arm: urge if line == held else 0.3, leave: 0.05 * taste}"""
    + PLAIN_DECIDES
)

USUAL_ANSWERS = (
    """
      usually: {push: 0.1 * round, wait: rest}"""
    + PLAIN_ANSWERS
)

BY_TYPE_DECIDES = """
      hold: {when: moscow is dove or line == back}
      arm: {costs: 0.4, when: line < forward, then: line up}
      leave: {when: line > back, then: line down}"""

COVERT_DECIDES = """
      covert: yes
      comes up: 0.6 if line == held else 0.3
      usually: {arm: 0.2}
      traces: {found: {probability: 0.5 if act == arm else 0.1, then: line up}, nothing: rest}
      hold: {}
      arm: {costs: 0.2}"""

OPEN_DECIDES = (
    """
      comes up: urge + 0.4"""
    + PLAIN_DECIDES
)

LIKE_DECIDES = """
      usually: {hold: 0.5, arm: 0.3, leave: rest}
      comes up: 0.7
      hold: {}
      arm:
        costs: 0.4
        when: line < forward
        looks like: hold
        results: {works: {probability: 0.5, then: line up}, fails: rest}
      leave: {when: line > back, then: line down}"""

CLOCKED_ANSWERS = (
    """
      comes up: 0.5
      usually: {push: 0.2}"""
    + PLAIN_ANSWERS
)

TIMED = (
    crisis(
        "Everything per unit of time",
        rounds=2,
        decides=USUAL_DECIDES.replace("costs: 0.4", "costs: 0.4, per: time"),
        answers=CLOCKED_ANSWERS,
        calendar=", per: 2 rounds, afterwards: the last round repeats",
    ).replace("trust: 0.5 * belief(moscow is dove)", "trust: {of: 0.3 * (line == held), per: occasion}")
    + """  - chance weather:
      storm: {probability: 0.2, then: line = held}
      thaw: {probability: 0.1, then: line down}
      calm: rest
"""
)

HABITS = {
    "usual": crisis("Base rates", decides=USUAL_DECIDES, answers=USUAL_ANSWERS),
    "own_precision": crisis(
        "Precision by type", moscow="patience: 0.8", hawk=", precision: 0.5", dove=", precision: 3"
    ),
    "own_patience": crisis(
        "Patience by type", moscow="precision: 1.5", hawk=", patience: 0.95", dove=", patience: 0.3"
    ),
    "menu_by_type": crisis("A menu by type", decides=BY_TYPE_DECIDES, moscow="patience: 0.8", dove=", precision: 2.5"),
    "unseen_occasions": crisis("Nobody knows whether it came up", decides=COVERT_DECIDES),
    "seen_occasions": crisis("All see whether it came up", decides=OPEN_DECIDES, answers=CLOCKED_ANSWERS),
    "disguise": crisis("A disguise that may not come up", decides=LIKE_DECIDES),
    "timed": TIMED,
}
"""By name; the belief about Moscow moves in all of them."""


def at_once(decides: str, answers: str = USUAL_ANSWERS, rounds: int = 2) -> str:
    """Both decide at once; what both change adds up."""
    text = crisis("Two at once", rounds, decides, answers, moscow="patience: 0.8", dove=", precision: 2.5")
    head, stages = text.split("each round:\n")
    pair = stages.replace("\n", "\n  ").replace("  - moscow", "      moscow").replace("  - kyiv", "    kyiv")
    return head + "each round:\n  - at once:\n" + pair.rstrip(" ").rstrip() + "\n"


HABITS_AT_ONCE = {
    "usual": at_once(USUAL_DECIDES),
    "menu_by_type": at_once(BY_TYPE_DECIDES),
    "one_seldom": at_once(OPEN_DECIDES),
    "both_seldom": at_once(USUAL_DECIDES.replace("usually:", "comes up: 0.35\n      usually:"), CLOCKED_ANSWERS),
}

HABIT_TREES = {
    name: text.replace("trust: 0.5 * belief(moscow is dove)", "trust: 0.3 * (line == back) * (moscow is dove)")
    for name, text in {**HABITS, **{f"at once: {name}": text for name, text in HABITS_AT_ONCE.items()}}.items()
    if name != "timed"
}
"""The same without payments that depend on beliefs, which a game tree cannot have."""
