"""The labs in the hands of a student: an honest one, and one who wants the points without reading.

What can be cheated is told here too: the tests whose names say "can" hold what the teacher's guide admits.
"""

from __future__ import annotations

import json
from itertools import product

import pytest
from reasons import GOOD, listed

from claimbook.teaching.labs import Brief, Lab, assess, doubt, line, no_doubt
from claimbook.teaching.labs import judging as judging_module
from claimbook.teaching.labs.assessing import best_lines
from claimbook.teaching.labs.commitment import lacks
from claimbook.teaching.labs.drawing import plant
from claimbook.teaching.labs.key import key, original, run
from claimbook.teaching.labs.kinds import LABS
from claimbook.teaching.labs.lab import FINISHED
from claimbook.teaching.labs.record import line_of, plain_line, read_brief, read_record, write_brief, write_entry
from claimbook.teaching.labs.rules import RULES

SEED = (1 << 61) + 17
#: A reason that can be taken of any line by the rules of the lab on precision.
WHY = f"{GOOD['hedge']} Nobody knows the decimals."


@pytest.fixture(scope="module")
def dealt(section):
    """A lab with a single mistake: its kind, its student, its letter, the brief as it was handed out, and what mends it."""
    lab = LABS[2]
    student = next(i for i in range(1, 30) if len(plant(section, lab, SEED, i).mistakes) == 1)
    (found,) = key(section, lab, SEED, student)
    space = run(f"{plant(section, lab, SEED, student).draft}\nmended = Brief()\n{found.code}", section)
    return found, original(section, lab, SEED, student), space["mended"]


@pytest.fixture
def lab(section, dealt, tmp_path):
    """The lab in a student's folder."""
    write_brief(tmp_path / "lab_precision.brief.json", dealt[1])
    return Lab("lab_precision", tmp_path, section)


# -- an honest student ----------------------------------------------------------------------------------------------


def test_an_honest_student_commits_takes_hints_and_mends(section, lab, dealt):
    found, brief, mended = dealt
    assert "Commit first" in repr(lab.judge(mended)) and "Commit first" in repr(lab.hint())
    assert "Recorded." in repr(lab.commit(doubt(found.letter, found.rule, WHY)))
    assert repr(lab.hint("full")) == 'Hints come in steps: first lab.hint("line").'
    hints = [repr(lab.hint(step)) for step in ("line", "rule", "full", "line")]
    assert hints[0] == hints[3] == f"What does not hold: {found.letter}."
    assert found.rule in hints[1] and found.rule not in hints[0] and found.verdict[0] in hints[2]
    assert repr(lab.hint("all")) == "Hints are “line”, “rule” and “full”."
    assert "A line that you left as it was does not hold" in repr(lab.judge({}))
    assert repr(lab.judge(mended)).endswith("Every line holds.")
    assert lab.record.hints == 3 and lab.record.tries == 2 and lab.record.whole
    result = assess(brief, lab.record.commitment, lab.record.final(section), section)
    assert (result.found, result.named, result.explained, result.mended, result.points) == (1, 1, 1, 1, 3)
    assert any(WHY in one for one in result.to_read) and any(found.right in one for one in result.to_read)


def test_who_is_wrong_at_first_may_still_mend(section, lab, dealt):
    found, brief, mended = dealt
    other = next(letter for letter in brief if letter != found.letter)
    lab.commit(doubt(other, found.rule, WHY))
    lab.hint()
    lab.judge(mended)
    result = assess(brief, lab.record.commitment, lab.record.final(section), section)
    assert (result.found, result.named, result.mended, result.points) == (0, 0, 1, 0)
    later = [doubt(found.letter, found.rule, WHY)]
    assert assess(brief, lab.record.commitment, mended, section, later=later).points == 1, "mended, with a reason for it"
    assert f"Line {other} was doubted, and holds." in result.reasons


