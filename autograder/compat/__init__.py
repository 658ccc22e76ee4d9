"""What submissions of earlier years find in a worker and nowhere else.

package/        modules of cs231n that hand-ins lack, as texts
environment.py  the import statement of a submission: what it finds, and what it used of all this
old_modules.py  numpy and others with the names and manners that they have lost since
python2.py      small packages that bridged Python 2 and 3
old_torch.py    torch without a GPU
vision.py       torchvision for notebooks, on the grader's images
absent.py       packages that are not installed: nothing happens until somebody uses one
"""
