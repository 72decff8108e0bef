"""What a figure draws."""

from __future__ import annotations

from typing import Any

from detente.report.figures import Figure


def rows_of(figure: Figure, layer: int | None = None) -> list[dict[str, Any]]:
    """The rows of a figure's data, or of those of one of its layers."""
    document = figure.chart.to_dict()
    data = document["data"] if layer is None else document["layer"][layer].get("data", document.get("data"))
    rows: list[dict[str, Any]] = data["values"] if "values" in data else document["datasets"][data["name"]]
    return rows
