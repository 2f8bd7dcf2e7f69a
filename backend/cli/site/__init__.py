"""Can a phone install Encore from an address, and what is missing? `encore check-site`."""
