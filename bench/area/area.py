#!/usr/bin/env python3
"""What a core with its router takes of an FPGA, module by module, and how many LUTs lie on its longest path.

Each variant is a target description; yosys maps `tile` (a core and its router) with the modules kept apart, so that each
can be named. A path may go through modules. With --flat the tile is mapped once more as a whole: its sums are the
smaller ones, for what a module does not use of another falls away.

LUT counts LUTs of all sizes, without those of small memories, which have their own column (the LUTs that a distributed
RAM takes). A level is a LUT, a read of a distributed RAM or a multiplier; carry chains and the multiplexers behind LUTs
add none.

--check compares with the budget and fails where a module has grown by more than 5 % of it.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ALLOWED = 1.05
SMALL = 8  # cells that a module may grow by all the same: 5 % of next to nothing is nothing

# For each family the call of yosys, and what its cells count: LUTs, flip-flops, LUTs of memories, multipliers, kbits.
COLUMNS = ("lut", "ff", "memoryLut", "multiplier", "blockRam")
FAMILIES = {
    "xc7": ("synth_xilinx -family xc7 -noiopad -noclkbuf",
            [(r"LUT[1-6]", "lut", 1), (r"FD[RSCP]E", "ff", 1), (r"RAM(32|64)M", "memoryLut", 4),
             (r"RAM(32|64|128)X1[DS]", "memoryLut", 2), (r"SRL(16E|C32E)", "memoryLut", 1), (r"DSP48E1", "multiplier", 1),
             (r"RAMB36E1", "blockRam", 1), (r"RAMB18E1", "blockRam", 0.5)]),
    "ecp5": ("synth_ecp5",
             [(r"LUT4", "lut", 1), (r"CCU2C", "lut", 2), (r"TRELLIS_FF", "ff", 1), (r"TRELLIS_DPR16X4", "memoryLut", 4),
              (r"MULT18X18D", "multiplier", 1), (r"DP16KD", "blockRam", 1)]),
    "ice40": ("synth_ice40 -dsp",
              [(r"SB_LUT4", "lut", 1), (r"SB_DFF.*", "ff", 1), (r"SB_MAC16", "multiplier", 1),
               (r"SB_RAM40_4K.*", "blockRam", 1)]),
}


def read_sources(root, package):
    files = sorted((root / "rtl/noc").glob("*.sv")) + sorted((root / "rtl/core").glob("*.sv"))
    files = [package] + files + [HERE / "tile.sv"]
    # Without -noassert yosys builds the logic of the assertions.
    return "read_verilog -sv -noassert -D SYNTHESIS " + " ".join(map(str, files))


def synthesise(root, package, family, work, flat):
    """The netlist of the tile, and the same with its modules dissolved."""
    work.mkdir(parents=True, exist_ok=True)
    whole, parts = work / "whole.json", work / "parts.json"
    script = [read_sources(root, package), FAMILIES[family][0] + (" -flatten" if flat else " -noflatten"
              if family != "xc7" else "") + " -top tile", f"write_json {parts}", "flatten", f"write_json {whole}"]
    run = subprocess.run(["yosys", "-q", "-p", "; ".join(script)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if run.returncode:
        sys.exit(f"yosys failed on {package}:\n{run.stdout[-4000:]}")
    return json.loads(parts.read_text())["modules"], json.loads(whole.read_text())["modules"]["tile"]


def plain(kind):
    """The name of a module without that of its parameters."""
    return kind.split("\\")[-1] if kind.startswith("$paramod") else kind


def self_of(module, family):
    sums = collections.Counter()
    for cell in module["cells"].values():
        for pattern, column, each in FAMILIES[family][1]:
            if re.fullmatch(pattern, cell["type"]):
                sums[column] += each
    return sums


def tree(modules, kind, path, family, rows):
    """Rows of an instance and of those in it; the sums of all."""
    own = self_of(modules[kind], family)
    row = {"path": path, "self": own}
    rows.append(row)
    total = collections.Counter(own)
    children = [(name.replace("\\", ""), cell["type"]) for name, cell in modules[kind]["cells"].items()
                if cell["type"] in modules and "blackbox" not in modules[cell["type"]]["attributes"]
                and "whitebox" not in modules[cell["type"]]["attributes"]]
    for name, child in sorted(children):
        total += tree(modules, child, f"{path}/{name}", family, rows)
    row["total"] = total
    return total


# Cells of xc7 through which a path goes on: for an output bit the inputs it depends on. Of carry chains bit i depends on
# the inputs up to i.
def inputs_of(cell, port, bit):
    kind, wires = cell["type"], cell["connections"]
    if kind == "CARRY4":
        below = [wires[p][i] for p in ("S", "DI") for i in range(bit + 1)]
        if port == "O":
            below = below[:bit + 1] + below[bit + 1:-1]
        return below + wires["CI"] + wires["CYINIT"]
    return [w for p, ws in wires.items() if cell["port_directions"][p] == "input" for w in ws]


def levels(module):
    """The longest path of an xc7 netlist in levels, and the cells on it."""
    cost = {"CARRY4": 0, "MUXF7": 0, "MUXF8": 0, "INV": 0, "BUFG": 0, "DSP48E1": 1}
    driver = {}
    for name, cell in module["cells"].items():
        kind = cell["type"]
        passes = kind in cost or re.fullmatch(r"LUT[1-6]|RAM(32|64)M|RAM(32|64|128)X1[DS]", kind)
        if kind == "DSP48E1" and any(int(cell["parameters"].get(p, "0"), 2) for p in ("AREG", "BREG", "MREG", "PREG")):
            passes = False
        if not passes:
            continue
        for port, wires in cell["connections"].items():
            if cell["port_directions"][port] == "output":
                for bit, wire in enumerate(wires):
                    driver[wire] = (name, port, bit)
    depth, before = {}, {}

    def sources(wire):
        name, port, bit = driver[wire]
        cell = module["cells"][name]
        if cell["type"].startswith("RAM"):
            return [w for p, ws in cell["connections"].items() if p.startswith(("ADDR", "A", "DPRA")) for w in ws]
        return inputs_of(cell, port, bit)

    for start in driver:
        if start in depth:
            continue
        stack = [(start, iter(sources(start)))]
        depth[start] = None
        while stack:
            wire, rest = stack[-1]
            for source in rest:
                if source in driver and source not in depth:
                    depth[source] = None
                    stack.append((source, iter(sources(source))))
                    break
            else:
                stack.pop()
                best = max((s for s in sources(wire) if s in driver), key=lambda s: depth[s] or 0, default=None)
                name = driver[wire][0]
                depth[wire] = (depth[best] or 0 if best is not None else 0) + cost.get(module["cells"][name]["type"], 1)
                before[wire] = best
    if not depth:
        return 0, []
    wire = max(depth, key=lambda w: depth[w])
    longest, path = depth[wire], []
    names = {w: n for n, net in sorted(module["netnames"].items(), key=lambda i: -len(i[0])) if not n.startswith("$")
             and "$" not in n for w in net["bits"]}
    while wire is not None:
        path.append(f"{depth[wire]:3} {module['cells'][driver[wire][0]]['type']:8} {names.get(wire, '')}")
        wire = before[wire]
    return longest, path[::-1]


def measure(args, variant, family):
    package = args.work / f"{variant}.sv"
    args.work.mkdir(parents=True, exist_ok=True)
    package.write_text(subprocess.run([args.fields, "sv", HERE / f"targets/{variant}.json"], check=True,
                                      stdout=subprocess.PIPE, text=True).stdout)
    modules, whole = synthesise(args.root, package, family, args.work / f"{variant}-{family}", False)
    rows = []
    total = tree(modules, "tile", "tile", family, rows)
    result = {"variant": variant, "family": family, "total": dict(total), "modules": rows}
    if family == "xc7":
        result["levels"], result["path"] = levels(whole)
    if args.flat:
        _, whole = synthesise(args.root, package, family, args.work / f"{variant}-{family}-flat", True)
        result["flat"] = dict(self_of(whole, family))
        if family == "xc7":
            result["flatLevels"], result["flatPath"] = levels(whole)
    return result


def show(result, with_path):
    print(f"{result['variant']}, {result['family']}")
    print(f"  {'module':44}" + "".join(f"{c:>12}" for c in COLUMNS) + "      (of that without its modules: LUT, FF)")
    for row in result["modules"]:
        depth = row["path"].count("/")
        name = "  " * depth + row["path"].split("/")[-1]
        print(f"  {name:44}" + "".join(f"{row['total'][c]:12g}" for c in COLUMNS) +
              f"      {row['self']['lut']:6} {row['self']['ff']:6}")
    if "flat" in result:
        print(f"  {'as a whole (flat)':44}" + "".join(f"{result['flat'].get(c, 0):12g}" for c in COLUMNS))
    if "levels" in result:
        print(f"  longest path: {result['levels']} levels" +
              (f", {result['flatLevels']} flat" if "flatLevels" in result else ""))
        if with_path:
            print("\n".join("    " + line for line in result.get("flatPath", result["path"])))
    print(flush=True)


def budget_of(result):
    return {row["path"]: {"lut": row["total"]["lut"], "ff": row["total"]["ff"]} for row in result["modules"]}


def check(result, budget):
    """What grew beyond the budget, a line each."""
    known = budget.get(result["variant"], {})
    lines = []
    for path, sizes in budget_of(result).items():
        if path not in known:
            lines.append(f"{path} is not in the budget")
            continue
        for column, size in sizes.items():
            most = known[path][column]
            if size > max(most * ALLOWED, most + SMALL):
                lines.append(f"{path}: {size} {column}, budget {most}")
    lines += [f"{path} is in the budget and not in the core" for path in known if path not in budget_of(result)]
    return lines


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--root", type=pathlib.Path, default=HERE.parent.parent)
    parser.add_argument("--fields", required=True, help="the program snnc-fields")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for packages and netlists")
    parser.add_argument("--variant", action="append", help="full8, small8, small2; default: all")
    parser.add_argument("--family", action="append", choices=FAMILIES, help="default: all that a variant makes sense for")
    parser.add_argument("--flat", action="store_true", help="map the tile as a whole besides")
    parser.add_argument("--path", action="store_true", help="print the longest path")
    parser.add_argument("--json", type=pathlib.Path, help="write the results there")
    parser.add_argument("--check", type=pathlib.Path, metavar="BUDGET", help="fail where a module outgrows its budget")
    parser.add_argument("--update", type=pathlib.Path, metavar="BUDGET", help="make what is measured the budget")
    args = parser.parse_args()
    results, failures = [], []
    for variant in args.variant or ["full8", "small8", "small2"]:
        # An iCE40 is too small for eight lanes.
        families = args.family or (["xc7", "ecp5", "ice40"] if variant == "small2" else ["xc7", "ecp5"])
        for family in families:
            result = measure(args, variant, family)
            show(result, args.path)
            results.append(result)
            if family == "xc7" and args.check:
                failures += [f"{variant}: {line}" for line in check(result, json.loads(args.check.read_text()))]
    if args.json:
        args.json.write_text(json.dumps(results, indent=1) + "\n")
    if args.update:
        budget = json.loads(args.update.read_text()) if args.update.exists() else {}
        budget.update({r["variant"]: budget_of(r) for r in results if r["family"] == "xc7"})
        args.update.write_text(json.dumps(budget, indent=1) + "\n")
    for line in failures:
        print("area: " + line, file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
