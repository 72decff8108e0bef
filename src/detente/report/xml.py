"""Text as XML can hold it."""

from __future__ import annotations

import re

_NO_XML = re.compile("[^\\t\\n\\r\\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML does without."""


def printable(text: str) -> str:
    """The text with characters replaced that XML does without, and that drawing engines die of."""
    return _NO_XML.sub("\ufffd", text)
