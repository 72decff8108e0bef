"""Text that a terminal only displays: what would control it, or reorder what it shows, is written out."""

from __future__ import annotations

import re

# The control characters but tab and line feed; the marks that override or embed the direction of writing; halves of
# characters, as which Python reads bytes in names of files that are no text.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def without_controls(text: str) -> str:
    """The text with such characters written as Python writes them: `\\x1b`, `\\u202e`."""
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode("ascii"), text)


def json_without_controls(text: str) -> str:
    """The JSON text with such characters written as JSON writes them, so that it means the same."""
    return _CONTROLS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)
