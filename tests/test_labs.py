"""The labs: every line that can be planted breaks its rule and no other, every line beside it holds, and neither contradicts the book."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from itertools import combinations

import pytest
from building import read_csv, write_csv

from claimbook.core.claims import Claim
from claimbook.core.derivations import Derivation
from claimbook.core.quantities import Derived, Printed, Quantity
from claimbook.core.stages import payment
from claimbook.teaching.labs import Brief, Doubt, assess, find, judge, line, mean_per_year
from claimbook.teaching.labs.drawing import LETTERS, offered, plant
from claimbook.teaching.labs.found import step_of
from claimbook.teaching.labs.holding import holding
from claimbook.teaching.labs.key import is_guessable, key, key_text, new_seed, run
from claimbook.teaching.labs.kinds import LABS
from claimbook.teaching.labs.mending import mending
from claimbook.teaching.labs.rules import RULES
from claimbook.teaching.labs.sentences import misworded
from claimbook.teaching.labs.stages_told import misstaged, without_unstated
from claimbook.teaching.labs.templates import hedged, label_of
from claimbook.teaching.labs.variants import variants
from claimbook.teaching.naive_arithmetic import naive_sum
from external_dimension import add, load, per, remainder, share, total
from external_dimension.exercises import EXERCISES

#: What the judge must say of each kind of mistake.
REASONS = {
    "a part is added to its whole": r"is a part of \w+, so the two may not be added \(rule 2\)",
    "a part is added to its whole in a longer sum": r"is a part of \w+, so the two may not be added \(rule 2\)",
    "a part is added to its whole, by another source": r"are not separate, so the two may not be added \(rule 2\)",
    "what perhaps lies within the other (likely) is added": r"their sum is a range and not a number \(rule 3\)",
    "what perhaps lies within the other (unknown) is added": r"their sum is a range and not a number \(rule 3\)",
    "what may overlap is added": r"their sum is a range and not a number \(rule 3\)",
    "stages are mixed and told as a single stage": r"says that all is .+; the claims behind it are .+\(rule 4\)",
    "what is at a step is counted at a further one": r"says that all is .+; the claims behind it are .+\(rule 4\)",
    "an amount is told at a later stage": r"the sentence says .+; (?:the claims behind it are|it is) .+\(rule 4\)",
    "the hedge is dropped": r"the hedge is lost.+\(rule 5\)",
    "the hedge of another source is dropped": r"the hedge is lost.+\(rule 5\)",
    "a figure is made exact": r"makes .+ exact|the hedge is lost",
    "a hedge is made stronger": "says how far from that number",
    "too many digits": r"too many digits .+\(rule 6\)",
    "a quotient forgets that it comes from a floor": "the hedge is lost.+a floor",
    "several years are set against a single one": "covers two years.+covers one year",
    "a figure for several years is set against a yearly one": "covers two years.+covers one year",
    "money gathered over years is divided by the people of a day": r"\(rule 8\)",
    "a mean is told as if the parts were alike": "a mean over countries hides",
}
#: Every form of sentence that a brief or a key can have, read one by one: L is a label, N a number with its hedge, S a stage.
FORMS = """
The section puts the L at N
The section puts the L at N (S)
The section puts the L at N, the L included
The section puts the L at N (S), the L included
The section puts the L at N and the L at N
The section puts the L at N (S) and the L at N
The section puts the L at N and the L at N (S)
The section puts the L at N (S) and the L at N (S)
The section puts the L at N and the L at N, the L included
The section puts the L at N (S) and the L at N, the L included
The section puts the L at N and the L at N (S), the L included
The section puts the L at N (S) and the L at N (S), the L included
The section puts the L at N, and the L number N
The section puts the L at N (S), and the L number N
The section puts the L at exactly N
The section puts the L at exactly N (S)
The section puts the L at well N
The section puts the L at just N
The section counts N L
The section counts N L (S)
The section counts exactly N L
Another source (P) gives N for the L
Another source (P) gives N as L
Together, the L and the L come to N
Together, the L and the L (S) come to N
Together, the L (S), the L and the L (S) come to N
Together, the L, the L and the L come to N
Together, the L (S) and the L come to N
Together, the L (S) and the L (S) come to N
Together, the L (S) and the L (S) come to N, depending on how far they cover the same money
Together, the L, the L (S) and the L come to N
Together, the L, the L (S) and the L (S) come to N
Together, the L (S), the L (S) and the L come to N
Together, the L (S), the L (S) and the L (S) come to N
Together, the L and the L come to N, all S
Together, the L and the L come to N, S or S
Year for year, the L and the L come to N of the L
N is the figure for the L, the L included
The L makes up N of the L
The L comes to N of the L
The L come to N of the L
The L comes to N for each of the L
The L are N times the L
Year for year, the L are N times the L
The L come to N in a mean year, against N for the L
Without the L, N is left of the L
The tables give N for the L N for the L and N for the L
On average, the L come to N for each of the L, but C alone stands for N of them
On average, the L come to N for each of the L and C stands for no more than any other
""".strip().splitlines()

#: Forms of which every line is wrong: what makes them so has to be known to see it, and stands in lines that hold in other words.
ONLY_WRONG = """
The section puts the L at exactly N
The section puts the L at exactly N (S)
The section puts the L at well N
Together, the L, the L (S) and the L come to N
Together, the L (S), the L (S) and the L (S) come to N
Year for year, the L and the L come to N of the L
On average, the L come to N for each of the L and C stands for no more than any other
""".strip().splitlines()


@pytest.fixture(scope="module")
def planted(section):
    """Every variant of every lab with its letter, and the lines that its draft and its mended code make."""
    everything = {lab.name: variants(section, lab.name) for lab in LABS}
    letters = {f"{name}_{i}": variant for name, found in everything.items() for i, variant in enumerate(found)}
    code = ["brief, mended = Brief(), Brief()"]
    code += [f"{variant.draft(letter)}\n{mending(section, variant).code(letter)}" for letter, variant in letters.items()]
    space = run("\n".join(code), section)
    return letters, space["brief"], space["mended"]


@pytest.fixture(scope="module")
def beside(section):
    """Every line that holds with its letter, and the lines that its code makes."""
    letters = {f"line_{i}": variant for i, variant in enumerate(holding(section))}
    code = "brief = Brief()\n" + "\n".join(variant.draft(letter) for letter, variant in letters.items())
    return letters, run(code, section)["brief"]


# -- every line -----------------------------------------------------------------------------------------------------


def test_every_mistake_breaks_its_rule_and_no_other_and_is_mended(section, planted):
    """All variants, not only those of some seeds; mended, there is no fault, and nothing of the line before is missing."""
    letters, brief, mended = planted
    result = assess(brief, (), mended, section)
    assert {variant.kind for variant in letters.values()} == set(REASONS)
    for letter, variant in letters.items():
        faults = result.original.faults[letter]
        assert [fault.rule for fault in faults] == [variant.rule] and variant.rule in RULES, (variant, faults)
        assert re.search(REASONS[variant.kind], str(faults[0])), (variant.kind, variant.ids, faults)
        assert not result.final.faults[letter], (mended[letter].text, result.final.faults[letter])
    assert result.mended == 1 and {variant.rule for variant in letters.values()} == set(RULES)


def test_where_a_calculation_is_refused_the_sentence_has_no_other_fault(section, planted):
    """Its digits, hedge and stages are right for the number that a careless writer has."""
    letters, brief, _ = planted
    checked = 0
    for letter, variant in letters.items():
        if variant.rule not in ("part and whole", "uncertain", "people"):
            continue
        parts = [find(section, claim_id) for claim_id in variant.ids]
        (number,) = brief[letter].numbers
        careless = replace(naive_sum(parts), value=number)
        if variant.form == "sum":
            step = max(q.claim.resolution for q in parts)
            derivation = Derivation("total", tuple(parts))
            careless = replace(careless, low=number - step / 2, high=number + step / 2, derivation=derivation)
        else:
            careless = replace(careless, low=0.9 * number, high=1.1 * number)
        worded = [f for f in misworded(section, brief[letter], [careless]) if variant.form == "sum" or f.rule == "hedge"]
        assert worded + misstaged(section, brief[letter].text, [careless]) == [], (brief[letter].text, careless.text)
        checked += 1
    assert checked > 60


def test_the_lines_beside_the_mistakes_hold_and_tell_their_numbers_as_the_package_does(section, beside):
    letters, brief = beside
    assert len(brief) > 100
    assert judge(brief, section).holds, judge(brief, section).wrong
    for letter, one in brief.items():
        for of in one.of:
            if len(of) == 1:
                assert find(section, of[0]).amount.text.replace("\N{NO-BREAK SPACE}", " ") in one.text, one.text
        exact = all(find(section, i).low == find(section, i).high for i in one.subjects)
        if letters[letter].form in ("share", "quotient", "rest") and not exact:
            assert not re.search(r"\d\.\d\d", one.text), one.text


def test_no_form_of_line_is_wrong_by_itself(section, planted, beside):
    """Whatever is done in a line that is wrong is done in several that hold, and dealt out beside it."""
    forms = [variant.form for variant in holding(section)]
    for variant in planted[0].values():
        assert forms.count(variant.form) >= 2, variant.form
    missing = 0
    for seed in range(12):
        for lab in LABS:
            dealt = plant(section, lab, (1 << 60) + seed, seed + 1)
            right = {variant.form for variant in dealt.lines if not variant.kind}
            missing += sum(variant.form not in right for variant in dealt.mistakes.values())
    assert missing <= 3  # of 50: two means may need the same claims


def test_every_sentence_is_of_a_form_that_was_read(section, planted, beside):
    """Sentences of briefs and of keys: nothing but labels, numbers and stages differs from the list. Few forms are always wrong."""
    rows = [row for table in ("claims", "evidence", "context") for row in section.rows(table) if row["value"] is not None]
    labels = sorted({label_of(section, row["id"]) for row in rows}, key=len, reverse=True)
    stages = "|".join([*(row["label"] for row in section.rows("stages")), "paid"])
    wrong, mended, right = (
        {_form(one.text.removesuffix("."), labels, stages) for one in lines.values()}
        for lines in (planted[1], planted[2], beside[1])
    )
    assert (wrong | mended | right) - set(FORMS) == set() and set(FORMS) - (wrong | mended | right) == set()
    assert sorted(wrong - right) == sorted(ONLY_WRONG)
    sentences = [*planted[1].values(), *planted[2].values(), *beside[1].values()]
    for one in sentences:
        assert not re.search(r"  | ,|,,|\bthe the\b|\(\)|mixing|in total and in a package", one.text), one.text
        assert re.match(r"[A-Z]|EUR|\d", one.text) and one.text.endswith("."), one.text


def _form(text: str, labels: list[str], stages: str) -> str:
    """The form of a sentence: its labels, numbers, stages and names left out."""
    for label in (label for label in labels if label.casefold() in text.casefold()):
        text = re.sub(rf"\b(?:{re.escape(label)}|{re.escape(label[0].upper() + label[1:])})(?!\w)", "L", text)
    text = re.sub(rf"(?<=\()(?:{stages})(?=\))|(?<=all )(?:{stages})$", "S", text)
    text = re.sub(rf", (?:{stages}) or (?:{stages})$", ", S or S", text)
    text = re.sub(r"source \([^)]+\)", "source (P)", text)
    text = re.sub(r"(but|and) [A-Z][\w ]+? (alone|stands)", r"\1 C \2", text)
    number = r"(?:nearly |almost |over |more than |under |at least |no less than )?(?:EUR )?\d[\d,.]*\d?(?: to [\d.]+)?"
    text = re.sub(rf"{number}(?: (?:million|billion|%|tonnes|people|places|agreements))*", "N", text)
    return re.sub(r"(?<=L)(?<!Without the L),(?= (?:and|comes?|are|number|makes?|the L,? comes|N|included)\b)", "", text)


# -- what the rest of the book says ---------------------------------------------------------------------------------


def test_no_line_contradicts_the_right_answer_to_an_exercise(section, planted, beside):
    """What an exercise calls right is not planted as a wrong calculation, and what it calls a mistake stands in no line that holds."""
    right, wrong = [], []
    for name in EXERCISES:
        answer, mistakes = EXERCISES[name](section)
        if isinstance(answer, Quantity) and answer.value is not None:
            right.append(({claim.id for claim in answer.claims}, answer.value))
        for mistake, _ in mistakes:
            if isinstance(mistake, Derived) and mistake.derivation.operation == "mistake" and not _is_a_sum(mistake):
                wrong.append(({claim.id for claim in mistake.claims}, mistake.value))
    assert len(right) > 15 and len(wrong) > 10
    for letter, variant in planted[0].items():
        if variant.rule in ("part and whole", "uncertain", "people", "period"):
            (number,) = planted[1][letter].numbers
            assert not [ids for ids, value in right if ids == set(variant.ids) and value == pytest.approx(number)], variant
    for one in beside[1].values():
        for number, of in zip(one.numbers, one.of):
            told = number.value if isinstance(number, Quantity) else number
            assert not [ids for ids, value in wrong if ids == set(of) and value == pytest.approx(told)], one.text


def _is_a_sum(mistake: Derived) -> bool:
    """Whether a mistake is a sum that the rules allow too, and so wrong only as the answer to another question."""
    try:
        allowed = total(*mistake.derivation.operands, mixed_stages=True)
    except ValueError:
        return False
    return allowed.value == mistake.value


def test_what_is_in_force_was_signed(section, planted, beside):
    """The exercise counts an agreement in force among those signed; so do the lines, and none that says so is planted."""
    answer, _ = EXERCISES["agreements_signed"](section)
    told = f"come to {answer.text} agreements, all signed"
    assert [one.text for one in beside[1].values() if told in one.text]
    assert not [one.text for one in planted[1].values() if told in one.text]
    order = [row["id"] for row in section.rows("stages")]
    labels = {row["label"]: row["id"] for row in section.rows("stages")}
    for lines, holds in ((planted[1], False), (beside[1], True)):
        for one in lines.values():
            if said := re.search(r"agreements, all ([\w ]+)\.$", one.text):
                reached = [find(section, i).claim.stage for i in one.subjects]
                assert all(order.index(stage) >= order.index(labels[said[1]]) for stage in reached) == holds, one.text


def test_no_line_that_holds_is_a_mistake_of_the_page_of_mistakes(project, section, planted, beside):
    """The numbers that the page makes by mistake are told by no line that holds, and each has one that is planted."""
    cells = json.loads((project / "notebooks" / "common_mistakes.ipynb").read_text(encoding="utf-8"))["cells"]
    space: dict = {}
    for cell in cells:
        if cell["cell_type"] == "code" and re.search(r"-0[12]", cell["id"]) and "loans" not in cell["id"]:
            exec("".join(cell["source"]), space)
    made = [q for q in space.values() if isinstance(q, Derived) and q.derivation.operation == "mistake"]
    assert len(made) == 3
    for mistake in made:
        ids = {claim.id for claim in mistake.claims}
        told = [(set(of), number) for one in beside[1].values() for number, of in zip(one.numbers, one.of)]
        assert not [
            number
            for of, number in told
            if of == ids and not isinstance(number, Quantity) and number == pytest.approx(mistake.value)
        ]
        assert [variant for variant in planted[0].values() if set(variant.ids) == ids]


def test_a_line_that_holds_names_each_stage_of_its_sum(section, beside):
    """Behind its amount, or by its label; so no such sum is one that the page of common mistakes warns of."""
    mixed = 0
    for letter, variant in beside[0].items():
        text, stages = beside[1][letter].text, {find(section, i).claim.stage for i in variant.ids if find(section, i).stages}
        if variant.form == "sum" and len(stages) > 1 and not re.search(r"all (?:signed|negotiated)\.$", text):
            named = set(re.findall(r"\((\w[\w ]*)\)", text))
            assert len(named) >= len(stages) - 1 and "planned" not in stages, text
            mixed += 1
    assert mixed > 20


def test_no_line_that_holds_adds_what_has_come_further_in_one_amount_than_in_another(section, beside):
    """As an announced and a managed amount: no chapter adds the two, though each is named. A range says that it is open what they share."""
    steps = [{"announced", "pledged", "planned"}, {"committed"}, {"allocated", "mobilised", "managed"}]
    checked = 0
    for letter, variant in beside[0].items():
        if variant.form == "sum" and "depending on how far" not in beside[1][letter].text:
            stages = {stage for i in variant.ids for stage in find(section, i).stages}
            assert sum(bool(step & stages) for step in steps) < 2, beside[1][letter].text
            checked += len(stages) > 1
    assert checked > 15


def test_no_line_that_holds_sets_money_beside_a_number_of_people(section, beside):
    """The chapter on Türkiye says that money over many years may not be set against the people of a day."""
    for letter, variant in beside[0].items():
        units = {find(section, i).unit for i in variant.ids}
        assert not {"EUR", "people"} <= units, beside[1][letter].text


def test_a_later_stage_is_later(section, planted):
    labels = {row["label"]: row["id"] for row in section.rows("stages")}
    moved = [variant for variant in planted[0].values() if variant.kind == "an amount is told at a later stage"]
    assert len(moved) > 20
    for variant in moved:
        said = labels.get(variant.text.rpartition("(")[2].rstrip(")."), payment(section.rows("stages")))
        own = find(section, variant.ids[0]).claim.stage
        assert said == "paid" or step_of(section, said) > step_of(section, own), (said, own)
    assert step_of(section, "announced") < step_of(section, "committed") < step_of(section, "allocated")


# -- dealing out ----------------------------------------------------------------------------------------------------


def test_a_brief_has_one_line_that_fails_or_two_or_none_and_the_key_knows_them(section):
    numbers = []
    for seed in range(5):
        for lab in LABS:
            dealt = plant(section, lab, (1 << 55) + seed, seed % 4 + 1)
            brief = run(dealt.draft, section)["brief"]
            assert list(brief) == list(LETTERS)
            assert judge(brief, section).wrong == {letter: [one.rule] for letter, one in dealt.mistakes.items()}
            numbers.append(len(dealt.mistakes))
    assert set(numbers) == {0, 1, 2} and numbers.count(1) > len(LABS)


def test_the_key_tells_the_line_the_rule_and_a_sentence_that_holds(section):
    told, seed = "", (1 << 50) + 11
    for lab in LABS:
        for one in key(section, lab, seed, 2):
            assert one.right != one.wrong and all(value in one.right for value in one.values) and one.verdict
            told = told or key_text(section, seed, 2)
            assert one.right in told and one.code in told and f"Line {one.letter}, “{one.rule}”" in told
    assert told


def test_students_and_seeds_get_different_labs_and_the_same_seed_the_same(section):
    seed = 1 << 62
    for lab in LABS:
        of_class = [plant(section, lab, seed, student) for student in range(1, 13)]
        assert of_class == [plant(section, lab, seed, student) for student in range(1, 13)]
        assert len({p.draft for p in of_class}) == len(of_class)
        assert len({(v.ids, v.text) for p in of_class for v in p.mistakes.values()}) >= 6
        assert len({plant(section, lab, seed + more).draft for more in range(8)}) > 6
        assert len({letter for p in of_class for letter in p.mistakes}) > 2


def test_a_seed_cannot_be_found_by_trying_all():
    seeds = {new_seed() for _ in range(20)}
    assert len(seeds) == 20 and not any(map(is_guessable, seeds)) and all(seed < 1 << 64 for seed in seeds)
    assert is_guessable(31) and is_guessable(2**32) and is_guessable(2**64)


def test_variants_follow_the_tables(section, tables_copy):
    """A relation that is added gives labs of its own; nothing about variants is typed."""
    rows = read_csv(tables_copy / "data" / "relations.csv")
    pair = ("mauritania_support", "egypt_package")
    new = dict(zip(("part", "whole"), pair)) | {"kind": "part_of", "certainty": "stated", "limit": "", "basis": "A test"}
    write_csv(tables_copy / "data" / "relations.csv", [*rows, new])
    changed = load(tables_copy / "data")
    assert pair not in {v.ids for v in variants(section, "lab_sums")}
    assert pair in {v.ids for v in variants(changed, "lab_sums")}
    mixed, now = ({frozenset(v.ids) for v in variants(tables, "lab_stages")} for tables in (section, changed))
    assert frozenset(pair) in mixed and frozenset(pair) not in now


def test_lines_that_need_rows_of_a_certain_form_are_left_out_where_nothing_says_what_these_are_called(section, tables_copy):
    path = tables_copy / "data" / "datapackage.json"
    descriptor = json.loads(path.read_text(encoding="utf-8"))
    del descriptor["labs"]
    path.write_text(json.dumps(descriptor), encoding="utf-8")
    bare = load(tables_copy / "data")
    kinds = [{v.kind for lab in LABS for v in variants(tables, lab.name)} for tables in (section, bare)]
    assert kinds[0] - kinds[1] == {
        "stages are mixed and told as a single stage",
        "what is at a step is counted at a further one",
        "a quotient forgets that it comes from a floor",
        "several years are set against a single one",
        "a figure for several years is set against a yearly one",
        "money gathered over years is divided by the people of a day",
        "a mean is told as if the parts were alike",
    }
    assert kinds[1] < kinds[0] and 0 < len(holding(bare))


# -- what students may try ------------------------------------------------------------------------------------------


def test_the_judge_is_not_talked_round(section):
    claim, context = section.claim, section.context
    gaza, package, facility, turkiye = map(claim, ("gaza_total", "gaza_package", "turkiye_facility", "turkiye_total"))
    bridge, syria, mauritania = map(claim, ("air_bridge_aid", "syria_commitment", "mauritania_support"))
    both = total(turkiye, facility, label="both", mixed_stages=True)
    naive = naive_sum([gaza, package])
    mean = per(claim("pledges"), claim("pledging_countries"), label="mean")
    shared = share(claim("egypt_migration"), claim("egypt_package"))
    nested = share(facility, turkiye, if_nested=True)
    mixed = total(package, mauritania, label="two", mixed_stages=True)
    near = total(package, syria, label="two", mixed_stages=True)
    supposed = section.supposing("gaza_total", stage="announced").claim("gaza_total")
    for wrong, reason in (
        (line(f"In all {naive} was announced and added up since then.", naive), "cannot be worked out again"),
        (line("EUR 570 million in all was announced.", 570e6, of=["gaza_total", "gaza_package"]), "is a part of"),
        (line("EUR 570 million in all.", 570e6), "name them in of="),
        (line("EUR 571 million in all.", 571e6, of=["gaza_total", "gaza_package"]), "is no value, sum"),
        (line("EUR 450 million in total.", 450e6, of=["gaza_sum"]), "no 'gaza_sum'"),
        (line("EUR 450 million was announced.", supposed), "with nothing supposed"),
        (line("EUR 500 million in total.", replace(gaza, value=500e6, high=500e6)), "not the number that its claims give"),
        (line("Managed and allocated: EUR 18.5 billion.", both), "give both ends|does not show|no number of the line gives"),
        (line("Managed and allocated: EUR 12.4 billion.", both), "give both ends of its range"),
        (line("The Air Bridge has flown 3,800 tonnes.", bridge), "the hedge is lost"),
        (line("The Air Bridge has flown nearly 3,800 tonnes.", bridge), "the hedge is lost"),
        (line("The Air Bridge has flown well over 3,800 tonnes.", bridge), "says how far"),
        (line("The Air Bridge has flown just over 3,800 tonnes.", bridge), "says how far"),
        (line("EUR 2.5 billion was committed.", syria), "the hedge is lost"),
        (line("Over EUR 2.5 billion was committed.", syria), "the hedge is lost"),
        (line("Exactly EUR 210 million was mobilised.", mauritania), "exact, and its source rounds it"),
        (line("EUR 210 million precisely was mobilised.", mauritania), "exact, and its source rounds it"),
        (line("Over EUR 210 million was mobilised.", mauritania), "in a way that its claims do not"),
        (line("EUR 2.6 billion was announced and committed.", near), "the hedge is lost"),
        (line("EUR 210 million was paid.", mauritania), "money was paid"),
        (line("Of EUR 210 million mobilised, nothing was paid.", mauritania), "money was paid, or that it was not"),
        (line("EUR 210 million.", mauritania), "does not say what happened"),
        (line("EUR 210 million will be allocated.", mauritania), "does not say what happened"),
        (line("EUR 210 million was mobilised in 2019.", mauritania), "says 2019"),
        (line("EUR 330 million was announced.", mixed), "mauritania_support is mobilised"),
        (line("EUR 330 million was mobilised, all announced.", mixed), "all is announced"),
        (
            line(f"The {package.label} (mobilised) and the {mauritania.label} (announced) come to EUR 330 million.", mixed),
            "says that gaza_package is mobilised; it is announced",
        ),
        (
            line(
                f"The {package.label} at {package} (mobilised) and the {mauritania.label} at {mauritania} (announced).",
                package,
                mauritania,
            ),
            "says that gaza_package is mobilised; it is announced",
        ),
        (line("The share is 2.70 %.", shared), "too many digits"),
        (line("The share is 3.7 %.", shared), "does not show"),
        (line("A package of EUR 10 billion.", claim("egypt_package")), "does not show"),
        (line("The share is 2.7 % of EUR 7.9 billion.", shared), "EUR 7.9 billion, which no number of the line gives"),
        (line(f"The Facility makes up {nested} of the support.", nested), "does not say that it supposes"),
        (line(f"Each country pledged {mean} places.", mean), "hides how unequal"),
        (line("Nothing to see."), "has no number"),
    ):
        found = list(map(str, judge({"a": wrong}, section).faults["a"]))
        assert any(re.search(reason, fault) for fault in found), (wrong.text, found)
    arrivals = add(context("arrivals_eu_2024"), context("arrivals_eu_2025"), label="arrivals")
    with pytest.raises(Exception, match="rule 8"):
        per(turkiye, context("refugees_turkiye"), label="no")
    assert mean_per_year(arrivals, section).text == "10,635" and mean_per_year(arrivals, section).unit == "people per years"
    with pytest.raises(ValueError, match="does not say which years"):
        mean_per_year(mauritania, section)


@pytest.mark.parametrize(
    "text, ids",
    [
        ("By January 2025 the total had come to EUR 450 million, counted since 2023.", ["gaza_total"]),
        ("The package of EUR 120 million was announced on 16 January 2025.", ["gaza_package"]),
        ("In March 2024 EUR 210 million was mobilised.", ["mauritania_support"]),
        ("The Air Bridge has carried more than 3,800 tonnes to Gaza.", ["air_bridge_aid"]),
        ("The Air Bridge has carried 3,800 tonnes or more.", ["air_bridge_aid"]),
        ("Almost EUR 2.5 billion was committed for 2025 and 2026.", ["syria_commitment"]),
        ("Just under EUR 2.5 billion was committed.", ["syria_commitment"]),
        ("The EU announced a package of €120 million.", ["gaza_package"]),
        ("The EU announced a package of €120m.", ["gaza_package"]),
        ("The package of EUR 7.4bn holds EUR 200 million that is planned for migration.", ["egypt_package", "egypt_migration"]),
        ("About 2.94 million refugees lived in Türkiye at the end of 2024.", ["refugees_turkiye"]),
        ("EUR 12.45 to 12.55 billion was allocated since 2011.", ["turkiye_total"]),
        ("EUR 200 million will be allocated to migration.", ["egypt_migration"]),
        ("Of the package worth EUR 7.4 billion no split is known.", ["egypt_package"]),
        ("The plan has exactly six priorities.", ["budapest_priorities"]),
        ("EUR 210 million was mobilised; how much was paid is not stated.", ["mauritania_support"]),
        ("EUR 210 million was mobilised, and the section does not say whether any of it was paid.", ["mauritania_support"]),
    ],
)
def test_a_sentence_may_be_worded_freely(section, text, ids):
    mended = line(text, *(find(section, i) for i in ids))
    assert judge({"a": mended}, section).faults["a"] == []


@pytest.mark.parametrize(
    "text, says_paid",
    [
        *(
            (text, False)
            for text in (
                "How much was paid is not stated.",
                "The section does not say how much was paid.",
                "It is unknown what part of it has been spent.",
                "No source says that it was paid.",
                "Whether it was disbursed is left open.",
                "Nothing is said about payment.",
                "No payments are reported.",
                "How much of it was spent nobody knows, since the source doesn't say.",
            )
        ),
        *(
            (text, True)
            for text in (
                "The money was paid.",
                "It was not paid.",
                "Nothing was paid.",
                "It was paid; for what is not stated.",
                "It was paid, though how it was used is unknown.",
                "The money that was paid is not small.",
                "Payment of the sum took place, and the date is not stated.",
            )
        ),
    ],
)
def test_that_payment_is_not_stated_is_no_claim_that_it_was_made_or_not(section, text, says_paid):
    told = line(f"EUR 210 million was mobilised for Mauritania. {text}", section.claim("mauritania_support"))
    found = judge({"a": told}, section).faults["a"]
    assert bool(found) == says_paid, (found, without_unstated(told.text))


def test_a_supposition_is_said_in_the_sentence(section):
    nested = share(section.claim("turkiye_facility"), section.claim("turkiye_total"), if_nested=True)
    apart = total(section.claim("turkiye_facility"), section.claim("turkiye_total"), mixed_stages=True, if_separate=True)
    for text, number in (
        (f"If it lies within the support, the Facility makes up {nested} of it.", nested),
        (f"Supposing that nothing is shared, {apart} was managed or allocated.", apart),
    ):
        assert judge({"a": line(text, number)}, section).holds, judge({"a": line(text, number)}, section)


def test_a_mean_may_say_that_it_does_not_show_how_the_parts_differ(section):
    mean = per(section.claim("pledges"), section.claim("pledging_countries"), label="mean")
    text = f"On average {mean} places were pledged per country, a mean that does not show how unequal they are."
    assert judge({"a": line(text, mean)}, section).holds


@pytest.mark.parametrize(
    "before, after, side",
    [
        *((words, "", "floor") for words in ("in excess of", "upwards of", "a minimum of", "no less than", "not less than")),
        *((words, "", "floor") for words in ("No fewer than", "not below", "exceeds", "more than", "at least")),
        *((words, "", "ceiling") for words in ("no more than", "not more than", "not quite", "under", "fewer than", "not above")),
        *((words, "", "ceiling") for words in ("does not exceed", "a maximum of", "just short of", "nearly", "up to")),
        *(("", words, "floor") for words in ("or more", "or above", "and more", "and over")),
        *(("", words, "ceiling") for words in ("or less", "or below")),
        *((words, "", "") for words in ("about", "the sum of")),
        *((words, "", "none") for words in ("exactly", "well over", "far below", "just above", "precisely")),
    ],
)
def test_a_hedge_is_read_in_whatever_words(section, before, after, side):
    """A claim that is no floor or ceiling may not be hedged so; of one that is, the words are to be on its side."""
    right = {"floor": "air_bridge_aid", "ceiling": "syria_commitment", "": "mauritania_support"}
    figures = {"air_bridge_aid": "3,800 tonnes", "syria_commitment": "EUR 2.5 billion", "mauritania_support": "EUR 210 million"}
    verbs = {"air_bridge_aid": "delivered", "syria_commitment": "committed", "mauritania_support": "mobilised"}
    for of, claim_id in right.items():
        text = f"{before} {figures[claim_id]} {after}, and that was {verbs[claim_id]}.".strip().replace(" ,", ",")
        one = line(text, section.claim(claim_id))
        hedge = [fault for fault in judge({"a": one}, section).faults["a"] if fault.rule == "hedge"]
        assert bool(hedge) == (of != side), (text, hedge)


def test_what_likely_lies_in_something_is_not_told_as_certain(section):
    """Left open it holds, told as certain it does not; and of such a sum either rule may be named, with the reason for it."""
    whole, part = section.claim("turkiye_total"), section.claim("turkiye_facility")
    assert section.relations.certainty("turkiye_facility", "turkiye_total") == "likely"
    for told, holds in (
        (f"The {whole.label} is {whole} (allocated), the {part.label} included.", False),
        (f"The {whole.label} is {whole} (allocated), which contains the {part.label}.", False),
        (f"The {whole.label} is {whole} (allocated), the {part.label} likely included.", True),
        (f"The {whole.label} is {whole} (allocated); whether the {part.label} lies within it is not stated.", True),
    ):
        faults = judge({"a": line(told, whole)}, section).faults["a"]
        assert (not faults) == holds and all(fault.rule == "uncertain" and "likely lies" in fault.text for fault in faults), told
    brief = {"a": line("Together, the two come to EUR 18.5 billion.", 18.5e9, of=["turkiye_total", "turkiye_facility"])}
    assert "turkiye_facility likely lies within turkiye_total" in str(judge(brief, section).faults["a"][0])
    for rule, points in (("uncertain", 2), ("part and whole", 2), ("stage", 0)):
        result = assess(brief, [Doubt("a", rule, "The Facility likely lies in the total already.")], {}, section)
        assert (result.named, result.points) == (points / 2, points), rule
    open_ = {"a": line("Together, the two come to EUR 6.9 billion.", 6.878e9, of=["turkiye_migration", "turkiye_facility"])}
    assert assess(open_, [Doubt("a", "part and whole", "Counted twice.")], {}, section).named == 0, "unknown is not likely"


@pytest.mark.parametrize(
    "text, ids, rule",
    [
        ("EUR 12.5 billion was allocated, and EUR 6 billion managed on top of it.", "turkiye_total turkiye_facility", "uncertain"),
        ("The {turkiye_facility} (EUR 6 billion, managed) comes in addition to EUR 12.5 billion allocated.", "turkiye_total turkiye_facility", "uncertain"),
        ("On top of the {turkiye_total} (allocated) at EUR 12.5 billion, nearly EUR 2.5 billion was committed.", "turkiye_total syria_commitment", "uncertain"),
        ("The {syria_commitment}, nearly EUR 2.5 billion committed, is separate from the {turkiye_migration}.", "syria_commitment", "uncertain"),
        ("The {turkiye_facility} at EUR 6 billion (managed) likely does not come on top of the {turkiye_total}.", "turkiye_facility", ""),
        ("Whether the {turkiye_facility} at EUR 6 billion (managed) comes on top of the {turkiye_total} is not stated.", "turkiye_facility", ""),
        ("EUR 120 million was announced for Gaza, on top of the {gaza_total}.", "gaza_package", "part and whole"),
        ("EUR 120 million was announced: the {gaza_package} does not come on top of the {gaza_total}.", "gaza_package", ""),
        ("The {turkiye_total}, EUR 12.5 billion, was allocated, on top of the {gaza_package}, which is part of the {gaza_total}.", "turkiye_total", ""),
        ("On top of EUR 210 million mobilised for Mauritania, nearly EUR 2.5 billion was committed.", "mauritania_support syria_commitment", ""),
    ],
)  # fmt: skip
def test_what_may_share_money_is_not_told_as_coming_on_top(section, text, ids, rule):
    named = text.format(**{row["id"]: row["label"] for row in section.rows("claims")})
    found = judge({"a": line(named, *map(section.claim, ids.split()))}, section).faults["a"]
    assert [fault.rule for fault in found] == ([rule] if rule else []), found


def test_what_is_left_of_a_whole_comes_on_top_of_its_part(section):
    gaza, package = section.claim("gaza_total"), section.claim("gaza_package")
    rest = remainder(gaza, package, label="rest")
    for text in (
        f"In addition to the {package.label}, {rest} is left of the {gaza.label}.",
        f"Excluding the {package.label}, {rest} is left of the {gaza.label}.",
    ):
        found = judge({"a": line(text, rest)}, section).faults["a"]
        assert found == [], (text, found)


def _lies_in(rows: list[dict], ids: set[str]) -> dict[str, set[str]]:
    """For each id itself and all that it lies in, or restates, by any row whatever its certainty."""
    wholes = {one: {one} for one in ids}
    for _ in range(5):  # no chain of the tables is longer
        for row in (row for row in rows if row["kind"] != "overlaps"):
            for inside in wholes.values():
                inside |= {row["whole"]} if row["part"] in inside else set()
    return wholes


def test_each_line_that_holds_keeps_the_rows_of_the_tables(section, beside):
    """By the rows alone and not by the arithmetic: one number only for a sum of what no row joins, with each stage in the sentence."""
    rows = [*section.rows("relations"), *section.rows("outside_relations")]
    wholes = _lies_in(
        rows, {row[side] for row in rows for side in ("part", "whole")} | {i for v in beside[0].values() for i in v.ids}
    )
    meeting = {(row["part"], row["whole"]) for row in rows if row["kind"] == "overlaps"}
    labels, sums = {row["id"]: row["label"] for row in section.rows("stages")}, 0

    for letter, variant in beside[0].items():
        told = beside[1][letter].text
        pairs = list(combinations(variant.ids, 2))
        nested = [pair for pair in pairs if pair[0] in wholes[pair[1]] or pair[1] in wholes[pair[0]]]
        met = [pair for pair in pairs if any(_meet(wholes, pair, a, b) or _meet(wholes, pair, b, a) for a, b in meeting)]
        if variant.form in ("sum", "pair"):
            assert bool(nested or met) == ("depending on how far" in told), told
        elif variant.form == "rest":
            assert nested, told
        if variant.form == "sum" and not re.search(r"all \w+\.$", told):
            sums += 1
            for one in (find(section, i) for i in variant.ids if find(section, i).stages):
                assert labels[one.claims[0].stage].split()[-1] in told, told
    assert sums > 20


def _meet(wholes: dict[str, set[str]], pair: tuple[str, str], one: str, other: str) -> bool:
    """Whether the claims of a pair are on either side of an overlap: what overlaps, what lies in it, or what it lies in."""
    return all(mine in wholes[claim] or claim in wholes[mine] for claim, mine in zip(pair, (one, other)))


def test_a_line_that_was_mended_keeps_its_claims_or_says_why_not(section):
    brief = Brief(a=line("EUR 570 million in total was announced.", 570e6, of=["gaza_package", "gaza_total"]))
    gaza = section.claim("gaza_total")
    for text, leaving, mended in (
        ("In total, assistance to Gaza came to EUR 450 million.", {}, 0),
        ("In total, assistance to Gaza came to EUR 450 million.", {"gaza_package": "x"}, 0),
        ("In total, assistance to Gaza came to EUR 450 million.", {"gaza_package": "it is in the total already"}, 1),
        (f"In total EUR 450 million, the {section.claim('gaza_package').label} included.", {}, 1),
        (f"In total EUR 450 million, the {section.claim('gaza_package').label} (announced) included.", {}, 1),
        ("EUR 450 million in all.", {"gaza_package": "it is in the total already"}, 0),
    ):
        result = assess(brief, (), {"a": line(text, gaza, leaving=leaving)}, section)
        assert result.mended == mended, (text, result.reasons)


def test_a_result_tells_its_parts_and_what_there_is_to_read(section):
    """Two lines that do not hold: the parts are shares, and a rule that is not the right one counts for the line alone."""
    syria, package = section.claim("syria_commitment"), section.claim("gaza_package")
    brief = {
        "a": line("EUR 2.5 billion was committed for Syria.", syria.value, of=["syria_commitment"]),
        "b": line("EUR 120 million was paid for Gaza.", package.value, of=["gaza_package"]),
        "c": line("EUR 210 million was mobilised for Mauritania.", 210e6, of=["mauritania_support"]),
    }
    why = "A bound is told as settled: nearly went missing, and it was rounded, not paid; each source was compared."
    final = {"a": line(f"{syria} was committed for Syria.", syria)}
    result = assess(brief, [Doubt("a", "hedge", why), Doubt("b", "digits", why)], final, section)
    assert (result.found, result.named, result.explained, result.mended) == (1, 0.5, 1, 0.5)
    assert f"a: {why}" in result.to_read and "Line a was found and its rule named: “hedge”." in result.reasons
    all_three = assess(brief, [Doubt(letter, "hedge", why) for letter in brief], {}, section)
    assert (all_three.found, all_three.mended) == (pytest.approx(2 / 3), 0)
    assert assess({"c": brief["c"]}, [Doubt("", "", why)], {}, section).found == 1
    assert assess({"c": brief["c"]}, [Doubt("c", "hedge", why)], {}, section).found == 0
    changed = final | {"c": line("EUR 210 million was mobilised, for Mauritania.", section.claim("mauritania_support"))}
    assert assess(brief, [], changed, section).mended == 0


def test_no_line_shows_one_number_of_a_range_or_of_a_fraction(project):
    """A claim that is told as "EUR 2 to 3 billion" or "nearly half" has no number that a draft could print as its own."""
    section = load(project / "data")
    rows = {row["id"]: dict(row) for row in section.rows("claims")}
    rows["gaza_package"] |= {"printed": "EUR 110 to 130 million", "resolution": 20e6}
    rows["pledging_countries"] |= {
        "printed": "nearly half",
        "qualifier": "nearly",
        "value": 50.0,
        "unit": "%",
        "resolution": 5.0,
        "basis": "words",
    }
    rows["egypt_pillars"] |= {"printed": "40 %", "value": 40.0, "unit": "%", "resolution": 1.0}
    section._rows["claims"] = list(rows.values())
    lines = [*holding(section), *(variant for lab in LABS for variant in variants(section, lab.name))]
    told = {claim for one in lines for claim in one.ids}
    assert "egypt_package" in told and not told & {"gaza_package", "pledging_countries", "egypt_pillars"}


def test_a_lab_of_which_the_tables_offer_no_mistake_is_left_out(project):
    """Where no figure covers several years, none can be set against a yearly one."""
    assert offered(load(project / "data")) == list(LABS)
    section = load(project / "data")
    section._rows["claims"] = [row | {"period_start": None, "period_end": None} for row in section.rows("claims")]
    section._rows["context"] = []
    assert [lab.name for lab in offered(section)] == ["lab_sums", "lab_stages", "lab_precision"]
    assert "lab_comparisons" not in key_text(section, new_seed())


def test_a_line_keeps_the_word_of_a_hedge_that_is_stricter_than_ours():
    figure = Printed.of(Claim("x", "a claim", 6000, "people", qualifier="at_most", strict="fewer than"))
    assert hedged(figure) == "fewer than {x:,.0f}"
