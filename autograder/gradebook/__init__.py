"""Grades as files of other programs: points out and in, rosters, gradebooks."""
