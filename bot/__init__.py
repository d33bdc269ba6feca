"""Wenju 问据: ask a folder of documents, and get the evidence."""
