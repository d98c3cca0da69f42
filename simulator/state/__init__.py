"""What the workspace remembers: messages, views, mailboxes, files and traffic, in memory and thread-safe."""
