"""Attacks that carry hidden inputs into what a student reads."""

from __future__ import annotations

from tests.attacks.attack import Worth, attacks

# An attack does not know which inputs are hidden: it tells of all of them, and of those of earlier calls.
STOPPING = attacks(
    "leaking",
    {
        "tells its inputs in an exception's text": "raise ValueError(w.tobytes().hex())",
        "tells the inputs of earlier calls in an exception's text": """
            seen = globals().setdefault('SEEN', [])
            text = ' '.join(seen)
            seen.append(w.tobytes().hex())
            raise ValueError(text)
        """,
        "tells decimals of earlier calls in an exception's text": """
            seen = globals().setdefault('SEEN', [])
            text = str(seen)
            seen.extend(w.ravel().tolist())
            raise ValueError(text)
        """,
        "names an exception after its inputs": """
            raise type('E' + w.tobytes().hex(), (Exception,), {'__module__': 'builtins'})
        """,
        "names a missing key after its inputs": "return {}[w.tobytes().hex()]",
        "names a missing attribute after its inputs": "return getattr(np, 'x' + w.tobytes().hex())",
        "names a function after its inputs": """
            name = 'f' + w.tobytes().hex()
            exec(f'def {name}(): raise ValueError')
            locals()[name]()
        """,
        "names a file after its inputs": """
            exec(compile('raise ValueError', f'cs231n/{w.tobytes().hex()}.py', 'exec'))
        """,
        "names a line after its inputs": """
            number = int(w.tobytes().hex()[:7], 16)
            exec((lambda: 1 / 0).__code__.replace(co_firstlineno=number))
        """,
        "says that a function of that name is to be written": """
            raise NotImplementedError('f' + w.tobytes().hex() + ' is not implemented yet')
        """,
        "exits with a status of its inputs": "os._exit(w.tobytes()[0])",
        "answers with a shape of its inputs": """
            return np.zeros((int(w.tobytes().hex()[:7], 16), 0, int(w.tobytes().hex()[-7:], 16))), config
        """,
        "answers with a type named after its inputs": """
            return type('T' + w.tobytes().hex(), (), {})(), config
        """,
        "answers with fields named after its inputs": """
            return np.zeros(w.shape, [('f' + w.tobytes().hex(), 'f8')]), config
        """,
        "answers with the inputs of earlier calls": """
            seen = globals().setdefault('SEEN', [])
            seen.append(w.copy())
            return np.resize(np.concatenate([s.ravel() for s in seen]), w.shape), config
        """,
        "answers with digits of its inputs at a place of its choice": """
            new, config = honest(w, dw, config)
            new.ravel()[int(w.tobytes().hex(), 16) % new.size] += 1
            return new, {}
        """,
        "sends a reply with words of its own": """
            from autograder.isolation.frames import encode
            told = w.tobytes().hex()[:64]
            names = ('error', 'message', 'file', 'function', 'note', 'answer:note', 'met', 'needs:x', told)
            os.write(4, b''.join(encode({'status': 'raised', 'line': 7} | dict.fromkeys(names, told))))
            os._exit(0)
        """,
        "writes an exception's notes": """
            error = ValueError('x')
            error.add_note(w.tobytes().hex())
            raise error from KeyError(w.tobytes().hex())
        """,
    },
)

WORKING = attacks(
    "leaking",
    {
        "imports a package named after its inputs": """
            for start in range(0, 64, 8):
                __import__('L' + w.tobytes().hex()[start:start + 8])
            return honest(w, dw, config)
        """,
        "uses lost names of numpy, one for each bit": """
            import collections
            for name in ('int', 'float', 'bool', 'Inf', 'product'):
                getattr(np, name, None)
            return honest(w, dw, config)
        """,
        "prints its inputs, and warns of them": """
            import logging, warnings
            print(w.tobytes().hex(), flush=True)
            print(w.tolist(), file=sys.stderr, flush=True)
            warnings.warn(w.tobytes().hex())
            logging.error(w.tobytes().hex())
            return honest(w, dw, config)
        """,
        "writes files named after its inputs": """
            open(w.tobytes().hex()[:64], 'w').write(w.tobytes().hex())
            return honest(w, dw, config)
        """,
        "takes time by its inputs": """
            end = time.process_time() + w.tobytes()[0] / 2560
            while time.process_time() < end:
                pass
            return honest(w, dw, config)
        """,
    },
    Worth.EVERYTHING,
)

ATTACKS = [*STOPPING, *WORKING]
