"""What people do in the workspace: they write, press, choose, submit, run commands and answer mail."""
