"""Another try: every variant that a seed names is well formed, has a single right answer, and its wrong ones are refused and explained.

The answers that a chapter gives away above its questions are found on the built pages, and each such skill has a task whose answer is not there.
"""

from __future__ import annotations

import re
from functools import cache

import pytest
from answers import unexplained
from bs4 import BeautifulSoup, Tag

from claimbook.core.quantities import Quantity
from claimbook.core.section import Section
from claimbook.teaching import practice, skills
from claimbook.teaching.answers import read
from claimbook.teaching.choices import Choice, choices, told
from claimbook.teaching.exercises import Exercise
from claimbook.teaching.outcomes import titled
from claimbook.teaching.questions import Named, judged
from claimbook.teaching.variants import MADE_UP, Draw, Name, Skill, Variant
from claimbook.wording import NBSP, Wording, plain
from external_dimension import load
from external_dimension.exercises import EXERCISES, another, check, hint, once_more, tries

TABLES = load()
#: Seeds that are tried of each generator, and how many different questions they have to give.
SEEDS, DIFFERENT = range(1, 8), 5
SKILLS: dict[str, Skill] = {
    f"{skill.__module__.rpartition('.')[2]}.{skill.__name__}": skill
    for found in EXERCISES.values()
    if isinstance(found, Exercise)
    for skill in found.again
}
#: What no text has, by what is wrong with it.
FORMS = {
    "two spaces": r"  ",
    "a space before a mark": r" [,.;:?!]",
    "two marks": r"[,.;:?!][,;:?!]|\.\.|[?!]\.|“”|\(\)",
    "a plural after one": r"(?<![\d.,])\b1 [a-z]+s\b",
    "the wrong article": r"\b[Aa] (?!Union|European|u[ns]|one)[aeiouAEIOU]|\b[Aa]n (?!EU|hour)[^aeiouAEIOU\W]",
    "a word twice": r"(?i)\b([a-z]+) \1\b",
    "a plural verb for an amount": r"EUR [\d.,]+ (?:[mb]illion )?(?:are|were|have)\b",
    "a plural after per": r"\bper [a-z]+(?:ies|[^s]s)\b(?! of)",
    "a gap": r"\bNone\b|\bnan\b|[{}<>_]|\binf\b",
}


def slips_of_form(text: str, *, whole: bool = True) -> list[str]:
    """What is wrong with the form of a text; a ``whole`` one begins and ends as a sentence does."""
    text = text.replace(NBSP, " ")
    found = [what for what, pattern in FORMS.items() if re.search(pattern, text)]
    found += ["quotation marks"] * (text.count("“") != text.count("”")) + ["brackets"] * (text.count("(") != text.count(")"))
    if whole:
        found += ["its begin"] * (not re.match(r"[“A-Z\dÉŠ(]", text)) + ["its end"] * (not re.search(r"[.?…”]$|top$", text))
    return found


@cache
def made(skill: str) -> list[Variant]:
    """The variants of a generator."""
    return [Variant(Name(skill, seed), SKILLS[skill](Draw(skill, seed, TABLES))) for seed in SEEDS]


@cache
def offered(skill: str) -> list[list[Choice]]:
    """The answers to choose from, for each of its variants."""
    return [choices(TABLES, v.question.right, v.question.mistakes, v.name) for v in made(skill)]


def values_of(found: list[Choice], right: object) -> set[object]:
    """What the choices come to: their numbers where a number is asked for, else their words."""
    numbers = [tuple(f"{a.value:.9g}" for a in read(one.text).amounts) for one in found if isinstance(right, Quantity)]
    seconds = [one.text.endswith(" second") for one in found]  # the right number with the wrong order beside it
    return set(zip(numbers, seconds) if numbers else [one.text.casefold() for one in found])


def handed_over(text: str, right: object) -> object:
    """A choice as a reader hands it over: a list of names as names."""
    return set(text.split("; ")) if isinstance(right, Named) else text


def test_the_forms_find_what_is_wrong():
    wrong = [
        "There are  two.",
        "One , two.",
        "So?.",
        "It has 1 lines.",
        "A apple.",
        "An pear.",
        "The the end.",
        "It is None.",
        "so.",
    ]
    assert all(slips_of_form(text) for text in [*wrong, "“So.", "So (it is."])
    assert not slips_of_form("“The Union gave EUR 11.5 billion.” Which share is that, in per cent?")


