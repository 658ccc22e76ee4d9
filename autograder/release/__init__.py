"""A release: everything checked and built in one order, which ends at the first thing that is wrong."""
