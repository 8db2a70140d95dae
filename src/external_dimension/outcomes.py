"""What a student can do afterwards: by which exercises and lab it is practised, and what shows it. The exercises name the outcome."""

from claimbook.teaching.outcomes import Outcome

OUTCOMES = {
    "read": Outcome(
        "Read a sentence with an amount in it and name its stage, its period, its purpose, its hedge and its source.",
        "A sentence of the section with each of its parts marked, and a word for what it leaves out.",
        lab="lab_stages",
    ),
    "nest": Outcome(
        "Tell from the wording whether an amount lies inside another, and add only what may be added.",
        "A commitment that names the part, its whole and the row that says so.",
        lab="lab_sums",
    ),
    "range": Outcome(
        "Turn an open question into a range instead of choosing an answer.",
        "Both ends of a sum, and a sentence on what would have to be known to close it.",
        lab="lab_sums",
    ),
    "refuse": Outcome(
        "Refuse a quotient whose sides do not belong together, and say why.",
        "A reason that says what each side counts, and a sentence that tells both without dividing.",
        lab="lab_comparisons",
    ),
    "quote": Outcome(
        "Quote a figure with its hedge, its unit and no more digits than it has.",
        "A quotation that `check` calls right, and not only of the right value.",
        lab="lab_precision",
    ),
    "grade": Outcome(
        "Check a claim against another source, grade that source, and report a difference without accusing anybody.",
        "A row for `data/evidence.csv` with source, address, date, grade and verdict, which `check` accepts and a neighbour graded alike.",
        task="Grade a source",
    ),
    "correct": Outcome(
        "Correct a row of data and see what follows from it.",
        "The changed row, what `check` said before and after, and the list of the chapters whose numbers followed.",
        task="Correct a row",
    ),
}
