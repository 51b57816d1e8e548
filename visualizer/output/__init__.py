"""Where pixels go: a window, a video file, stills, or nowhere (headless). Faces copy the final texture and never change a pixel's value."""
