"""What submissions of earlier offerings find in a worker and nowhere else.

package/        modules of cs231n that submissions lack, as texts
old_torch.py    torch without a GPU
vision.py       torchvision for notebooks, on the grader's images
"""
