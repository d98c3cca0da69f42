"""What Slack would refuse, found before it is sent: the limits of messages, modals and App Home as one table.

`kinds` has the words the tables are written in, `elements` and `blocks` are the tables, `surface` checks a
whole payload. The door is `check_surface`.
"""

from presentation.blockcheck.surface import Surface, check_surface

__all__ = ["Surface", "check_surface"]
