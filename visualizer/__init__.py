"""Concord: sound in, a theatre out."""
__version__ = "0.1.0"
