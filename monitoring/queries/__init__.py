"""What monitoring knows of a year's projects, for pages and for the annual report."""

from monitoring.queries.leader import (
    Closing,
    Lit,
    Place,
    Share,
    Spent,
    Worst,
    closing,
    lit,
    places,
    shares,
    spent,
    worst,
)
from monitoring.queries.lights import LIGHTS, Judged, judged, lights_by_month

__all__ = [
    "LIGHTS",
    "Closing",
    "Judged",
    "Lit",
    "Place",
    "Share",
    "Spent",
    "Worst",
    "closing",
    "judged",
    "lights_by_month",
    "lit",
    "places",
    "shares",
    "spent",
    "worst",
]
