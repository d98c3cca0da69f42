"""The page: the workspace in a browser, drawn on the server, kept live by a little script."""
