"""Two solutions of a game that ought to be the same."""

from __future__ import annotations

import numpy as np

from detente.solve.equilibrium import Equilibrium


def assert_same_solution(one: Equilibrium, other: Equilibrium) -> None:
    """The same values at the start, the same counts of nodes, and the same policies at all of them."""
    np.testing.assert_allclose(one.start_values, other.start_values, rtol=0, atol=1e-9)
    assert one.certificate.num_nodes == other.certificate.num_nodes
    assert one.certificate.num_unsolved == other.certificate.num_unsolved
    for by_stage, others_by_stage in zip(one.log_policies, other.log_policies, strict=True):
        for by_table, others_by_table in zip(by_stage, others_by_stage, strict=True):
            for policy, others in zip(by_table, others_by_table, strict=True):
                assert (policy is None) == (others is None)
                if policy is not None and others is not None:
                    assert policy.shape == others.shape
                    np.testing.assert_allclose(np.exp(policy), np.exp(others), rtol=0, atol=1e-6)
