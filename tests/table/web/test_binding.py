"""A server is this machine's alone unless somebody says otherwise."""

from __future__ import annotations

import socket

import pytest

from detente.errors import DetenteError
from detente.table.web.binding import PORT, Binding, open_socket


def test_nobody_else_reaches_it_by_default() -> None:
    assert Binding().is_local
    assert Binding("localhost").is_local
    assert not Binding("0.0.0.0").is_local
    with open_socket(Binding(port=0)) as listening:
        assert listening.getsockname()[0] == "127.0.0.1"


def test_a_taken_port_is_an_error_if_it_was_asked_for_and_else_another_one_is_found() -> None:
    with open_socket(Binding(port=0)) as first:
        taken = first.getsockname()[1]
        with pytest.raises(DetenteError, match=rf"port {taken}.*Choose another port"):
            open_socket(Binding(port=taken))
    with pytest.raises(DetenteError, match="port: 70000"):
        open_socket(Binding(port=70_000))
    with socket.socket() as usual:
        usual.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            usual.bind(("127.0.0.1", PORT))
            usual.listen()
        except OSError:
            pass  # somebody else has it, which does as well
        with open_socket(Binding()) as found:
            assert found.getsockname()[1] != PORT


def test_an_address_that_is_not_this_machines_is_an_error() -> None:
    # 192.0.2.0/24 is kept for documentation (RFC 5737).
    with pytest.raises(DetenteError, match=r"cannot listen at 192\.0\.2\.1"):
        open_socket(Binding("192.0.2.1", 0))
