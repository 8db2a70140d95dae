"""A page of the book worked out again while it is read: other figures, answers to exercises, cells that a reader has changed."""
