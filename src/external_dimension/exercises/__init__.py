"""The exercises of this report: a module for each notebook that asks some, of the same name, says what its answers follow from."""

from claimbook.teaching.exercises import Exercises

EXERCISES = Exercises(__name__)
check, hint, another = EXERCISES.check, EXERCISES.hint, EXERCISES.another
tries, once_more = EXERCISES.tries, EXERCISES.once_more

__all__ = ["EXERCISES", "another", "check", "hint", "once_more", "tries"]
