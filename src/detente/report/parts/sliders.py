"""Sliders: a reader moves uncertain numbers, and the page shows what an emulator makes of every claim."""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

from detente.analysis.emulation import Emulator
from detente.claims.numbers import format_percent
from detente.report.words import in_words

KNOWN = 0.5
"""The share of the variance that an emulator has to explain of worlds left out; below it, it does not know a claim."""


def show_sliders(emulator: Emulator | None) -> dict[str, Any] | None:
    """What the template takes: numbers to move, claims that follow, and the polynomials for the page's script."""
    if emulator is None or not emulator.claims:
        return None
    known = [claim for claim in emulator.claims if claim.explained >= KNOWN]
    unknown = [claim.claim for claim in emulator.claims if claim.explained < KNOWN]
    if not known:
        return None
    data = {"order": emulator.order, "numbers": [vars(each) for each in emulator.numbers]}
    data["claims"] = [vars(claim) for claim in known]
    return {
        "numbers": [
            {**vars(each), "title": in_words(each.name), "id": number} for number, each in enumerate(emulator.numbers)
        ],
        "claims": [
            {"id": claim.claim, "title": in_words(claim.claim), "explained": format_percent(claim.explained)}
            for claim in known
        ],
        "unknown": ", ".join(map(in_words, unknown)),
        "num_worlds": max(claim.num_worlds for claim in known),
        # No text of the scenario can end the script: there is no `<` in it.
        "data": Markup(json.dumps(data, separators=(",", ":")).replace("<", "\\u003c").replace("&", "\\u0026")),
    }
