"""Performance evaluation (绩效评价): self-evaluation, key evaluation, use of results."""
