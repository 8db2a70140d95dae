"""Numbers, dates and lists in words, and hostile text that must come out as text."""

from __future__ import annotations

import csv
import io
import json
import math
import re
import warnings
from decimal import Decimal
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from claimbook import grade, listing, sentence, share
from claimbook.core.claims import Claim
from claimbook.core.quantities import Printed, Quantity
from claimbook.data.printed import hedge_at
from claimbook.data.sources import Citation
from claimbook.report import charts
from claimbook.report.display import beyond, bullets, cards, chapter_link, table
from claimbook.wording import HEDGES, NBSP, Told, date, digits, link, number, ordinal, period, plain, printed, spelled, told
from claimbook.wording.hedges import AFTER, BEFORE, SIDES
from claimbook.wording.parts import MIME, Slot, from_json, to_json


def spaced(text: str) -> str:
    """The text with each hard space shown as an underscore."""
    return text.replace(NBSP, "_")


# -- style ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "low", "high", "unit", "text"),
    [
        (2.7027, 2.677, 2.728, "%", "2.7_%"),
        (7.4e9 + 0.45e9, 7.7995e9, 7.9005e9, "EUR", "EUR_7.9_billion"),
        (7.75e9, 7.6995e9, 7.8005e9, "EUR", "EUR_7.8_billion"),
        (-7.85e9, -7.9005e9, -7.7995e9, "EUR", "EUR_-7.9_billion"),
        (7.4e9, 7.35e9, 7.45e9, "EUR", "EUR_7.4_billion"),
        (330e6, 329e6, 331e6, "EUR", "EUR_330_million"),
        (1078e6, 1077e6, 1079e6, "EUR", "EUR_1,078_million"),
        (1078e6, 1076e6, 1080e6, "EUR", "EUR_1,080_million"),
        (None, 23.06e9, 29.06e9, "EUR", "EUR_23.0 to 29.1_billion"),
        (6.5e9, 6.4e9, 6.6e9, "EUR", "EUR_6.5_billion"),
        (6.5e9, 6.2e9, 6.8e9, "EUR", "EUR_6.2 to 6.8_billion"),
        (4357.14, 4321.4, 4392.9, "places per countries", "4,360"),
        (2666 / 100, 26.53, 26.81, "%", "26.7_%"),
        (1198e6, 1196.5e6, 1199.5e6, "EUR", "EUR_1,198_million"),
        (1288e6, 1286.5e6, 1289.5e6, "EUR", "EUR_1,288_million"),
        (30258e6, 30005.5e6, 30410.5e6, "EUR", "EUR_30.3_billion"),
        (4250.6, 4233.6, 4267.6, "EUR", "EUR_4,250"),
        (None, 12.45e9, 12.55e9, "EUR", "EUR_12.45 to 12.55_billion"),
        (None, 877.5e6, 878.5e6, "EUR", "EUR_877.5 to 878.5_million"),
        (7.4e6, 7.35e6, 7.45e6, "EUR", "EUR_7.4_million"),
        (329.5e6, 329.5e6, math.inf, "EUR", "at least EUR_329.5_million"),
        (2.7, 2.684563758389262, math.inf, "%", "at least 2.68_%"),
        (99.96, 99.96, 99.96, "%", "99.96_%"),
        (99.96, 99.94, 99.98, "%", "99.96_%"),
        (0.04, 0.04, 0.04, "%", "0.04_%"),
        (0.04, 0.035, 0.045, "%", "0.035 to 0.045_%"),
        (100.0, 100.0, 100.0, "%", "100.0_%"),
        (0.0, 0.0, 0.0, "%", "0.0_%"),
        (200 / 3, 200 / 3, 200 / 3, "%", "66.7_%"),
        (45.4, 44.3, 46.6, "%", "45_%"),
        (530e6, 530e6, 530e6, "EUR per years", "EUR_530_million"),
        (1.2e9, 1.2e9, 1.2e9, "EUR per years", "EUR_1.2_billion"),
        (3800, 3800, math.inf, "tonnes", "at least 3,800_tonnes"),
        (20e6, 0, 50e6, "EUR", "at most EUR_50_million"),
        (27, 27, 27, "countries", "27"),
        (2940735, 2940734.5, 2940735.5, "people", "2,940,735"),
        (None, -math.inf, 5, "EUR", "at most EUR_5.0"),
        (None, -math.inf, -2e9, "EUR", "at most EUR_-2.0_billion"),
        (None, -math.inf, math.inf, "EUR", "not known"),
        (3, -5, 10, "people", "-5.0 to 10.0"),
    ],
)
def test_a_number_in_the_style_of_eu_publications(value, low, high, unit, text):
    assert spaced(number(value, low, high, unit)) == text


