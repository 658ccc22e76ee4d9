"""One module per question: the cases it freezes, the checks it scores, the points they carry."""

import pkgutil
from importlib import import_module

# A question is a module whose name starts with its number: q1_fully_connected. Its cases may be in a package, q1.
QUESTIONS = {
    name.partition("_")[0].upper(): import_module(f"graders.{name}")
    for name in sorted(info.name for info in pkgutil.iter_modules(__path__) if not info.ispkg)
    if name[:1] == "q" and name[1:2].isdigit()
}
