"""Answers questions about the ethics of machine-learning datasets from a curated, cited knowledge base."""

__version__ = "0.1.0"
