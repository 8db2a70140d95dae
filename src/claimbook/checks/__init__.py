"""What a report is held against: typed numbers and loose words, the text it reads, and its own earlier numbers."""
