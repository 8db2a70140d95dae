"""Frames keep the rules: amounts in pandas are quantities, and what cannot be done says what to do instead."""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import warnings
from operator import ge, gt, le, lt

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from test_arithmetic import quantity

from claimbook.core.frames import series
from claimbook.core.quantities import Quantity
from claimbook.data.descriptor import resources
from claimbook.report.charts import bars
from claimbook.report.display import table
from claimbook.wording import Wording
from external_dimension import ArithmeticRuleError, add, count, difference, per, ratio, remainder, sentence, share, times, total


@pytest.fixture
def money(section):
    """The section's amounts in euro."""
    frame = section.frame("claims")
    return frame[frame["unit"] == "EUR"]


@pytest.fixture
def apart(money):
    """Amounts of which none is a part of another, two of them announced or in a package alike."""
    return money[money["id"].isin(["gaza_package", "syria_commitment", "turkiye_total", "egypt_package", "mauritania_support"])]


def test_the_package_is_loaded_without_pandas():
    code = (
        "import sys; from claimbook import load, wording; from claimbook.core import quantities, relations, section; from claimbook.data import tables; "
        "assert load().claims(unit='EUR'); print(*sorted({'pandas', 'numpy', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert (done.returncode, done.stdout.split()) == (0, []), done.stderr


# -- what a frame holds -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["claims", "evidence", "context"])
def test_a_frame_of_figures_has_an_amount_for_each_row_with_a_value(section, name):
    frame, rows = section.frame(name), section.rows(name)
    quantities = [
        getattr(section, {"claims": "claim"}.get(name, name))(row["id"]) if row["value"] is not None else None for row in rows
    ]
    assert [None if pd.isna(q) is True else q for q in frame["amount"]] == quantities
    assert frame["amount"].dtype == "amount"
    assert frame["value_unguarded"].dtype == "float64" and frame["value_unguarded"].dropna().to_list() == [
        row["value"] for row in rows if row["value"] is not None
    ]
    assert "value" not in frame and frame["outside"].dtype == bool and set(frame["outside"]) == {name != "claims"}


def test_every_described_table_is_a_frame_with_plain_columns(section):
    for name, resource in resources(section.descriptor).items():
        frame, rows = section.frame(name), section.rows(name)
        for field in resource["schema"]["fields"]:
            column = frame.get(field["name"], frame.get("value_unguarded"))
            assert [None if pd.isna(x) else x for x in column.to_list()] == [row[field["name"]] for row in rows], (
                name,
                field["name"],
            )
            assert str(column.dtype) in {"string": ("str",), "integer": ("int64", "Int64"), "number": ("float64",)}[field["type"]]


def test_codes_and_dates_stay_as_they_are_written(section):
    assert section.frame("partners").set_index("id")["numeric"]["albania"] == "008"
    assert section.frame("claims").set_index("id")["period_start"]["turkiye_total"] == "2011"
    assert section.frame("gaps")["paragraph"].dtype == "Int64"


def test_measure_and_year_tell_rows_of_context_apart(section):
    context = section.frame("context")
    single = context[context["year"].notna()]
    start, end = single["date"].str[:4].astype(int), single["date_end"].fillna(single["date"]).str[:4].astype(int)
    assert (start <= single["year"]).all() and (single["year"] <= end).all()
    assert all(measure in id_ for measure, id_ in zip(context["measure"], context["id"]) if not measure.startswith("conference_"))
    figures = single[single["unit"].notna()]
    assert not figures.duplicated(["measure", "year", "partner", "country"]).any()
    wide = figures[figures["measure"] == "refugees"].pivot(index="country", columns="year", values="amount")
    assert wide[2025]["EGY"] == section.context("refugees_egypt_2025")


def readme_code(project) -> list[str]:
    """The blocks of Python of the section of the README on pandas."""
    (part,) = re.findall(r"^## With pandas\n(.*?)^## ", (project / "README.md").read_text(encoding="utf-8"), re.M | re.S)
    return re.findall(r"```python\n(.*?)```", part, re.S)


def test_the_example_of_the_readme_runs(project, monkeypatch):
    monkeypatch.chdir(project)
    example, _ = readme_code(project)
    there: dict = {}
    exec(example, there)  # noqa: S102 - the project's own text
    by_stage = there["by_stage"]
    assert by_stage["allocated"] == there["section"].claim("turkiye_total")
    assert cells_of(there["shown"])[0] == ["stage", "amount"] and BeautifulSoup(there["shown"].html, "html.parser").select(
        "a.quantity"
    )


def test_plain_pandas_reads_codes_and_lists_with_the_dtypes_of_the_readme(project, section, monkeypatch):
    monkeypatch.chdir(project)
    _, line = readme_code(project)
    for name, resource in resources(section.descriptor).items():
        frame = eval(line.replace("partners", name), {"pd": pd})  # noqa: S307 - the project's own text
        for field in resource["schema"]["fields"]:
            if field["type"] == "string":
                assert [None if pd.isna(x) else x for x in frame[field["name"]].to_list()] == [
                    row[field["name"]] for row in section.rows(name)
                ]


def test_a_table_that_there_is_not_is_named_with_the_nearest(section):
    for way in (section.frame, section.table):
        with pytest.raises(KeyError, match=r"no table 'claim' in data/datapackage.json \(perhaps claims\)"):
            way("claim")


def test_a_frame_of_a_supposition_supposes(section):
    frame = section.supposing("egypt_package", value=8e9).frame("claims").set_index("id")
    assert frame["amount"]["egypt_package"].value == frame["value_unguarded"]["egypt_package"] == 8e9


# -- sums -------------------------------------------------------------------------------------------------------------


def test_amounts_are_added_in_groups_by_the_rules(money, section):
    by_stage = money.groupby("stage")["amount"].agg(total, heads_only=True)
    assert by_stage.dtype == "amount"
    for stage, amount in by_stage.items():
        whole = total(section.claims(unit="EUR", stage=stage), heads_only=True)
        assert (amount, amount.label) == (whole, whole.label)


def test_total_goes_into_named_aggregation(apart):
    by_stage = apart.groupby("stage").agg(amount=("amount", total), figures=("id", "size"))
    assert by_stage["amount"].dtype == "amount" and list(by_stage["figures"]) == [1] * 5
    assert by_stage["amount"]["committed"].text == "nearly EUR\u00a02.5\u00a0billion"
    by_partner = apart.pivot_table(index="partner", values="amount", aggfunc="sum")
    assert by_partner["amount"]["egypt"] == apart.set_index("partner")["amount"]["egypt"]


NESTED = r"^turkiye_migration is a part of turkiye_total, so the two may not be added \(rule 2\); use heads_only=True to leave parts out"
#: What is added where pandas' own ``sum`` was asked, which takes none of the words that a rule asks for.
INSTEAD = r"; sum\(\) takes no such word: write (\.agg\(total, heads_only=True\)) in its place, also after groupby\(…\)"


@pytest.mark.parametrize(
    "way",
    [
        lambda m: m.groupby("stage").agg(amount=("amount", total)),
        lambda m: m.groupby("stage")["amount"].sum(),
        lambda m: m.groupby("stage")[["amount"]].sum(),
        lambda m: m.groupby("stage").agg({"amount": "sum"}),
        lambda m: m[m["stage"] == "allocated"]["amount"].sum(),
        lambda m: m[m["stage"] == "allocated"][["amount"]].sum(),
        lambda m: m.pivot_table(index="stage", values="amount", aggfunc="sum"),
    ],
)
def test_a_sum_that_the_rules_refuse_says_so_in_their_own_words(money, way):
    with pytest.raises(ArithmeticRuleError, match=f"{NESTED}({INSTEAD})?$"):
        way(money)


@pytest.mark.parametrize("way", [lambda m: m[m["stage"] == "allocated"]["amount"], lambda m: m.groupby("stage")["amount"]])
def test_what_a_refused_sum_says_to_write_is_accepted(money, way):
    with pytest.raises(ArithmeticRuleError, match=f"{NESTED}{INSTEAD}$") as refused:
        way(money).sum()
    instead = re.search(INSTEAD, str(refused.value))[1]
    found = eval(f"amounts{instead}", {"amounts": way(money), "total": total})
    assert len(found) > 1 if isinstance(found, pd.Series) else isinstance(found, Quantity)


def test_a_mean_is_refused_and_told_what_to_do(money):
    for way in (
        lambda: money["amount"].mean(),
        lambda: money.groupby("stage")["amount"].mean(),
        lambda: money["amount"].median(),
    ):
        with pytest.raises(TypeError, match=r"cannot perform me\w+ on amounts: .*value_unguarded"):
            way()


@pytest.mark.parametrize(
    "way",
    [
        lambda a: a.cumsum(),
        lambda a: a.cummax(),
        lambda a: a.quantile(0.5),
        lambda a: -a,
    ],
)
def test_what_pandas_would_do_without_rules_is_told_what_keeps_them(money, way):
    with pytest.raises(TypeError, match=r"on amounts: total\(…\).*value_unguarded"):
        way(money["amount"])


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (lambda m: m.nlargest(3, "amount"), r"amount holds amounts: frame\.sort_values\('amount'\).*value_unguarded"),
        (lambda m: m.nsmallest(3, ["value_unguarded", "amount"]), r"sort_values\('amount'\)"),
        (lambda m: m.plot.barh(x="id", y="amount"), "no numeric data to plot: .*y='value_unguarded'"),
        (lambda m: m["amount"].plot(), "no numeric data to plot: .*y='value_unguarded'"),
        (lambda m: m.set_index("id").loc[["gaza_total"], "amount"].plot.barh(), "no numeric data to plot: .*y='value_unguarded'"),
        (lambda m: plt.barh(m["id"], m["amount"]), r"frame\['value_unguarded'\]"),
        (lambda m: m["value"], "no column value: amount holds quantities.* value_unguarded plain numbers"),
        (lambda m: m[["id", "value"]], "no column value"),
    ],
)
def test_what_wants_plain_numbers_is_told_which_column_holds_them(money, way, told):
    with pytest.raises((TypeError, KeyError), match=told):
        way(money)


