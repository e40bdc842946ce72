#!/usr/bin/env python3
"""Runs a command and checks its exit code: expect_exit.py CODE COMMAND [ARGUMENT ...].

Passes its output on. Fails where the code differs, or where the command was ended by a signal.
"""
import subprocess
import sys

code = subprocess.run(sys.argv[2:]).returncode
if code != int(sys.argv[1]):
    print(f"expected exit code {sys.argv[1]}, got {code}: {' '.join(sys.argv[2:])}", file=sys.stderr)
    sys.exit(1)