def test_a_right_correction_stays_right(section, lab, dealt):
    """Neither a worse try nor a line that held and was written anew takes it away; what never held counts as it was tried last."""
    found, brief, mended = dealt
    lab.commit(doubt(found.letter, found.rule, WHY))
    other = next(letter for letter in brief if letter != found.letter)
    worse = {found.letter: line("Nothing of it.")}
    for tried in (worse, {found.letter: mended[found.letter]}, worse, {**worse, other: line("Nothing at all.")}):
        lab.judge(tried)
    tries = lab.record.judged(section)
    best = best_lines(brief, tries, section)
    assert list(best) == [found.letter] and best[found.letter].text == found.right
    assert assess(brief, lab.record.commitment, best, section).mended == 1
    assert assess(brief, lab.record.commitment, lab.record.final(section), section).mended == 0
    assert best_lines(brief, tries[:1], section)[found.letter].text == "Nothing of it."


def test_a_brief_without_a_mistake_is_found_to_have_none(section, tmp_path):
    lab = LABS[0]
    student = next(i for i in range(1, 40) if not plant(section, lab, SEED, i).mistakes)
    brief = original(section, lab, SEED, student)
    write_brief(tmp_path / "lab_sums.brief.json", brief)
    handed = Lab("lab_sums", tmp_path, section)
    handed.commit(no_doubt(GOOD[""]))
    assert (
        repr(handed.judge({})) == f"Every line holds.\n{FINISHED}"
        and repr(handed.hint()) == f"Every line of the brief holds.\n{FINISHED}"
    )
    result = assess(brief, handed.record.commitment, handed.record.final(section), section)
    assert (result.found, result.named, result.explained, result.mended) == (1, 1, 1, 1)
    lazy = assess(brief, [], {}, section)
    assert (lazy.found, lazy.named, lazy.explained, lazy.mended) == (0, 0, 0, 0)


def test_a_commitment_says_what_it_lacks(lab, dealt):
    with pytest.raises(ValueError, match="perhaps hedge"):
        doubt("a", "hedges", WHY)
    assert doubt(" B ", "Part-and-Whole", WHY).letter == "b" and doubt("b", "part_and_whole", WHY).rule == "part and whole"
    for doubts, lacking in (
        ((), "Name a line"),
        (("b", "hedge", WHY), "Name a line"),
        ((doubt("z", "hedge", WHY),), "no line 'z'"),
        ((doubt("a", "hedge", "wrong"),), "Say why in a few words of your own (line a): the word that the source hedges with"),
        ((doubt("a", "hedge", dealt[1]["a"].text),), "in a few words of your own"),
        ((doubt("a", "hedge", RULES["hedge"]),), "in a few words of your own"),
        ((doubt("a", "hedge", "It looks odd to me."),), "does not say what is at stake (line a, by “hedge”)"),
        ((no_doubt("I am sure."),), "where you looked and what you compared"),
        ((doubt("a", "hedge", WHY), doubt("a", "digits", WHY)), "each line once"),
        ((doubt("a", "hedge", WHY), no_doubt(GOOD[""])), "each line once"),
    ):
        told = repr(lab.commit(*doubts))
        assert told.startswith("Not recorded yet.") and lacking in told, told
    assert not lab.record.commitment


@pytest.mark.parametrize(
    "rule, why",
    [
        ("part and whole", "The package is in the total already, so it is counted a second time."),
        ("stage", "Nothing says that it was paid; whoever reads this believes the money has arrived."),
        ("hedge", "Over is missing, so the reader takes a lower bound for the exact load."),
        ("period", "It compares what was pledged over two years with a number for one."),
        ("part and whole", "Der Betrag steckt schon in der Summe und wird hier ein zweites Mal gezählt."),
        ("stage", "Announced, not paid."),
        ("period", "Different years."),
        ("part and whole", "The first already includes the second."),
        *GOOD.items(),
    ],
)
def test_a_plain_reason_is_taken_however_short(lab, rule, why):
    assert "Recorded." in repr(lab.commit(doubt("a", rule, why) if rule else no_doubt(why)))


