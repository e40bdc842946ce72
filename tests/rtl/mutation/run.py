#!/usr/bin/env python3
"""Breaks the RTL in known ways and demands that the benches notice.

Each mutant is one exact text of one file and its replacement. It is built with small parameters and given to the
benches; one of them must fail by comparison, watchdog or assertion. The run fails where a mutant survives, where its
text no longer occurs exactly once, or where the unchanged RTL does not pass.
"""
import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=pathlib.Path, required=True, help="the checkout")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for the mutants")
    parser.add_argument("--package", required=True, help="chip_pkg of the target for the chip benches")
    parser.add_argument("--target", required=True, help="canonical JSON of that target")
    parser.add_argument("--mesh-package", required=True, help="chip_pkg of the target for the mesh bench")
    parser.add_argument("--core-test", required=True)
    parser.add_argument("--protocol-test", required=True)
    parser.add_argument("--only", help="run only mutants whose name has a match of this expression")
    parser.add_argument("--jobs", type=int, default=2)
    return parser.parse_args()


def copy_rtl(args, mutant, folder):
    """The RTL with the mutant's change; an error text where it does not apply."""
    for part in ("noc", "core", "chip"):
        shutil.copytree(args.root / "rtl" / part, folder / part)
    if "file" not in mutant:
        return None
    path = folder / mutant["file"]
    text = path.read_text()
    found = text.count(mutant["find"])
    if found != 1:
        return f"its text occurs {found} times in {mutant['file']}, expected once"
    path.write_text(text.replace(mutant["find"], mutant["replace"]))
    return None


def run(command, environment):
    return subprocess.run(command, env={**os.environ, **environment}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, timeout=200)


def first_failure(output):
    lines = output.splitlines()
    for line in lines:
        if "Which is:" in line:
            return line.split("Which is:", 1)[1].strip()[:110]
    for line in lines:
        if "%Error" in line or "Expected" in line or "error" in line:
            return line.strip()[:110]
    return "failed without a word"


def try_bench(args, bench, folder):
    """(built, failed, first words of the failure) of one bench on the RTL in `folder`."""
    rtl = {"SNNC_RTL": str(folder)}
    if bench == "mesh":
        program = str(folder / "mesh-bench")
        build = run([args.root / "tests/rtl/traffic/build.sh", args.mesh_package, program], rtl)
        tests = [([program], {"SNNC_TEST_COUNT": "12"})]
    elif bench == "random":
        # What an RTL leaves as it finds it shows only where registers and memories start at random values.
        model = str(folder / "model.so")
        build = run([args.root / "rtl/model/build.sh", args.package, args.target, model, "--fast-build", "--random"], rtl)
        tests = [([args.protocol_test, "--gtest_filter=*RandomInitialValues"],
                  {"SNNC_RTL_RANDOM_MODELS": model, "SNNC_TEST_COUNT": "150"})]
    else:
        model = str(folder / "model.so")
        build = run([args.root / "rtl/model/build.sh", args.package, args.target, model, "--fast-build"], rtl)
        tests = [([args.core_test, "--gtest_filter=Core.*-*Rate*"],
                  {"SNNC_RTL_CORE_MODELS": model, "SNNC_TEST_COUNT": "60"}),
                 ([args.protocol_test, "--gtest_filter=*Graphs"],
                  {"SNNC_RTL_PROTOCOL_MODELS": model, "SNNC_TEST_COUNT": "150"})]
    if build.returncode:
        return False, False, build.stdout[-2000:]
    for command, environment in tests:
        result = run(command, environment)
        if result.returncode:
            return True, True, first_failure(result.stdout)
    return True, False, ""


def try_mutant(args, mutant):
    folder = args.work / mutant["name"]
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    problem = copy_rtl(args, mutant, folder)
    if problem:
        return False, problem
    try:
        built, failed, words = try_bench(args, mutant.get("bench", "chip"), folder)
    except subprocess.TimeoutExpired:
        return False, "a bench did not end"
    if not built:
        return False, "it could not be built:\n" + words
    shutil.rmtree(folder)
    intact = "file" not in mutant
    if intact:
        return not failed, "passes" if not failed else "the unchanged RTL fails: " + words
    return failed, "killed: " + words if failed else "SURVIVED"


def main():
    args = arguments()
    mutants = json.loads((args.root / "tests/rtl/mutation/mutants.json").read_text())
    mutants = [{"name": "unchanged"}, {"name": "unchanged-mesh", "bench": "mesh"},
               {"name": "unchanged-random", "bench": "random"}] + mutants
    if args.only:
        mutants = [m for m in mutants if re.search(args.only, m["name"])]
    bad = 0
    with concurrent.futures.ThreadPoolExecutor(args.jobs) as pool:
        for mutant, (good, words) in zip(mutants, pool.map(lambda m: try_mutant(args, m), mutants)):
            print(f"{'ok ' if good else 'BAD'} {mutant['name']}: {words}", flush=True)
            bad += not good
    print(f"{len(mutants)} variants, {bad} bad")
    return 1 if bad or not mutants else 0


if __name__ == "__main__":
    sys.exit(main())