@pytest.mark.parametrize("skill", SKILLS)
def test_a_seed_names_a_question_and_seeds_differ(skill):
    again = [SKILLS[skill](Draw(skill, seed, TABLES)).text.text for seed in SEEDS[:2]]
    assert again == [variant.question.text.text for variant in made(skill)[:2]]
    assert len({variant.question.text.text for variant in made(skill)}) >= DIFFERENT


@pytest.mark.parametrize("skill", SKILLS)
def test_a_variant_is_told_in_good_form(skill):
    for variant, found in zip(made(skill), offered(skill)):
        asked = variant.question
        texts = [asked.text.text, asked.look, asked.begun.text, practice._reason(asked), *(str(one.verdict) for one in found)]
        assert not [(text, slips) for text in texts if (slips := slips_of_form(text))], variant.name
        assert asked.text.text.rstrip("”").endswith(("?", ".")) and asked.mistakes or isinstance(asked.right, Wording)
        assert not [one.text for one in found if slips_of_form(one.text, whole=False)]
        if isinstance(asked.right, Quantity):
            assert f" {told(asked.right)}" not in asked.begun.text.replace(NBSP, " "), "the steps give the answer away"


@pytest.mark.parametrize("skill", SKILLS)
def test_a_variant_has_a_single_right_answer_among_its_choices(skill):
    for variant, found in zip(made(skill), offered(skill)):
        asked = variant.question
        (right,) = [one for one in found if one.verdict.right]
        assert len(found) >= 3 or skill == "reading.quotient", variant.name
        assert len({one.text.casefold() for one in found}) == len(found) == len(values_of(found, asked.right))
        for answer in (asked.right, handed_over(right.text, asked.right)):
            assert judged(TABLES, asked.right, asked.mistakes, answer), (variant.name, answer)
        for wrong in found:
            verdict = judged(TABLES, asked.right, asked.mistakes, handed_over(wrong.text, asked.right))
            assert bool(verdict) == wrong.verdict.right, (variant.name, wrong.text)


@pytest.mark.parametrize("skill", SKILLS)
def test_the_slips_of_a_variant_are_refused_and_explained(skill):
    for variant, found in zip(made(skill), offered(skill)):
        asked = variant.question
        assert not [one.text for one in found if not one.verdict.right and unexplained(str(one.verdict))]
        for slip, why in asked.mistakes:
            verdict = judged(TABLES, asked.right, asked.mistakes, {slip} if isinstance(asked.right, Named) else slip)
            assert not verdict and why in str(verdict), (variant.name, slip, str(verdict))


def test_every_exercise_has_hints_choices_and_five_variants():
    for name, found in EXERCISES.items():
        assert isinstance(found, Exercise) and len(found.hints) == 2 and found.again, name
        right, mistakes = found(TABLES)
        hints, offers = [one.text for one in EXERCISES._hints(name, TABLES)], choices(TABLES, right, mistakes, name)
        assert not [(text, slips) for text in hints if (slips := slips_of_form(text))], name
        assert not slips_of_form(found.about, whole=False)
        assert [one.verdict.right for one in offers].count(True) == 1 and len(offers) >= 2, name
        assert len(values_of(offers, right)) == len(offers), name
        assert not [one.text for one in offers if not one.verdict.right and unexplained(str(one.verdict))], name
        if isinstance(right, Quantity | Wording) and " to " not in right.text:
            assert all(right.text not in text for text in hints), f"a hint gives the answer of {name} away"
    assert set(SKILLS) >= {"amounts.brings_to", "reading.paid", "counting.in_force", "skills.quotation"}


#: What lies in another without that being stated, in the tables and in the texts that are made up.
DOUBTFUL = re.compile(r"\b(?:Facility|Syria commitment|Fund)\b")
NESTED = re.compile(r"\b(?:insides?|within|holds?|held|includ\w+|contains?)\b")
IN_DOUBT = re.compile(
    r"\b(?:may|likely|perhaps|if|suppos\w+|whether|readings?|either|took|once|lower end|upper end|not stated|nothing says|not say)\b|\?",
    re.I,
)


