"""A story as a section: what it is, then play after play, then how each is told again."""

from __future__ import annotations

from detente.analysis.story import tell_story
from detente.report.answers import show_answer
from support.told import template_bench


def test_a_typical_play_and_contrasting_ones() -> None:
    story = tell_story(template_bench())
    section = show_answer(story)
    assert section.lead.startswith(
        "The most typical of 2,000 plays is the one whose states are, on average, nearest to those of all others"
    )
    headings = [each for each in section.sentences if "nearest to" in each]
    assert len(headings) == len(story.plays) == 3
    assert headings[0].startswith("The typical play (")
    assert all("_" not in sentence for sentence in section.sentences)
    for play, note in zip(story.plays, section.notes, strict=False):
        assert note.startswith(f"Play {play.number:,} of 2,000 with seed 0")


def test_one_play() -> None:
    section = show_answer(tell_story(template_bench(), "eventually front == advance", play=5))
    assert section.lead == "One play out of 2,000 in which eventually front == advance, date by date."
    assert section.sentences[0].startswith("The play. In this play the patron is")
