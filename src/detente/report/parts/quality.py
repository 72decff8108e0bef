"""The certificate as the page shows it: the sentence that everyone reads, and the detail behind it."""

from __future__ import annotations

from typing import Any

from detente.claims.numbers import format_share
from detente.report.certificates import (
    GRADES,
    certificate_cautions,
    certificate_details,
    certificate_sentence,
    multiplicity_rows,
    refinement_rows,
)
from detente.solve.certificate import Certificate


def show_certificate(certificate: Certificate) -> dict[str, Any]:
    """Everything that is known of the quality of a solution."""
    refinement, multiplicity = certificate.refinement, certificate.multiplicity
    return {
        "certificate": certificate,
        "grade": GRADES[certificate.grade],
        "certificate_text": certificate_sentence(certificate),
        "certificate_cautions": certificate_cautions(certificate),
        "certificate_details": certificate_details(certificate),
        "residual": f"{certificate.max_residual:.1e}",
        "num_nodes": f"{certificate.num_nodes:,}",
        "num_unsolved": f"{certificate.num_unsolved:,} ({format_share(certificate.unsolved_share)})",
        "refined": () if refinement is None else refinement_rows(refinement),
        "selections": () if multiplicity is None else multiplicity_rows(multiplicity),
        "several": () if multiplicity is None else multiplicity.nodes,
        "worst": certificate.worst if certificate.num_unsolved else (),
    }
