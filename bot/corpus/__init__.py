"""The knowledge files: their models, reader and checks."""
