"""Attacks that reach for what is outside the worker: reading, writing, escaping."""

from __future__ import annotations

from tests.attacks.attack import attacks

# PROJECT, RESULTS, METADATA: the autograder's folder and two files beside it. COMMONS: a folder that all may write
# into, with a file "file" in it. TOKEN: part of the name of whatever is made. PORT: a server on the loopback interface.

READING = attacks(
    "reading",
    {
        "reads the fixtures": "raise Won(open(PROJECT + '/fixtures/hidden/manifest.json').read()[:99])",
        "answers from the fixtures": """
            frozen = np.load(PROJECT + '/fixtures/hidden/q1.npz')
            return frozen['sgd/out/w after step 1'], config
        """,
        "runs the reference's source": """
            scope = {}
            exec(open(PROJECT + '/reference/cs231n/optim.py').read(), scope)
            return scope['sgd'](w, dw, config)
        """,
        "imports the reference": """
            sys.path.insert(0, PROJECT + '/reference')
            for name in [n for n in sys.modules if n.startswith('cs231n')]:
                del sys.modules[name]
            import cs231n.optim
            raise Won(cs231n.optim.__file__) if PROJECT in cs231n.optim.__file__ else ImportError(PROJECT)
        """,
        "loads fixtures with the grader's own loader": """
            from pathlib import Path
            try:
                from autograder.store.fixture_set import FixtureSet
            except ImportError:
                raise PermissionError('not even that')
            raise Won(FixtureSet(Path(PROJECT, 'fixtures', 'hidden')).id)
        """,
        "reads the results so far": "raise Won(open(RESULTS).read())",
        "reads the submission's metadata": "raise Won(open(METADATA).read())",
        "reads by way of /proc/self/root": "raise Won(open('/proc/self/root' + METADATA).read())",
        "reads the environments of judge and zygote": """
            for pid in elders():
                try:
                    text = open(f'/proc/{pid}/environ').read()
                except FileNotFoundError:
                    continue
                raise Won(text)
            raise FileNotFoundError
        """,
        "reads the memory of judge and zygote": """
            for pid in elders():
                try:
                    open(f'/proc/{pid}/mem', 'rb')
                except FileNotFoundError:
                    continue
                raise Won(pid)
            raise FileNotFoundError
        """,
        "reads the zygote's memory by system call": """
            buffer = ctypes.create_string_buffer(8)
            vector = struct.pack('PN', ctypes.addressof(buffer), 8)
            call('process_vm_readv', os.getppid(), vector, 1, vector, 1, 0)
            raise Won(buffer.raw)
        """,
        "lists the descriptors of judge and zygote": """
            for pid in elders():
                try:
                    names = os.listdir(f'/proc/{pid}/fd')
                except FileNotFoundError:
                    continue
                raise Won(names)
            raise FileNotFoundError
        """,
        "looks for descriptors that were left open": """
            for descriptor in range(5, 256):
                try:
                    fcntl.fcntl(descriptor, fcntl.F_GETFD)
                except OSError:
                    continue
                raise Won(descriptor)
        """,
        "looks for expected values in its own memory": """
            names = {'FixtureSet', 'Expected', 'Judge', 'Check'}
            found = [thing for thing in gc.get_objects() if type(thing).__name__ in names]
            if found:
                raise Won(found)
        """,
        "looks for expected values on the stack": """
            frame = sys._getframe()
            while frame is not None:
                if {'expected', 'judge', 'fixtures', 'want'} & set(frame.f_locals):
                    raise Won(frame.f_code.co_name)
                frame = frame.f_back
        """,
        "searches the project's folders": """
            found = [name for _, _, names in os.walk(PROJECT) for name in names if name.endswith(('.npz', '.json'))]
            if found:
                raise Won(found)
        """,
        "reads the accounts of the machine": """
            raise Won(open('/etc/passwd').read(100))
        """,
        "reads the command lines of other processes": """
            raise Won(open(f'/proc/{os.getppid()}/cmdline').read(100))
        """,
    },
)

