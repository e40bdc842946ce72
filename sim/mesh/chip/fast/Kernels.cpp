//===- Kernels.cpp - the two loops in which the time goes -----------------===//
//
// Compiled once for each instruction set (Highway includes this file again and again through foreach_target.h).
//
//===----------------------------------------------------------------------===//

#include "sim/mesh/chip/fast/Kernels.h"
#include <cstdlib>

// Vectors whose length is not known to the compiler cannot be kept in arrays.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/mesh/chip/fast/Kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace snnc::sim::fast {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using Wide = hn::ScalableTag<int16_t>;
constexpr size_t wideLanes = hn::MaxLanes(Wide());

//===----------------------------------------------------------------------===//
// Accumulating
//===----------------------------------------------------------------------===//

/// Adds a row of a patch.
template <uint32_t Vectors, bool Counted>
HWY_INLINE void addRow(uint32_t vectors, const int16_t *HWY_RESTRICT weights, int16_t *HWY_RESTRICT state,
                       int16_t count) {
  const Wide d;
  auto addVector = [&](size_t at) HWY_ATTR {
    auto weight = hn::LoadU(d, weights + at);
    if (Counted)
      weight = hn::Mul(weight, hn::Set(d, count));
    hn::StoreU(hn::Add(hn::LoadU(d, state + at), weight), d, state + at);
  };
  if constexpr (Vectors != 0) {
#pragma clang loop unroll(full)
    for (uint32_t v = 0; v < Vectors; ++v)
      addVector(v * wideLanes);
  } else {
    for (uint32_t v = 0; v < vectors; ++v)
      addVector(v * wideLanes);
  }
}

/// Adds a patch; 0 rows or vectors: their number is found at run time.
template <uint32_t Rows, uint32_t Vectors, bool Counted>
HWY_INLINE void addPatch(const SynapseTables &synapse, const int16_t *weights, int16_t *state, int16_t count) {
  const uint32_t vectors = synapse.rowNumbers / uint32_t(wideLanes);
  if constexpr (Rows != 0) {
#pragma clang loop unroll(full)
    for (uint32_t r = 0; r < Rows; ++r)
      addRow<Vectors, Counted>(vectors, weights + (Vectors ? Vectors : vectors) * wideLanes * r,
                               state + size_t(r) * synapse.stateRow, count);
  } else {
    for (uint32_t r = 0; r < synapse.patchRows; ++r)
      addRow<Vectors, Counted>(vectors, weights + size_t(r) * synapse.rowNumbers, state + size_t(r) * synapse.stateRow,
                               count);
  }
}

HWY_INLINE void reach(BlockSet &blocks, const AxisTarget &row, const AxisTarget &column) {
  const hn::CappedTag<uint64_t, blockWords> d;
  for (size_t i = 0; i < blockWords; i += hn::MaxLanes(d)) {
    auto both = hn::And(hn::LoadU(d, row.blocks.data() + i), hn::LoadU(d, column.blocks.data() + i));
    hn::StoreU(hn::Or(hn::LoadU(d, blocks.data() + i), both), d, blocks.data() + i);
  }
}

template <uint32_t Rows, uint32_t Vectors>
uint64_t accumulatePatches(const SynapseTables &synapse, llvm::ArrayRef<Spike> spikes, int16_t *state,
                           BlockSet &blocks) {
  uint64_t operations = 0;
  BlockSet reached = blocks;
  for (const Spike &spike : spikes) {
    const AxisTarget &row = synapse.rows[spike.y], &column = synapse.columns[spike.x];
    uint32_t channel = synapse.channels[spike.channel];
    if ((row.place | column.place) < 0 || channel == SynapseTables::noChannel)
      continue;
    reach(reached, row, column);
    operations += uint64_t(row.reached * column.reached) * uint64_t(std::abs(spike.count));
    const int16_t *weights = synapse.patches + (size_t(channel) + row.weights + column.weights);
    int16_t *place = state + (row.place + column.place);
    if (spike.count == 1)
      addPatch<Rows, Vectors, false>(synapse, weights, place, 1);
    else
      addPatch<Rows, Vectors, true>(synapse, weights, place, spike.count);
  }
  blocks = reached;
  return operations;
}

