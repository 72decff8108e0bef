"""Verdicts computed by a process of its own, without the run-time checks of axes (`conftest.py`).

The checks make a crisis of many nodes several times slower; they are for small ones, which all other tests solve.
"""

from __future__ import annotations

import pickle
import subprocess
import sys

from detente.analysis.options import Options
from detente.analysis.results import Judged

_CODE = """
import pickle, sys
from detente import service
name, options = pickle.load(sys.stdin.buffer)
judged = service.claims(name, options=options)
sys.stdout.buffer.write(pickle.dumps(judged))
"""


def judge_apart(name: str, options: Options) -> Judged:
    """What `service.claims` says of a bundled crisis."""
    given = pickle.dumps((name, options))
    done = subprocess.run([sys.executable, "-c", _CODE], input=given, stdout=subprocess.PIPE, check=True)
    found = pickle.loads(done.stdout)
    assert isinstance(found, Judged)
    return found