def test_what_wants_plain_numbers_takes_them(money):
    assert (
        list(money.nlargest(1, "value_unguarded")["id"]) == list(money.sort_values("amount").tail(1)["id"]) == ["turkiye_total"]
    )
    drawn = money.plot.barh(x="id", y="value_unguarded")
    assert [bar.get_width() for bar in drawn.patches] == list(money["value_unguarded"])
    plt.close(drawn.figure)
    with pytest.raises(KeyError, match="^'nothing'$"):
        money["nothing"]


@pytest.mark.parametrize(
    "way",
    [float, int, round, abs, lambda q: -q, lambda q: q**2, lambda q: pd.Series([q], dtype="amount").to_numpy(float)],
)
def test_a_quantity_is_no_plain_number_and_says_where_that_is(section, way):
    with pytest.raises(TypeError, match=r"no plain number, .*; q\.value, q\.low and q\.high are"):
        way(section.claim("egypt_package"))


def test_units_and_stages_do_not_mix(section, money):
    several = r"a total needs one unit \(rule 1\); found (.*); choose the rows of one first: frame\["
    with pytest.raises(ArithmeticRuleError, match=several) as refused:
        section.frame("claims")["amount"].sum()
    assert refused.value.rule == 1
    assert re.search(several, str(refused.value))[1].split(", ").count("EUR") == 1, "each unit is told once"
    with pytest.raises(ArithmeticRuleError, match=several):
        section.frame("claims").groupby("partner")["amount"].sum()
    with pytest.raises(ArithmeticRuleError, match="rule 4.*egypt_migration is planned.*mixed_stages=True"):
        money[money["id"].isin(["egypt_migration", "turkiye_migration"])]["amount"].sum()


