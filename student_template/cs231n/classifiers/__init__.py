"""Networks assembled from the layers."""
