"""Build a book, serve it, verify it, and make its other forms."""
