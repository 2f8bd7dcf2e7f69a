"""Which screens are there? One module each: parse, one command or one query, render."""
