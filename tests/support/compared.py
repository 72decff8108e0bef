"""A comparison of three policies, written by hand."""

from __future__ import annotations

from detente.analysis.comparison import Cell, Compared, Line, PolicyComparison, Subject
from detente.analysis.options import Origin
from detente.solve.certificate import Certificate

POLICIES = {"base": "", "cheap_sanctions": "Sanctions cost nothing.", "no_offensive": "No <b>offensive</b>."}

PEACE = Line(
    Subject("measure", "peace"),
    "The front stays.",
    "more",
    is_share=True,
    cells={
        "base": Cell(0.5, (0.49, 0.51)),
        "cheap_sanctions": Cell(0.4, (0.37, 0.43), -0.1, (-0.13, -0.07), differs=True),
        "no_offensive": Cell(0.52, (0.49, 0.55), 0.02, (-0.01, 0.05)),
    },
    best=("no_offensive", "base"),
)
GROUND = Line(
    Subject("measure", "ground"),
    "",
    None,
    is_share=False,
    cells={
        "base": Cell(1.25, (1.2, 1.3)),
        "cheap_sanctions": Cell(None, None, note="nothing was drawn"),
        "no_offensive": Cell(2.25, (2.2, 2.3), 1.0, (0.9, 1.1), differs=True),
    },
    best=(),
)
VALUE = Line(
    Subject("value", "patron", "hungry"),
    "",
    None,
    is_share=False,
    cells={name: Cell(2.0, (2.0, 2.0), *(() if name == "base" else (0.0, (0.0, 0.0)))) for name in POLICIES},
    best=(),
)

COMPARED = Compared(
    origin=Origin("truce", "A truce", None, "0" * 16, 7, "1.0", {"solve": 1.0}),
    question="Does it pay <b>anybody</b>?",
    command="detente.load('truce').compare(seed=7)",
    num_plays=1_000,
    comparison=PolicyComparison(POLICIES, (PEACE, GROUND, VALUE), ("base", "no_offensive")),
    certificates={"base": Certificate(1e-9, 0.0, 100, 0), "no_offensive": Certificate(3e-9, 0.0, 50, 0)},
    files={"html": "out/comparison.html"},
)