/// All spikes go to the same place, one row of numbers, of which eight vectors at a time stay in registers.
uint64_t accumulateAtOnePlace(const SynapseTables &synapse, llvm::ArrayRef<Spike> spikes, int16_t *state,
                              BlockSet &blocks) {
  constexpr size_t atOnce = 8, most = 256;
  struct Addend {
    const int16_t *weights;
    int16_t count;
  } addends[most];
  const Wide d;
  uint64_t operations = 0;
  while (!spikes.empty()) {
    size_t n = 0;
    int32_t place = 0;
    for (const Spike &spike : spikes.take_front(most)) {
      const AxisTarget &row = synapse.rows[spike.y], &column = synapse.columns[spike.x];
      uint32_t channel = synapse.channels[spike.channel];
      if ((row.place | column.place) < 0 || channel == SynapseTables::noChannel)
        continue;
      reach(blocks, row, column);
      operations += uint64_t(row.reached * column.reached) * uint64_t(std::abs(spike.count));
      addends[n++] = {synapse.patches + (size_t(channel) + row.weights + column.weights), spike.count};
      place = row.place + column.place;
    }
    spikes = spikes.drop_front(std::min(most, spikes.size()));
    int16_t *numbers = state + place;
    size_t at = 0;
    for (; at + atOnce * wideLanes <= synapse.rowNumbers; at += atOnce * wideLanes) {
      hn::Vec<Wide> sums[atOnce];
      for (size_t v = 0; v < atOnce; ++v)
        sums[v] = hn::LoadU(d, numbers + at + v * wideLanes);
      for (size_t i = 0; i < n; ++i) {
        const auto count = hn::Set(d, addends[i].count);
        for (size_t v = 0; v < atOnce; ++v)
          sums[v] = hn::Add(sums[v], hn::Mul(hn::LoadU(d, addends[i].weights + at + v * wideLanes), count));
      }
      for (size_t v = 0; v < atOnce; ++v)
        hn::StoreU(sums[v], d, numbers + at + v * wideLanes);
    }
    for (; at < synapse.rowNumbers; at += wideLanes) {
      auto sum = hn::LoadU(d, numbers + at);
      for (size_t i = 0; i < n; ++i)
        sum = hn::Add(sum, hn::Mul(hn::LoadU(d, addends[i].weights + at), hn::Set(d, addends[i].count)));
      hn::StoreU(sum, d, numbers + at);
    }
  }
  return operations;
}

template <uint32_t Rows> AccumulateFunction ofVectors(uint32_t vectors) {
  switch (vectors) {
  case 1: return accumulatePatches<Rows, 1>;
  case 2: return accumulatePatches<Rows, 2>;
  case 3: return accumulatePatches<Rows, 3>;
  case 4: return accumulatePatches<Rows, 4>;
  case 5: return accumulatePatches<Rows, 5>;
  case 6: return accumulatePatches<Rows, 6>;
  case 8: return accumulatePatches<Rows, 8>;
  default: return accumulatePatches<Rows, 0>;
  }
}

AccumulateFunction chooseAccumulate(const SynapseTables &synapse, bool onePlace) {
  if (onePlace)
    return accumulateAtOnePlace;
  uint32_t vectors = synapse.rowNumbers / uint32_t(wideLanes);
  switch (synapse.patchRows) {
  case 1: return ofVectors<1>(vectors);
  case 2: return ofVectors<2>(vectors);
  case 3: return ofVectors<3>(vectors);
  case 4: return ofVectors<4>(vectors);
  case 5: return ofVectors<5>(vectors);
  default: return ofVectors<0>(vectors);
  }
}

//===----------------------------------------------------------------------===//
// Firing
//===----------------------------------------------------------------------===//

