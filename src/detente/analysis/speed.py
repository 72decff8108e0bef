"""How fast this machine is, learned from the runs on it: one small file in the user's cache folder."""

from __future__ import annotations

import json
import math
from contextlib import suppress
from pathlib import Path

from detente.files import cache_folder, parse_json, private_folder, read_regular, write_whole

_FILE = "speed.json"

_MEMORY = 0.5
"""Weight of the latest run; the last few runs decide, because what runs beside them changes too."""

_MOST = 30.0
"""A machine is at most so many times faster or slower than the one on which the constants were measured."""

LEAST_SECONDS = 3.0
"""Shorter runs teach nothing: they load code more than they compute."""


def read_slowness() -> float:
    """Seconds that this machine takes for one that is forecast; 1 if nothing is known of it."""
    path = _path()
    if path is None:
        return 1.0
    try:
        slowness = float(parse_json(read_regular(path))["slowness"])
    except (OSError, ValueError, KeyError, TypeError):
        return 1.0
    return slowness if 1 / _MOST <= slowness <= _MOST else 1.0


def learn(forecast: float, taken: float) -> None:
    """Remember how long something took. forecast: seconds with a slowness of 1."""
    path = _path()
    if path is None or forecast < LEAST_SECONDS or taken <= 0:
        return
    latest = min(max(taken / forecast, 1 / _MOST), _MOST)
    slowness = math.exp((1 - _MEMORY) * math.log(read_slowness()) + _MEMORY * math.log(latest))
    with suppress(OSError):
        private_folder(path.parent)
        write_whole(path, json.dumps({"slowness": round(slowness, 4)}) + "\n")


def _path() -> Path | None:
    folder = cache_folder()
    return None if folder is None else folder / _FILE
