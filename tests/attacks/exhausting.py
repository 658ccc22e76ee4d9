"""Attacks from within the worker: using up what there is, and poisoning what runs beside it."""

from __future__ import annotations

from tests.attacks.attack import Worth, attacks

EXHAUSTING = attacks(
    "exhausting",
    {
        "works, then waits, and swallows exceptions": """
            end = time.process_time() + 0.2
            while True:
                try:
                    while True:
                        if time.process_time() > end:
                            time.sleep(1000)
                except BaseException:
                    pass
            # waits
        """,
        "sleeps and ignores signals": """
            for number in range(1, 65):
                try:
                    signal.signal(number, signal.SIG_IGN)
                except Exception:
                    pass
            time.sleep(1000)
            # waits
        """,
        "waits for a key": "return input('your answer?'), config",
        "takes 50 GB": "return np.ones((50, 1 << 27)), config",
        "takes memory piece by piece": """
            pieces = []
            while True:
                pieces.append(bytes(1 << 26))
        """,
        "answers 100 MB": "return np.zeros(100 << 20, np.uint8), config",
        "answers a deep list": """
            deep = []
            for _ in range(100_000):
                deep = [deep]
            return deep, config
        """,
        "recurses": """
            def deeper(): deeper()
            deeper()
        """,
        "recurses until the process breaks": """
            sys.setrecursionlimit(10 ** 9)
            deeper = lambda: sorted([0], key=lambda _: deeper())
            deeper()
        """,
        "crashes": "ctypes.string_at(0)",
        "has itself ended by a timer": """
            signal.setitimer(signal.ITIMER_REAL, 0.01)
            time.sleep(1000)
        """,
        "starts a thousand threads": """
            for _ in range(1000):
                threading.Thread(target=time.sleep, args=[1000], daemon=True).start()
        """,
        "starts processes without end": """
            while True:
                os.fork()
        """,
        "opens files without end": """
            while True:
                os.dup(1)
        """,
        "fills a file": """
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            descriptor = os.open(COMMONS + '/file', os.O_WRONLY)
            while True:
                os.write(descriptor, bytes(1 << 20))
        """,
        "prints without end": """
            end = time.process_time() + 0.2
            while time.process_time() < end:
                os.write(1, b'PASSED 100/100' * 10_000)
            time.sleep(1000)
            # waits
        """,
    },
)

NOISY = attacks(
    "exhausting",
    {
        "prints 50 MB, then answers": """
            for _ in range(50):
                os.write(2, b'no' * (1 << 19))
            return honest(w, dw, config)
        """,
        "closes its output, then answers": """
            os.closerange(1, 3)
            sys.stdout = None
            return honest(w, dw, config)
        """,
    },
    Worth.EVERYTHING,
)

POISONING = attacks(
    "poisoning",
    {
        "replaces the graders that are loaded": """
            import types
            for name in ('graders', 'autograder.grading.settlement', 'autograder.model.results'):
                sys.modules[name] = types.ModuleType(name)
            return w, config
        """,
        "replaces built-in functions": """
            import builtins
            builtins.isinstance = lambda *a: True
            builtins.len = lambda *a: 0
            return w, config
        """,
        "hooks every import": """
            class Finder:
                def find_spec(self, *a): raise SystemExit(0)
            sys.meta_path.insert(0, Finder())
            import wave
        """,
        "hooks the garbage collector and the exit": """
            gc.callbacks.append(lambda *a: os._exit(0))
            gc.collect()
        """,
        "traces all that runs": """
            def trace(frame, event, _):
                raise SystemExit(0)
            sys.settrace(trace)
            return w, config
        """,
    },
)

HARMLESS = attacks(
    "poisoning",
    {
        "changes environment and path for others": """
            os.environ.update(PYTHONPATH='/tmp', LD_PRELOAD='/tmp/x.so', PYTHONSTARTUP='/tmp/x.py', PATH='/tmp')
            sys.path[:0] = ['/tmp', '.']
            return honest(w, dw, config)
        """,
        "leaves limits, settings and warnings otherwise": """
            import warnings
            warnings.simplefilter('error')
            np.set_printoptions(precision=1, threshold=1)
            np.seterr(invalid='raise', divide='raise')
            sys.setrecursionlimit(70)
            return honest(w, dw, config)
        """,
        "keeps every descriptor": """
            try:
                while True:
                    os.dup(1)
            except OSError:
                return honest(w, dw, config)
        """,
    },
    Worth.EVERYTHING,
)

ATTACKS = [*EXHAUSTING, *NOISY, *POISONING, *HARMLESS]
