"""Writes 5 samples of 20 steps of 2 channels of 8 by 8, of up to 3 spikes: spikes.py FILE.npy"""
import sys

import numpy as np

np.save(sys.argv[1], np.random.RandomState(1).binomial(3, 0.05, (5, 20, 2, 8, 8)).astype(np.uint8))