def test_reasons_are_judged_by_what_they_name(section):
    """Of reasons written before anybody looked at how they are judged, nearly all honest ones are taken, and nearly no nonsense."""
    taken: dict[str, list[str]] = {"honest": [], "nonsense": []}
    for kind, told in taken.items():
        for row in listed(kind):
            ids = tuple(row["of"].split())
            labels = " and the ".join(section.figure(one).label for one in ids)
            brief = {"a": line(f"Together, the {labels} come to EUR 330 million, all mobilised.", 1.0, of=ids)}
            if not lacks(doubt("a", row["rule"], row["reason"]), brief, section):
                told.append(row["reason"])
    assert len(taken["honest"]) >= 125 and len(listed("honest")) == 130
    assert len(taken["nonsense"]) <= 1 and len(listed("nonsense")) == 109
    other = [row for row in listed("honest") if row["rule"] == "stage"]
    mean = {"a": line("The mean is 5.", 5.0)}
    assert sum(not lacks(doubt("a", "mean", row["reason"]), mean, section) for row in other) < len(other) / 3, "by another rule"


def test_one_refused_reason_drops_no_other(section, lab, dealt):
    """The line with a reason is kept; the other one waits for a reason by the same rule, and joins the first commitment."""
    told = repr(lab.commit(doubt("a", "stage", GOOD["stage"]), doubt("b", "period", "It is wrong.")))
    assert "Recorded: line a." in told and "Give another reason for line b" in told and "which years or dates" in told
    assert [one.letter for one in lab.record.commitment] == ["a"] and [one.letter for one in lab.record.refused] == ["b"]
    assert "Commit first" not in repr(lab.hint())
    lab.commit(doubt("c", "period", GOOD["period"]))
    assert [one.letter for one in lab.record.commitment] == ["a"], "what was not chosen then is a later commitment"
    assert "with line b" in repr(lab.commit(doubt("a", "stage", GOOD["stage"]), doubt("b", "period", GOOD["period"])))
    assert [(one.letter, one.why) for one in lab.record.commitment] == [("a", GOOD["stage"]), ("b", GOOD["period"])]
    assert not lab.record.refused and lab.record.whole


def test_what_was_refused_alone_is_no_commitment_and_is_kept(section, lab, dealt):
    found, brief, _ = dealt
    assert repr(lab.commit(doubt(found.letter, found.rule, "It is wrong."))).startswith("Not recorded yet.")
    assert "Commit first" in repr(lab.hint()) and not lab.record.commitment
    assert [one.letter for one in lab.record.refused] == [found.letter]
    result = assess(brief, lab.record.refused, {}, section)
    assert (result.found, result.named, result.explained, result.points) == (1, 1, 0, 0)
    lab.commit(doubt(found.letter, found.rule, WHY))
    assert not lab.record.refused and lab.record.commitment[0].why == WHY


def test_what_the_judge_says_is_no_reason_of_ones_own(section, lab, dealt):
    """Who runs the judge beside the lab has its words, and they are refused; so are those of the brief and of the rules."""
    found, brief, _ = dealt
    (fault,) = judging_module.judge(brief, section).faults[found.letter]
    for copied in (str(fault), f"I think that {fault}", brief[found.letter].text, f"{found.rule}: {RULES[found.rule]}"):
        assert lacks(doubt(found.letter, found.rule, copied), brief, section, [str(fault)]), copied
    assert "Not recorded" in repr(lab.commit(doubt(found.letter, found.rule, str(fault))))


def test_what_is_no_line_or_no_lab_says_so(lab, dealt, section, tmp_path):
    found, _, _ = dealt
    with pytest.raises(TypeError, match="quantities or plain numbers"):
        line("A sentence.", "EUR 5 million")
    lab.commit(doubt(found.letter, found.rule, WHY))
    assert "this is no line" in repr(lab.judge({found.letter: "a text"}))
    assert "is no value" in repr(lab.judge({found.letter: line("A sentence.", float("nan"), of=["gaza_total"])}))
    with pytest.raises(FileNotFoundError, match="keep the files of a lab together"):
        Lab("lab_sums", tmp_path / "elsewhere", section).commit(no_doubt(GOOD[""]))