@pytest.mark.parametrize(
    ("value", "low", "high", "figures", "hedge", "single"),
    [
        (2e9, 2e9, math.inf, "EUR_2.0_billion", "at_least", True),
        (2e9, 0.0, 2e9, "EUR_2.0_billion", "at_most", True),
        (2e9, 1.95e9, 2.05e9, "EUR_2.0_billion", "exact", True),
        (None, 1.2e9, 1.8e9, "EUR_1.2 to 1.8_billion", "exact", False),
        (None, -math.inf, math.inf, "not known", "exact", False),
    ],
)
def test_a_number_is_told_with_figures_and_hedge_apart(value, low, high, figures, hedge, single):
    found = told(value, low, high, "EUR")
    assert (spaced(found.figures), found.hedge, found.single) == (figures, hedge, single)
    assert number(value, low, high, "EUR") == str(found) == f"{HEDGES[hedge]} {found.figures}".strip()


def test_a_figure_is_told_with_the_hedge_of_its_source():
    figure = Printed.of(Claim("x", "a claim", 6, "people", qualifier="at_most", strict="less than"))
    assert figure.told == Told("6", "at_most", strict="less than") and figure.text == "less than 6"
    assert Printed.of(Claim("x", "a claim", 6, "people", qualifier="about")).told == Told("6", "about")


def test_a_share_of_the_section_has_no_false_digits(section):
    assert str(share(section.claim("egypt_migration"), section.claim("egypt_package"))) == f"2.7{NBSP}%"


def test_a_printed_figure_keeps_its_own_digits():
    assert spaced(printed(6e9, 1e8, "EUR")) == "EUR_6_billion"
    assert spaced(printed(12.5e9, 1e8, "EUR", "nearly")) == "nearly EUR_12.5_billion"
    assert spaced(printed(3800, 100, "tonnes", "over")) == "over 3,800_tonnes"
    assert spaced(printed(61000, 1000, "places")) == "61,000"
    assert spaced(printed(2420.5e6, 1e5, "EUR")) == "EUR_2,420.5_million"
    assert spaced(printed(2420.5e6, 1e8, "EUR")) == "EUR_2.4_billion"
    assert spaced(printed(2.12e9, 1e7, "EUR", "at_least")) == "at least EUR_2.12_billion"


def test_each_money_claim_reads_as_the_section_prints_it(section):
    money = section.claims(unit="EUR")
    assert len(money) == 9
    for claim in money:
        assert claim.text.replace(NBSP, " ") == claim.claims[0].printed
        assert " " not in str(claim.amount), "no line may break between EUR, the figure and its scale"
        assert str(claim.amount).startswith(f"EUR{NBSP}")


def test_digits_have_commas_between_thousands_and_no_negative_zero():
    assert [digits(1234567), digits(999), digits(1234.56, 1), digits(-0.0, 1), digits(0.5), digits(1.5)] == [
        "1,234,567",
        "999",
        "1,234.6",
        "0.0",
        "1",
        "2",
    ]


def test_whole_numbers_below_ten_are_spelled():
    assert [spelled(0), spelled(6), spelled(9), spelled(10), spelled(2.5)] == ["zero", "six", "nine", "10", "3"]


