"""The reference scorer's own judgement, loaded from beside the data."""

import importlib.util
from typing import Any

from tests.intake.test_development_writers import SHARED

_spec = importlib.util.spec_from_file_location("order_message_score", SHARED / "order_messages" / "score.py")
if _spec is None or _spec.loader is None:
    raise FileNotFoundError("the reference data is not beside the project: put it at ../shared/data")
_score: Any = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_score)
judge = _score.judge
same = _score.same
