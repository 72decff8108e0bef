"""Who may see what: unguessable passes, one for each seat and umpire, and the code with which a network is joined."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

TOKEN_BYTES = 24
"""192 bits: at a million guesses a second, one of a thousand passes is found after some 10**41 years."""

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without those that look alike when a code is read aloud or from a wall: I, L, O, 0 and 1."""

CODE_LENGTH = 6
TRIES_A_MINUTE = 10
"""Wrong codes that one machine may give in a minute."""

TRIES_OF_ALL = 200
"""Wrong codes that all machines together may give in a minute. 31**6 codes at this rate take eight years."""

UMPIRE = "umpire"
SEATS = "seats"


@dataclass(frozen=True)
class Pass:
    """What a token opens.

    Args:
        table: the table's key. kind: `SEATS` or `UMPIRE`.
        seats: actors whose side its bearer takes; more than one at a screen that players hand on.
    """

    table: str
    kind: str
    seats: tuple[str, ...] = ()


@dataclass
class Passes:
    """The passes that have been given out."""

    _given: dict[str, Pass] = field(default_factory=dict)

    def give(self, what: Pass) -> str:
        """A new token for this pass."""
        token = secrets.token_urlsafe(TOKEN_BYTES)
        self._given[token] = what
        return token

    def find(self, token: str, kind: str) -> Pass | None:
        """What the token opens, if it is of this kind."""
        found = self._given.get(token)
        return found if found is not None and found.kind == kind else None

    def of(self, table: str, kind: str) -> list[tuple[str, Pass]]:
        """The tokens and passes of a table of this kind, the newest first."""
        found = [(token, each) for token, each in self._given.items() if each.table == table and each.kind == kind]
        return found[::-1]

    def withdraw(self, token: str) -> None:
        """The token opens nothing from now on."""
        self._given.pop(token, None)


def new_code() -> str:
    """A join code that is easily read aloud."""
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


@dataclass
class Door:
    """The join code of a server, or None where everybody who reaches it may join; it counts wrong tries.

    Args:
        code: what must be given. now: the time in seconds, from any start.
    """

    code: str | None
    now: Callable[[], float] = time.monotonic
    _wrong: list[tuple[float, str]] = field(default_factory=list)

    def opens(self, given: str, address: str) -> bool:
        """Whether the code given is right, in capital or small letters, with spaces or without.

        Args:
            address: of the machine from which it is given.
        """
        if self.code is None:
            return True
        if self.is_shut(address):
            return False
        if hmac.compare_digest(_bare(given), _bare(self.code)):
            return True
        self._wrong.append((self.now(), address))
        return False

    def is_shut(self, address: str) -> bool:
        """Whether too many wrong codes came within the last minute; right ones are refused then too."""
        since = self.now() - 60
        self._wrong = [each for each in self._wrong if each[0] > since]
        own = sum(each[1] == address for each in self._wrong)
        return own >= TRIES_A_MINUTE or len(self._wrong) >= TRIES_OF_ALL


def _bare(code: str) -> bytes:
    """A code without spaces and in capital letters."""
    return "".join(code.split()).upper().encode()
