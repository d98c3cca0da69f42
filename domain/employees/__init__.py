"""Who we are: employees, their roles, how far they may decide, and how Slack knows them.

Words: employee, role, approval limit, manager. Doors: `service`, `queries`, `schemas`.
"""
