"""Judgements about scores, grades and their consequences from plain values alone."""