def test_ordinals_end_as_they_are_spoken(section):
    assert [ordinal(n) for n in (1, 2, 3, 4, 7, 11, 12, 13, 21, 22, 103, 111)] == [
        "1st",
        "2nd",
        "3rd",
        "4th",
        "7th",
        "11th",
        "12th",
        "13th",
        "21st",
        "22nd",
        "103rd",
        "111th",
    ]
    assert str(section.claim("budapest_edition").ordinal) == "7th" and not hasattr(section.claim("egypt_package"), "ordinal")


@pytest.mark.parametrize(
    ("iso", "text"),
    [("2024", "2024"), ("2024-03", "March_2024"), ("2024-03-07", "7_March_2024"), ("2011-12-31", "31_December_2011")],
)
def test_a_date_is_as_precise_as_its_source(iso, text):
    assert spaced(date(iso)) == text


@pytest.mark.parametrize(
    ("start", "end", "text"),
    [
        ("2025", "2026", "2025 to 2026"),
        ("2024-06", "2024-06", "June_2024"),
        ("2011", None, "since 2011, end not stated"),
        (None, "2025", "until 2025, start not stated"),
        (None, None, "not stated"),
        ("2023", "2025-01", "2023 to January_2025"),
    ],
)
def test_a_period_says_what_is_open(start, end, text):
    assert spaced(period(start, end)) == text


