"""The frozen values every room speaks, and the few tools that carry them. Imports numpy and the standard library only."""
