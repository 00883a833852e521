"""The sections of a digest: every kind of work that a person is reminded of, one line each."""

from tiendo.notices.queries.answers import explanation_postings, extension_postings, obstacle_postings
from tiendo.notices.queries.assignments import assignment_postings
from tiendo.notices.queries.census import Provider

PROVIDERS: tuple[Provider, ...] = (
    assignment_postings,
    explanation_postings,
    obstacle_postings,
    extension_postings,
)
