"""`python -m benchmarks chaos [--kills N] [--seed S]`: kill −9 at random, and nothing is lost."""
