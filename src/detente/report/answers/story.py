"""A typical play and contrasting ones, as a section of a report."""

from __future__ import annotations

from detente.analysis.explanation import Story, ToldPlay
from detente.claims.numbers import format_share
from detente.report.answers.section import Section
from detente.report.telling import again_in_words, play_in_sentences


def show_story(story: Story) -> Section:
    """The plays one after another, each date by date."""
    sentences = []
    for place, play in enumerate(story.plays):
        first, *others = play_in_sentences(play, story.names)
        sentences += [f"{_heading(place, play)} {first}", *others]
    return Section(
        id="story",
        place="play",
        title="One play" if story.is_chosen else "A typical play",
        lead=_lead(story),
        sentences=sentences,
        notes=[
            *(f"{again_in_words(play)}." for play in story.plays),
            "In brackets: how likely a move or an event was at that moment. The story has the moves that change "
            "something, that are lotteries or were unlikely (below 20 %), and beliefs that move by 5 points or more.",
        ],
    )


def _lead(story: Story) -> str:
    given = f" in which {story.given}" if story.given else ""
    if story.is_chosen:
        return f"One play out of {story.num_plays:,}{given}, date by date."
    others = len(story.plays) - 1
    beside = "one that contrasts with it stands" if others == 1 else "two that contrast with it stand"
    also = f" Beside it {beside}; each represents the plays that are nearest to it." if others else ""
    return (
        f"The most typical of {story.num_counted:,} plays{given} is the one whose states are, on average, nearest to "
        f"those of all others.{also}"
    )


def _heading(place: int, play: ToldPlay) -> str:
    if play.share is None:
        return "The play."
    what = "The typical play" if place == 0 else "A contrasting play" if place == 1 else "Another contrasting play"
    return f"{what} ({format_share(play.share)} of all plays are nearest to it)."