WRITING = attacks(
    "writing",
    {
        "writes the results": "raise Won(open(RESULTS, 'w').write('{\"score\": 999}'))",
        "puts another file in place of the results": "raise Won(os.replace(COMMONS + '/file', RESULTS))",
        "appends to the autograder": """
            raise Won(open(PROJECT + '/run_autograder', 'a').write('echo {} > /autograder/results/results.json'))
        """,
        "makes a file where everybody may": "raise Won(open(f'{COMMONS}/{TOKEN}', 'w'))",
        "makes a file in shared memory": "raise Won(open(f'/dev/shm/{TOKEN}', 'w'))",
        "makes a temporary file": "raise Won(tempfile.NamedTemporaryFile(prefix=TOKEN, dir='/tmp', delete=False))",
        "makes a file without a name": "raise Won(os.open('/dev/shm', os.O_WRONLY | os.O_TMPFILE))",
        "makes a folder": "raise Won(os.mkdir(f'{COMMONS}/{TOKEN}'))",
        "plants a link for root to follow": "raise Won(os.symlink(RESULTS, f'{COMMONS}/{TOKEN}'))",
        "makes a pipe with a name": "raise Won(os.mkfifo(f'{COMMONS}/{TOKEN}'))",
        "overwrites a file that everybody may write": """
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            raise Won(os.write(os.open(COMMONS + '/file', os.O_WRONLY), b'overwritten'))
        """,
        "empties a file that everybody may write": """
            raise Won(os.open(COMMONS + '/file', os.O_WRONLY | os.O_TRUNC))
        """,
        "empties a file by opening it to read": "raise Won(os.open(COMMONS + '/file', os.O_RDONLY | os.O_TRUNC))",
        "renames a file": "raise Won(os.rename(COMMONS + '/file', f'{COMMONS}/{TOKEN}'))",
        "removes a file": "raise Won(os.unlink(COMMONS + '/file'))",
        "opens the project to everybody": "raise Won(os.chmod(PROJECT, 0o777))",
        "writes to the judge's standard output": """
            for pid in elders():
                try:
                    descriptor = os.open(f'/proc/{pid}/fd/1', os.O_WRONLY)
                except FileNotFoundError:
                    continue
                raise Won(os.write(descriptor, b'100 of 100'))
            raise FileNotFoundError
        """,
    },
)

ESCAPING = attacks(
    "escaping",
    {
        "forks": "raise Won(os.fork() or time.sleep(1000))",
        "forks by a bare system call": """
            raise Won(call('syscall', {'x86_64': 57}.get(os.uname().machine, 220), 0, 0, 0, 0, 0) or time.sleep(1000))
        """,
        "becomes a daemon": """
            if not os.fork():
                os.setsid()
                if not os.fork():
                    time.sleep(1000)
            raise Won
        """,
        "runs a shell": "raise Won(subprocess.run(['/bin/sh', '-c', 'exit 0'], check=True))",
        "becomes another program": "raise Won(os.execv('/bin/sleep', ['sleep', '1000']))",
        "spawns a program": "raise Won(os.posix_spawn('/bin/sleep', ['sleep', '1000'], {}))",
        "runs a program from memory": """
            descriptor = os.memfd_create('program')
            raise Won(os.write(descriptor, open('/bin/true', 'rb').read()))
        """,
        "kills its parent and everybody": """
            try:
                os.kill(-1, signal.SIGKILL)
            except OSError:
                raise Won(os.kill(os.getppid(), signal.SIGKILL))
            raise Won
        """,
        "stops the judge": """
            for pid in elders():
                try:
                    os.kill(pid, signal.SIGSTOP)
                except ProcessLookupError:
                    continue
                raise Won(pid)
        """,
        "signals the judge through a descriptor": "raise Won(fcntl.fcntl(1, fcntl.F_SETOWN, os.getppid()))",
        "traces the zygote": "raise Won(call('ptrace', 16, os.getppid(), 0, 0))",
        "outlives the zygote": "raise Won(call('prctl', 1, 0, 0, 0, 0))",
        "leaves its session": "raise Won(os.setsid())",
        "becomes root": "raise Won(os.setuid(0))",
        "makes a user namespace": "raise Won(call('unshare', 0x10000000))",
        "changes the root folder": "raise Won(os.chroot('/'))",
        "lifts its limits": """
            raise Won(resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2))
        """,
        "takes time from the judge": "raise Won(os.setpriority(os.PRIO_PROCESS, os.getppid(), 19))",
        "connects by TCP": "raise Won(socket.create_connection(('127.0.0.1', PORT), 5))",
        "sends by UDP": """
            raise Won(socket.socket(type=socket.SOCK_DGRAM).sendto(b'answers', ('127.0.0.1', PORT)))
        """,
        "listens for orders": "raise Won(socket.create_server(('127.0.0.1', 0)))",
        "opens a local socket": "raise Won(socket.socketpair())",
        "goes by io_uring": "raise Won(call('syscall', 425, 1, bytes(120)))",
        "watches for files": "raise Won(call('inotify_init1', 0))",
        "leaves a socket without a file": "raise Won(socket.socket(socket.AF_UNIX).bind('\\0' + TOKEN))",
        "leaves memory, queues and semaphores of System V": """
            kept = [name for name in ('shmget', 'msgget', 'semget') if getattr(libc, name)(4711, 1, 0o1666) >= 0]
            raise Won(kept) if kept else PermissionError('none of them')
        """,
        "reads how long the zygote has computed": """
            raise Won(time.clock_gettime((~os.getppid() << 3) | 2))
        """,
        "tells the next worker by flags of the standard input": """
            flags = fcntl.fcntl(0, fcntl.F_GETFL)
            if flags & os.O_APPEND and 'MINE' not in globals():
                raise Won(flags)
            globals()['MINE'] = fcntl.fcntl(0, fcntl.F_SETFL, flags | os.O_APPEND)
            raise KeyError
        """,
    },
)

ATTACKS = [*READING, *WRITING, *ESCAPING]