def test_a_label_that_looks_like_a_word_of_total_is_none(section):
    """The error told to write ``.agg(total, if_nested=True)``, which the label alone has."""
    named = remainder(section.claim("egypt_package"), section.claim("egypt_migration"), label="what if_nested=True gives")
    with pytest.raises(ArithmeticRuleError, match="computed: add its claims$"):
        series([named, section.claim("gaza_package")], pd.RangeIndex(2)).sum()


def test_rows_without_a_figure(section):
    evidence = section.frame("evidence")
    some = evidence[evidence["id"].isin(["egypt_package_loans", "egypt_package_grants", "budapest_years_check"])]["amount"]
    assert some.isna().sum() == 1 and some.sum() == total(some.dropna()) and some.sum(skipna=False) is pd.NA
    with pytest.raises(TypeError, match="a row without a figure cannot be computed with.*dropna"):
        total(some)


def test_a_group_without_a_figure_has_no_sum_and_spoils_no_other(section):
    context = section.frame("context")
    of = context[context["measure"].isin(["agreement_first", "afghans_pledged"])].groupby("measure")["amount"].sum()
    assert of["agreement_first"] is pd.NA and of["afghans_pledged"].claim.id == "afghans_pledged_2021"


# -- order and comparison ---------------------------------------------------------------------------------------------