@pytest.mark.parametrize(
    "why",
    [
        "I checked all five lines against the appendix and recalculated the percentages and sums.",
        "All figures are correct, I looked up each one.",
        "I checked every number in the list of outside figures.",
        "Compared the years of each line, side by side.",
        "Each amount is as it stands in its chapter, announced or paid, with its hedge, its years and its decimals; no part is added twice.",
        "Alle Zahlen im Anhang nachgeschlagen.",
    ],
)
def test_that_every_line_holds_is_taken_where_somebody_looked_or_worked_something_out(section, dealt, why):
    assert not lacks(no_doubt(why), dealt[1], section)


@pytest.mark.parametrize(
    "why, asked",
    [
        ("I looked in the table of claims and compared each stage and hedge.", "which numbers"),
        ("I have read all of them and I am sure.", "where you looked and what"),
        ("All numbers are fine, I think.", "where you looked, in"),
        ("part and whole, stage, period, hedge, digits, mean", "where you looked and what"),
        ("I checked it in the appendix.", "which numbers"),
    ],
)
def test_that_every_line_holds_needs_more_than_the_names_of_the_rules(section, dealt, why, asked):
    assert asked in (told := lacks(no_doubt(why), dealt[1], section)), told


# -- loops ----------------------------------------------------------------------------------------------------------


def test_a_loop_over_lines_and_rules_leaves_its_first_try_as_the_commitment(section, lab, dealt):
    found, brief, mended = dealt
    tries = list(product(brief, list(RULES)))
    tries.sort(key=lambda pair: pair == (found.letter, found.rule))
    for letter, rule in tries[:3] + tries[-1:]:
        lab.commit(doubt(letter, rule, GOOD[rule]))
    assert "first commitment" in repr(lab.commit(doubt(tries[1][0], tries[1][1], GOOD[tries[1][1]])))
    assert len(lab.record.commitments) == 5 and lab.record.commitment[0].rule == tries[0][1]
    assert assess(brief, lab.record.commitment, mended, section).named == 0


def test_doubting_every_line_gives_a_share(section, dealt):
    found, brief, _ = dealt
    result = assess(brief, [doubt(letter, found.rule, WHY) for letter in brief], {}, section)
    assert result.found == result.named == pytest.approx(1 / len(brief))


def test_a_loop_that_states_the_first_claim_of_each_line_mends_nothing(section, dealt):
    """The three lines that passed every lab: each line made a plain statement of its first claim."""
    _, brief, _ = dealt
    looped = Brief()
    for letter, one in brief.items():
        claim = section.figure(one.subjects[0])
        looped[letter] = line(f"The section puts the {claim.label} at {claim} ({claim.stage}).", claim)
    assert assess(brief, (), looped, section).mended == 0


def test_the_cheats_of_a_trial_get_no_part_of_any_lab(section):
    """Nothing done, the brief cleared, each line stated by its first claim, the numbers left out: over labs of all kinds."""
    for kind, student in product(LABS, range(1, 4)):
        brief = original(section, kind, SEED, student)
        first = {letter: section.figure(one.subjects[0]) for letter, one in brief.items()}
        cheats = {
            "nothing": dict(brief),
            "cleared": {},
            "first claims": {a: line(f"The {q.label}: {q} ({q.claim.stage_label}).", q) for a, q in first.items()},
            "no numbers": {a: line(f"The {q.label} is in the report.") for a, q in first.items()},
            "the same sentence": dict.fromkeys(brief, brief["a"]),
        }
        for name, final in cheats.items():
            result = assess(brief, (), final, section)
            assert (result.found, result.named, result.explained, result.mended) == (0, 0, 0, 0), (kind.name, student, name)


