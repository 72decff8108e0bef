"""The findings of an examination in words."""

from __future__ import annotations

from detente.analysis.diagnosis import Diagnosis, Finding


def diagnosis_in_words(diagnosis: Diagnosis) -> str:
    """What an examination found, in a sentence."""
    number = len(diagnosis.findings)
    if not number:
        return "Nothing was found: every part that was examined has a visible effect."
    counts = ", ".join(f"{kind} ({count})" if count > 1 else kind for kind, count in diagnosis.counts().items())
    what = "One finding" if number == 1 else f"{number} findings"
    return f"{what} of parts that do nothing visible, or that hide what others do: {counts}."


def findings_by_kind(diagnosis: Diagnosis) -> list[tuple[str, list[Finding]]]:
    """The findings under the name of their kind, with how many there are."""
    groups = []
    for kind, count in diagnosis.counts().items():
        title = f"{kind[:1].upper()}{kind[1:]}" + (f" ({count})" if count > 1 else "")
        groups.append((title, [each for each in diagnosis.findings if each.kind == kind]))
    return groups