def test_amounts_of_one_unit_are_sorted_by_their_best_value(money):
    assert money.sort_values("amount")["value_unguarded"].is_monotonic_increasing
    assert list(money.sort_values(["partner", "amount"], ascending=False)["partner"].unique()) == [
        "turkiye",
        "syria_region",
        "mauritania",
        "gaza",
        "egypt",
    ]
    assert money["amount"].max().claim.id == "turkiye_total" and money["amount"].min().claim.id == "gaza_package"


def test_amounts_of_several_units_have_no_order(section):
    for way in (lambda frame: frame.sort_values("amount"), lambda frame: frame["amount"].max()):
        with pytest.raises(
            ArithmeticRuleError, match=r"an order needs one unit \(rule 1\); found .*EUR.*; choose the rows of one first"
        ):
            way(section.frame("claims"))


def test_a_filter_keeps_the_rows_that_are_larger_for_certain(money, section):
    larger = money[money["amount"] > section.claim("turkiye_facility")]
    assert set(larger["id"]) == {"turkiye_total", "egypt_package"}
    assert list(money[money["amount"] == section.claim("turkiye_facility")]["id"]) == ["turkiye_facility"]
    with pytest.raises(TypeError, match="has no unit; frame\\['value_unguarded'\\] holds plain numbers"):
        money[money["amount"] > 1e9]


@pytest.mark.parametrize(
    ("way", "named"),
    [
        (lambda m: m[m["amount"] == 7.4e9], "7400000000.0"),
        (lambda m: m.query("amount == 'EUR 7.4 billion'"), "'EUR 7.4 billion'"),
        (lambda m: m[m["amount"].isin([7400000000])], "7400000000"),
    ],
)
def test_a_column_that_is_to_equal_a_plain_number_says_that_none_does(money, way, named):
    with pytest.warns(UserWarning, match=f"no amount equals {named}, .*value_unguarded") as told:
        assert not len(way(money))
    assert told[0].filename == __file__, "the line that compares is named"


def test_words_are_replaced_in_a_frame_of_amounts_without_a_warning(money):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert "said" in set(money.replace("announced", "said")["stage"]) and not (money["amount"] == "").any()


