"""The seat's page: by the keyboard alone, on a screen that players hand on, and on a page that went away."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from support.browser import Served, a_person, processor_seconds
from support.hostile import MOLE, OWL, PRIVATE
from support.playing import CHANGED, decide, sit, wait_for_menu

FOCUSED = "document.activeElement"
OUTLINE = "getComputedStyle(document.activeElement.closest('label.choice') ?? document.activeElement).outlineStyle"


def _tab_to(page: Any, words: str) -> None:
    """Press Tab until the focus is on something with these words; everything on the way shows that it has it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINE) != "none", page.evaluate(f"{FOCUSED}.outerHTML")
        label = page.evaluate(f"{FOCUSED}.labels?.[0]?.innerText ?? {FOCUSED}.innerText")
        if label.strip().startswith(words):
            return
    raise AssertionError(f"Tab never comes to {words}")


def test_by_the_keyboard_alone(browser: Any, served: Served, table_number: int) -> None:
    with a_person(browser) as (page, heard):
        page.set_default_timeout(120_000)
        page.goto(served.address)
        page.locator("section.place").first.wait_for()
        page.keyboard.press("Tab")
        assert page.evaluate(f"{FOCUSED}.innerText") == "To the main part"
        page.keyboard.press("Enter")
        page.locator("section.place").nth(table_number - 1).get_by_label("Your name").focus()
        page.keyboard.type("Ann")
        _tab_to(page, "The mole")
        _tab_to(page, "Sit down and begin")
        page.keyboard.press("Enter")
        page.wait_for_url("**/seat/**")
        wait_for_menu(page)
        _tab_to(page, "Doze")
        page.keyboard.press("ArrowDown")
        assert page.evaluate(f"{FOCUSED}.value") == "delve"
        _tab_to(page, "What do you expect")
        _tab_to(page, "What you intend")
        page.keyboard.type("to dig")
        _tab_to(page, "hoot")
        page.keyboard.press("ArrowRight")
        assert page.locator("output").first.inner_text() == "50 %"
        _tab_to(page, "Decide")
        page.keyboard.press("Enter")
        page.locator("label.choice", has_text="Smile").wait_for()
        # The focus is on the heading of the next decision, from which Tab goes on to its menu.
        page.wait_for_function(f"{FOCUSED}.id === 'decision'")
        assert "shows" in page.evaluate(f"{FOCUSED}.innerText")
        assert heard.complaints == []


def test_a_screen_that_is_handed_on_shows_one_side_at_a_time(browser: Any, served: Served, table_number: int) -> None:
    with a_person(browser) as (page, _):
        sit(page, served.address, table_number, ("The mole", "The owl"), begin=True)
        page.get_by_role("heading", name="Hand the screen on").wait_for()
        _shows(page, none_of=[*PRIVATE[MOLE], *PRIVATE[OWL]])
        page.get_by_role("button", name="The mole").click()
        wait_for_menu(page)
        _shows(page, PRIVATE[MOLE][:2], PRIVATE[OWL])
        decide(page, "Delve")
        wait_for_menu(page)
        # The same player decides twice: no screen between.
        _shows(page, ["the others: delve"], PRIVATE[OWL])
        decide(page, "Smile")
        page.get_by_role("heading", name="Hand the screen on").wait_for()
        _shows(page, none_of=[*PRIVATE[MOLE], *PRIVATE[OWL]])
        page.get_by_role("button", name="The owl").click()
        wait_for_menu(page)
        _shows(page, ["tunnels, unseen by the others."], PRIVATE[MOLE])


def _shows(page: Any, any_of: Iterable[str] = (), none_of: Iterable[str] = ()) -> None:
    """What is in the page at all, seen or not."""
    text = page.content()
    assert [word for word in none_of if word in text] == []
    assert not any_of or any(word in text for word in any_of)


NOTES_COMPLAINTS = """() => {
    const look = () => { window.complained ||= document.querySelector(".notice.bad") !== null; };
    new MutationObserver(look).observe(document.body, {childList: true, subtree: true, attributes: true});
}"""
"""A complaint stands until the page is drawn anew, which on a busy machine may be before anybody looks."""


def test_a_form_that_is_sent_twice_decides_once(browser: Any, served: Served, table_number: int) -> None:
    with a_person(browser) as (page, _):
        sit(page, served.address, table_number, ("The owl",), begin=True)
        wait_for_menu(page)
        form = page.locator("section.decide form").element_handle()
        page.get_by_role("radio").first.check()
        page.evaluate(NOTES_COMPLAINTS)
        form.evaluate("form => { form.requestSubmit(); form.requestSubmit(); }")
        page.wait_for_function(CHANGED, arg=form)
        page.wait_for_function("window.complained")
        wait_for_menu(page)
        assert "Round 2" in page.locator("ul.tally").inner_text()
        assert page.locator(".history li.own").count() == 1


def test_a_page_that_is_loaded_again_is_where_it_was(browser: Any, served: Served, table_number: int) -> None:
    with a_person(browser) as (page, _):
        sit(page, served.address, table_number, ("The owl",), begin=True)
        wait_for_menu(page)
        before = page.locator("section.history").inner_text()
        page.reload()
        wait_for_menu(page)
        assert page.locator("section.history").inner_text() == before


def test_who_looks_elsewhere_is_called(browser: Any, served: Served, table_number: int) -> None:
    with a_person(browser) as (mole, _), a_person(browser) as (owl, _):
        sit(mole, served.address, table_number, ("The mole",), begin=False)
        sit(owl, served.address, table_number, ("The owl",), begin=True)
        owl.locator(".waiting").wait_for()
        assert not owl.title().startswith("●")
        decide(mole, "Doze")
        mole.locator("label.choice", has_text="Smile").wait_for()
        decide(mole, "Smile")
        wait_for_menu(owl)
        owl.get_by_text("It is your decision now.").wait_for()
        owl.wait_for_function("document.title.startsWith('● Two in the dark')")
        assert not mole.title().startswith("●")


@pytest.mark.long
def test_sixty_five_turns_a_minute(browser: Any, served: Served, table_number: int) -> None:
    """Nine turns of a person who decides at once, while the others play: each within 60/65 s of the server's processor
    time, however many share the machine.
    """
    with a_person(browser) as (page, _):
        sit(page, served.address, table_number, ("The mole", "The owl"), begin=True)
        begun, turns = None, 0
        while True:
            button = page.locator("section.decide :is(button, a)").first.element_handle()
            begun = begun or processor_seconds(served.process.pid)
            words = button.inner_text()
            if words == "Read the debrief":
                break
            if words == "Decide":
                turns += 1
                decide(page, page.locator("label.choice .act").first.inner_text())
            else:
                button.click()
                page.wait_for_function(CHANGED, arg=button)
        assert begun is not None
        assert turns == 9
        assert processor_seconds(served.process.pid) - begun <= turns * 60 / 65