def _cheats(brief: dict, section) -> dict[str, tuple[list, dict]]:
    """Ways to points without reading a line: what is committed to, and the lines in the end."""
    verdicts = judging_module.judge(brief, section)
    wrong = {letter: rules[0] for letter, rules in verdicts.wrong.items()}

    def found(why) -> list:
        return [doubt(letter, rule, why(letter, rule)) for letter, rule in wrong.items()] or [no_doubt(why("a", "hedge"))]

    claims = {letter: [section.figure(one) for one in brief[letter].subjects] for letter in brief}
    listed = {a: "; ".join(f"{q.label}: {q} ({q.claim.stage_label})" for q in each) for a, each in claims.items()}
    template = {a: line(f"{listed[a]}.", *claims[a]) for a in wrong}
    nonsense = "This line is wrong because it is not right at all and would mislead readers a great deal."
    everything = "Counted twice, the years differ, nearly is lost, too precise, not paid, and some are larger."
    return {
        "nothing": ([], {}),
        "a template alone": ([], template),
        "the judge's lines, no reason": (found(lambda letter, rule: nonsense), template),
        "the judge's own words": (found(lambda letter, rule: "; ".join(map(str, verdicts.faults[letter]))), template),
        "the line itself": (found(lambda letter, rule: brief[letter].text), template),
        "the list of rules": (found(lambda letter, rule: f"{rule}: {RULES[rule]}"), template),
        "the name of the rule, often": (found(lambda letter, rule: f"{rule} " * 9), template),
        "a bit of everything": (found(lambda letter, rule: everything), template),
        "nothing but the labels": (found(lambda letter, rule: " ".join(q.label for q in claims[letter])), template),
        "every line, with a reason for anything": ([doubt(letter, "hedge", GOOD["hedge"]) for letter in brief], {}),
        "every line, without": ([doubt(letter, "hedge", nonsense) for letter in brief], template),
        "no doubt, without a reason": ([no_doubt("I have read all of them and I am sure.")], {}),
    }


def test_what_is_not_read_scores_no_more_than_a_guess(section):
    """Over labs of all kinds, in points of three; a guess is any two lines, by the rule that pays best, with a reason of the kind."""
    scored: dict[str, list[float]] = {}
    guessed: dict[str, list[float]] = {rule: [] for rule in RULES}
    for kind, student in product(LABS, range(1, 3)):
        brief = original(section, kind, SEED, student)
        for name, (doubts, final) in _cheats(brief, section).items():
            scored.setdefault(name, []).append(assess(brief, doubts, final, section).points)
        wrong = judging_module.judge(brief, section).named
        for rule, points in guessed.items():  # a line that holds gives none
            hits = [doubt(letter, rule, GOOD[rule]) for letter in wrong]
            single = sum(assess(brief, [one], {}, section).points for one in hits) / len(brief)
            points.append(single * len(wrong))  # two lines hit twice as often; where one is wrong, each then counts half
    guess = max(sum(points) / len(points) for points in guessed.values())
    means = {name: sum(points) / len(points) for name, points in scored.items()}
    assert len(means) >= 10 and 0.1 < guess < 0.5
    assert {name: mean for name, mean in means.items() if mean > guess * (1 + 1e-9)} == {}


@pytest.mark.parametrize("kind", LABS, ids=lambda kind: kind.name)
def test_lines_that_drop_a_claim_or_say_nothing_mend_nothing(section, kind):
    student = next(i for i in range(1, 40) if any(len(v.ids) > 1 for v in plant(section, kind, SEED, i).mistakes.values()))
    brief = original(section, kind, SEED, student)
    letter = next(a for a, v in plant(section, kind, SEED, student).mistakes.items() if len(v.ids) > 1)
    first = section.figure(brief[letter].subjects[0])
    for cheat in (
        line(f"The {first.label}: {first} ({first.stage}).", first),
        line("Nothing to see here."),
        line(brief[letter].text, first),
        line(f"{first} ({first.stage}).", first),
    ):
        assert assess(brief, (), {letter: cheat}, section).mended < 1, cheat.text


