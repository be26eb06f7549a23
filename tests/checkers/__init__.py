"""Puts real files through independent checkers: the doors that the tests call.

Each checker's door takes the paths of many files and gives back what it found, as `Finding`s.
`tests/checkers/install` gets the checkers; where one is missing its door raises `CheckerMissing`.
"""

from .calibre import calibre_text
from .docx import (
    ooxml_integrity,
    openxml_audit,
    openxml_sdk,
    own_docx_checks,
    pandoc_text,
    to_pdf_by_libreoffice,
    to_pdfs_by_libreoffice,
)
from .epub import ace, epub_container, epubcheck
from .findings import CheckerMissing, Finding, Severity, errors, for_path
from .outlines import Outline, docx_outline, epub_outline, pdf_outline
from .pdf import page_images, page_validation, qpdf, verapdf
from .reader import Entry, Link, ReaderReport, Section, open_in_reader
from .screens import E_INK, PHONE, TABLET, on_screens, seen
from .structure import (
    Annotation,
    Tag,
    artifact_text,
    structure_dump,
    structure_text,
    structure_tree,
    unreached_text,
    untagged_text,
)
from .texts import archive_strings, docx_text, epub_text, pdf_strings, pdf_text, words, xhtml_text
from .tools import close_services

__all__ = [
    "E_INK",
    "PHONE",
    "TABLET",
    "Annotation",
    "CheckerMissing",
    "Entry",
    "Finding",
    "Link",
    "Outline",
    "ReaderReport",
    "Section",
    "Severity",
    "Tag",
    "ace",
    "archive_strings",
    "artifact_text",
    "calibre_text",
    "close_services",
    "docx_outline",
    "docx_text",
    "epub_container",
    "epub_outline",
    "epub_text",
    "epubcheck",
    "errors",
    "for_path",
    "on_screens",
    "ooxml_integrity",
    "open_in_reader",
    "openxml_audit",
    "openxml_sdk",
    "own_docx_checks",
    "page_images",
    "page_validation",
    "pandoc_text",
    "pdf_outline",
    "pdf_strings",
    "pdf_text",
    "qpdf",
    "seen",
    "structure_dump",
    "structure_text",
    "structure_tree",
    "to_pdf_by_libreoffice",
    "to_pdfs_by_libreoffice",
    "unreached_text",
    "untagged_text",
    "verapdf",
    "words",
    "xhtml_text",
]
