"""The small crises of `games.py` with their numbers drawn anew: every feature of the language, always other payoffs."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from support.games import SMALL, THREE_INFORMED, chain_store

CRISES = {**SMALL, "chain_store": chain_store(2), "three_informed": THREE_INFORMED}

PRECISIONS = ("0", "1e-12", "0.5", "1", "1.5", "2", "3")
"""Up to what leaves one equilibrium: beyond, solver and twin may each find another one."""

PATIENCES = ("0", "0.5", "0.9", "0.99")

_PAYOFF = re.compile(r"(?<![\w.])(?<!prior: )\d+\.\d+")
_KEPT = re.compile(r"probability:|patience:|precision:|legacy:|range:|^numbers|belief\(")


@st.composite
def redrawn(draw: st.DrawFn, name: str) -> str:
    """The crisis with other payoffs (between −1 and 1), patience and precision; chances and priors stay."""
    payoff = st.integers(1, 100).map(lambda hundredths: f"{hundredths / 100}")

    def line(text: str) -> str:
        text = re.sub(r"(?<=precision: )[\d.]+", lambda _: draw(st.sampled_from(PRECISIONS)), text)
        text = re.sub(r"(?<=patience: )[\d.]+", lambda _: draw(st.sampled_from(PATIENCES)), text)
        return text if _KEPT.search(text) else _PAYOFF.sub(lambda _: draw(payoff), text)

    return "\n".join(map(line, CRISES[name].splitlines())) + "\n"
