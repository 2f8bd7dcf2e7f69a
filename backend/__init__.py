"""What turns facts into a worked queue? The store, the science, the projections, the screens and the entry points."""
