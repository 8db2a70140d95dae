"""Teachers only: what the teacher's folder of a course says: what is in it, how to mark, and how it goes into nbgrader."""

GUIDE = """\
# For the teacher

Made with seed {seed} for {students}. The same seed gives the same folder; keep it to yourself, since anyone with the project can
make the key from it.

- `{handout}`: to hand out. No solution is written out in it, and neither the key nor the seed is there. But what judges an answer is:
  the code that works out the right answers to exercises, and the judge of the labs, which finds by the rules which lines of a brief
  do not hold. A student who reads or runs that code outside the notebook gets both. So marks go to what is said in their own words.
- `notebooks`: the chapters with their solutions below each exercise.
- `labs`: the labs with the lines that did not hold mended.
- `key.md`: for each lab the line, the mistake, a right value and sentence, and what to look for.
- `class.csv`, where the course was made for a list of names: whose number is whose. It is in no student's folder.
- `numbers.csv`: by which number each student draws briefs on the labs' page of the book. It stands in their `START.md` as well.
- `originals`: what was handed out, beside which `mark` runs what comes back.
- `nbgrader`: a source for nbgrader.

All of it runs as it stands, from any place: `jupyter lab` in this folder. Students get different mistakes from one another as
far as the tables offer them.

## Marking

In the project's folder, with the students' folders or zips in FOLDER:

**Windows**

    .venv\\Scripts\\python -m {package} mark FOLDER
    .venv\\Scripts\\python -m {package} key --seed {seed} --students {count}

**macOS and Linux**

    .venv/bin/python -m {package} mark FOLDER
    .venv/bin/python -m {package} key --seed {seed} --students {count}

The first writes `marks.csv`, `misses.csv`, `students.csv`, `names.csv` and `not_marked.txt` into `_build/marks`; `--course` names this
course, where it is not in `_build/course`. The second prints the key again.

- **Exercises.** `mark` judges by your tables with the judge that students have. A right answer is a point. A right value that could be
  told better (a hedge lost, too many digits) is half a point, or what `--better` says, from 0 to 1; with nbgrader it is half. Give more,
  in your own column, for an answer that says what the number does not say. Tasks of *Another try* are practice and are not marked.
- **What could not be run.** A cell that raises, a kernel that dies, a notebook out of time, one that is no notebook or another one: the
  outcome is *could not be run*, with the reason, and the points are empty and not nought. What ran before it broke counts. Ask for it again.
- **Labs.** What counts is the first commitment, and of each line the last try that holds, or else the last one: no later try takes a
  right correction away. All is judged again on your side from the brief as you handed it out. *found*: the right lines. *named*: the rule that they break. *mended*: they hold now, with all their claims, and the other lines
  are as they were. *explained*: the reason names what is at stake by its rule, in words that stand neither in the brief nor in what the
  judge says. That is all that the machine sees: whether it explains anything is yours to read, in `to_read` beside `look_for`. *points*,
  three at most, are those of *found*, *named* and *mended* of lines with such a reason, since all three can be had without reading:
  the judge finds the lines, and claims listed side by side, each with its stage, say nothing wrong. A line that says less than the
  brief did deserves less. A line that was mended after hints counts if a later commitment gives a reason for it.
- **Labs done on the page of the book.** A student who writes no code hands in the text that the page saves. Put it into their folder, or
  beside the folders; its number says whose it is. The brief is drawn again by that number, and all of it is judged again here; of what the
  page said, nothing is in it. Exercises of who hands in that file alone are *done on the page, not collected*: no points, and no nought. A lab that was committed to in its notebook is marked by that.
  Of several files for a lab the earliest commitment counts, by the clock of the student's computer, and the row says that there were
  several; it also says where the brief in the file is not the one that its number draws, or the record was changed by hand.
- **Refused reasons.** A doubt whose reason names nothing was sent back when it was made. Where no better one came, the outcome is
  *refused reason*: *found* and *named* say what was right, and there are no points until you have read it and think otherwise.
- **Likely.** Where `data/relations.csv` calls it likely that one amount lies in another, a sum of both breaks *uncertain*; a doubt by
  *part and whole* is right too. A line that says it as certain does not hold.
- **What the record shows.** Beside each lab lies a file with its commitments, hints and tries. A student can delete or rewrite it, or
  try things out in a copy of the folder; it helps to talk with those who did not, and proves nothing against those who did.
- A mended line need not be that of the key. Several ways hold: to leave the part out, to give the range, to tell both amounts.

## nbgrader

`nbgrader` in this folder is a course of nbgrader with an assignment, `exercises`: the chapters that ask some. In each exercise the
question is read only, the answer alone is the student's, with the solution between the marks at which nbgrader takes it out, and the
check is an automatic test with the point, or half of it for a right value that could be told better. Each lab
gives up to three points of its own, by the judge, and three for its reason, which stand in a task cell for you, with a mark scheme that
nbgrader takes out as well.
In that folder, with nbgrader installed:

    nbgrader generate_assignment exercises --create
    nbgrader autograde exercises
    nbgrader generate_feedback exercises
    nbgrader export

and the same with `labs` in place of `exercises`.

Not done: different labs for each student, since nbgrader gives the same files to all. The assignment `labs` has those of the first
student; for labs of their own, hand out the folders yourself. nbgrader runs a student's code and the judge in one process, so what a
student's notebook says of itself is no ground for a mark there: `mark` keeps the two apart.

## otter-grader

Not done: no otter configuration is made. Otter reads its questions from raw cells; put `# BEGIN QUESTION` and `# END QUESTION`
around the cells of a lab, and let its test ask `assess` with the original brief.
"""
