"""The command `detente table`: a server with tables for one crisis, until it is interrupted."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from detente.analysis.options import Options
from detente.scenario import library, loading
from detente.scenario.model import Scenario
from detente.table.web.hall import Hall
from detente.table.web.passes import Door, new_code

if TYPE_CHECKING:
    from detente.table.session import Table
    from detente.table.web.app import Binding


@dataclass(frozen=True)
class Started:
    """Where everything is, for whoever started the server.

    Args:
        address: of the first page. code: what must be given there; None on this machine alone.
        umpires: address of the umpire's page, by table.
    """

    address: str
    code: str | None
    umpires: Mapping[str, str]
