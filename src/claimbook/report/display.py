"""What a notebook shows besides charts: blocks of any content, and the rows of the tables. This is where notebooks take them from."""

from claimbook.report.blocks import beyond, bullets, cards, chapter_link, headline, table
from claimbook.report.rows import answered, claims_table, gaps, questions, reported, said, since_then, stated, touching

__all__ = [
    "answered",
    "beyond",
    "bullets",
    "cards",
    "chapter_link",
    "claims_table",
    "gaps",
    "headline",
    "questions",
    "reported",
    "said",
    "since_then",
    "stated",
    "table",
    "touching",
]
