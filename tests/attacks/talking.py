"""Attacks that leave something for another worker to find, or look for what another has left."""

from __future__ import annotations

from tests.attacks.attack import Worth, attacks

# What is shared by all users of the machine tells of who used it: times, what is in memory, names, locks, load.
CHANNELS = attacks(
    "talking",
    {
        "asks when a library was read last": "raise Won(os.stat(os.__file__).st_atime_ns)",
        "asks when a device was read last": "raise Won(os.fstat(0).st_atime_ns)",
        "reads a library, which its access time would tell": "raise Won(open(os.__file__).read(1))",
        "reads a library by its descriptor": "raise Won(os.read(os.open(os.__file__, os.O_RDONLY), 1))",
        "reads a library by a newer call": """
            raise Won(call('syscall', 437, -100, os.__file__.encode(), bytes(24), 24))
        """,
        "asks for a status by the newest call": """
            raise Won(call('syscall', 332, -100, os.__file__.encode(), 0, 0xfff, bytes(256)))
        """,
        "asks whether it may read a library": """
            call('access', os.__file__.encode(), 4)
            raise Won
        """,
        "maps a library anew": """
            import mmap
            raise Won(mmap.mmap(os.open(np.__file__, os.O_RDONLY), 0, prot=mmap.PROT_READ)[:9])
        """,
        "loads a library anew": "raise Won(ctypes.CDLL('libsqlite3.so.0'))",
        "has a library dropped from memory": """
            call('madvise', ctypes.c_void_p(ctypes.cast(libc.getpid, ctypes.c_void_p).value & ~4095), 4096, 21)
            raise Won
        """,
        "has a library read ahead": """
            call('madvise', ctypes.c_void_p(ctypes.cast(libc.getpid, ctypes.c_void_p).value & ~4095), 4096, 3)
            raise Won
        """,
        "asks which pages are in memory": """
            page = ctypes.c_void_p(ctypes.cast(libc.getpid, ctypes.c_void_p).value & ~4095)
            call('mincore', page, 4096, ctypes.create_string_buffer(1))
            raise Won
        """,
        "locks pages in memory": """
            call('mlock', ctypes.c_void_p(ctypes.cast(libc.getpid, ctypes.c_void_p).value & ~4095), 4096)
            raise Won
        """,
        "looks up a name that the machine may know by now": """
            try:
                os.stat('/usr/no-such-name')
            except FileNotFoundError:
                raise Won
        """,
        "lists a folder": "raise Won(os.listdir('/usr'))",
        "follows a link": "raise Won(os.readlink('/proc/self/exe'))",
        "goes to another folder": "raise Won(os.chdir('/usr'))",
        "locks its standard input": "raise Won(fcntl.flock(0, fcntl.LOCK_EX))",
        "locks a part of its standard input": "raise Won(fcntl.lockf(1, fcntl.LOCK_EX))",
        "asks how busy the machine is": "raise Won(os.getloadavg())",
        "asks how much memory is free": """
            call('sysinfo', ctypes.create_string_buffer(256))
            raise Won
        """,
        "asks how full a disk is": "raise Won(os.statvfs('/').f_bfree)",
        "chooses its processor": "raise Won(os.sched_setaffinity(0, {0}))",
        "asks for the priority of all": "raise Won(os.getpriority(os.PRIO_USER, 0))",
        "lowers its own priority": "raise Won(os.nice(1))",
        "asks for the processes of its user": "raise Won(os.kill(-1, 0))",
        "sets a limit that others share": """
            raise Won(resource.setrlimit(resource.RLIMIT_NPROC, (1, 1)))
        """,
        "makes a key that outlives it": """
            raise Won(call('syscall', 248, b'user', b'k', b'x', 1, -4))
        """,
        "imports from a folder": """
            from importlib.machinery import PathFinder
            sys.path.append('/usr/lib/python3/dist-packages')
            sys.meta_path.append(PathFinder)
            import no_such_module_anywhere
        """,
    },
)

HONEST = attacks(
    "talking",
    {
        "imports what was not in memory": """
            import colorsys, sched, xml.dom.minidom
            return honest(w, dw, config)
        """,
        "gives its memory back": """
            import mmap
            with mmap.mmap(-1, 1 << 20) as memory:
                memory.madvise(mmap.MADV_DONTNEED)
            return honest(w, dw, config)
        """,
    },
    Worth.EVERYTHING,
)

ATTACKS = [*CHANNELS, *HONEST]