# -- tampering ------------------------------------------------------------------------------------------------------


def test_what_is_done_to_the_brief_of_the_notebook_changes_nothing(section, lab, dealt):
    found, brief, mended = dealt
    lab.commit(doubt(found.letter, found.rule, WHY))
    in_notebook = Brief(brief)
    in_notebook.clear()
    assert "does not hold" in repr(lab.judge(in_notebook))
    in_notebook[found.letter] = next(one for letter, one in brief.items() if letter != found.letter)
    assert "does not hold yet" in repr(lab.judge(in_notebook))
    lab._brief().clear()
    assert repr(lab.judge(mended)).endswith("Every line holds.")


def test_a_judge_that_was_replaced_in_the_notebook_gives_no_points(section, lab, dealt, monkeypatch):
    """A student's own Python may say what it likes: the lines are judged again from what was handed in."""
    found, brief, _ = dealt
    lab.commit(doubt(found.letter, found.rule, WHY))
    with monkeypatch.context() as patched:
        patched.setattr("claimbook.teaching.labs.assessing.faults", lambda *given: [])
        patched.setattr(judging_module, "faults", lambda *given: [])
        assert repr(lab.judge({})).startswith("Every line holds.")
    assert assess(brief, lab.record.commitment, lab.record.final(section), section).mended == 0


def test_a_number_that_was_made_up_is_worked_out_again(section, dealt):
    """Of a number nothing is handed in but how it was worked out, so a value that was set by hand is gone."""
    quantity = section.claim("gaza_total")
    forged = line("The total assistance to Palestinians in Gaza is EUR 450 million.", quantity)
    told = plain_line(forged)
    assert told["numbers"] == [["claims", "gaza_total"]]
    assert line_of(section, told).numbers[0] == quantity
    for recipe in (
        ["claims", "no_such_claim"],
        ["claims", "gaza_total", {"stage": "announced"}],
        ["times", ["claims", "gaza_total"], {"scale": 2}],
        ["per", ["claims", "gaza_total"], ["claims", "gaza_package"], {"scale": 1.7}],
        ["exercise", "anything"],
        ["ratio", ["claims", "gaza_total"]],
        ["remainder", ["claims", "gaza_total"]],
        ["total", *[["claims", "gaza_total"]] * 1000],
        [["claims"]],
        "claims",
        {},
    ):
        assert line_of(section, told | {"numbers": [recipe]}).numbers == ()
    deep: list = ["claims", "gaza_total"]
    for _ in range(200):
        deep = ["total", deep]
    assert line_of(section, told | {"numbers": [deep]}).numbers == ()
    assert line_of(section, "nonsense").text == "" and line_of(section, {"numbers": 5, "of": 7, "leaving": 3}).numbers == ()


def test_the_brief_in_its_file_is_the_brief_as_it_was_dealt(section, tmp_path, dealt):
    write_brief(tmp_path / "x.brief.json", dealt[1])
    assert read_brief(tmp_path / "x.brief.json", section) == dealt[1]
    assert not any(rule in (tmp_path / "x.brief.json").read_text(encoding="utf-8") for rule in ("rule", "kind", "mistake"))