def test_what_may_lie_in_another_is_nowhere_told_as_lying_in_it():
    """No hint, reason or choice is surer than the tables, which call these nestings likely or unknown."""
    certain = {row["part"]: row["certainty"] for row in TABLES.rows("relations") if row["whole"] == "turkiye_total"}
    assert certain["turkiye_facility"] != "stated" and certain["syria_commitment"] != "stated"
    told_ = [one.text for name in EXERCISES for one in EXERCISES._hints(name, TABLES)]
    told_ += [why for found in EXERCISES.values() for _, why in found(TABLES)[1]]
    told_ += [str(one.verdict) for name, found in EXERCISES.items() for one in choices(TABLES, *found(TABLES), name)]
    for skill in SKILLS:
        for variant, found in zip(made(skill), offered(skill)):
            asked = variant.question
            told_ += [asked.look, asked.begun.text, practice._reason(asked), *(str(one.verdict) for one in found)]
    said = [one for text in told_ for one in re.split(r"(?<=[.!;])\s", text) if DOUBTFUL.search(one) and NESTED.search(one)]
    assert said and not (sure := [one for one in said if not IN_DOUBT.search(one)]), sure


def test_another_goes_on_and_check_judges_it():
    first, second = (another("egypt_share", section=TABLES) for _ in range(2))
    assert [first.name, second.name] == ["egypt_share/1", "egypt_share/2"]
    assert check("egypt_share/2", second.question.right, TABLES) and check(first, first.question.right, TABLES)
    slip, why = second.question.mistakes[0]
    assert why in str(check("egypt_share/2", slip, TABLES))
    assert another("egypt_share", 1, TABLES) == first
    shown, _ = second._repr_mimebundle_()
    assert MADE_UP in shown["text/html"] and 'check("egypt_share/2", answer)' in shown["text/plain"]
    assert second.question.made_up and not check(second, second.question.right, TABLES).said.numbers, "no entry has it"


def test_hints_come_one_after_another():
    both = [one.text for one in EXERCISES._hints("gaza_before/2", TABLES)]
    said = [hint("gaza_before/2", TABLES).text for _ in range(3)]
    assert both[0] in said[0] and both[1] not in said[0]
    assert all(text in said[1] for text in both) and said[1] == said[2]
    assert "Ask again" in hint("plan_years", TABLES).html and "no further hint" in hint("plan_years", TABLES).html


def test_the_name_of_a_variant_is_its_exercise_and_its_number():
    second = another("egypt_share", 2, TABLES)
    assert second.called == Name("egypt_share", 2) == Name.read(second.name) and second.name == "egypt_share/2"
    assert Name.read("egypt_share") == Name("egypt_share") and str(Name("egypt_share")) == "egypt_share"
    for text in ("egypt_share/", "egypt_share/one", "egypt_share/1/2", "egypt_share/-1"):
        with pytest.raises(KeyError, match="a stroke and a number"):
            Name.read(text)


def test_what_is_not_there_is_told():
    with pytest.raises(KeyError, match="gaza_before"):
        check("gaza_befor/1", 1, TABLES)
    with pytest.raises(KeyError, match="a stroke and a number"):
        check("gaza_before/one", 1, TABLES)
    with pytest.raises(ValueError, match="from one on"):
        another("gaza_before", 0, TABLES)
    with pytest.raises(LookupError, match="offer nothing"):
        Draw("x", 1, TABLES).turn([])


def test_hints_choices_and_variants_follow_the_tables():
    changed = TABLES.supposing("gaza_total", value=460e6)
    shown = tries("gaza_before", changed)
    assert "EUR\u00a0460\u00a0million" in shown.text and "EUR\u00a0340\u00a0million" in shown.text
    pairs = {part.claim.id: part for part, _ in skills.nested(changed)}
    assert pairs.keys() and all(whole.value == 460e6 for part, whole in skills.nested(changed) if part.claim.id == "gaza_package")


def test_no_row_is_asked_of_that_gives_the_answer_of_the_exercise_itself():
    texts = [another("syria_quote", seed, TABLES).question.text.text for seed in range(1, 30, 2)]
    assert len(set(texts)) > 10 and not [text for text in texts if "EUR\u00a02.5\u00a0billion" in text]


def test_the_place_among_the_choices_does_not_give_the_right_one_away():
    places = []
    for name, found in EXERCISES.items():
        offers = choices(TABLES, *found(TABLES), name)
        places.append([one.verdict.right for one in offers].index(True))
    assert max(places.count(place) for place in set(places)) < len(places) / 2


# -- on the pages ------------------------------------------------------------------------------------------------------


