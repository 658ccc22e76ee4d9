"""Networks, their gradients by torch's autograd."""