def test_what_the_bounds_leave_open_is_neither_larger_nor_smaller():
    ten, eleven, far = (quantity(f"q{value}", value, resolution=2) for value in (10, 11, 20))
    column = pd.Series([ten, eleven, far, None], dtype="amount")
    assert (column > ten).to_list() == [False, pd.NA, True, pd.NA]
    assert (column <= eleven).to_list() == [pd.NA, True, False, pd.NA]
    assert gt(far, ten) and ge(ten, ten) and lt(ten, far) and not le(far, ten) and max(ten, far) is far
    with pytest.raises(ArithmeticRuleError, match="the bounds of q10 and q11 meet, so which is larger is not known"):
        assert ten < eleven
    with pytest.raises(ArithmeticRuleError, match="a comparison needs one unit"):
        assert ten < quantity("people", 30, unit="people")


# -- operations take columns and lists --------------------------------------------------------------------------------


def test_operations_go_row_by_row(section):
    context = section.frame("context")
    by_partner = {
        measure: context[(context["measure"] == measure) & (context["year"] == 2024)].set_index("partner")["amount"].dropna()
        for measure in ("refugees", "population")
    }
    refugees = by_partner["refugees"].loc[["turkiye", "egypt"]]
    people = by_partner["population"].loc[["turkiye", "egypt"]]
    rates = per(refugees, people, scale=1000)
    assert list(rates.index) == ["turkiye", "egypt"] and rates.dtype == "amount"
    assert rates["egypt"] == per(section.context("refugees_egypt"), section.context("population_egypt"), scale=1000)
    assert per(list(refugees), list(people), scale=1000) == list(rates)
    with pytest.raises(ValueError, match="per goes row by row, and the rows of the two sides differ"):
        per(refugees, people.iloc[::-1])
    with pytest.raises(ValueError, match="per goes row by row"):
        per(list(refugees), [people["egypt"]])


def test_each_operation_takes_a_column_on_either_side(section, money):
    egypt = money[money["id"] == "egypt_migration"]["amount"]
    whole = section.claim("egypt_package")
    assert share(egypt, whole).to_list() == [share(section.claim("egypt_migration"), whole)]
    assert ratio(egypt, whole, mixed_stages=True).to_list() == [ratio(egypt.iloc[0], whole, mixed_stages=True)]
    assert difference(whole, egypt, mixed_stages=True).to_list() == [difference(whole, egypt.iloc[0], mixed_stages=True)]
    assert share(part=egypt.iloc[0], whole=whole) == share(egypt.iloc[0], whole) and share([], whole) == []
    missing = pd.Series([egypt.iloc[0], None], dtype="amount")
    assert share(missing, whole).isna().to_list() == [False, True]
    with pytest.raises(ArithmeticRuleError, match="gaza_package is part of egypt_package"):
        share(money["amount"], whole)


def test_sums_take_lists_and_columns_and_name_themselves(section, apart):
    said = total(apart["amount"], mixed_stages=True)
    assert said == total(list(apart["amount"]), mixed_stages=True) == total(*apart["amount"], mixed_stages=True)
    assert said.label == f"sum of {len(apart)} figures, stages mixed"
    loans, grants = section.evidence("egypt_package_loans"), section.evidence("egypt_package_grants")
    assert add([loans, grants]).label == f"{loans.label} and {grants.label}"
    whole, part = section.claim("egypt_package"), section.claim("egypt_migration")
    assert (
        remainder(whole, [part]) == remainder(whole, part)
        and remainder(whole, part).label == f"{whole.label} without {part.label}"
    )
    assert times(whole, 0.5).label == f"0.5 times {whole.label}"
    halves = pd.Series([whole, None], dtype="amount")
    assert times(halves, 0.5)[0] == times(whole, 0.5) and times(halves, 0.5)[1] is pd.NA
    assert times([whole, part], [1, 2]) == [times(whole, 1), times(part, 2)]


