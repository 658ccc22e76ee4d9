"""Attention in plain numpy: softmax, scaled dot-product attention, and several heads of it."""
