"""Records of a comparison, as rows and for programs."""

from __future__ import annotations

import json

from support.compared import COMPARED


def test_a_row_for_every_number() -> None:
    rows = COMPARED.comparison.rows()
    assert len(rows) == 3 * 3
    assert rows[1] == {
        "kind": "measure",
        "name": "peace",
        "type": "",
        "policy": "cheap_sanctions",
        "value": 0.4,
        "low": 0.37,
        "high": 0.43,
        "difference": -0.1,
        "difference_low": -0.13,
        "difference_high": -0.07,
        "differs": True,
        "is_best": False,
        "is_undominated": False,
    }
    assert [row["difference"] for row in rows if row["policy"] == "base"] == [None] * 3
    assert (rows[4]["value"], rows[4]["low"]) == (None, None)
    assert rows[8]["type"] == "hungry"
    # Of policies, whatever the line: that nothing is best on it changes nothing.
    assert [row["is_undominated"] for row in rows[3:6]] == [True, False, True]
    assert [row["is_best"] for row in rows[3:6]] == [False, False, False]


def test_json_has_every_policy_and_one_certificate_for_all_games() -> None:
    record = COMPARED.to_json()
    assert json.loads(json.dumps(record))["lines"][0]["policies"]["base"]["interval"] == [0.49, 0.51]
    assert record["lines"][2]["type"] == "hungry"
    assert record["undominated"] == ["base", "no_offensive"]
    assert (record["certificate"]["num_nodes"], record["certificate"]["max_residual"]) == (150, 3e-9)
    assert set(record["certificate"]["by_variant"]) == {"base", "no_offensive"}
