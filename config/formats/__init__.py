"""How days and hours are written, where a language has its own way."""
