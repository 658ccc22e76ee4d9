"""Hostile code for one function, `optim.sgd`: what a submission may try while the rest of it is honest."""

from __future__ import annotations

import textwrap

HEAD = """
import os, sys, signal, socket, threading
import numpy as np

def sgd(w, dw, config=None):
"""

BODIES = {
    "an honest stub": "raise NotImplementedError",
    "reads the fixtures": "raise ValueError(open(PROJECT + '/fixtures/hidden/manifest.json').read()[:500])",
    "answers from the fixtures": """
        frozen = np.load(PROJECT + '/fixtures/public/q1.npz')
        return frozen['sgd/out/w after step 1'], config
    """,
    "reads the reference": """
        scope = {}
        exec(open(PROJECT + '/reference/cs231n/optim.py').read(), scope)
        return scope['sgd'](w, dw, config)
    """,
    "imports the reference": """
        sys.path.insert(0, PROJECT + '/reference')
        for name in [n for n in sys.modules if n.startswith('cs231n')]:
            del sys.modules[name]
        from cs231n.optim import sgd
        return sgd(w, dw, config)
    """,
    "writes the results": """
        for path in (RESULTS, '/autograder/results/results.json'):
            open(path, 'w').write('{"score": 999}')
    """,
    "opens a socket": """
        socket.socket().connect(('127.0.0.1', 9))
        return w - 0.01 * dw, config
    """,
    "forks": """
        if os.fork() == 0:
            while True:
                pass
    """,
    "kills its parent": """
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(-1, signal.SIGKILL)
    """,
    "floods the output": """
        while True:
            os.write(1, b'PASSED 100/100' * 10000)
    """,
    "takes 50 GB": "return np.ones((50, 1 << 27)), config",
    "loops and swallows exceptions": """
        while True:
            try:
                while True:
                    pass
            except BaseException:
                pass
    """,
    "sleeps and ignores signals": """
        for number in range(1, 65):
            try:
                signal.signal(number, signal.SIG_IGN)
            except Exception:
                pass
        import time
        while True:
            time.sleep(1000)
    """,
    "exits with success": "os._exit(0)",
    "exits by exception": "sys.exit(0)",
    "crashes": """
        import ctypes
        ctypes.string_at(0)
    """,
    "patches numpy": """
        np.allclose = np.array_equal = lambda *a, **k: True
        np.testing.assert_allclose = lambda *a, **k: None
        np.max = np.abs = lambda *a, **k: 0.0
        return w, config
    """,
    "answers an equal-to-everything array": """
        class Equal(np.ndarray):
            __eq__ = __le__ = __lt__ = lambda *a: True
            def __array_function__(self, *a, **k): return True
            def __array_ufunc__(self, *a, **k): return 0.0
        return w.view(Equal), config
    """,
    "answers NaN": "return w * np.nan, config",
    "answers infinity": "return w + np.inf, config",
    "answers a scalar to be broadcast": "return np.float64(0), config",
    "answers objects": """
        class Yes:
            __eq__ = __le__ = __ge__ = __lt__ = lambda *a: True
            __array__ = lambda self, *a, **k: w
        return Yes(), config
    """,
    "forges a reply": """
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, b'A2F1' + bytes(8) + b'{"status": "ok", "score": 999}')
            except OSError:
                pass
        os._exit(0)
    """,
    "announces an endless reply": """
        for descriptor in range(3, 64):
            try:
                os.write(descriptor, b'A2F1' + b'\\x10\\0\\0\\0' + b'\\xff' * 7 + b'\\x3f')
            except OSError:
                pass
        while True:
            pass
    """,
    "raises an exception that fights back": """
        class Evil(Exception):
            def __str__(self): raise Evil()
            __repr__ = __str__
        raise Evil()
    """,
    "recurses": "return sgd(w, dw, config)",
    "starts a thousand threads": """
        for _ in range(1000):
            threading.Thread(target=lambda: [None for _ in iter(int, 1)], daemon=True).start()
    """,
    "hides answers in a deep list": """
        deep = []
        for _ in range(100000):
            deep = [deep]
        return deep, config
    """,
    "colours its message": "raise ValueError('\\x1b[2J\\x1b[32mPASSED\\x1b[0m \\u202e\\0 <script>alert(1)</script>')",
}


def module(name: str, project: str, results: str) -> str:
    """The text of a hostile optim.sgd, to be put behind an honest optim.py."""
    head = HEAD.replace("PROJECT", repr(project))
    body = BODIES[name].replace("PROJECT", repr(project)).replace("RESULTS", repr(results))
    return head + textwrap.indent(textwrap.dedent(body).strip("\n"), "    ") + "\n"
