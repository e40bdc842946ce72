#!/usr/bin/env python3
"""Tries every option of every command of snnc with values that nobody wants: command_line.py SNNC [--all] [COMMAND ...].

The options are those that `snnc COMMAND --help` lists. Whatever an option is given, snnc must end within a time limit with
exit code 0, 2, 3 or 4 (never 1, never by a signal); where it fails it says so in one line `error:`, and no file is left; and
a number, or one of several words, that is none must be refused as usage (2). Prints what breaks these rules, and fails where
something does.

Options that several commands list with the same words are tried with all values at the first of them and with a few at
the others; --all tries all.
"""
import concurrent.futures
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

import numpy

LONG = "x" * 5000
VALUES = {
    "negative": "-1",
    "large negative": "-9223372036854775809",
    "zero": "0",
    "2^32": "4294967296",
    "2^63": "9223372036854775808",
    "1e400": "1e400",
    "nan": "nan",
    "not a number": "abc",
    "half a number": "1x",
    "empty": "",
    "blank": " ",
    "words": "a b",
    "braces": "{}",
    "closing brace": "a}b",
    "comma": ",",
    "commas": "a,b,,c",
    "equals": "a=b",
    "quote": "'\"",
    "long": LONG,
}
# Values that say something about every kind of option, for options that were tried before, or have a list of words.
FEW = ["negative", "empty", "closing brace"]
# Values that one option alone has a meaning for, and the exit code.
SPECIAL = [
    ("--target", "a path of blanks and braces", "../data/a }{b, c=d.json", 0),
    ("--max-count", "above what a chip counts to", "1000", 2),
    ("--max-count", "minus three", "-3", 2),
    ("--convert-lower-bound", "a lower bound above 0", "1", 2),
    ("--lower-bound", "nearly none", "nonee", 2),
]
SECONDS = 60


class Option:
    def __init__(self, names, kind, choices, isPositive, text):
        self.name = max(names, key=len)
        self.kind, self.choices, self.isPositive, self.text = kind, choices, isPositive, text

    def takesValue(self):
        return self.kind is not None

    def refuses(self, label, value):
        """Whether the help says enough to know that the value is wrong."""
        if self.choices:
            return value not in self.choices
        if self.kind == "N|auto":
            return label != "zero"
        if self.kind in ("INT", "UINT", "FLOAT"):
            if label in ("negative", "large negative"):
                return self.kind == "UINT" or self.isPositive
            if label == "zero":
                return self.isPositive
            if label == "nan":
                return self.kind != "FLOAT"
            if label == "1e400":
                return self.kind != "FLOAT"
            return label not in ("2^32", "2^63")
        return False


def helpOf(snnc, *arguments):
    result = subprocess.run([snnc, *arguments, "--help"], capture_output=True, text=True, timeout=SECONDS)
    if result.returncode != 0:
        sys.exit(f"{' '.join(arguments)} --help ends with {result.returncode}")
    return result.stdout


def commandsOf(snnc):
    lines = helpOf(snnc).splitlines()
    start = next(i for i, line in enumerate(lines) if re.match(r"(sub)?commands:", line, re.I))
    found = [match[1] for line in lines[start + 1:] if (match := re.match(r"  ([a-z][a-z0-9-]*)(\s|$)", line))]
    if "compile" not in found:
        sys.exit(f"no commands in the help: {found}")
    return found


def optionsOf(snnc, command):
    """Lines as `  -o,--output TEXT:{a,b} REQUIRED   What it is`."""
    found = []
    text = re.sub(r"\n {20,}", "  ", helpOf(snnc, command))  # long names have their words on a line of their own
    for line in text.splitlines():
        match = re.match(r"\s+((?:-[\w?],\s?)?--[\w-]+|-\w)(.*)$", line)
        if not match:
            continue
        names = [name.strip() for name in match[1].split(",")]
        head, _, words = match[2].partition("  ")
        kind = re.match(r"\s*(?:=?<?)([A-Z]\w*|N\|auto)?", head)
        choices = re.search(r"\{([^}]*)\}", head)
        found.append(Option(names, kind[1] if kind else None, choices[1].split(",") if choices else None,
                            "POSITIVE" in head, words.strip()))
    return found


def writeNetwork(folder):
    numpy.savez(f"{folder}/net.npz", fc=numpy.array([[1, 0.5, 0, -0.5], [0.25, 1, -1, 0]], dtype=numpy.float32))
    with open(f"{folder}/net.json", "w") as file:
        file.write('{"format": "snnc.layers", "version": 1, "weights": "net.npz", "input": {"shape": [1, 2, 2]}, "layers": ['
                   '{"type": "Flatten"}, {"type": "Linear", "weight": "fc"}, {"type": "SpikingLayer", "threshold": 1.0}]}')
    with open(f"{folder}/events.csv", "w") as file:
        file.write("t_us,x,y,p\n" + "".join(f"{t * 400},{t % 2},{t // 2 % 2},0\n" for t in range(8)))


