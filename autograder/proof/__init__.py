"""Every catalogued mistake graded: it must cost its points, and only them."""
