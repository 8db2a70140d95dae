"""A stage that is added takes a row in data/stages.csv and nothing else: commands, labs, key and charts follow."""

from __future__ import annotations

from dataclasses import replace

import pytest
from chapter_runs import Chapters, changed

from claimbook.core.comparisons import WordsError
from claimbook.core.section import load
from claimbook.core.stages import payment, said_of, tells_payment, verb_pattern
from claimbook.data.rules import check
from claimbook.report.charts import bars
from claimbook.teaching.labs.key import key_text
from claimbook.teaching.labs.stages_told import misstaged
from claimbook.teaching.labs.variants import variants
from claimbook.wording import sentence
from external_dimension import total

ROWS = {
    "paid": "paid,paid,money,paid; remit,,An amount has left the budget.\n",
    "disbursed": "disbursed,disbursed,money,disburs; paid,,An amount has left the budget.\n",
}
#: The claim that is said to be paid, and one that is not.
PAID, OTHER = "gaza_total", "gaza_package"


@pytest.fixture(params=sorted(ROWS))
def staged(request, tables_copy):
    """The tables with the row of a made-up stage, and a claim that has it."""
    data = tables_copy / "data"
    with (data / "stages.csv").open("a", encoding="utf-8") as file:
        file.write(ROWS[request.param])
    text = (data / "claims.csv").read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if line.startswith(f"{PAID},"))
    (data / "claims.csv").write_text(text.replace(line, line.replace(",cumulative,", f",{request.param},")), encoding="utf-8")
    return request.param, load(data)


def test_the_tables_hold(staged):
    stage, section = staged
    assert [p for p in check(section.folder) if p.file not in ("statements.csv", "evidence.csv")] == []
    assert section.claim(PAID).claims[0].stage == stage


def test_a_text_that_says_so_names_the_new_stage_and_no_other(staged):
    stage, section = staged
    rows = section.rows("stages")
    assert payment(rows) == stage
    for verb in ("paid", "disbursed", "spent", "released"):
        assert said_of(rows, f"The sum was {verb}.") == {stage}, verb
        assert verb_pattern(rows, "money").search(f"They {verb} it").lastgroup == stage, verb


def test_the_labs_and_their_key_take_it_for_right_and_the_others_for_wrong(staged):
    stage, section = staged
    moved = [v for v in variants(section, "lab_stages") if v.kind == "an amount is told at a later stage"]
    told = {id_: {v.text.rpartition("(")[2].rstrip(").") for v in moved if v.ids == (id_,)} for id_ in (PAID, OTHER)}
    assert not told[PAID] and stage in told[OTHER]
    mixed = [v for v in variants(section, "lab_stages") if v.form == "sum" and PAID in v.ids]
    assert mixed and all(v.text.endswith(f", all {stage}.") for v in mixed)
    assert key_text(section, 1, 1)
    paid, other = section.claim(PAID), section.claim(OTHER)
    assert misstaged(section, "All in all EUR 450 million was paid.", [paid]) == []
    assert misstaged(section, "A package of EUR 120 million was spent.", [other])
    assert len(misstaged(section, "A package of EUR 120 million was paid.", [other])) == 1


def test_charts_and_totals_name_it(staged):
    stage, section = staged
    said = sentence("{q}", q=section.claim(PAID))
    chart = bars("made_up", [("one", section.claim(PAID))], title=said, subtitle=said, alt=said, caption=said, axis="EUR")
    assert f",{stage}," in chart.csv()
    mixed = total(section.claim(PAID), section.claim("egypt_package"), label="sum", mixed_stages=True)
    assert stage in mixed.stages


@pytest.mark.parametrize(
    ("chapter", "stage", "told"),
    [
        *(
            ("what_adds_up", stage, 'No row says "paid", because no verb')
            for stage in ({"label": "disbursed"}, {"verbs": "spent"})
        ),
        ("over_time", {"label": "disbursed"}, "No verb in the section says that money was paid"),
        ("overview", {"label": "disbursed"}, "No amount is said to have been paid"),
        ("unknowns", {"label": "disbursed"}, "None is “paid”, which"),
        *(
            ("turkiye", stage, "The section gives no amount contracted or spent")
            for stage in ({"verbs": "disburs"}, {"label": "spent"}, {"label": "contracted"})
        ),
    ],
)
def test_an_amount_at_a_stage_that_pays_stops_the_words_that_none_does(project, section, chapter, stage, told):
    """By whatever id the stage goes: the chapters looked for ids of their own, or for "paid" in its name, which "disbursed" has not."""
    row = {"id": "gone", "label": "gone", "kind": "money", "verbs": "gone", "words": None, "meaning": "Gone."} | stage
    claims = [one | {"stage": "gone"} if one["id"] == "turkiye_facility" else one for one in section.rows("claims")]
    tables = changed(section, {"claims": claims, "stages": [*section.rows("stages"), row]})
    error = Chapters(project).run(chapter, tables).error
    assert isinstance(error, WordsError) and told in str(error), error


@pytest.mark.parametrize(
    ("printed", "paid", "bound"),
    [
        ("EUR 5 million was paid out", True, True),
        ("EUR 5 million is unpaid", False, False),
        ("EUR 5 million was contracted", False, True),
        ("a package of EUR 5 million", False, False),
    ],
)
def test_a_claim_may_say_itself_that_it_was_paid(section, printed, paid, bound):
    claim = replace(section.claim("egypt_package").claim, printed=printed)
    rows = section.rows("stages")
    assert (tells_payment(rows, claim), tells_payment(rows, claim, or_bound=True)) == (paid, bound)
