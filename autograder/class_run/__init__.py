"""A whole class: read an export, grade it on a Dask cluster, keep every result, and report."""
