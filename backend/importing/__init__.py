"""How do the rows of a file become facts, once each, however often the file comes?"""
