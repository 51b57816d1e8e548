"""Open Sound Control: everything a hand can move comes in, what is heard and how the stage stands goes out. On this machine only unless told otherwise."""
