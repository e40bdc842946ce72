"""make: two recordings, one of 12 steps of 1 ms and one of 31, in files of their own and in one folder.
check ALL FIRST SECOND: the record of both samples holds those of each by itself, and zeros behind the shorter one."""
import os
import random
import sys

import numpy

if sys.argv[1] == "make":
    random.seed(7)
    for label, steps in (0, 12), (1, 31):
        os.makedirs(f"both/{label}")
        with open(f"both/{label}/events.csv", "w") as file:
            file.write("t,x,y,p\n")
            for i in range(40 * steps):
                file.write(f"{i * 25},{random.randrange(8)},{random.randrange(8)},{random.randrange(2)}\n")
else:
    both, *singles = [numpy.load(name) for name in sys.argv[2:]]
    assert sum(both[name].any() for name in both.files) >= 4, both.files
    for name in both.files:
        assert both[name].shape[:2] == (2, 31), both[name].shape
        for sample, single in zip(both[name], singles):
            steps = single[name].shape[1]
            assert steps in (12, 31), name
            assert (sample[:steps] == single[name][0]).all() and not sample[steps:].any(), name
