"""What commands do on a terminal: terminal.py progress|interrupt RECORDINGS

A terminal is a pty on stderr; results go to a pipe, as to a file.
"""
import fcntl
import os
import pty
import signal
import subprocess
import sys
import termios
import time

NETWORK = "digits.json"


class Run:
    """A command with a terminal of its own for stderr, in a session whose Ctrl-C comes from there."""

    def __init__(self, arguments, **environment):
        self.master, slave = pty.openpty()
        self.said = b""

        def take_terminal():
            # It becomes that of the new session, to which it sends SIGINT; who runs tests may ignore that.
            fcntl.ioctl(0, termios.TIOCSCTTY, 0)
            signal.signal(signal.SIGINT, signal.SIG_DFL)

        self.process = subprocess.Popen(
            ["snnc", *arguments], stdin=slave, stdout=subprocess.DEVNULL, stderr=slave, start_new_session=True,
            preexec_fn=take_terminal, env={**os.environ, "TERM": "xterm", **environment})
        os.close(slave)

    def read(self, until=None):
        while until is None or until not in self.said:
            try:
                part = os.read(self.master, 1 << 16)
            except OSError:
                part = b""
            if not part:
                return False
            self.said += part
        return True

    def press_ctrl_c(self):
        os.write(self.master, b"\x03")

    def end(self):
        self.read()
        os.close(self.master)
        return self.process.wait()


def on_terminal(arguments, **environment):
    run = Run(arguments, **environment)
    code = run.end()
    return code, run.said


def progress(recordings):
    small = ["--target", "mesh2x2"]
    assert on_terminal(["compile", NETWORK, "-o", "out", "-q", *small]) == (0, b"")
    commands = {
        "phase": [["check", NETWORK, *small], ["compile", NETWORK, "-o", "other", *small],
                  ["report", NETWORK, "-o", "why", *small]],
        "calibration": [["compile", NETWORK, "-o", "other", "--calibrate", recordings, "--limit", "3", *small]],
        "samples": [["run", "out", "--input", recordings, "--limit", "3"],
                    ["verify", "out", "--input", recordings, "--limit", "1"],
                    ["report", "out", "--input", recordings, "--limit", "1"]],
        "placing, percent": [["map-bench", "4x16"]],
    }
    count = 0
    for label, ones in commands.items():
        for arguments in ones:
            code, said = on_terminal(arguments)
            text = said.decode()
            assert code == 0, (arguments, text)
            assert f"\r{label} 0/" in text, f"{arguments}: no progress: {text!r}"
            # It goes when it is done: the last of it is a line of blanks.
            assert text.rindex(" \r") > text.rindex(f"\r{label} "), f"{arguments}: progress stays: {text!r}"
            assert b"\x1b" not in said, f"{arguments}: {said!r}"
            assert on_terminal(arguments, NO_COLOR="1")[1].count(b"\x1b") == 0
            quiet = on_terminal([*arguments, "-q"])
            assert quiet == (0, b""), (arguments, quiet)
            piped = subprocess.run(["snnc", *arguments], capture_output=True)
            assert b"\r" not in piped.stderr and b"\x1b" not in piped.stdout + piped.stderr, (arguments, piped)
            count += 1
    print(f"progress of {count} commands, on a terminal only")


def left(folder="."):
    return sorted(os.path.relpath(os.path.join(path, name), folder) for path, folders, names in os.walk(folder)
                  for name in [*folders, *names])


def interrupt(recordings):
    before = left()
    # At any moment of a compilation: all files of the folder, or none and no folder.
    started = time.monotonic()
    assert on_terminal(["compile", NETWORK, "-o", "whole", "-q"]) == (0, b"")
    duration, whole = time.monotonic() - started, left("whole")
    subprocess.run(["rm", "-rf", "whole"], check=True)
    ended = 0
    for moment in range(16):
        run = Run(["compile", NETWORK, "-o", "out", "-q", "--effort", "0"])
        time.sleep(duration * moment / 12)
        number = (signal.SIGTERM, signal.SIGINT)[moment % 2]
        run.process.send_signal(number)
        code = run.end()
        ended += code == -number
        found = left("out") if os.path.exists("out") else []
        assert code in (0, -number) and found in ([], whole), (code, found)
        assert bool(found) == os.path.exists("out"), "an empty folder"
        subprocess.run(["rm", "-rf", "out"], check=True)
    assert ended, "no compilation was ended"
    # In the middle of a long run that writes records and a waveform.
    assert on_terminal(["compile", NETWORK, "-o", "out", "-q", "--target", "mesh2x2"]) == (0, b"")
    compiled = left()
    run = Run(["verify", "out", "--input", recordings, "--record", "records.npz", "--fst", "waves.fst"])
    assert run.read(b"samples 0/20")
    while not os.path.exists("waves.fst") and run.process.poll() is None:
        time.sleep(0.001)
    run.press_ctrl_c()
    code = run.end()
    assert code == -signal.SIGINT, (code, run.said)
    assert left() == compiled, left()
    # A search ends with the best that it has, and the compilation goes on.
    run = Run(["compile", NETWORK, "-o", "best", "--target", "mesh16x16", "--optimize", "throughput", "--effort", "3"])
    assert run.read(b"phase 8/9")
    run.press_ctrl_c()
    code = run.end()
    assert code == 0 and b"the search for places was interrupted" in run.said and left("best") == whole, (code, run.said)
    subprocess.run(["rm", "-rf", "best"], check=True)
    run = Run(["compile", NETWORK, "-o", "best", "--calibrate", recordings, "--limit", "2", "--optimize", "throughput",
               "--effort", "3"])
    assert run.read(b"cuts 2/1920")
    run.press_ctrl_c()
    code = run.end()
    assert code == 0 and b"the search for the fastest cut was interrupted" in run.said and left("best") == whole, (code, run.said)
    subprocess.run(["rm", "-rf", "best"], check=True)
    run = Run(["map-bench", "16x64", "--effort", "3"])
    assert run.read(b"placing, percent 0/")
    run.press_ctrl_c()
    code = run.end()
    assert code == 0 and b"interrupted: this is the best placement" in run.said, (code, run.said)
    subprocess.run(["rm", "-rf", "out"], check=True)
    assert left() == before, left()
    print("nothing half-written is left")


if __name__ == "__main__":
    {"progress": progress, "interrupt": interrupt}[sys.argv[1]](sys.argv[2])
