"""How is the backtest asked for: on the firm's own purchases or a file, and what is told of it?"""
