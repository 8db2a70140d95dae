"""What an answer is wrapped in, taken off: boxes of Python, scalars, arrays and columns of numpy and pandas.

These are known by their methods alone, so that neither need be installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from claimbook.core.quantities import Quantity
from claimbook.wording import Wording

#: The keys of a mapping whose values are meant.
_ENDS = re.compile(r"(?i)(?:low\w*|high\w*|min\w*|max\w*|up\w*|bottom|top|from|to|start|end|best|value|answer|result|\W)+")


def opened(answer: Any) -> object:
    """An answer without what it is wrapped in: a box of one thing is that thing, a box of several a tuple of them."""
    if isinstance(answer, Quantity | str | Wording | bool | date | timedelta) or answer is None or answer is ...:
        return answer
    if isinstance(answer, bytes):
        return answer.decode("utf-8", "replace")
    if hasattr(answer, "left") and hasattr(answer, "right") and hasattr(answer, "closed"):
        return (answer.left, answer.right)  # an interval of pandas
    dtype: Any = getattr(answer, "dtype", None) if getattr(answer, "shape", None) == () else None
    kind = getattr(dtype, "kind", "")
    if kind == "f" and dtype.itemsize < 8:
        return float(str(answer))  # told as it was meant, not in the digits of a longer float
    if kind in ("M", "m"):
        return str(answer)[:10] if kind == "M" else answer.astype("timedelta64[s]").tolist()
    if callable(getattr(answer, "to_numpy", None)) and not callable(getattr(answer, "tolist", None)):
        answer = answer.to_numpy()  # a frame
    if callable(getattr(answer, "tolist", None)):
        return opened(answer.tolist())  # a scalar, an array, a column or an index
    if isinstance(answer, Mapping):
        answer = (
            answer.values()
            if _ENDS.fullmatch(" ".join(map(str, answer)))
            else [key for key in answer if answer[key] is not False]
        )
    if isinstance(answer, Iterable):
        inside = tuple(opened(one) for one in answer)
        return inside[0] if len(inside) == 1 else inside
    return answer
