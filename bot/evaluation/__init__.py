"""Runs the golden questions and counts what was answered right."""
