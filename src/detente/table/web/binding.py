"""Where a server is reached: on this machine alone unless somebody says otherwise."""

from __future__ import annotations

import socket
from dataclasses import dataclass

from detente.errors import DetenteError

LOOPBACK = "127.0.0.1"
PORT = 8765
"""Where the server is when nobody says otherwise, if the port is free."""

MOST_PORT = 65_535


@dataclass(frozen=True)
class Binding:
    """Where a server is reached.

    Args:
        host: the address that it listens at. port: its port; None: `PORT`, or any free one if it is taken.
    """

    host: str = LOOPBACK
    port: int | None = None

    def __post_init__(self) -> None:
        if not self.host.strip():
            # To the system it means every address of this machine.
            raise DetenteError("host: the address is empty.")
        if self.port is not None and not 0 <= self.port <= MOST_PORT:
            raise DetenteError(f"port: {self.port} is not a whole number from 0 to {MOST_PORT:,}.")

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it."""
        return self.host in (LOOPBACK, "localhost")


def open_socket(binding: Binding) -> socket.socket:
    """A socket that listens there.

    Raises:
        DetenteError: the address is not this machine's, or the port is taken.
    """
    wanted = [PORT, 0] if binding.port is None else [binding.port]
    for port in wanted:
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((binding.host, port))
            listening.listen(128)
            return listening
        except (OSError, OverflowError) as error:
            listening.close()
            problem = getattr(error, "strerror", None) or str(error)
    raise DetenteError(
        f"the table cannot listen at {binding.host}, port {wanted[0]}: {problem}. "
        "Choose another port, or another address of this machine."
    )
