"""Claims, quantities and the arithmetic that knows what may be added to what; nothing here knows of pages."""
