"""How good is the list? The past is played again week by week, and each policy judged by whom it would have called."""
