"""How the ear was trained: our own music composed by rule, rendered with free soundfonts, and the small network that learns its beats from them."""
