"""The exercises of this report: a module for each notebook that asks some, of the same name, says what its answers follow from."""

from claimbook.teaching.exercises import Exercises

EXERCISES = Exercises(__name__)
check = EXERCISES.check

__all__ = ["EXERCISES", "check"]
