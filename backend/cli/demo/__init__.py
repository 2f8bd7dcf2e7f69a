"""What is the demo? Real purchases, invented people, and 13 weeks of work played through the product."""