def test_rows_of_a_frame_are_counted(section, money):
    assert count(money, "claims", label="amounts").value == len(section.claims(unit="EUR"))
    assert count(money, "claims", label="announced", of=lambda row: row["stage"] == "announced").value == 1
    footnotes = section.frame("footnotes")
    silent = [
        count(rows, "footnotes", label="silent", of=lambda row: not row["supports"])
        for rows in (footnotes, section.rows("footnotes"))
    ]
    assert silent[0] == silent[1] and 0 < silent[0].value < len(footnotes)


# -- signs ------------------------------------------------------------------------------------------------------------


def test_plus_adds_by_the_rules(section):
    loans, grants, investments = (section.evidence(f"egypt_package_{part}") for part in ("loans", "grants", "investments"))
    assert loans + grants == total(loans, grants)
    assert sum([loans, grants, investments]) == loans + grants + investments == total(loans, grants, investments)
    assert (pd.Series([loans], dtype="amount") + grants).to_list() == [loans + grants]
    with pytest.raises(ArithmeticRuleError, match=r"rule 4.*write total\(egypt_package, mauritania_support, …\)"):
        section.claim("egypt_package") + section.claim("mauritania_support")
    with pytest.raises(ArithmeticRuleError, match="rule 2"):
        sum(section.claims(partner="egypt", unit="EUR"))


@pytest.mark.parametrize(
    ("way", "told"),
    [
        (lambda q: q - q, r"use difference\(one, other\), or remainder"),
        (lambda q: 1 - q, r"use difference"),
        (lambda q: q * 2, r"times\(q, 2\)"),
        (lambda q: 2 * q, r"times\(q, 2\)"),
        (lambda q: q / 2, r"times\(q, 1 / 2\)"),
        (lambda q: q / q, r"share\(part, whole\), ratio"),
        (lambda q: q + 2, r"^2 is a plain number(?!.*times).*section\.claim\(…\).*q\.value"),
        (lambda q: 1 + q, r"^1 is a plain number(?!.*times).*section\.claim\(…\).*q\.value"),
        (lambda q: pd.Series([q], dtype="amount") + 1, r"^1 is a plain number(?!.*times)"),
        (lambda q: per(q, 2), r"2 is a plain number.*times\(q, 1 / 2\) divides"),
        (lambda q: q > 2, r"2 is a plain number.*q\.value can be compared"),
        (lambda q: total("egypt_package"), r"section\.claim\('egypt_package'\)"),
        (lambda q: share(q, "egypt_package"), r"is text; section\.claim"),
        (lambda q: total(5), "plain number"),
        (lambda q: total(pd.DataFrame({"amount": [q]})), r"choose its column, frame\['amount'\]"),
        (lambda q: total([q, {}]), r"\{\} is no quantity"),
        (lambda q: times(q, q), "times takes a quantity and a plain number"),
        (lambda q: share(q, None), "a row without a figure"),
        (lambda q: pd.Series([q], dtype="amount") * 2, r"times\(q, 2\)"),
        (lambda q: pd.Series([q], dtype="amount").astype(float), "value_unguarded"),
        (lambda q: pd.Series([1], dtype="amount"), "a column of amounts holds quantities"),
    ],
)
def test_what_cannot_be_done_says_what_to_do(section, way, told):
    with pytest.raises(TypeError, match=told):
        way(section.claim("egypt_package"))


def test_a_quantity_added_to_itself_is_taken_twice_by_times(section):
    q = section.claim("egypt_package")
    with pytest.raises(ArithmeticRuleError, match=r"egypt_package .* more than once \(rule 2\); use times\(q, 2\)") as refused:
        q + section.claim("egypt_package")
    assert refused.value.rule == 2 and times(q, 2).value == 2 * q.value


@pytest.mark.parametrize("spec", [".1f", ",", "d"])
def test_a_format_for_plain_numbers_says_where_text_and_number_are(section, spec):
    q = section.claim("egypt_package")
    with pytest.raises(ValueError, match=rf"^'{re.escape(spec)}' is no format of a quantity.*f'\{{q\}}' gives it; q\.value"):
        format(q, spec)
    assert f"{q:>30}" == q.text.rjust(30) and f"{q}" == q.text


