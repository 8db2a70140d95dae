"""What a notebook shows: tables, boxes, charts and appendices."""
