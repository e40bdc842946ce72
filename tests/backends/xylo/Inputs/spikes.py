"""Writes 30 samples of 20 steps of 2 inputs that spike in every other step, at random: spikes.py FILE.npy"""
import sys

import numpy as np

np.save(sys.argv[1], (np.random.RandomState(1).random_sample((30, 20, 2)) < 0.5).astype(np.uint8))
