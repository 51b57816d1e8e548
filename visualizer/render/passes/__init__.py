"""The passes of a frame, grouped by what they draw; their order stands in catalog.py."""
