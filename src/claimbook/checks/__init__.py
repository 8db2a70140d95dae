"""What a report is held against: typed numbers, the text it reads, and its own earlier numbers."""
