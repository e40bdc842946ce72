#!/usr/bin/env python3
"""Breaks the compiler and the simulators in known ways and demands that the tests notice.

Each mutant of mutants.json is one exact text of one file and its replacement. Copies of the sources are built once;
then each mutant is put in, what its killers need is built again, and one of the killers must fail. The RTL models are
those of the calling build: only the programs change. A mutant may be one that cannot be noticed; then it says why in
`survives`, and docs/mutation.md says so too.

The run fails where a mutant survives without such a word, where one is killed in spite of it, where its text no longer
occurs exactly once, where it cannot be built, where fewer than 95 % are killed, or where the unchanged sources fail.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import queue
import re
import subprocess
import sys
import time

# What can kill a mutant: the targets to build, and the command, run in the build folder.
FUZZ = ["bin/snnc-fuzz", "--seed=1", "--count=2000", "--stop-at-first"]
KILLERS = {
    "fuzz": (["snnc-fuzz"], FUZZ),
    "lit": (["snn-opt"], [sys.executable, "{lit}", "-v", "--filter=backends/mesh/|compiler/|regression/",
                          "--filter-out=compiler/tools/", "tests/lit"]),
    "reference": (["reference-test"], ["tests/reference-test"]),
    "layers": (["layer-property-test"], ["tests/layer-property-test"]),
    "channel-scales": (["channel-scales-test"], ["tests/channel-scales-test"]),
    "spike-bounds": (["spike-bounds-test"], ["tests/spike-bounds-test"]),
    "ceil-pools": (["expand-ceil-pools-test"], ["tests/expand-ceil-pools-test"]),
    "chip-engine": (["chip-engine-test"], ["tests/chip-engine-test"]),
    "fast-chip": (["fast-chip-test"], ["tests/fast-chip-test"]),
    "image": (["mesh-image-test"], ["tests/mesh-image-test"]),
    "stimulus": (["stimulus-test"], ["tests/stimulus-test"]),
    "cycle-model": (["cycle-model-test"], ["tests/cycle-model-test"]),
    "share-work": (["share-work-test"], ["tests/share-work-test"]),
    "tile-hints": (["tile-hints-test"], ["tests/tile-hints-test"]),
    "tile-moves": (["tile-moves-test"], ["tests/tile-moves-test"]),
    "packer": (["packer-test"], ["tests/packer-test"]),
    "needs": (["mesh-needs-test"], ["tests/mesh-needs-test"]),
    "clusters": (["clusters-test"], ["tests/clusters-test"]),
    "marked-graph": (["marked-graph-test"], ["tests/marked-graph-test"]),
    "placement": (["placement-test"], ["tests/placement-test"]),
    "speck-chip": (["speck-chip-test"], ["tests/speck-chip-test"]),
    "speck-configuration": (["speck-configuration-test"], ["tests/speck-configuration-test"]),
    "speck-lit": (["snnc", "snn-opt", "snnc-speck-check"], [sys.executable, "{lit}", "-v", "--filter=backends/speck/", "tests/lit"]),
    "xylo-core": (["xylo-core-test"], ["tests/xylo-core-test"]),
    "xylo-configuration": (["xylo-configuration-test"], ["tests/xylo-configuration-test"]),
    "xylo-lit": (["snnc", "snn-opt"], [sys.executable, "{lit}", "-v", "--filter=backends/xylo/", "tests/lit"]),
}
LEAST_KILLED = 0.95
TIME_LIMIT = 200  # of one killer, in seconds


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, required=True, help="the checkout")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for the copies and their builds")
    parser.add_argument("--rtl", type=pathlib.Path, required=True, help="folder of the RTL models")
    parser.add_argument("--lit", required=True, help="the program lit")
    parser.add_argument("--only", help="regular expression: run these mutants alone")
    parser.add_argument("--jobs", type=int, default=2, help="copies that are worked on side by side")
    return parser.parse_args()


def copy_sources(root, folder):
    """Makes `folder` hold the sources of `root`. What is equal stays untouched, so that its build stays good."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=root,
                            check=True, stdout=subprocess.PIPE, text=True).stdout
    names = {name for name in listed.split("\0") if name and (root / name).is_file()}
    for name in names:
        data = (root / name).read_bytes()
        copy = folder / name
        if not copy.is_file() or copy.read_bytes() != data:
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(data)
            copy.chmod((root / name).stat().st_mode)
    for top in {name.split("/")[0] for name in names}:
        for path in (folder / top).rglob("*") if (folder / top).is_dir() else []:
            if path.is_file() and str(path.relative_to(folder)) not in names:
                path.unlink()


def run(command, folder, environment, limit=None):
    return subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", timeout=limit)


