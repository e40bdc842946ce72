"""Measures everything that this project states a figure for, in one run on one machine. Run by `./dev bench all`.

usage: bench/all.py BUILD SHARED [--json FILE] [--page FILE] [--skip NAME ...]

Each part first checks its own result and stops the run where it is wrong. FILE of --json is compared with what it held
before and then written anew; FILE of --page is docs/performance.md. Times are medians. What needs SHARED (the network
nmnist_scnn.nir and its recordings, and the hand-written simulators) or Brian2 is left out, and said, where there is none.
"""
import argparse
import inspect
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)


def output_of(*command, **options):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, **options).stdout


def process_seconds(*command, rounds=7):
    """The median wall time of a whole process."""
    times = []
    for _ in range(rounds):
        begin = time.monotonic()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        times.append(time.monotonic() - begin)
    return statistics.median(times)


class Bench:
    def __init__(self, build, shared, folder):
        self.snnc = os.path.join(build, "bin", "snnc")
        self.engine_time = os.path.join(build, "bin", "snnc-engine-time")
        self.build, self.shared, self.folder = build, shared, folder
        self.nmnist_file = os.path.join(shared, "models", "nmnist_scnn.nir")
        self.saccades = os.path.join(shared, "data", "saccades")
        self.has_nmnist = os.path.exists(self.nmnist_file)
        self.digits = os.path.join(ROOT, "examples", "digits")

    def compiled(self, name):
        """The folder of a compiled network and its recordings."""
        folder = os.path.join(self.folder, name)
        if not os.path.exists(folder):
            source = ([self.nmnist_file, "--nir-dialect", "sinabs"] if name == "nmnist" else
                      [os.path.join(self.digits, "digits.json"), "--target", "mesh2x2"])
            output_of(self.snnc, "compile", "--quiet", *source, "-o", folder)
        return folder, self.saccades if name == "nmnist" else os.path.join(self.digits, "recordings")

    def networks(self):
        return ["nmnist", "digits"] if self.has_nmnist else ["digits"]

    def engines(self):
        """Milliseconds of the processor a recording, without records and with; integer and chip must have sent the same
        spikes, and their records must tell of as many."""
        result = {}
        for name in self.networks():
            folder, recordings = self.compiled(name)
            figures = json.loads(output_of(self.engine_time, folder, recordings, "--limit", "20", "--repeat", "5",
                                           "--records", "--engine", "chip", "--engine", "integer", "--engine",
                                           "float"))
            if figures["chip"]["spikes"] != figures["integer"]["spikes"]:
                raise SystemExit(f"{name}: chip and integer engine sent different spikes: {figures}")
            for engine, figure in figures.items():
                result[f"{name}, {engine}: ms a recording"] = figure["ms"]
            result[f"{name}, chip: ns a synaptic operation"] = figures["chip"]["ns_per_synaptic_operation"]
            result[f"{name}, chip with records over chip"] = figures["chip with records"]["ms"] / figures["chip"]["ms"]
            for engine in ("integer", "float"):
                result[f"{name}, {engine} over chip"] = figures[engine]["ms"] / figures["chip"]["ms"]
        return result

    def limit(self):
        """The chip simulator over two hand-written ones."""
        if not self.has_nmnist:
            return f"there is no {self.nmnist_file}"
        figures = json.loads(output_of(sys.executable, os.path.join(HERE, "simulator", "limit.py"), self.build,
                                       self.shared, "--rounds", "5"))["nmnist"]
        return {"chip over fast.h": figures["over_fast"], "chip over event_conv.cpp": figures["over_event_conv"],
                "fast.h: ms a recording": figures["fast_ms"]}

    def brian(self):
        """Brian2's generated C++ (bench/simulator/brian.py) over the chip simulator: the same integers and recordings, and
        the same spikes of every layer, which is checked. Brian2 goes through all neurons in each step and through
        synapses one by one, in double precision. The time is that of its simulation loop alone, on one thread."""
        if not self.has_nmnist:
            return f"there is no {self.nmnist_file}"
        python = os.environ.get("SNNC_BRIAN_PYTHON", sys.executable)
        if subprocess.run([python, "-c", "import brian2"], stdout=subprocess.DEVNULL,
                          stderr=subprocess.DEVNULL).returncode != 0:
            return f"{python} has no Brian2 (SNNC_BRIAN_PYTHON names one that has)"
        folder, recordings = self.compiled("nmnist")
        dump = os.path.join(self.folder, "brian-phases")
        output_of(self.snnc, "compile", "--quiet", self.nmnist_file, "--nir-dialect", "sinabs", "-o",
                  os.path.join(self.folder, "brian-network"), "--dump-passes", dump)
        files = [os.path.join(recordings, str(label), name) for label in range(10)
                 for name in sorted(os.listdir(os.path.join(recordings, str(label))))[:2]]
        own = os.path.join(self.folder, "brian-recordings")
        for i, path in enumerate(files):
            os.makedirs(os.path.join(own, str(i // 2)), exist_ok=True)
            shutil.copy(path, os.path.join(own, str(i // 2)))
        theirs = json.loads(output_of(python, os.path.join(HERE, "simulator", "brian.py"),
                                      os.path.join(dump, "04-prove.mlir"), os.path.join(self.folder, "brian"), *files,
                                      stderr=subprocess.DEVNULL))
        chip = json.loads(output_of(self.engine_time, folder, own, "--limit", "20", "--repeat", "5"))["chip"]
        if theirs["spikes"] != chip["spikes"]:
            raise SystemExit(f"Brian2 sent other spikes: {theirs['spikes']}, the chip {chip['spikes']}")
        return {"nmnist, Brian2: ms a recording": theirs["ms"], "nmnist, Brian2 over chip": theirs["ms"] / chip["ms"]}

    def threads(self):
        """How much faster two threads are, on many recordings."""
        name = self.networks()[0]
        folder, recordings = self.compiled(name)
        seconds, spikes = {1: [], 2: []}, set()
        for _ in range(5):
            for threads in seconds:
                result = json.loads(output_of(self.snnc, "run", folder, "--input", recordings, "--engine", "chip",
                                              "--threads", str(threads), "--json", "--quiet"))
                seconds[threads].append(result["seconds"])
                spikes.add(json.dumps(result["spikes"]))
        if len(spikes) != 1:
            raise SystemExit(f"{name}: the number of threads changes the spikes: {spikes}")
        return {f"{name}, chip: one thread over two":
                statistics.median(seconds[1]) / statistics.median(seconds[2])}

    def rtl(self):
        """Clock cycles a second of the Verilated chip in lockstep, with commit records, and cycles of a recording."""
        result = {}
        for name in self.networks():
            folder, recordings = self.compiled(name)
            seconds = []
            for _ in range(5):
                process = subprocess.run([self.snnc, "verify", folder, "--input", recordings, "--limit", "1", "--json",
                                          "--quiet", "--timing"], check=True, capture_output=True, text=True)
                times = dict(line.split()[:2] for line in process.stderr.splitlines() if line.endswith(" s"))
                seconds.append(float(times["rtl"]))
            cycles = json.loads(process.stdout)["cycles"]
            result[f"{name}, rtl: cycles of the first recording"] = cycles
            result[f"{name}, rtl: million cycles a second"] = cycles / statistics.median(seconds) / 1e6
        return result

    def start(self):
        """Whole processes."""
        digits = os.path.join(self.digits, "digits.json")
        out = os.path.join(self.folder, "start")
        result = {"snnc --help: s": process_seconds(self.snnc, "--help"),
                  "snnc check, digits: s": process_seconds(self.snnc, "check", digits)}
        if self.has_nmnist:
            result["snnc check, nmnist: s"] = process_seconds(self.snnc, "check", self.nmnist_file)
            result["snnc compile, nmnist: s"] = process_seconds(self.snnc, "compile", self.nmnist_file, "--nir-dialect",
                                                                "sinabs", "-o", out)
            result["snnc compile, nmnist calibrated on 100 recordings: s"] = process_seconds(
                self.snnc, "compile", self.nmnist_file, "--nir-dialect", "sinabs", "--calibrate", self.saccades,
                "--limit", "100", "-o", out, rounds=1)
            folder, recordings = self.compiled("nmnist")
            result["snnc run, nmnist, 20 recordings: s"] = process_seconds(
                self.snnc, "run", folder, "--input", recordings, "--limit", "20", rounds=3)
            result["the same with --record: s"] = process_seconds(
                self.snnc, "run", folder, "--input", recordings, "--limit", "20", "--record",
                os.path.join(self.folder, "records.npz"), rounds=3)
        result["snnc demo: s"] = process_seconds(self.snnc, "demo", "-o", os.path.join(self.folder, "demo"), rounds=3)
        return result

    def area(self):
        """LUTs and flip-flops of a core with its router on xc7, mapped flat."""
        path = os.path.join(self.folder, "area.json")
        output_of(sys.executable, os.path.join(HERE, "area", "area.py"), "--fields",
                  os.path.join(self.build, "bin", "snnc-fields"), "--work", os.path.join(self.folder, "area"), "--flat",
                  "--family", "xc7", "--json", path)
        with open(path) as file:
            reports = json.load(file)
        result = {}
        for report in reports:
            if report["flat"]["lut"] > report["total"]["lut"]:
                raise SystemExit(f"{report['variant']}: flat takes more than its modules by themselves")
            result[f"{report['variant']}, xc7: LUTs"] = report["flat"]["lut"]
            result[f"{report['variant']}, xc7: flip-flops"] = report["flat"]["ff"]
            result[f"{report['variant']}, xc7: levels of the longest path"] = report["flatLevels"]
        return result


PARTS = ["engines", "limit", "brian", "threads", "rtl", "start", "area"]


def bars(rows, unit):
    """A bar chart as SVG: one row a figure, on a scale of its own that begins at 0."""
    width, height, left = 640, 22, 300
    most = max(value for _, value in rows)
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height * len(rows) + 8}" '
             'font-family="sans-serif" font-size="12">']
    for i, (name, value) in enumerate(rows):
        y = 4 + i * height
        length = (width - left - 80) * value / most
        lines.append(f'<text x="{left - 8}" y="{y + 14}" text-anchor="end">{name}</text>'
                     f'<rect x="{left}" y="{y + 3}" width="{length:.1f}" height="14" fill="#4878a8"/>'
                     f'<text x="{left + length + 6:.1f}" y="{y + 14}">{value:.3g} {unit}</text>')
    return "\n".join(lines + ["</svg>", ""])


def write_page(path, result):
    figures = {name: value for part in result["figures"].values() for name, value in part.items()}
    rows = [(name.split(":")[0], value) for name, value in figures.items() if name.endswith("ms a recording")]
    picture = os.path.splitext(path)[0] + ".svg"
    with open(picture, "w") as file:
        file.write(bars(rows, "ms"))
    with open(path, "w") as file:
        file.write("# Performance\n\nWritten by `./dev bench all`. One run on one machine "
                   f"({result['machine']}), medians: only ratios within the run are worth something elsewhere.\n\n"
                   f"![milliseconds a recording]({os.path.basename(picture)})\n")
        for part in result["figures"]:
            file.write(f"\n## {part}\n{inspect.cleandoc(getattr(Bench, part).__doc__)}\n\n| | |\n| --- | --- |\n")
            for name, value in result["figures"][part].items():
                file.write(f"| {name} | {value:.4g} |\n")
        for part, why in result["left out"].items():
            file.write(f"\n`{part}` was left out: {why}.\n")


def compare(before, after):
    for part, figures in after["figures"].items():
        for name, value in figures.items():
            old = before.get("figures", {}).get(part, {}).get(name)
            ratio = f"{value / old:6.2f} of the last run" if old else "new"
            print(f"{name:64} {value:12.4g}   {ratio}")
    for part, why in after["left out"].items():
        print(f"{part:64} left out: {why}")


def machine():
    with open("/proc/cpuinfo") as file:
        names = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    return f"{len(names)} x {names[0]}" if names else "unknown"


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("build")
    parser.add_argument("shared")
    parser.add_argument("--json", default="bench-all.json")
    parser.add_argument("--page")
    parser.add_argument("--skip", nargs="*", default=[], choices=PARTS)
    options = parser.parse_args()
    result = {"machine": machine(), "figures": {}, "left out": {}}
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(options.build, options.shared, folder)
        for part in PARTS:
            if part in options.skip:
                result["left out"][part] = "--skip"
                continue
            print(f"measuring {part} ...", file=sys.stderr, flush=True)
            figures = getattr(bench, part)()
            # A part that is left out says why.
            result["left out" if isinstance(figures, str) else "figures"][part] = figures
    before = {}
    if os.path.exists(options.json):
        with open(options.json) as file:
            before = json.load(file)
    compare(before, result)
    with open(options.json, "w") as file:
        json.dump(result, file, indent=2)
    if options.page:
        write_page(options.page, result)


main()
