"""What people decide about a class: points of answers, overrides, requests; a journal and its state."""