# -- choosing claims --------------------------------------------------------------------------------------------------


def test_claims_are_chosen_by_one_value_or_several(section):
    both = section.claims(partner=["egypt", "gaza"], unit="EUR")
    assert [q.claim.partner for q in both] == ["gaza", "gaza", "egypt", "egypt"]
    assert section.claims(partner=pd.Series(["egypt"])) == section.claims(partner="egypt") == section.claims(partner={"egypt"})
    assert section.claims(partner=section.frame("claims")["partner"].unique()) == section.claims()
    assert all(q.claim.partner is None for q in section.claims(partner=None)) and len(section.claims(partner=None)) > 0
    assert section.claims(partner="serbia", unit="EUR") == [], "a partner of the section for which it gives no amount"


@pytest.mark.parametrize(
    ("where", "told"),
    [
        ({"uni": "EUR"}, r"no column 'uni' in data/claims\.csv \(perhaps unit\)"),
        (
            {"stage": "paid"},
            r"no claim has the stage 'paid', nor does data/stages\.csv know it; there are .*announced.*allocated",
        ),
        ({"partner": ["egypt", "turkey"]}, r"no claim has the partner 'turkey'.*; there are .*turkiye"),
        ({"paragraph": "15"}, r"no claim has the paragraph '15' \(perhaps 15\); there are .*15"),
        ({"id": "egypt_pakage"}, r"\(perhaps egypt_package\); there are .* and \d+ others"),
    ],
)
def test_a_slip_in_choosing_claims_is_told(section, where, told):
    with pytest.raises(KeyError) as slip:
        section.claims(**where)
    assert re.search(told, slip.value.args[0])


# -- what is shown ----------------------------------------------------------------------------------------------------


def test_quantities_show_themselves_on_a_line_each(section):
    shown = repr(section.claims()).splitlines()
    assert len(shown) == len(section.claims()) and all(len(line) < 130 and "<" in line for line in shown)
    long = total(section.claims(unit="EUR"), label="word " * 100, heads_only=True, mixed_stages=True)
    assert len(repr(long)) < 130 and "\n" not in repr(long) and "…" in repr(long)
    assert repr(section.claim("egypt_package").amount) == "<Wording: EUR 7.4 billion>"


def test_a_frame_shows_amounts_as_they_are_printed(money, section):
    shown = repr(money[["id", "amount"]].head(3))
    assert "nearly EUR 2.5 billion" in shown and "Printed" not in shown and len(shown.splitlines()) == 4
    assert "<NA>" in repr(section.frame("evidence")["amount"].head(2)) and repr(money["amount"].dtype) == "amount"


def test_amounts_as_text_are_spelled_as_they_are_printed(money):
    assert list(money["amount"].astype(str)) == list(money["printed"])


def test_a_frame_is_kept_in_a_file_and_goes_on_keeping_the_rules(money, tmp_path):
    money.to_pickle(tmp_path / "money.pkl")
    again = pd.read_pickle(tmp_path / "money.pkl")
    assert again.equals(money)
    with pytest.raises(ArithmeticRuleError, match="gaza_package is a part of gaza_total"):
        again["amount"].sum()


def test_a_count_is_kept_in_a_file_without_the_condition_by_which_it_was_counted(section):
    counted = count(section.rows("claims"), "claims", unit="claims", label="in euro", of=lambda row: row["unit"] == "EUR")
    again = pickle.loads(pickle.dumps(counted))
    assert (again.value, again.derivation) == (counted.value, counted.derivation) and again.derivation.looked_at == ((), None)
    assert len(counted.derivation.looked_at[0]) == len(section.rows("claims")), "what is in hand keeps it"