def first_words(output):
    """The line that says best why a killer failed."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    for pattern in (r"^error:", r"^FAIL:", r"error:", r"LLVM ERROR", r"Failure$", r"FAILED"):
        for line in lines:
            if re.search(pattern, line):
                return line[:100]
    return lines[-1][:100] if lines else "it failed without a word"


class Workspace:
    """One copy of the sources with its build."""

    def __init__(self, args, index):
        self.args = args
        self.sources = args.work / f"copy{index}"
        self.build = self.sources / "build" / "release"
        self.environment = {**os.environ, "CCACHE_BASEDIR": str(self.sources), "CCACHE_NOHASHDIR": "1"}

    def prepare(self, targets, jobs):
        """Copies, configures and builds; exits where that fails. The flags are those of the release preset: then most
        objects come out of the compiler cache."""
        copy_sources(self.args.root, self.sources)
        for command, folder in ((["cmake", "--preset", "release", f"-DSNNC_RTL_MODELS_FROM={self.args.rtl}"], self.sources),
                                (["ninja", f"-j{jobs}", *targets], self.build)):
            result = run(command, folder, self.environment)
            if result.returncode:
                sys.exit(f"error: {' '.join(command)} failed on the unchanged sources:\n{result.stdout[-4000:]}")

    def try_killers(self, names):
        """(the killer that failed or none, its words); RuntimeError where what it needs cannot be built."""
        targets = [target for name in names for target in KILLERS[name][0]]
        build = run(["ninja", "-j1", *targets], self.build, self.environment)
        if build.returncode:
            raise RuntimeError("it cannot be built:\n" + build.stdout[-2000:])
        for name in names:
            command = [part.replace("{lit}", self.args.lit) for part in KILLERS[name][1]]
            try:
                result = run(command, self.build, self.environment, TIME_LIMIT)
            except subprocess.TimeoutExpired:
                raise RuntimeError(f"{name} did not end in {TIME_LIMIT} s") from None
            if result.returncode:
                return name, first_words(result.stdout)
        return None, ""

    def try_mutant(self, mutant):
        """(good, killed, words)"""
        path = self.sources / mutant["file"]
        text = path.read_text()
        found = text.count(mutant["find"])
        if found != 1:
            return False, False, f"its text occurs {found} times in {mutant['file']}, expected once"
        path.write_text(text.replace(mutant["find"], mutant["replace"]))
        try:
            killer, words = self.try_killers(mutant.get("killers", ["fuzz"]))
        except RuntimeError as error:
            return False, False, str(error)
        finally:
            path.write_text(text)
        if "survives" in mutant:
            return not killer, bool(killer), f"killed by {killer}, though explained" if killer else "survives, explained"
        return bool(killer), bool(killer), f"killed by {killer}: {words}" if killer else "SURVIVED"


def main():
    args = arguments()
    args.root, args.work, args.rtl = args.root.resolve(), args.work.resolve(), args.rtl.resolve()
    mutants = json.loads((args.root / "tests/mutation/mutants.json").read_text())
    if args.only:
        mutants = [mutant for mutant in mutants if re.search(args.only, mutant["name"])]
    if not mutants:
        sys.exit("error: no mutant has such a name")
    start = time.monotonic()
    used = [name for name in KILLERS if any(name in mutant.get("killers", ["fuzz"]) for mutant in mutants)]
    free = queue.Queue()
    workspaces = [Workspace(args, index) for index in range(args.jobs)]
    # One after the other: all but the first find their objects in the compiler cache.
    for workspace in workspaces:
        workspace.prepare([target for name in used for target in KILLERS[name][0]], args.jobs)
        free.put(workspace)
    for name in used:
        killer, words = workspaces[0].try_killers([name])
        if killer:
            sys.exit(f"error: {name} fails on the unchanged sources: {words}")
    print(f"unchanged sources: built and passed by {', '.join(used)} in {time.monotonic() - start:.0f} s", flush=True)

    def try_one(mutant):
        workspace = free.get()
        began = time.monotonic()
        result = workspace.try_mutant(mutant)
        free.put(workspace)
        return *result, time.monotonic() - began

    bad = killed = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for mutant, (good, dead, words, seconds) in zip(mutants, pool.map(try_one, mutants)):
            print(f"{'ok ' if good else 'BAD'} {mutant['name']:<32} {seconds:5.1f} s  {words}", flush=True)
            bad += not good
            killed += dead
    share = killed / len(mutants)
    print(f"{len(mutants)} mutants, {killed} killed ({share:.1%}), {len(mutants) - killed} not, {bad} bad, "
          f"{time.monotonic() - start:.0f} s")
    return 1 if bad or share < LEAST_KILLED else 0


if __name__ == "__main__":
    sys.exit(main())
