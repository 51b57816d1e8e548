"""Hands: what a device did becomes numbered control events."""
