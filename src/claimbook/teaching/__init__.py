"""Exercises that judge an answer, labs, and the folders of a course."""
