"""The only place that builds things and joins them; one module per command, the ear's child process, and the frame loop."""
