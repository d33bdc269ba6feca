"""End a process at its k-th file operation, as the kernel counts them: those of libraries and of their threads are among them.

The process is traced (ptrace, Linux); nothing has to be installed for it.
"""

import ctypes
import os
import platform
import signal

_TRACEME, _SYSCALL, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_SYSGOOD, _FORK, _VFORK, _CLONE, _EXITKILL = 0x01, 0x02, 0x04, 0x08, 0x100000
_ALL_THREADS = 0x40000000
_ENTRY = 1

OPERATIONS = {
    "x86_64": {
        1: "write", 18: "pwrite64", 20: "writev", 74: "fsync", 75: "fdatasync", 76: "truncate", 77: "ftruncate", 82: "rename", 83: "mkdir",
        84: "rmdir", 87: "unlink", 257: "openat", 258: "mkdirat", 263: "unlinkat", 264: "renameat", 285: "fallocate", 316: "renameat2",
    },
    "aarch64": {
        34: "mkdirat", 35: "unlinkat", 38: "renameat", 45: "truncate", 46: "ftruncate", 47: "fallocate", 56: "openat", 64: "write",
        66: "writev", 68: "pwrite64", 82: "fsync", 83: "fdatasync", 276: "renameat2",
    },
}  # fmt: skip
"""The numbers of the calls that read or change what is on a disk."""


class _Entry(ctypes.Structure):
    """struct ptrace_syscall_info, as far as it is read."""

    _fields_ = (("kind", ctypes.c_uint8), ("arch", ctypes.c_uint32), ("where", ctypes.c_uint64 * 2), ("number", ctypes.c_uint64))


def _ptrace(request, pid, address=0, data=0):
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
    libc.ptrace.restype = ctypes.c_long
    found = libc.ptrace(request, pid, address, data)
    if found < 0:
        raise OSError(ctypes.get_errno(), "ptrace")
    return found


def operations(run, kill_at=0):
    """Do `run` in a process of its own that is killed before its `kill_at`-th file operation; the operations that it came to."""
    wanted = OPERATIONS[platform.machine()]
    child = os.fork()
    if child == 0:
        try:
            _ptrace(_TRACEME, 0)
            os.kill(os.getpid(), signal.SIGSTOP)
            run()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    _ptrace(_SETOPTIONS, child, 0, _SYSGOOD | _FORK | _VFORK | _CLONE | _EXITKILL)
    _ptrace(_SYSCALL, child)
    came, about = [], _Entry()
    while True:
        pid, status = os.waitpid(-1, _ALL_THREADS)
        if pid == child and not os.WIFSTOPPED(status):
            return came
        if not os.WIFSTOPPED(status):
            continue
        stopped = os.WSTOPSIG(status)
        if stopped == signal.SIGTRAP | 0x80:
            _ptrace(_GET_SYSCALL_INFO, pid, ctypes.sizeof(about), ctypes.addressof(about))
            if about.kind == _ENTRY and about.number in wanted:
                came.append(wanted[about.number])
                if len(came) == kill_at:
                    os.kill(child, signal.SIGKILL)
        passed_on = 0 if stopped in {signal.SIGTRAP, signal.SIGTRAP | 0x80, signal.SIGSTOP} else stopped
        try:
            _ptrace(_SYSCALL, pid, 0, passed_on)
        except ProcessLookupError:  # it was killed
            continue
