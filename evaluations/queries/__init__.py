"""What evaluation knows of a year's results, for pages and for the annual report."""

from evaluations.queries.grades import CONFIRMED, GradeShare, grade_shares, labels, with_grade

__all__ = ["CONFIRMED", "GradeShare", "grade_shares", "labels", "with_grade"]
