"""Settings of `jupyter nbconvert --to html`: chapters are readable without the book. `make` links this file into .venv."""

c = get_config()  # noqa: F821 - Jupyter gives it
c.HTMLExporter.preprocessors = ["claimbook.publish.for_nbconvert.Readable"]
c.Readable.enabled = True
