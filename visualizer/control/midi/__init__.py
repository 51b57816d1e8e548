"""MIDI: controllers bound by the name of their port, learnt by moving them; clock in; notes that play the instrument."""
