"""Owns the list of all tables: every context's models, so that migrations and tests see the whole database."""

import importlib
from pathlib import Path

from sqlalchemy import MetaData

import domain
from domain.shared.database import Base


def every_table() -> MetaData:
    """The metadata of the whole database, with every model of every context loaded."""
    root = Path(domain.__file__).parent
    for file in sorted([*root.glob("*/models.py"), *root.glob("*/models/__init__.py"), *root.glob("shared/**/*.py")]):
        parts = file.relative_to(root.parent).with_suffix("").parts
        importlib.import_module(".".join(part for part in parts if part != "__init__"))
    return Base.metadata
