"""One study pack in Markdown, three files: PDF handout, Word worksheet, EPUB guide."""

__version__ = "0.1.0"

__all__ = ["__version__"]
