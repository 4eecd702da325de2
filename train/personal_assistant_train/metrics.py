"""Prometheus metrics of this process."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

http_duration = Histogram(
    "http_request_duration_seconds",
    "Seconds from request to response.",
    ["method", "route", "status"],
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
trainings = Counter("trainings_total", "Training attempts by how they ended.", ["outcome"])
training_seconds = Histogram(
    "training_duration_seconds",
    "Seconds of attempts that published a version.",
    buckets=(1, 2, 5, 10, 20, 60, 120, 300, 900, 3600),
)
training_running = Gauge("trainings_running", "Trainings that run in this process now.")
