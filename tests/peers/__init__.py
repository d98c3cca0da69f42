"""The Slack part of the story once more, against a Slack that we did not write."""
