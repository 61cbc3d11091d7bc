"""What a person sees of evaluation."""
