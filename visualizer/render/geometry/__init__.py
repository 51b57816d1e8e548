"""Things on the stage as vertices, generated once with numpy. Metres; x across, y up, z toward the audience."""
