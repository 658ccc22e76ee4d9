"""Shims for submissions of earlier offerings, in workers only.

package/        modules of cs231n that submissions lack, as texts
old_torch.py    torch without a GPU
vision.py       torchvision for notebooks, on the grader's images
"""
