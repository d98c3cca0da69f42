"""What Slack's own types say that blocks and views are made of, and the script that asks them."""