def test_frames_are_joined_and_set_below_each_other(section, money):
    evidence = section.frame("evidence")
    both = pd.concat([section.frame("claims"), evidence], ignore_index=True)
    assert both["amount"].dtype == "amount" and both["outside"].sum() == len(evidence)
    joined = money.merge(evidence[["claim", "amount"]], left_on="id", right_on="claim", suffixes=("", "_elsewhere"))
    assert joined["amount"].dtype == joined["amount_elsewhere"].dtype == "amount"
    assert (joined["amount"].map(lambda q: q.claim.id) == joined["claim"]).all()
    objects = money["amount"].astype(object)
    assert objects.dtype == object and isinstance(objects.iloc[0], Quantity)


def cells_of(shown) -> list[list[str]]:
    return [
        [cell.get_text().replace("\u00a0", " ") for cell in row.select("th, td")]
        for row in BeautifulSoup(shown.html, "html.parser").select("tr")
    ]


def test_a_table_shows_a_frame_with_its_links(money):
    shown = table(money[["label", "amount"]].rename(columns={"label": "Figure", "amount": "Amount"}), "Amounts")
    assert cells_of(shown) == [["Figure", "Amount"], *([q.label, q.text.replace("\u00a0", " ")] for q in money["amount"])]
    soup = BeautifulSoup(shown.html, "html.parser")
    assert soup.caption.get_text() == "Amounts" and len(soup.select("td.num a.quantity")) == len(money)
    assert {claim.id for claim in shown.origins} == set(money["id"])
    assert shown.html == table({"Figure": list(money["label"]), "Amount": list(money["amount"])}, "Amounts").html


def test_a_table_shows_groups_missing_cells_and_rows(section, money):
    groups = money.groupby("stage")["amount"].agg(total, heads_only=True)
    assert (
        cells_of(table(groups))[:2]
        == cells_of(table(groups.to_frame()))[:2]
        == [["stage", "amount"], ["allocated", "EUR 12.5 billion"]]
    )
    missing = section.frame("evidence")[["id", "amount", "value_unguarded"]].head(2)
    assert cells_of(table(missing)) == [
        ["id", "amount", "value_unguarded"],
        ["budapest_edition_check", "7", "7"],
        ["budapest_edition_conference_day", "", ""],
    ]
    assert BeautifulSoup(table(missing).html, "html.parser").caption.get_text() == "Evidence"
    rows = section.rows("stages")
    assert cells_of(table(rows, "Stages"))[1:] == [["" if cell is None else str(cell) for cell in row.values()] for row in rows]
    assert "<caption>" not in table({"a": ["b"]}).html


def test_what_is_no_table_is_told_how_to_become_one(section):
    for given in (section.claims(unit="EUR"), "claims", [], section.claim("egypt_package")):
        with pytest.raises(TypeError, match="a table is made of a DataFrame, of rows"):
            table(given, "Amounts")


def test_a_caption_may_be_plain_text(section):
    rows = [(q.label, q) for q in section.claims(unit="EUR")]
    plain, told = (
        bars("n", rows, axis="EUR", title="Amounts", subtitle="In EUR", caption="Amounts.", alt="Bars."),
        bars(
            "n",
            rows,
            axis="EUR",
            title=sentence("Amounts"),
            subtitle=sentence("In EUR"),
            caption=sentence("Amounts."),
            alt=sentence("Bars."),
        ),
    )
    assert isinstance(plain.texts.caption, Wording) and plain._repr_html_() == told._repr_html_()


@pytest.mark.parametrize("slot", ["frame", "frame[amount]"])
def test_a_sentence_takes_a_cell_and_not_a_table(money, slot):
    with pytest.raises(ValueError, match=r"is a table or a column of one; give the slot one of its cells"):
        sentence(f"The largest is {{{slot}}}.", frame=money)
    assert sentence("The largest is {largest}.", largest=money["amount"].max()).text.startswith("The largest is EUR")
