"""What a person sees of monitoring."""
