"""A local Slack workspace and mail world, so that the product runs and is tested without accounts."""