def usualArguments(command):
    """What the command takes besides the option that is tried; a command that is not here is tried without."""
    data = "../data"
    return {
        "compile": [f"{data}/net.json", "-o", "out"],
        "check": [f"{data}/net.json"],
        "export": [f"{data}/net.json", "-o", "out.nir", "--allow-loss"],
        "run": [f"{data}/folder", "--input", f"{data}/events.csv"],
        "verify": [f"{data}/folder", "--input", f"{data}/events.csv"],
        "inspect": [f"{data}/folder"],
        "explain": [f"{data}/folder"],
        "report": [f"{data}/folder"],
        "diff": [f"{data}/folder", f"{data}/folder"],
        "events": [f"{data}/events.csv"],
    }.get(command, [])


class Tester:
    def __init__(self, snnc, folder):
        self.snnc, self.folder = snnc, folder
        self.count = itertools.count()

    def run(self, command, option, label, value, wanted=None):
        """The rules that it breaks, in words."""
        place = os.path.join(self.folder, f"run{next(self.count)}")
        os.mkdir(place)
        arguments = usualArguments(command)
        # The option in question is not given twice.
        for names in ((option.name,), ("-o", "--output") if option.name == "--output" else ()):
            for name in names:
                if name in arguments:
                    at = arguments.index(name)
                    del arguments[at:at + 2]
        arguments = [self.snnc, command, *arguments, option.name] + ([] if value is None else [value])
        try:
            result = subprocess.run(arguments, cwd=place, stdin=subprocess.DEVNULL, capture_output=True, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            return [f"does not end within {SECONDS} s"]
        except (OSError, ValueError) as error:
            return [f"cannot be started: {error}"]
        left = sorted(os.listdir(place))
        shutil.rmtree(place, ignore_errors=True)
        return self.judge(command, option, label, value, wanted, result, left)

    def judge(self, command, option, label, value, wanted, result, left):
        broken = []
        said = result.stderr.decode("utf-8", "replace")
        first = said.strip().split("\n")[0][:160]
        code = result.returncode
        errors = [line for line in said.splitlines() if re.search(r"(^|: )error: ", line)]
        if code not in (0, 2, 3, 4):
            broken.append(f"ends with {'signal ' + str(-code) if code < 0 else code}: {first}")
        elif code and command == "check" and code != 2:
            # What is wrong with a network are its results, a line each.
            if not result.stdout.strip() and not errors:
                broken.append(f"fails ({code}) without a word")
        elif code and len(errors) != 1:
            broken.append(f"fails ({code}) with {len(errors)} lines 'error:': {first}")
        if code and left:
            broken.append(f"fails ({code}) and leaves {left[:3]}: {first}")
        if wanted is not None and code != wanted:
            broken.append(f"takes it for something else ({code}): {first}")
        if value is None and code != 2:
            broken.append(f"is taken without a value ({code}): {first}")
        elif value is not None and option.refuses(label, value) and code not in (2,):
            broken.append(f"takes it for {option.kind} of {option.choices or 'any value'} ({code}): {first}")
        return broken


def main():
    arguments = [argument for argument in sys.argv[1:] if not argument.startswith("--")]
    snnc, wanted, tryAll = os.path.abspath(shutil.which(arguments[0])), arguments[1:], "--all" in sys.argv
    with tempfile.TemporaryDirectory() as folder:
        data = os.path.join(folder, "data")
        os.mkdir(data)
        writeNetwork(data)
        with open(f"{data}/a }}{{b, c=d.json", "wb") as file:
            said = json.loads(subprocess.run([snnc, "targets", "mesh2x2", "--json"], capture_output=True).stdout)
            # What follows from the numbers of a target file is no part of it.
            derived = ("cores", "neurons", "weights", "packetBits", "kernelMax", "strideMax", "coordinateMax", "channelMax")
            file.write(json.dumps({key: value for key, value in said.items() if key not in derived}).encode())
        made = subprocess.run([snnc, "compile", f"{data}/net.json", "-o", f"{data}/folder", "--target", "mesh2x2", "-q"])
        if made.returncode:
            sys.exit("the network cannot be compiled")
        tester = Tester(snnc, folder)
        seen, cases = set(), []
        for command in wanted or commandsOf(snnc):
            if command == "demo":
                continue  # it runs for seconds
            options = optionsOf(snnc, command)
            if not any(option.name == "--help" for option in options):
                sys.exit(f"the help of '{command}' was not understood")
            for option in options:
                if not option.takesValue():
                    continue
                key = (option.name, option.kind, option.text)
                labels = list(VALUES) if tryAll or (key not in seen and not option.choices) else FEW
                seen.add(key)
                cases.append((command, option, "missing", None))
                cases += [(command, option, label, VALUES[label]) for label in labels]
                cases += [(command, option, label, value, code) for name, label, value, code in SPECIAL
                          if name == option.name and command == "compile"]
        if len(seen) < 20:
            sys.exit(f"only {len(seen)} options were found: the help was not understood")
        failures = []
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            for case, broken in zip(cases, pool.map(lambda case: tester.run(*case), cases)):
                failures += [f"{case[0]} {case[1].name}, {case[2]}: {what}" for what in broken]
    for failure in failures:
        print(failure)
    print(f"{len(cases)} runs, {len(seen)} options, {len(failures)} failures")
    return 1 if failures else 0


sys.exit(main())
