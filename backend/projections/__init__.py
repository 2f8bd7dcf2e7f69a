"""What does each screen ask? One module a question, with its tables, what it derives and its queries."""
