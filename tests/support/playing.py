"""What a person does on the table's pages, as a script."""

from __future__ import annotations

from typing import Any

WAIT_MILLISECONDS = 120_000
"""For a crisis that is being solved on a machine that many share."""

CHANGED = "form => !form.isConnected"


def sit(page: Any, address: str, table: int, chairs: tuple[str, ...], *, begin: bool, name: str = "Ann") -> None:
    """Open the first page, take chairs of a table, and come to their page."""
    page.set_default_timeout(WAIT_MILLISECONDS)
    page.goto(address)
    section = page.locator("section.place").nth(table - 1)
    section.get_by_label("Your name").fill(name)
    for box in section.get_by_role("checkbox").all():
        title = box.evaluate("box => box.parentElement.innerText").strip()
        box.set_checked(any(title.startswith(chair) for chair in chairs))
    section.get_by_role("button", name="Sit down and begin" if begin else "Sit down and wait").click()
    page.wait_for_url("**/seat/**")


def wait_for_menu(page: Any) -> None:
    """Wait until the person is asked."""
    page.get_by_role("button", name="Decide").wait_for()


def decide(page: Any, act: str) -> None:
    """Choose an act by its words, and wait until the page shows what came of it."""
    form = page.locator("section.decide form").element_handle()
    page.locator("label.choice", has=page.locator(".act", has_text=act)).get_by_role("radio").check()
    page.get_by_role("button", name="Decide").click()
    page.wait_for_function(CHANGED, arg=form)
