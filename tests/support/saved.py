"""A stored result and a page written by hand, for the documents that are made of them."""

from __future__ import annotations

import base64
from typing import Any

RESULT: dict[str, Any] = {
    "scenario": "made",
    "title": "Made & <told>",
    "variant": None,
    "scenario_hash": "0123456789abcdef",
    "seed": 3,
    "num_plays": 1000,
    "version": "1",
    "command": "detente run made --seed 3",
    "claims": [
        {
            "id": "arms_tell",
            "quote": "=SUM(A1:A9) tells all.",
            "verdict": "holds",
            "value": 0.62,
            "interval": [0.6, 0.64],
            "statement": "P(x) > 0.5",
            "note": "",
            "parts": [{"is_share": True}],
        }
    ],
    "worlds": {
        "rows": [
            {"numbers": {"burden": 0.4}, "values": {"arms_tell": 0.7}, "verdicts": {"arms_tell": "holds"}},
            {"numbers": {"burden": 0.9}, "values": {"arms_tell": None}, "verdicts": {}},
        ]
    },
    "estimate": {
        "question": "Who tells?",
        "bottom_line": "All of the argument holds in this model.",
        "remarks": ["One remark."],
        "judgements": [{"claim": "arms_tell", "quote": "It tells.", "verdict": "holds", "says": ["Likely, 62 %."]}],
        "confidence": {"says": "Confidence is moderate."},
        "headings": {"arms_tell": "The Start"},
        "sections": [
            {
                "id": "policies",
                "title": "Policies compared",
                "place": "options",
                "lead": "Peace pays.",
                "sentences": ["It does."],
                "tables": [{"title": "", "headings": ["What", "Share"], "rows": [["peace", "62 %"]], "numeric": 1}],
                "notes": ["In 1,000 plays."],
                "figures": ["policies-0"],
            },
            {"id": "odd", "title": "Odd", "place": "", "lead": "Odd lead."},
        ],
    },
}

_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><rect width="9" height="9"/></svg>'


def figure(name: str) -> str:
    """A figure as the page of a report has it."""
    head = f'<figcaption><h4>{name} &amp; more</h4><span class="says">It moves.</span></figcaption>'
    return f'<figure id="figure-{name}">{head}{_SVG}</figure>'


PAGE = f"<html>{figure('policies-0')}<p>between</p>{figure('state-0')}</html>"

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""One pixel."""
