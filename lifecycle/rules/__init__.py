"""Judgements of the ground floor from plain values: no Django, no clock, no database."""
