"""What a sentence says became of an amount, by the verbs and words of data/stages.csv."""

from __future__ import annotations

import pytest

from claimbook.core.stages import ordinary, said_of, told_by_verbs


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("EUR 5 million was announced and committed.", {"announced", "committed"}),
        ("The announcement came late, the commitment later.", {"announced", "committed"}),
        ("EUR 5 million is allocated.", {"allocated"}),
        ("EUR 5 million will be allocated.", {"planned"}),
        ("EUR 5 million is to be allocated.", {"planned"}),
        ("EUR 5 million was pledged, not announced.", {"pledged"}),
        ("EUR 5 million was announced, not paid.", {"announced", "paid"}),
        ("EUR 5 million is for migration management.", set()),
        ("The planes flew, and a text was signed.", {"transported", "signed"}),
        ("EUR 5 million in all, since 2020.", set()),
    ],
)
def test_what_a_sentence_says(section, text, stages):
    assert said_of(section.rows("stages"), text) == stages


@pytest.mark.parametrize(
    ("text", "stages"),
    [
        ("EUR 5 million in all", {"cumulative"}),
        ("an envelope that will come", {"package", "planned"}),
        ("EUR 5 million was announced", set()),
    ],
)
def test_what_it_may_mean_by_ordinary_words(section, text, stages):
    assert ordinary(section.rows("stages"), text) == stages


def test_a_stage_with_ordinary_words_is_not_told_by_verbs_alone(section):
    alone = {row["id"] for row in told_by_verbs(section.rows("stages"))}
    assert {"announced", "in_force"} <= alone and not alone & {"planned", "package", "transported", "not_applicable"}
    rows = [row | {"words": "grant"} if row["id"] == "announced" else row for row in section.rows("stages")]
    assert {row["id"] for row in told_by_verbs(rows)} == alone - {"announced"}
