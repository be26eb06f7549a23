"""Fuzzing of what takes input from strangers: `python -m fuzz TARGET`, from `tests/`; see `__main__`."""