def above(page: BeautifulSoup, wanted: list[str]) -> dict[str, str]:
    """The text of a chapter above each of some parts, by their ids, without exercises and what belongs to them."""
    found, texts = {}, []

    def walk(tag: Tag, hidden: bool) -> None:
        if tag.get("id") in wanted:
            found[str(tag["id"])] = " ".join(" ".join(texts).replace(NBSP, " ").split())
        own = {"exercise", "solution", "tries"} & set(tag.get("class") or ()) or tag.name in ("script", "style", "svg")
        for child in tag.children:
            if isinstance(child, Tag):
                walk(child, hidden or bool(own))
            elif not (hidden or own):
                texts.append(str(child))

    article = page.find("article")
    assert isinstance(article, Tag)
    walk(article, False)
    return found


def stands_in(right: object, text: str) -> bool:
    """Whether an answer that is a figure can be read off a text: in digits, or as a word with what it counts."""
    if not isinstance(right, Quantity | Wording):
        return False
    forms = [told(right) if isinstance(right, Quantity) else right.text.replace(NBSP, " ")]
    if isinstance(right, Quantity) and right.low == right.high and right.unit not in ("EUR", "%"):
        forms.append(f"{right.words.text} {forms[0].partition(' ')[2]}")
    return any(re.search(rf"(?<![\w.,]){re.escape(form)}(?!\w|[.,]\d)", text, re.I) for form in forms)


#: The chapters whose exercises the course without code asks, and those of these that it asks anew.
PLANNED = re.compile(r"notebooks/(\w+)\.ipynb\) \| The text, then its exercises")
ANEW = re.compile(PLANNED.pattern + r"\. Anew: ([^|]*?)\.(?: |$)", re.M)


def test_whatever_can_be_copied_is_asked_again_where_it_cannot(section: Section, book_pages, project):
    """By text and by table a chapter gives many of its answers above its questions: each such skill has a task to which it does not."""
    copied, unseen = [], []
    by_title = {title: name for name, title, *_ in titled(project)}
    plan = (project / "book" / "without_code.md").read_text(encoding="utf-8")
    anew = {module: [by_title[title] for title in re.findall(r"\*([^*]+)\*", told)] for module, told in ANEW.findall(plan)}
    for module in EXERCISES.modules:
        anchors = {name: name.replace("_", "-") for name in EXERCISES.of(module)}
        questions = {name: f"exercise-{anchor}" for name, anchor in anchors.items()}
        tasks = {(name, seed): f"tries-{anchor}-{seed}" for name, anchor in anchors.items() for seed in practice.SHOWN}
        told_before = above(book_pages[f"notebooks/{module}.html"], [*questions.values(), *tasks.values()])
        assert len(told_before) == len(questions) + len(tasks), module
        copied += [n for n, anchor in questions.items() if stands_in(EXERCISES[n](section)[0], told_before[anchor])]
        for (name, seed), anchor in tasks.items():
            if not stands_in(another(name, seed, section).question.right, told_before[anchor]):
                unseen.append(name)
            else:
                assert seed != practice.SHOWN[-1] or name not in anew.get(module, ()), "the plan names a task that can be copied"
    planned = [name for module in PLANNED.findall(plan) for name in EXERCISES.of(module) if name in copied]
    assert len(planned) > 10 and set(planned) <= {name for names in anew.values() for name in names}, (
        "the plan asks what can be copied"
    )
    assert len(copied) > 10, "the test finds what can be copied"
    assert set(copied) <= set(unseen), sorted(set(copied) - set(unseen))
    assert len(set(EXERCISES) - set(unseen)) <= 1


def test_a_page_asks_without_a_script_and_gives_nothing_away(book_pages, section):
    for module in EXERCISES.modules:
        page = book_pages[f"notebooks/{module}.html"]
        own = EXERCISES.of(module)
        blocks = page.select(".tries[id], .again")
        assert len(blocks) == len(own) * (1 + len(practice.SHOWN)), module
        for block in blocks:
            assert not block.select("script, button, [onclick], details[open]")
            assert len(block.select(".right")) == 1 and len(block.select(".choice")) >= 2, block["id"]
            assert not block.select(".choice > summary a"), "a popover would say which is right"
        made_up = page.select(".again:has(> .made-up)")
        assert made_up and not [task["id"] for task in made_up if task.select(".quantity")], "no entry has these figures"
        names = [summary.get("aria-label") for summary in page.select(".tries summary")]
        assert all(names) and len(set(names)) == len(names), module


def test_a_chapter_asks_only_of_its_own(section):
    shown = once_more("turkiye", section).html
    about = [found.about for found in EXERCISES.of("turkiye").values() if isinstance(found, Exercise)]
    assert [one in shown for one in about] == [True] * len(about) and "Budapest" not in plain(shown).text
