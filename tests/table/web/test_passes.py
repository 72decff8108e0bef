"""Passes cannot be guessed, and neither can the join code in the time that a game lasts."""

from __future__ import annotations

import pytest

from detente.table.web.passes import (
    CODE_LENGTH,
    LETTERS,
    SEATS,
    TRIES_A_MINUTE,
    TRIES_OF_ALL,
    UMPIRE,
    Door,
    Pass,
    Passes,
    new_code,
)


def test_a_token_opens_what_it_was_given_for_and_nothing_else() -> None:
    passes = Passes()
    seat, umpire = passes.give(Pass("1", SEATS, ("patron",))), passes.give(Pass("1", UMPIRE))
    assert passes.find(seat, SEATS) == Pass("1", SEATS, ("patron",))
    assert passes.find(seat, UMPIRE) is None
    assert passes.find(umpire, SEATS) is None
    assert passes.find("", SEATS) is None
    passes.withdraw(seat)
    assert passes.find(seat, SEATS) is None


def test_equal_passes_have_tokens_of_their_own_of_192_bits() -> None:
    passes = Passes()
    tokens = {passes.give(Pass("1", SEATS, ("patron",))) for _ in range(1_000)}
    assert len(tokens) == 1_000
    # Base 64: six bits a letter.
    assert {len(token) * 6 for token in tokens} == {192}
    assert {token for token, _ in passes.of("1", SEATS)} == tokens
    assert passes.of("2", SEATS) == []
    assert passes.of("1", UMPIRE) == []


def test_codes_are_read_aloud_and_written_down_in_any_way() -> None:
    code = new_code()
    assert len(code) == CODE_LENGTH
    assert set(code) <= set(LETTERS)
    assert not set("IL1O0") & set(LETTERS)
    assert Door(code).opens(f" {code[:3].lower()} {code[3:]}", "10.0.0.1")
    assert Door(None).opens("", "10.0.0.1")
    assert not Door(code).opens("", "10.0.0.1")
    assert not Door(code).opens("ä" * CODE_LENGTH, "10.0.0.1")


def test_a_machine_that_guesses_has_to_wait_and_others_need_not() -> None:
    clock = [0.0]
    door = Door("ABCDEF", now=lambda: clock[0])
    for _ in range(TRIES_A_MINUTE):
        assert not door.opens("WRONG", "10.0.0.1")
    assert not door.opens("ABCDEF", "10.0.0.1")
    assert door.is_shut("10.0.0.1")
    assert door.opens("ABCDEF", "10.0.0.2")
    clock[0] = 61.0
    assert door.opens("ABCDEF", "10.0.0.1")


def test_many_machines_together_are_stopped_too() -> None:
    door = Door("ABCDEF", now=lambda: 0.0)
    for number in range(TRIES_OF_ALL):
        door.opens("WRONG", f"10.0.0.{number}")
    assert not door.opens("ABCDEF", "10.0.1.1")


@pytest.mark.parametrize("given", ["abcdef", "ABC DEF", "abc def\n"])
def test_the_right_code(given: str) -> None:
    assert Door("ABCDEF").opens(given, "10.0.0.1")
    assert Door("abc def").opens(given, "10.0.0.1")