@pytest.mark.parametrize(("items", "text"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")])
def test_a_list_in_a_sentence(items, text):
    assert listing(items).text == text


def test_an_empty_list_leaves_no_gap_in_a_sentence():
    with pytest.raises(ValueError, match="^a list without items would leave a gap in its sentence; word the case of none apart$"):
        listing([])
    for empty in ([], ()):
        with pytest.raises(
            ValueError,
            match="^the list who is empty and would leave a gap in the sentence 'Not told: {who} of {n}'; word the case",
        ):
            sentence("Not told: {who} of {n}", who=empty, n=3)
    assert charts.credit([]) == "" and charts.credit([Citation("x", "Ministry", "Report")]) == "Ministry"
    assert plain([]).text == "" and table({"Who": ["a", "b"], "With": [[], ["c"]]}, "A table").html.count("<td></td>") == 1


def test_a_list_can_end_otherwise_and_keeps_links(section):
    found = listing([section.claim("gaza_package"), "none & nothing"], last="or")
    assert spaced(found.text) == "EUR_120_million or none & nothing"
    assert found.html.count("<a ") == 1 and "none &amp; nothing" in found.html
    assert [o.id for o in found.origins] == ["gaza_package"]


def test_a_sentence_takes_its_values_from_where_it_is_written(section):
    package, share_of_it = section.claim("egypt_package"), "a part"
    assert sentence("{share_of_it} of {package}").text == sentence("{a} of {b}", a=share_of_it, b=package).text
    assert sentence("{package.stage}").origins == package.stage.origins
    assert sentence("{share_of_it}", share_of_it="all").text == "all", "a value that is given comes first"
    assert [sentence("{word}, {word.real}").text for word in (True,)] == ["True, 1"]


def test_a_sentence_over_several_lines_has_single_spaces_and_keeps_those_that_hold_words_together(section):
    package = section.claim("egypt_package")
    told = sentence("""
        The package,
        {package},   as it is.
    """)
    assert told.text == f"The package, {package.text},   as it is." and NBSP in told.text


def test_a_sentence_tells_the_grade_of_a_value_from_outside(section):
    loans, package = section.evidence("egypt_package_loans"), section.claim("egypt_package")
    assert sentence("({loans:grade})").text == f"({grade(loans)})" == "(grade C)"
    assert not package.claim.outside
    with pytest.raises(ValueError, match="no figure from outside"):
        sentence("{package:grade}")


@pytest.mark.parametrize(
    ("template", "error", "told"),
    [
        ("{nowhere}", NameError, "^name 'nowhere' is not defined$"),
        ("{fulll.text}", NameError, r"^name 'fulll' is not defined \(perhaps full\)$"),
        ("{}", NameError, "^name '' is not defined$"),
        ("{grade}", ValueError, "grade in the sentence .* is a function"),
        ("{empty}", ValueError, "the list empty is empty"),
        ("{full.missing}", AttributeError, "missing"),
        ("{full:.2f}", ValueError, "no other format"),
    ],
)
def test_a_sentence_says_what_it_cannot_tell(template, error, told):
    empty, full = [], ["a"]
    assert sentence("{full}", empty=empty).text == "a"
    with pytest.raises(error, match=told):
        sentence(template, empty=empty, full=full)


def test_a_sentence_escapes_text_and_keeps_links(section):
    made = sentence("{a} < {b} & {c}", a=section.claim("egypt_migration"), b=section.claim("egypt_package"), c="<b>{a}</b>")
    assert spaced(made.text) == "EUR_200_million < EUR_7.4_billion & <b>{a}</b>"
    assert made.html.count('<a class="quantity"') == 2
    assert " &lt; " in made.html and made.html.endswith("&amp; &lt;b&gt;{a}&lt;/b&gt;")
    assert [o.id for o in made.origins] == ["egypt_migration", "egypt_package"]


def test_a_quantity_shows_the_same_in_a_book_a_notebook_and_a_console(section):
    claim = section.claim("syria_commitment")
    forms, about = claim._repr_mimebundle_()
    parts = forms.pop(MIME)["parts"]
    assert forms == {"text/plain": claim.text, "text/html": claim.wording.html} and about == {MIME: {"parts": True}}
    assert parts == [
        {
            "number": claim.text,
            "provenance": claim.provenance() | {"claims": [["claims", "syria_commitment"]], "names": [claim.label]},
        }
    ]
    assert f"{claim}" == str(claim) == claim.text and f"{claim:>30}".endswith(claim.text)
    assert f">{claim.text}</a>" in claim.wording.html and 'href="claims.ipynb#claim-syria-commitment"' in claim.wording.html


def test_a_nothing_is_an_empty_text():
    assert plain(None).text == "" and plain(0).text == "0"


@given(st.integers(0, 10**6), st.integers(0, 3))
def test_a_half_is_rounded_away_from_nought_however_floats_hold_it(half, decimals):
    """1.005 is less than that as a float, and 2.5 is not; readers round both up."""
    value = float(f"{half}.5e-{decimals}")
    for figure, sign in ((value, ""), (-value, "-")):
        assert digits(figure, decimals) == f"{sign}{Decimal(half + 1).scaleb(-decimals):,.{decimals}f}"


# -- no more digits than the bounds allow (rule 6) ----------------------------------------------------------------------

FIGURE = re.compile(r"-?\d[\d,]*(?:\.\d+)?")
SCALE = {"billion": 1e9, "million": 1e6}


def read_back(text: str) -> tuple[list[float], float, float]:
    """The figures of a printed number in the base unit, the place of the last digit printed, and the scale."""
    scale = next((s for word, s in SCALE.items() if text.endswith(word)), 1.0)
    figures = FIGURE.findall(text)
    decimals = max(len(figure.partition(".")[2]) for figure in figures)
    return [float(figure.replace(",", "")) * scale for figure in figures], scale * 10.0**-decimals, scale


def is_multiple(figure: float, step: float) -> bool:
    return math.isclose(figure / step, round(figure / step), rel_tol=1e-9, abs_tol=1e-6)


@st.composite
def bounded(draw):
    value = draw(
        st.floats(0, 5e11, allow_subnormal=False) | st.integers(0, 10**11).map(float) | st.floats(0, 100, allow_subnormal=False)
    )
    spread = draw(st.floats(1e-4, 2) | st.sampled_from([0.0, 0.001, 0.01, 0.1, 0.5]))
    low = value - spread * value * draw(st.floats(0, 1))
    high = value + spread * value * draw(st.floats(0, 1))
    low, high = draw(st.sampled_from([(low, high), (low, high), (low, high), (low, math.inf), (0.0, high)]))
    return value, low, high, draw(st.sampled_from(["EUR", "%", "places", "tonnes"]))


@settings(max_examples=3000)
@given(bounded(), st.booleans())
@example((100 * 120 / 450, 100 * 119.5 / 450.5, 100 * 120.5 / 449.5, "%"), True)
@example((61000 / 14, 60500 / 14, 61500 / 14, "places"), True)
@example((99.96, 99.92, 100.0, "%"), True)
def test_what_is_printed_lies_within_its_bounds_and_is_no_finer_than_they(case, known):
    """A number lies within its bounds and is the value, rounded; a range holds the bounds and is not much wider; an open end is
    kept as a hedge. The last place is no finer than a tenth of the smallest power of ten that is not below half the distance of
    the bounds, and only so fine where the coarser one would leave them."""
    value, low, high, unit = case
    assume(value > 1e-3 and (high == low or high - low > 1e-6 * high))
    text = number(value if known else None, low, high, unit)
    figures, place, scale = read_back(text)
    slack = 1e-9 * max(value, high if math.isfinite(high) else low) + 1e-9
    coarsest = 10.0 ** math.ceil(math.log10((high - low) / 2) - 1e-9) if math.isfinite(high) and high > low else 0
    if text.startswith("at least"):
        assert math.isinf(high) and low - max(0.01 * low, 0.1 * scale) - slack <= figures[0] <= low + slack
    elif text.startswith("at most"):
        assert low == 0 and known and high - slack <= figures[0] <= high + max(0.01 * high, 0.1 * scale) + slack
    elif " to " in text:
        assert figures[0] <= low + slack and figures[1] >= high - slack, "a range is rounded outwards"
        assert figures[1] - figures[0] <= 1.25 * (high - low) + slack, "and not far"
    else:
        (figure,) = figures
        assert known or low == high
        assert abs(figure - value) <= place / 2 + slack or is_multiple(figure, place), "the value rounds to the figure"
        if low == high:
            assert abs(figure - value) <= place / 2 + slack and (figure == 0) == (value == 0)
            assert unit != "%" or (figure == 100) == math.isclose(value, 100, rel_tol=1e-12), "all but a little is not all"
        else:
            assert low - slack <= figure <= high + slack, "no number is printed outside its own bounds"
            assert is_multiple(figure, max(place, coarsest / 10)), "no digit is finer than the bounds"
            assert figure >= 9.99 * coarsest / 10, "at least two digits count"


@given(
    st.integers(1, 99_999),
    st.sampled_from([1, 10, 100]),
    st.sampled_from(list(HEDGES)),
    st.sampled_from(["EUR", "%", "places", "tonnes"]),
)
def test_a_printed_figure_keeps_its_hedge_and_lies_within_its_bounds(mantissa, step, hedge, unit):
    value = float(mantissa * step) * (1e6 if unit == "EUR" else 1)
    claim = Claim("c", "", value, unit, qualifier=hedge, resolution=step * (1e6 if unit == "EUR" else 1))
    shown = Printed.of(claim)
    (figure,), _, _ = read_back(shown.text)
    assert shown.low <= figure <= shown.high and figure == pytest.approx(value, rel=1e-12)
    assert shown.text.startswith(HEDGES[hedge]) and (hedge != "exact") == shown.text[0].islower()


@settings(max_examples=300)
@given(st.integers(1, 99_999), st.integers(0, 3), st.sampled_from(["million", "billion"]))
def test_a_printed_money_figure_reads_as_it_was_written(mantissa, decimals, word):
    figure = round(mantissa / 10**decimals, decimals)
    assume(1 <= figure < 1000)
    text = printed(figure * SCALE[word], 0, "EUR")
    assert text.replace(NBSP, " ") == f"EUR {f'{figure:.{decimals}f}'.rstrip('0').rstrip('.') if decimals else mantissa} {word}"


# -- hostile text -----------------------------------------------------------------------------------------------------

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "`{eval}`x``",
    "{eval}`1+1`",
    "a | b || c",
    "\u202eright to left\u202c \u200f",
    "🚢 emoji 👩‍👩‍👧",
    "{0} {name} {name.__class__}",
    "&lt;b&gt; &amp; &#60;",
    "${x} $(x) <!-- --> ]]>",
    "\\1 \\g<0> \\n \\",
    "$x$ and $\\badmacro$",
    "<a href=javascript:alert(1)>",
    "</figure></table></script>",
    "=cmd|' /C calc'!A0",
]


class Tags(HTMLParser):
    """Every tag and attribute of a piece of HTML, and its text."""

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.text = ""
        self.comments: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        for name, value in attributes:
            self.attributes.setdefault(name, []).append(value)

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.comments.append(data)


def hostile_quantity(text: str) -> Quantity:
    claim = Claim(
        "x",
        text,
        5e6,
        "EUR",
        printed=text,
        resolution=1e6,
        stage="allocated",
        stage_label=text,
        sources=(Citation(text, text, text),),
        note=text,
        paragraph=1,
    )
    return Printed(5e6, 4.5e6, 5.5e6, "EUR", text, (claim,), caveats=(text,))


def only(html: str, allowed: str) -> Tags:
    found = Tags(html)
    assert set(found.tags) <= set(allowed.split()), set(found.tags) - set(allowed.split())
    assert not [name for name in found.attributes if name.startswith("on") or name == "src"]
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_link_and_its_provenance(text):
    shown = hostile_quantity(text).wording
    found = only(shown.html, "a")
    assert found.attributes["href"] == ["claims.ipynb#claim-x"]
    assert f"As printed: {text}" in found.attributes["title"][0]
    (told,) = from_json(json.loads(json.dumps(to_json(shown.parts))))
    facts = told.provenance["facts"]
    assert told.provenance["title"] == text and ["As printed", text] in facts and ["Source", [f"{text}: {text}"]] in facts
    assert found.text == f"EUR{NBSP}5{NBSP}million"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_as_the_words_of_a_link(text):
    found = only(link(text, {"title": text, "facts": [[text, text]]}, (Claim(text, "", 1, ""),)).html, "a")
    assert found.text == text and len(found.attributes["href"]) == 1


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_sentences_lists_and_tables(text):
    assert only(sentence("{a}, {b}", a=text, b=hostile_quantity(text)).html, "a").text.startswith(f"{text}, EUR")
    assert only(listing([text, text]).html, "").text == f"{text} and {text}"
    made = table({text: [text], "Value": [hostile_quantity(text)]}, text, row_ids=[text], name=text)
    found = only(made.html, "table caption thead tbody tr th td a")
    assert found.text.count(text) == 3 and found.attributes["id"] == [text, text]
    assert only(cards((hostile_quantity(text), text, text)).html, "ul li strong span p a").text.count(text) == 2
    assert only(bullets([text, [text, text]]).html, "ul li").text.count(text) == 3
    assert only(beyond(text, text).html, "aside p span").text.count(text) == 2
    led = only(cards(("1", text, text, text)).html, "ul li p a")
    assert led.text.count(text) == 2 and led.attributes["href"] == [text]


def test_what_lies_beyond_the_section_is_marked_and_keeps_its_claims(section):
    quantity_ = section.evidence("egypt_package_loans")
    box = beyond(sentence("{a} are loans.", a=quantity_))
    assert box.html.count("Beyond the section") == 1 and box.html.count("outside the section</span>") == 1
    assert box.origins == quantity_.wording.origins and quantity_.wording.html in box.html
    with pytest.raises(ValueError, match="at least one sentence"):
        beyond()


def test_the_grades_behind_what_is_shown_are_said(section):
    german, syria = section.context("pledged_resettlement_deu"), section.evidence("syria_commitment_turkiye")
    assert (grade(syria), grade(sentence("{a}", a=german))) == ("grade A", "grade C")
    assert grade(german, section.claim("pledges"), syria) == "grades A and C"
    with pytest.raises(ValueError, match="no grade"):
        grade(section.claim("pledges"))


def test_a_link_to_a_chapter_holds_no_other_link(section):
    assert plain(chapter_link("What adds up", "what_adds_up.ipynb")).text == "What adds up"
    with pytest.raises(ValueError, match="links of its own"):
        chapter_link(section.claim("egypt_package"), "mediterranean.ipynb")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_in_a_chart_and_its_download(text):
    quantity_ = hostile_quantity(text)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # glyphs that the font lacks
        chart = charts.readings(
            "hostile",
            [(text, quantity_)],
            title=sentence("{a}: {b}", a=text, b=quantity_),
            subtitle=sentence("{a}", a=text),
            caption=sentence("{a}: {b}", a=text, b=quantity_),
            alt=sentence("{a}", a=text),
        )
        html, svg = chart.shown.html, chart.svg()
    found = Tags(html)
    assert not {"script", "img", "b"} & set(found.tags) and not [name for name in found.attributes if name.startswith("on")]
    name = f"{quantity_.label}: {quantity_.text}"
    folded = f"Data of this chart: {chart.texts.title.text}"
    assert found.attributes["aria-label"] == [text, name, text, name, folded], (
        "the alt text of both drawings is the text, each mark has its name, and the fold says of which chart"
    )
    assert Tags(chart._repr_html_()).attributes["aria-label"] == [text, name, folded]
    assert not found.comments and [part.name for part in chart.shown.parts if isinstance(part, Slot)] == ["hostile"]
    assert found.text.count(text) >= 6, "title, subtitle, caption, table, and the labels of both drawings"
    assert Tags(svg).attributes["aria-label"] == [text] and unescape(svg).count(text) >= 3
    rows = list(csv.reader(io.StringIO(chart.csv())))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert any(text in cell for cell in cells)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("x")'])
def test_a_download_never_starts_a_cell_with_a_formula(text):
    assert charts.safe(text) == "'" + text


@pytest.mark.parametrize("text", ["a caption, =1+1", "x,@SUM(A1)", 'x;"y",+1', "x,\t=1"])
def test_no_cell_of_a_download_holds_a_formula(text):
    """Whatever stands in the words of a chart, in the names of its rows and series, and in the claim behind it."""
    told = dict.fromkeys(("title", "subtitle", "caption", "alt"), sentence("{a}", a=text))
    chart = charts.bars("plain", [(f"={text}", hostile_quantity(text))], axis=f"+{text}", **told)
    rows = list(csv.reader(io.StringIO(chart.csv())))
    cells = [cell for row in rows for cell in row]
    assert not [cell for cell in cells if cell.lstrip(" ")[:1] in ("=", "+", "-", "@", "\t")]
    assert rows[1][0] == f"'={text}" and rows[1][1] == f"'+{text}" and all(len(row) == len(rows[0]) for row in rows)


@pytest.mark.parametrize("text", ["a", "5", "EUR 5", "", "a=b", " =1"])
def test_other_text_of_a_download_is_left_alone(text):
    assert charts.safe(text) == text
    assert charts.safe(f"EUR{NBSP}5") == "EUR 5"


@given(st.text())
def test_no_text_whatsoever_makes_markup(text):
    text = text.replace("\r", "").replace("\0", "")
    assert only(sentence("{a}", a=text).html, "").text == text
    assert only(table({"x": [text]}, text).html, "table caption thead tbody tr th td").text == f"{text}x{text}"


# -- hedges -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("qualifier", HEDGES)
def test_a_hedge_is_told_read_and_bounded_alike(qualifier):
    """Its own word and all other wordings are read as it, and the bounds of a figure lie on the side that it names."""
    for words in filter(None, {HEDGES[qualifier], *BEFORE.get(qualifier, ())}):
        assert hedge_at(f"It came to {words} 50 tonnes.", 12 + len(words), 14 + len(words))[:2] == (qualifier, words)
    for words in AFTER.get(qualifier, ()):
        assert hedge_at(f"It came to 50 tonnes {words}.", 11, 13)[:2] == (qualifier, words)
    low, high = Claim("a", "A", 50, "tonnes", qualifier=qualifier, resolution=10).bounds
    side = "floor" if low == 50 else "ceiling" if high == 50 else ""
    assert side == SIDES.get(qualifier, "") and (math.isinf(high)) == (side == "floor")
