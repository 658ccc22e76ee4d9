"""What submissions of earlier offerings find in a worker and nowhere else; an assignment may add shims of its own.

environment.py  the import statement of a submission: what it finds, and what it used of all this
old_modules.py  numpy and others with the names and manners that they have lost since
python2.py      small packages that bridged Python 2 and 3
absent.py       packages that are not installed: nothing happens until somebody uses one
"""
