"""The certificate as the page shows it."""

from __future__ import annotations

from detente.report.parts.quality import show_certificate
from detente.solve.certificate import Certificate, UnsolvedNode
from support.estimated import SOUND


def test_what_is_unsolved_is_listed_and_what_is_not_known_is_empty() -> None:
    node = UnsolvedNode("2015-06", "patron", "decides", "front = held", "patron is hungry 50 %", 0.2)
    shown = show_certificate(Certificate(0.2, 0.01, 700, 7, (node,)))
    assert (shown["num_unsolved"], shown["worst"], shown["grade"]) == ("7 (1.0 %)", (node,), "Do not use.")
    sound = show_certificate(SOUND)
    assert (sound["worst"], sound["refined"], sound["several"], sound["grade"]) == ((), (), (), "Sound.")
