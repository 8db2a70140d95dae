"""Zip files whose bytes follow from what they hold alone: no time, no owner, and the order that is given."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Collection, Mapping


def zipped(files: Mapping[str, bytes], stored: Collection[str] = ()) -> bytes:
    """The files by their names, in their order, as a zip; those in ``stored`` are not compressed."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            entry.create_system, entry.external_attr = 3, 0o100644 << 16
            archive.writestr(entry, content, compresslevel=9)
    return out.getvalue()
