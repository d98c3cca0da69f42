"""What the machine asserts is explained like what tests assert."""

import pytest

pytest.register_assert_rewrite("tests.trade.machine")
