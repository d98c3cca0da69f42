"""Owns where the reference data is: beside the project, and not everywhere."""

from pathlib import Path

DATA = Path(__file__).parents[1].parent / "shared" / "data"
WHOLESALER = DATA / "wholesaler"
MESSAGES = DATA / "order_messages" / "dev.jsonl"
NO_DATA = "needs the reference data at ../shared/data"
