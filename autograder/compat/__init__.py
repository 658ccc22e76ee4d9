"""Replacements for what submissions of earlier offerings import, in a worker only; an assignment may add shims.

environment.py  the import statement of a submission, and a record of the replacements that it used
old_modules.py  numpy and others, with names and behaviour that they have dropped since
python2.py      small packages that bridged Python 2 and 3
absent.py       packages that are not installed: nothing happens until one is used
"""
