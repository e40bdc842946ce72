"""Reads recordings with `snnc events` and with other packages: time and peak memory of each. Run by recordings.sh."""
import json
import os
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "tests", "oracles"))

WIDTH, HEIGHT, PART = 640, 480, 1_000_000

# Each gives arrays of events, part by part; all are asked for what `snnc events` tells.
READERS = {
    "expelliarmus-dat": "from expelliarmus import Wizard\nparts = [Wizard(encoding='dat').read(path)]",
    "expelliarmus-evt2": "from expelliarmus import Wizard\nparts = [Wizard(encoding='evt2').read(path)]",
    "expelliarmus-evt3": "from expelliarmus import Wizard\nparts = [Wizard(encoding='evt3').read(path)]",
    "faery": "import faery\nparts = faery.events_stream_from_file(path)",
    "tonic-nmnist": "import tonic.io\nparts = [tonic.io.read_mnist_file(path, dtype=numpy.dtype([('x', int), ('y', int), ('t', int), ('p', int)]))]",
    "tonic-davis": "import tonic.io\nparts = [tonic.io.read_davis_346(path)[-1]]",
    "tonic-aedat4": "import tonic.io\nparts = [tonic.io.read_aedat4(path)]",
    "aedat": "import aedat\nparts = (packet['events'] for packet in aedat.Decoder(path) if 'events' in packet)",
    "dv-processing": """import dv_processing as dv
def read():
    recording = dv.io.MonoCameraRecording(path)
    while recording.isRunning():
        batch = recording.getNextEventBatch()
        if batch is not None:
            yield batch.numpy()
parts = read()""",
    "event_stream": "import event_stream\nparts = event_stream.Decoder(path)",
    "numpy": "parts = [numpy.load(path)]",
    "h5py": "import h5py\nfile = h5py.File(path)\nparts = [{key: file['events'][key][:] for key in 'txyp'}]",
}
SURVEY = """
n, on, last, fell, extent = 0, 0, None, 0, [1 << 30, 0, 1 << 30, 0]
for part in parts:
    t = part["timestamp"] if not isinstance(part, dict) and "timestamp" in part.dtype.names else part["t"]
    p = part["p" if isinstance(part, dict) or "p" in part.dtype.names else "on" if "on" in part.dtype.names else "polarity"]
    if len(t) == 0:
        continue
    x, y = part["x"], part["y"]
    n += len(t)
    on += int(numpy.count_nonzero(p))
    fell += int(numpy.count_nonzero(t[1:] < t[:-1])) + (last is not None and t[0] < last)
    last = t[-1]
    extent = [min(extent[0], x.min()), max(extent[1], x.max()), min(extent[2], y.min()), max(extent[3], y.max())]
print(n)
"""
FORMATS = {
    "nmnist": ("bin", ["tonic-nmnist"]), "dat": ("dat", ["expelliarmus-dat", "faery"]),
    "evt2": ("raw", ["expelliarmus-evt2", "faery"]), "evt21": ("raw", []),
    "evt3": ("raw", ["expelliarmus-evt3", "faery"]), "aedat2_davis": ("aedat", ["tonic-davis"]),
    "aedat3": ("aedat", []), "aedat4": ("aedat4", ["aedat", "dv-processing", "faery", "tonic-aedat4"]),
    "aedat4_lz4": ("aedat4", ["aedat", "dv-processing", "faery"]), "event_stream": ("es", ["event_stream", "faery"]),
    "npy": ("npy", ["numpy"]), "hdf5": ("h5", ["h5py"]),
}


def measure(command):
    # Wall time, processor time and peak memory of one process. This one stays small, for a child's peak is at least its
    # parent's.
    begin = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begin if status == 0 else None
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, output


def fastest(command):
    # The least of three runs, for all alike: others on the machine only make a run slower.
    runs = [measure(command) for _ in range(3)]
    if any(run[0] is None for run in runs):
        return runs[0]
    return min(run[0] for run in runs), min(run[1] for run in runs), max(run[2] for run in runs), runs[0][3]


