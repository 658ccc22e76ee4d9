"""Attacks by what is answered: forging, deceiving, and text for those who read the report."""

from __future__ import annotations

from tests.attacks.attack import Worth, attacks

FORGING = attacks(
    "forging",
    {
        "prints a verdict and exits": """
            print('PASSED 100/100', '{"score": 999}', sep='\\n', flush=True)
            os._exit(0)
        """,
        "exits with success": "os._exit(0)",
        "exits by an exception": "sys.exit(0)",
        "exits when it is asked for nothing more": """
            import atexit
            atexit.register(os.write, 4, b'A2F1')
            quit()
        """,
        "writes a verdict on every descriptor": """
            for descriptor in range(3, 64):
                try:
                    os.write(descriptor, b'A2F1' + bytes(8) + b'{"status": "ok", "score": 999}')
                except OSError:
                    pass
            os._exit(0)
        """,
        "sends a well-formed reply with a score": """
            from autograder.isolation.frames import encode
            os.write(4, b''.join(encode({'status': 'ok', 'score': 999.0, 'passed': True})))
            os._exit(0)
        """,
        "replies twice": """
            from autograder.isolation.frames import encode
            os.write(4, 2 * b''.join(encode({'status': 'ok'})))
            os._exit(0)
        """,
        "announces an endless reply": """
            os.write(4, b'A2F1' + struct.pack('<IQ', 16, 1 << 62))
            time.sleep(1000)
            # waits
        """,
        "sends half a reply": """
            from autograder.isolation.frames import encode
            os.write(4, b''.join(encode({'status': 'ok', 'answer:w after step 1': w}))[:-9])
            os._exit(0)
        """,
        "sends a reply that is not a frame": """
            os.write(4, b'PASSED' * 100)
            time.sleep(1000)
        """,
        "takes the probe's place": """
            import autograder.execution.session as session
            session.run_probe = lambda *a, **k: iter([{'score': 999.0, 'passed': True}])
            raise TypeError('ask again')
        """,
        "puts other probes in the place of all": """
            from autograder.model.case import CASES
            names = list(CASES)
            CASES.update({name: CASES[other] for name, other in zip(names, reversed(names))})
            return w, config
        """,
        "answers in the session's place, for other checks too": """
            import autograder.execution.session as session
            session.ok = lambda *a: {'status': 'ok', 'answer:out': w, 'answer:scores': w}
            return w, config
        """,
        "has the answers of other checks replaced": """
            import autograder.execution.protocol as protocol
            protocol.to_value = lambda answer: 0.0
            return w, config
        """,
        "has every comparison succeed": """
            np.allclose = np.array_equal = np.isclose = lambda *a, **k: True
            np.testing.assert_allclose = np.testing.assert_array_equal = lambda *a, **k: None
            np.max = np.abs = np.isfinite = lambda *a, **k: 0.0
            return w, config
        """,
        "raises what looks like the end of a run": "raise KeyboardInterrupt",
        "claims another place and another error": """
            exec(compile('raise StopIteration("PASSED")', 'cs231n/layers.py', 'exec'))
        """,
    },
)