def test_a_record_that_was_changed_by_hand_shows_it(section, lab, dealt):
    found, _, mended = dealt
    path = lab.folder / "lab_precision.record.jsonl"
    other = next(letter for letter in dealt[1] if letter != found.letter)
    lab.commit(doubt(other, found.rule, WHY))
    lab.hint()
    lab.judge(mended)
    rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join(rows).replace(f'"{other}"', f'"{found.letter}"', 1) + "\n", encoding="utf-8")
    assert not read_record(path).whole
    path.write_text("\n".join([rows[0], rows[2]]) + "\n", encoding="utf-8")
    assert not read_record(path).whole and read_record(path).hints == 0
    for broken in (
        "{",
        "[]\n",
        '{"kind": "commit"}\n',
        '{"kind": "judge", "what": 3}\n',
        "\x00" * 50,
        '{"kind": "commit", "what": 7}\n',
    ):
        path.write_text(broken, encoding="utf-8")
        record = read_record(path)
        assert record.final(section) == {} and record.commitment == ()
    path.write_text("x" * 2_000_000, encoding="utf-8")
    assert not read_record(path).whole
    flood = {
        "text": "EUR 5 was paid and " * 20_000,
        "numbers": [5.0] * 20_000,
        "of": [["gaza_total"] * 9_000] * 50,
        "leaving": {},
    }
    one = line_of(section, flood)
    assert len(one.text) <= 2_000 and len(one.numbers) <= 60 and len(one.of[0]) <= 60
    assert assess(dealt[1], (), {found.letter: one}, section).mended == 0


def test_saying_the_same_again_is_not_a_further_try(section, lab, dealt):
    """Running all cells twice, as everybody does, leaves the record as it was."""
    found, _, mended = dealt
    for _ in range(3):
        lab.commit(doubt(found.letter, found.rule, WHY))
        lab.judge(mended)
    assert len(lab.record.entries) == 2
    write_entry(lab._file, lab.record.entries[-1])
    assert len(lab.record.entries) == 2


# -- what cannot be kept from a student -----------------------------------------------------------------------------


def test_who_runs_the_judge_beside_the_lab_can_find_the_lines(section, dealt):
    """The package does arithmetic for whoever asks: this leaves no record, and gives all but the reason."""
    found, brief, _ = dealt
    assert judging_module.judge(brief, section).wrong == {found.letter: [found.rule]}
    result = assess(brief, [doubt(found.letter, found.rule, " ".join(["word"] * 20))], {}, section)
    assert (result.found, result.named, result.explained, result.points) == (1, 1, 0, 0)


def test_a_template_can_mend_every_line(section):
    """All claims of the line side by side, each with its figure and its stage, say nothing wrong: "mended" alone is cheap."""
    for kind in LABS:
        student = next(i for i in range(1, 40) if len(plant(section, kind, SEED, i).mistakes) == 1)
        brief = original(section, kind, SEED, student)
        (letter,) = plant(section, kind, SEED, student).mistakes
        claims = [section.figure(one) for one in brief[letter].subjects]
        told = "; ".join(f"{q.label}: {q}" + (f" ({q.claim.stage_label})" if q.stages else "") for q in claims)
        result = assess(brief, (), {letter: line(f"{told}.", *claims)}, section)
        assert (result.mended, result.points) == (1, 0), "and has no points without a reason: " + told


def test_a_reason_in_words_of_ones_own_can_be_empty_talk(section, dealt):
    """So "explained" says that there is something to read, and a teacher reads it."""
    found, brief, _ = dealt
    talk = "Nearly everything is exactly purple, rounded and whistled over."
    result = assess(brief, [doubt(found.letter, found.rule, talk)], {}, section)
    assert result.explained == 1 and any(talk in one for one in result.to_read)


def test_who_deletes_the_record_can_begin_anew(lab, dealt):
    found, _, _ = dealt
    lab.commit(doubt(found.letter, "digits", WHY))
    (lab.folder / "lab_precision.record.jsonl").unlink()
    lab.commit(doubt(found.letter, found.rule, WHY))
    assert lab.record.commitment[0].rule == found.rule and lab.record.whole


def test_neither_the_lab_nor_what_it_says_holds_a_key(lab, dealt):
    """Before a commitment, what an object holds and shows is the brief and nothing else."""
    found, brief, _ = dealt
    held = json.dumps({name: str(value) for name, value in vars(lab).items()}) + repr(lab.record) + repr(lab.judge({}))
    assert found.rule not in held and found.right not in held and "do not hold" not in held
    assert [name for name in vars(lab)] == ["name", "folder", "section"]
