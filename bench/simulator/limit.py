"""The chip simulator beside two hand-written simulators of nmnist_scnn.nir, on the same recordings in one run.

usage: bench/simulator/limit.py BUILD SHARED [--rounds N]      JSON to stdout

`bench/limit` of SHARED holds the two; they have weights of their own, quantised from the same network, so that spikes
of each layer agree within 10 % and not exactly: this is checked. Times are medians over 20 recordings of 300 steps,
one thread; the programs take turns, and the ratio is the median of those of the rounds.
"""
import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile

PER_LABEL = 2


def output_of(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def prepare(build, shared, folder):
    """Compiles the network and the hand-written simulators; returns the commands of both sides."""
    limit = os.path.join(shared, "bench", "limit")
    saccades = os.path.join(shared, "data", "saccades")
    recordings = os.path.join(folder, "recordings")
    for label in map(str, range(10)):
        os.makedirs(os.path.join(recordings, label))
        for name in sorted(os.listdir(os.path.join(saccades, label)))[:PER_LABEL]:
            shutil.copy(os.path.join(saccades, label, name), os.path.join(recordings, label))
    frames, program, network = (os.path.join(folder, name) for name in ("frames.bin", "limit", "network"))
    output_of(sys.executable, os.path.join(limit, "frames.py"), recordings, str(PER_LABEL), frames)
    output_of("g++", "-O3", "-march=native", "-std=c++17", "-w", "-I", limit, os.path.join(limit, "limit2.cpp"), "-o",
              program)
    output_of(os.path.join(build, "bin", "snnc"), "compile", "--quiet",
              os.path.join(shared, "models", "nmnist_scnn.nir"), "--nir-dialect", "sinabs", "-o", network)
    count = str(10 * PER_LABEL)
    return ([program, os.path.join(limit, "w.bin"), frames, count, "5"],
            [os.path.join(build, "bin", "snnc-engine-time"), network, recordings, "--limit", count, "--repeat", "5"])


def measure(limit, ours):
    text, chip = output_of(*limit), json.loads(output_of(*ours))["chip"]
    exact = re.search(r"exact (\d+) of (\d+)", text)
    if exact.group(1) != exact.group(2):
        raise SystemExit("the hand-written simulators differ from each other:\n" + text)
    theirs = [float(x) for x in re.search(r"spikes/rec ([\d. ]+);", text).group(1).split()]
    for layer, (a, b) in enumerate(zip(theirs, chip["spikes"])):
        if abs(a - b / (10 * PER_LABEL)) > 0.1 * a:
            raise SystemExit(f"layer {layer}: {b / (10 * PER_LABEL)} spikes a recording, the hand-written have {a}")
    slow, fast = (float(re.search(name + r" +ms/rec: median of medians ([\d.]+)", text).group(1))
                  for name in ("limit", "fast"))
    return {"chip_ms": chip["ms"], "event_conv_ms": slow, "fast_ms": fast,
            "ns_per_synaptic_operation": chip["ns_per_synaptic_operation"]}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build")
    parser.add_argument("shared")
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        commands = prepare(options.build, options.shared, folder)
        rounds = [measure(*commands) for _ in range(options.rounds)]
    result = {key: statistics.median(r[key] for r in rounds) for key in rounds[0]}
    result["over_fast"] = statistics.median(r["chip_ms"] / r["fast_ms"] for r in rounds)
    result["over_event_conv"] = statistics.median(r["chip_ms"] / r["event_conv_ms"] for r in rounds)
    print(json.dumps({"nmnist": result, "rounds": options.rounds}, indent=2))


main()
