//===- model.cpp - a Verilated chip behind the C interface ----------------===//
//
// Compiled once for each target and kind of model by build.sh, which defines SNNC_LANES, SNNC_STATE_BITS and
// SNNC_COUNT_BITS from the target's package, and SNNC_RANDOM and SNNC_TRACE (0 none, 1 FST, 2 VCD) for the
// kind. All symbols but `snnc_rtl_model` stay inside the library, so that models of several targets can live in one
// process.
//
//===----------------------------------------------------------------------===//

#include "Vchip.h"
#include "Vchip__Dpi.h"
#include "sim/mesh/model/ModelInterface.h"
#include "verilated.h"
#if SNNC_TRACE == 1
#include "verilated_fst_c.h"
using Waveform = VerilatedFstC;
#elif SNNC_TRACE == 2
#include "verilated_vcd_c.h"
using Waveform = VerilatedVcdC;
#endif
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>

static const char targetText[] =
#include "target.inc"
    ;

namespace {

struct Model {
  // The context outlives the chip that registers itself there.
  VerilatedContext context;
  std::unique_ptr<Vchip> chip;
#if SNNC_TRACE
  std::unique_ptr<Waveform> waveform;
#endif
  snnc_rtl_commit_callback callback = nullptr;
  void *user = nullptr;
  std::string failure, failedIn;

  void tick();
};

/// The model whose clock is running: neither a commit nor a failed assertion says which it belongs to.
thread_local Model *current = nullptr;

void fail(const char *file, int line, const char *what) {
  if (!current || !current->failure.empty())
    return;
  const char *slash = file ? std::strrchr(file, '/') : nullptr;
  current->failure = std::string(what) + " at " + (slash ? slash + 1 : file ? file : "?") + ":" + std::to_string(line);
  if (!current->failedIn.empty())
    current->failure += " in " + current->failedIn;
}

/// Reads `bits` bits at position `at` of a packed vector.
uint32_t slice(const svBitVecVal *vector, unsigned at, unsigned bits) {
  uint64_t value = vector[at / 32];
  if (at % 32 + bits > 32)
    value |= uint64_t(vector[at / 32 + 1]) << 32;
  return uint32_t((value >> (at % 32)) & ((uint64_t(1) << bits) - 1));
}

int32_t signedState(const svBitVecVal *vector, unsigned lane) {
  unsigned unused = 32 - SNNC_STATE_BITS;
  return int32_t(slice(vector, lane * SNNC_STATE_BITS, SNNC_STATE_BITS) << unused) >> unused;
}

void Model::tick() {
  chip->clk = 0;
  chip->eval();
#if SNNC_TRACE
  if (waveform)
    waveform->dump(context.time());
#endif
  context.timeInc(1);
  chip->clk = 1;
  chip->eval();
#if SNNC_TRACE
  if (waveform)
    waveform->dump(context.time());
#endif
  context.timeInc(1);
}

void *create(uint64_t seed, int random, snnc_rtl_commit_callback callback, void *user) {
  if (random && !SNNC_RANDOM)
    return nullptr;
  auto model = std::make_unique<Model>();
  model->callback = callback;
  model->user = user;
  if (random) {
    model->context.randReset(2);
    model->context.randSeed(int(seed & 0x7fffffff));
  }
  model->context.traceEverOn(SNNC_TRACE != 0);
  model->chip = std::make_unique<Vchip>(&model->context, "chip");
  current = model.get();
  Vchip &chip = *model->chip;
  chip.host_in_valid = 0;
  chip.host_in_packet = 0;
  chip.host_out_ready = 0;
  chip.rst = 1;
  for (int i = 0; i < 4; ++i)
    model->tick();
  chip.rst = 0;
  current = nullptr;
  return model.release();
}

void destroy(void *handle) {
  auto *model = static_cast<Model *>(handle);
#if SNNC_TRACE
  if (model->waveform)
    model->waveform->close();
#endif
  // The runtime asks the thread for its context, which is that of whichever chip was made last.
  Verilated::threadContextp(&model->context);
  model->chip->final();
  delete model;
  Verilated::threadContextp(Verilated::defaultContextp());
}

/// The ports towards the host are functions of registers, so what they show before the edge is what the edge takes.
void cycle(void *handle, snnc_rtl_pins *pins) {
  auto *model = static_cast<Model *>(handle);
  Vchip &chip = *model->chip;
  pins->in_accepted = pins->in_valid && chip.host_in_ready;
  pins->out_valid = chip.host_out_valid;
  pins->out_packet = chip.host_out_packet;
  chip.host_in_valid = pins->in_valid;
  chip.host_in_packet = pins->in_packet;
  chip.host_out_ready = pins->out_ready;
  current = model;
  Verilated::threadContextp(&model->context);
  model->tick();
  current = nullptr;
}

const char *failure(void *handle) {
  auto *model = static_cast<Model *>(handle);
  return model->failure.empty() ? nullptr : model->failure.c_str();
}

int trace(void *handle, const char *path) {
#if SNNC_TRACE
  auto *model = static_cast<Model *>(handle);
  if (!path) {
    if (model->waveform)
      model->waveform->close();
    model->waveform.reset();
    return 0;
  }
  // The writer does not report a path that it cannot open.
  std::FILE *file = std::fopen(path, "wb");
  if (!file)
    return -1;
  std::fclose(file);
  model->waveform = std::make_unique<Waveform>();
  model->chip->trace(model->waveform.get(), 99);
  model->waveform->open(path);
  return model->waveform->isOpen() ? 0 : -1;
#else
  (void)handle;
  (void)path;
  return -1;
#endif
}

} // namespace

int snncRtlPrint(const char *, ...) { return 0; }

void snncRtlFailedIn(const char *instance) {
  if (current && current->failure.empty())
    current->failedIn = instance;
}

void vl_stop(const char *file, int line, const char *) { fail(file, line, "assertion failed"); }

void vl_fatal(const char *file, int line, const char *, const char *message) {
  fail(file, line, message ? message : "fatal error");
}

extern "C" void snnc_commit_word(int coreX, int coreY, int population, int word, const svBitVecVal *integrated,
                                 const svBitVecVal *counts, const svBitVecVal *stored, const svBitVecVal *synaptic) {
  if (!current || !current->callback)
    return;
  snnc_rtl_commit commit = {};
  commit.core_x = uint32_t(coreX);
  commit.core_y = uint32_t(coreY);
  commit.population = uint32_t(population);
  commit.word = uint32_t(word);
  for (unsigned lane = 0; lane < SNNC_LANES; ++lane) {
    commit.integrated[lane] = signedState(integrated, lane);
    commit.count[lane] = int32_t(slice(counts, lane * SNNC_COUNT_BITS, SNNC_COUNT_BITS));
    commit.stored[lane] = signedState(stored, lane);
    commit.current[lane] = signedState(synaptic, lane);
  }
  current->callback(current->user, &commit);
}

extern "C" void snnc_commit_fired(int coreX, int coreY, int population, int last) {
  if (!current || !current->callback)
    return;
  snnc_rtl_commit commit = {};
  commit.core_x = uint32_t(coreX);
  commit.core_y = uint32_t(coreY);
  commit.population = uint32_t(population);
  commit.word = SNNC_RTL_FIRED;
  commit.count[0] = last;
  current->callback(current->user, &commit);
}

extern "C" __attribute__((visibility("default"))) const snnc_rtl_model_table *snnc_rtl_model(void) {
  static const snnc_rtl_model_table table = {
      SNNC_RTL_INTERFACE_VERSION, SNNC_LANES, targetText, create, destroy, cycle, failure, trace};
  return &table;
}