/// What is the same in all blocks of a firing.
template <class D> struct Firing {
  using V = hn::Vec<D>;
  static constexpr size_t lanes = hn::MaxLanes(D());
  const FiringTables &tables;
  Fired fired;

  HWY_INLINE uint64_t bitsOf(hn::Mask<D> mask) const {
    uint8_t bytes[8] = {};
    hn::StoreMaskBits(D(), mask, bytes);
    uint64_t bits;
    std::memcpy(&bits, bytes, 8);
    return bits;
  }

  /// Writes a spike for each lane of `bits`, with its value of `counts`.
  HWY_INLINE void list(uint64_t bits, V counts, uint64_t place, size_t element) {
    alignas(64) uint16_t values[lanes];
    hn::Store(hn::BitCast(hn::RebindToUnsigned<D>(), counts), hn::RebindToUnsigned<D>(), values);
    for (; bits; bits &= bits - 1) {
      size_t lane = size_t(__builtin_ctzll(bits));
      uint64_t spike = (place + tables.element[element + lane]) | uint64_t(values[lane]) << 48;
      std::memcpy(fired.end++, &spike, sizeof(Spike));
    }
  }

  /// Spike counts of potentials, 0 below the threshold.
  HWY_INLINE V countsOf(V v, V threshold, V atRest, size_t element) {
    const D d;
    const hn::RebindToUnsigned<D> du;
    if (tables.resetToZero)
      return hn::IfThenElseZero(hn::Gt(v, atRest), hn::Set(d, 1));
    // With the reciprocal rounded down the quotient is right or 1 too small.
    const V positive = hn::Max(v, hn::Zero(d));
    const auto reciprocal = hn::LoadU(du, tables.reciprocal.data() + element);
    V n = hn::BitCast(d, mulHigh(hn::BitCast(du, positive), reciprocal));
    const V left = hn::Sub(positive, hn::Mul(n, threshold));
    n = hn::Sub(n, hn::VecFromMask(d, hn::Gt(left, atRest)));
    const V most = hn::Set(d, tables.maxCount);
    if (const auto over = hn::Gt(n, most); HWY_UNLIKELY(!hn::AllFalse(d, over)))
      fired.capped += hn::CountTrue(d, over);
    return hn::Min(n, most);
  }

  /// The upper half of products of unsigned numbers.
  static HWY_INLINE hn::Vec<hn::RebindToUnsigned<D>> mulHigh(hn::Vec<hn::RebindToUnsigned<D>> a,
                                                             hn::Vec<hn::RebindToUnsigned<D>> b) {
    return hn::MulHigh(a, b);
  }

  /// What is stored after `counts` spikes. Where a lane has none, `v` itself: it is at most upper.
  HWY_INLINE V reset(V v, V counts, size_t element) const {
    const D d;
    if (tables.resetToZero)
      return hn::IfThenZeroElse(hn::Gt(counts, hn::Zero(d)), v);
    const V subtract = hn::LoadU(d, tables.subtract.data() + element);
    return hn::Min(hn::Sub(v, hn::Mul(counts, subtract)), hn::Set(d, tables.upper));
  }

  HWY_INLINE void emit(V counts, uint64_t place, size_t element) {
    const D d;
    fired.spikes += uint64_t(sumOf(counts));
    list(bitsOf(hn::Gt(counts, hn::Zero(d))), counts, place, element);
  }
  static HWY_INLINE uint32_t sumOf(V counts) {
    alignas(64) int16_t values[lanes];
    hn::Store(counts, D(), values);
    uint32_t sum = 0;
    for (int16_t value : values)
      sum += uint16_t(value);
    return sum;
  }

  /// Fires a vector of neurons that do not leak; returns whether one is not at rest.
  HWY_INLINE bool fireIntegrating(int16_t *state, uint64_t place, size_t element) {
    const D d;
    const V bias = hn::LoadU(d, tables.bias.data() + element), lower = hn::LoadU(d, tables.lower.data() + element);
    const V atRest = hn::LoadU(d, tables.atRest.data() + element);
    const V v = hn::Max(hn::Add(hn::LoadU(d, state), bias), lower);
    if (HWY_LIKELY(hn::AllFalse(d, hn::Gt(v, atRest)))) {
      hn::StoreU(v, d, state);
      return false;
    }
    const V threshold = hn::LoadU(d, tables.threshold.data() + element);
    const V counts = countsOf(v, threshold, atRest, element);
    const V stored = reset(v, counts, element);
    hn::StoreU(stored, d, state);
    emit(counts, place, element);
    return !hn::AllFalse(d, hn::Or(hn::Lt(stored, lower), hn::Gt(stored, atRest)));
  }

  /// What a decay leaves, towards 0.
  HWY_INLINE V decayed(V value, const uint16_t *decays, const int16_t *keeps) const {
    const D d;
    const hn::RebindToUnsigned<D> du;
    const V magnitude = hn::BitCast(d, mulHigh(hn::BitCast(du, hn::Abs(value)), hn::LoadU(du, decays)));
    const V left = hn::IfThenElse(hn::Lt(value, hn::Zero(d)), hn::Neg(magnitude), magnitude);
    return hn::IfThenElse(hn::Lt(hn::LoadU(d, keeps), hn::Zero(d)), value, left);
  }

  /// The same of neurons that leak. Without a current the bias comes to the potential, else to the current, and this to
  /// the potential.
  HWY_INLINE bool fireLeaking(int16_t *state, int16_t *potentials, uint64_t place, size_t element) {
    const D d;
    const V lower = hn::LoadU(d, tables.lower.data() + element), atRest = hn::LoadU(d, tables.atRest.data() + element);
    const V fed = hn::Add(hn::LoadU(d, state), hn::LoadU(d, tables.bias.data() + element));
    const V v = hn::Max(tables.hasCurrent ? hn::Add(hn::LoadU(d, potentials), fed) : fed, lower);
    V stored = hn::Min(v, hn::Set(d, tables.upper));
    if (!hn::AllFalse(d, hn::Gt(v, atRest))) {
      const V counts = countsOf(v, hn::LoadU(d, tables.threshold.data() + element), atRest, element);
      stored = reset(v, counts, element);
      if (tables.isReadout)
        fired.spikes += sumOf(counts);
      else
        emit(counts, place, element);
    }
    if (tables.isReadout)
      list(bitsOf(hn::Ne(v, hn::Zero(d))), v, place, element);
    stored = decayed(stored, tables.decay.data() + element, tables.keeps.data() + element);
    V left = stored;
    if (tables.hasCurrent) {
      hn::StoreU(stored, d, potentials);
      left = decayed(fed, tables.currentDecay.data() + element, tables.keepsCurrent.data() + element);
    }
    hn::StoreU(left, d, state);
    return !hn::AllFalse(d, hn::Ne(hn::Or(stored, left), hn::Zero(d)));
  }
};

