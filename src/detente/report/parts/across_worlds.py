"""The table of claims and worlds."""

from __future__ import annotations

from typing import Any

from detente.analysis.results import Judged
from detente.claims.numbers import format_percent
from detente.claims.verdict import DEPENDS, NO_EFFECT
from detente.report.words import driver_in_words, uncounted_worlds, worlds_in_words


def show_worlds(judged: Judged) -> dict[str, Any] | None:
    """How every claim fares across worlds, and in which of them it has no verdict; None without worlds."""
    if judged.worlds is None:
        return None
    rows = []
    for claim in judged.claims:
        robust = claim.robustness
        assert robust is not None
        open_worlds = ((robust.num_undecided, "undecided"), (robust.num_no_effect, NO_EFFECT))
        counts = [f"{number} {what}" for number, what in open_worlds if number] + uncounted_worlds(robust)
        rows.append(
            {
                "id": claim.id,
                "verdict": claim.verdict,
                "across": robust.verdict,
                "share": "no verdict" if robust.share is None else format_percent(robust.share),
                "interval": "" if robust.interval is None else " … ".join(map(format_percent, robust.interval)),
                "percent": None if robust.share is None else round(100 * robust.share),
                "counts": ", ".join(counts),
                "drivers": [driver_in_words(driver) for driver in robust.drivers],
                "nothing": "no single number" if robust.verdict == DEPENDS else "",
            }
        )
    faults = [
        {"number": number, "reason": reason}
        for number, world in enumerate(judged.worlds.rows, start=1)
        for reason in world.faults
    ]
    return {"says": worlds_in_words(judged.worlds), "claims": rows, "faults": faults}
