"""The lists of the set-up: what each shows, how its form is filled, which commands it calls."""
