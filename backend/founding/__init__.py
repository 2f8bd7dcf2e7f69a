"""How does a firm of one's own begin, and which currencies, countries and time zones can it choose?"""