/// `Lanes`: at most so many numbers of a vector, that a block is of whole vectors.
template <size_t Lanes, bool Leaking>
Fired fireBlocks(const FiringTables &tables, int16_t *state, int16_t *potentials, BlockSet &blocks, Spike *out) {
  using D = hn::CappedTag<int16_t, Lanes>;
  Firing<D> firing{tables, {out}};
  for (size_t word = 0; word < blockWords; ++word) {
    uint64_t notAtRest = 0;
    for (uint64_t bits = blocks[word]; bits; bits &= bits - 1) {
      size_t block = word * 64 + size_t(__builtin_ctzll(bits));
      size_t offset = tables.offset[block];
      bool again = false;
      for (size_t element = 0; element < tables.numbers; element += Firing<D>::lanes)
        again |= Leaking ? firing.fireLeaking(state + offset + element, potentials + offset + element,
                                              tables.place[block], element)
                         : firing.fireIntegrating(state + offset + element, tables.place[block], element);
      notAtRest |= again ? bits & -bits : 0;
    }
    blocks[word] = notAtRest;
  }
  return firing.fired;
}

template <size_t Lanes> FireFunction ofKind(const FiringTables &tables) {
  return tables.hasDecay ? fireBlocks<Lanes, true> : fireBlocks<Lanes, false>;
}

FireFunction chooseFire(const FiringTables &tables) {
  if (tables.numbers % 32 == 0)
    return ofKind<32>(tables);
  if (tables.numbers % 16 == 0)
    return ofKind<16>(tables);
  return ofKind<8>(tables);
}

const Kernels *getKernels() {
  static const Kernels result{hwy::TargetName(HWY_TARGET), uint32_t(wideLanes), chooseAccumulate, chooseFire};
  return &result;
}

} // namespace HWY_NAMESPACE
} // namespace snnc::sim::fast
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace snnc::sim::fast {
HWY_EXPORT(getKernels);
const Kernels &kernels() { return *HWY_DYNAMIC_DISPATCH(getKernels)(); }
} // namespace snnc::sim::fast
#endif
