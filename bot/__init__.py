"""Wenju 问据: ask a folder of documents, and get the evidence."""

__version__ = "0.1.0"