def make(format, path, count):
    import numpy as np
    import layouts

    width, height = (34, 34) if format == "nmnist" else (346, 260) if format == "aedat2_davis" else (WIDTH, HEIGHT)
    def parts():
        for i in range(0, count, PART):
            yield layouts.random_events(min(PART, count - i), width, height, PART // 2, seed=i, start_us=i // 2)

    if format.startswith("aedat4"):
        import dv_processing as dv
        config = dv.io.MonoCameraWriter.Config("DAVIS")
        config.addEventStream((WIDTH, HEIGHT))
        config.compression = dv.CompressionType.LZ4 if format.endswith("lz4") else dv.CompressionType.NONE
        writer = dv.io.MonoCameraWriter(path, config)
        # One part of events written over and over, later each time: the writer takes single events alone.
        first = next(parts())
        columns = [first[key].tolist() for key in "txyp"]
        for i in range(0, count, PART):
            for begin in range(0, min(PART, count - i), 10_000):
                store = dv.EventStore()
                for t, x, y, p in zip(*(column[begin:begin + 10_000] for column in columns)):
                    store.push_back(t + i // 2, x, y, bool(p))
                writer.writeEvents(store)
        return
    if format == "npy":
        dtype = np.dtype([("t", "<i8"), ("x", "<u2"), ("y", "<u2"), ("p", "?")])
        array = np.lib.format.open_memmap(path, "w+", dtype, (count,))
        for i, events in enumerate(parts()):
            array[i * PART:(i + 1) * PART] = layouts.records(events, dtype)
        return
    if format == "hdf5":
        import h5py
        with h5py.File(path, "w") as file:
            sets = {key: file.create_dataset(f"events/{key}", (count,), kind, chunks=(1 << 18,))
                    for key, kind in zip("txyp", ("u4", "u2", "u2", "u1"))}
            for i, events in enumerate(parts()):
                for key in "txyp":
                    sets[key][i * PART:(i + 1) * PART] = events[key]
        return
    state = {"height": height}
    with open(path, "wb") as file:
        file.write(layouts.HEADERS.get(format, lambda w, h: b"")(width, height))
        for events in parts():
            file.write(layouts.ENCODERS[format](events, state))


def main():
    if sys.argv[1] == "make":
        make(sys.argv[2], sys.argv[3], int(sys.argv[4]))
        return
    snnc, folder, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
    chosen = sys.argv[4:] or FORMATS
    for format in chosen:
        ending, readers = FORMATS[format]
        path = os.path.join(folder, f"bench.{ending}")
        subprocess.run([sys.executable, __file__, "make", format, path, str(count)], check=True, stderr=subprocess.DEVNULL)
        subprocess.run(["cat", path], stdout=subprocess.DEVNULL)  # into the file cache, for all alike
        best, least, peak, output = fastest([snnc, "events", path, "--json"])
        report = json.loads(output)
        assert report["events"] == count, report
        line = {"format": format, "events": count, "megabytes": round(os.path.getsize(path) / 1e6),
                "snnc": {"seconds": round(best, 3), "processor": round(least, 3), "peak_mb": round(peak)}}
        for reader in readers:
            script = f"import numpy\npath = {path!r}\n{READERS[reader]}\n{SURVEY}"
            seconds, processor, peak, output = fastest([sys.executable, "-c", script])
            line[reader] = {"seconds": seconds and round(seconds, 3), "processor": round(processor, 3),
                            "peak_mb": round(peak),
                            "events": int(output.split()[-1]) if seconds else None}
        for reader in readers:
            other = line[reader]
            if other["events"] == count:
                other["snnc_times_faster"] = round(other["seconds"] / best, 1)
                other["snnc_times_less_processor"] = round(other["processor"] / least, 1)
        print(json.dumps(line), flush=True)
        os.remove(path)


main()
