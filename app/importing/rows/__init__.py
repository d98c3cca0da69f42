"""The row of each kind as a pydantic model: its columns, types, limits and defaults. Text in, typed values out."""
