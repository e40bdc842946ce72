//===- ModelInterface.h - C interface of a Verilated chip -------*- C++ -*-===//
//
// A Verilated chip is a shared library of its own, found by the name of its target: it exports one function,
// `snnc_rtl_model`, which returns the table below. So models of any configuration, built before or on demand, are used
// alike, and two of them can live in one process.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_MESH_MODEL_MODELINTERFACE_H
#define SNNC_SIM_MESH_MODEL_MODELINTERFACE_H

#include <cstddef>
#include <cstdint>

extern "C" {

/// Version of this interface; a library of another version is refused.
#define SNNC_RTL_INTERFACE_VERSION 4u
/// Greatest number of lanes of a state word.
#define SNNC_RTL_MAX_LANES 32u

/// As the word of a record: the population has fired, all words visited have been committed, and what comes next
/// belongs to its next step. `count[0]` is 1 where the sample ends with this step.
#define SNNC_RTL_FIRED 0xffffffffu

/// What a core committed: one state word visited by a firing. `word` counts from the population's first potential.
typedef struct snnc_rtl_commit {
  uint32_t core_x, core_y, population, word;
  int32_t integrated[SNNC_RTL_MAX_LANES]; ///< potential after bias and lower bound
  int32_t count[SNNC_RTL_MAX_LANES];      ///< spikes emitted
  int32_t stored[SNNC_RTL_MAX_LANES];     ///< potential after subtraction, upper clamp and leak
  int32_t current[SNNC_RTL_MAX_LANES];    ///< synaptic current after its leak; 0 where neurons keep none
} snnc_rtl_commit;

typedef void (*snnc_rtl_commit_callback)(void *user, const snnc_rtl_commit *commit);

/// The host port around one rising clock edge. In: `in_valid`, `in_packet`, `out_ready`, held for the cycle.
/// Out: `in_accepted` (the packet was taken at this edge), `out_valid` and `out_packet` (taken if `out_ready`).
typedef struct snnc_rtl_pins {
  uint64_t in_packet, out_packet;
  uint8_t in_valid, in_accepted, out_valid, out_ready;
} snnc_rtl_pins;

typedef struct snnc_rtl_model_table {
  uint32_t interface_version;
  uint32_t lanes;
  /// Canonical JSON of the target that the model was built for.
  const char *target;
  /// A chip after reset. With `random` each register and memory word starts at a random value of `seed`, and the links
  /// of the mesh stand still in random cycles
  /// (only a model built for it does so; others return null then).
  void *(*create)(uint64_t seed, int random, snnc_rtl_commit_callback callback, void *user);
  void (*destroy)(void *model);
  /// One clock cycle.
  void (*cycle)(void *model, snnc_rtl_pins *pins);
  /// Null, or where and which assertion of the RTL failed.
  const char *(*failure)(void *model);
  /// Starts a waveform file, or with a null path ends it: 0 on success, -1 where this model was built without waveforms
  /// or the file cannot be written.
  int (*trace)(void *model, const char *path);
} snnc_rtl_model_table;

typedef const snnc_rtl_model_table *(*snnc_rtl_model_function)(void);
}

#endif // SNNC_SIM_MESH_MODEL_MODELINTERFACE_H
