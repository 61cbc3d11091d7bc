"""Judgements about lights and warnings from plain values alone."""
