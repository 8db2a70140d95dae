"""Generators of variants from texts that are made up: places that there are not, and amounts that nobody gave.

Their figures are claims like any other, with bounds and relations, so that the same arithmetic gives the right answer and the same
slips give the wrong ones. They stand in no table, and what shows them says that they are made up.
"""