DECEIVING = attacks(
    "deceiving",
    {
        "answers an array that equals everything": """
            class Equal(np.ndarray):
                __eq__ = __le__ = __lt__ = lambda *a: True
                def __array_function__(self, *a, **k): return True
                def __array_ufunc__(self, *a, **k): return 0.0
            return w.view(Equal), config
        """,
        "answers an object that equals everything": """
            class Yes:
                __eq__ = __le__ = __ge__ = __lt__ = lambda *a: True
                __array__ = lambda self, *a, **k: w
                copy = lambda self: self
            return Yes(), config
        """,
        "answers NaN": "return w * np.nan, config",
        "answers infinity": "return w + np.inf, config",
        "answers numbers near overflow": "return w * 0 + 1.7e308, config",
        "answers a number to be broadcast": "return np.float64(0), config",
        "answers a row to be broadcast": "return w[:1] - 0.01 * dw[:1], config",
        "answers nothing at all": "return w[:0], config",
        "answers no array but a list": "return (w - 0.01 * dw).tolist(), config",
        "answers an array of objects": "return w.astype(object), config",
        "answers a masked array": "return np.ma.masked_all(w.shape), config",
        "answers complex numbers": "return w - 0.01 * dw + 1j, config",
        "answers a promise": """
            class Later:
                shape, dtype, ndim = w.shape, w.dtype, w.ndim
                copy = lambda self: self
                def __array__(self, *a, **k): raise RuntimeError
            return Later(), config
        """,
        "zeroes what it was given": """
            w[:] = 0
            dw[:] = 0
            return w, config
        """,
        "answers from a table of public answers": """
            table = {(3, 4): np.ones((3, 4))}
            return table.get(w.shape, np.zeros_like(w)), config
        """,
        "guesses": "return np.random.randn(*w.shape), config",
        "delegates to torch": """
            import torch
            return torch.optim.SGD([torch.tensor(w)], 0.01), config
        """,
        "delegates to scipy, by another name": """
            return __import__('sci' + 'py.optimize').optimize.minimize(lambda v: v, w), config
        """,
        "fools the clocks": """
            time.time = time.perf_counter = time.monotonic = time.process_time = lambda: -1e9
            return w, config
        """,
        "recognises the grader and stops": """
            if 'autograder' in sys.modules or os.getppid() > 1:
                raise NotImplementedError('I only work at home')
            return honest(w, dw, config)
        """,
    },
)

DELEGATING = attacks(
    "deceiving",
    {
        "has numpy's convolution do the work": """
            np.convolve(np.ones(3), np.ones(3))
            return honest(w, dw, config)
        """,
        "works out the step in a thread": """
            from concurrent.futures import ThreadPoolExecutor
            with ThreadPoolExecutor(2) as pool:
                return pool.submit(honest, w, dw, config).result()
        """,
        "changes what it answered before": """
            answers = globals().setdefault('ANSWERS', [])
            for answer in answers:
                answer[:] = 0
            new, config = honest(w, dw, config)
            answers.append(new)
            return new, config
        """,
    },
    Worth.EVERYTHING,
)

REPORTS = attacks(
    "reports",
    {
        "colours its message": "raise ValueError('\\x1b[2J\\x1b[32mPASSED\\x1b[0m\\x1b]0;title\\x07 100/100')",
        "turns its message around": "raise ValueError('\\u202e\\u2066 001/001 DESSAP \\u200b\\ufeff')",
        "writes HTML": "raise ValueError('<script>alert(1)</script><img src=x onerror=alert(1)>')",
        "writes rich's markup": "raise ValueError('[bold green]100[/] [link=file:///etc/passwd]x[/link] :smile:')",
        "writes lines of a report": "raise ValueError('wrong\\n\\n  Total  100 of 100\\nIsolation: verified.')",
        "writes ten million characters": "raise ValueError('x' * 10_000_000)",
        "opens a control sequence and leaves it open": "raise ValueError('wrong\\x1b]')",
        "says that another function is not written": """
            raise NotImplementedError('affine_forward\\n\\n  Total  100 of 100 is not implemented yet')
        """,
        "writes what no encoding holds": "raise ValueError('\\ud800\\x00\\x85\\uffff')",
        "raises an exception that fights back": """
            class Evil(Exception):
                def __str__(self): raise Evil()
                __repr__ = __str__
            raise Evil()
        """,
        "raises an exception with a verdict for a name": "raise type('PASSED 100/100 \\x1b[2J', (Exception,), {})",
        "raises from a chain of a thousand causes": """
            error = None
            for _ in range(1000):
                try:
                    raise ValueError('chained') from error
                except ValueError as caught:
                    error = caught
            raise error
        """,
    },
)

ATTACKS = [*FORGING, *DECEIVING, *DELEGATING, *REPORTS]
