"""What can happen here? The vocabulary and the decisions: standard library only, no clock, no ids, no I/O."""
