//===- Kernels.cpp - the two loops in which the time goes -----------------===//
//
// Compiled once for each instruction set (Highway includes this file again and again through foreach_target.h).
//
//===----------------------------------------------------------------------===//

#include "sim/mesh/chip/fast/Kernels.h"
#include <cstdlib>

// Vectors whose length is not known to the compiler cannot be kept in arrays. What SSSE3 and the later parts of AVX-512
// have is not used here.
#define HWY_DISABLED_TARGETS (HWY_SVE | HWY_SVE2 | HWY_SVE_256 | HWY_SVE2_128 | HWY_RVV | HWY_SSSE3 | HWY_AVX3_DL)
#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "sim/mesh/chip/fast/Kernels.cpp"
#include <hwy/foreach_target.h>
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace snnc::sim::fast {
namespace HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

//===----------------------------------------------------------------------===//
// Accumulating
//===----------------------------------------------------------------------===//

/// Adds a row of a patch `count` times; 0 vectors: their number is found at run time.
template <class D, uint32_t Vectors>
HWY_INLINE void addRow(uint32_t vectors, const int16_t *HWY_RESTRICT weights, int16_t *HWY_RESTRICT state,
                       hn::Vec<D> count) {
  const D d;
  constexpr size_t lanes = hn::MaxLanes(D());
  auto addVector = [&](size_t at) HWY_ATTR {
    const auto weight = hn::Mul(hn::LoadU(d, weights + at), count);
    hn::StoreU(hn::Add(hn::LoadU(d, state + at), weight), d, state + at);
  };
  if constexpr (Vectors != 0) {
#pragma clang loop unroll(full)
    for (uint32_t v = 0; v < Vectors; ++v)
      addVector(v * lanes);
  } else {
    for (uint32_t v = 0; v < vectors; ++v)
      addVector(v * lanes);
  }
}

/// Adds a patch; 0 rows: their number is found at run time. A count of 1 is no case of its own: which spikes have it
/// can hardly be foretold.
template <class D, uint32_t Rows, uint32_t Vectors>
HWY_INLINE void addPatch(const SynapseTables &synapse, const int16_t *weights, int16_t *state, int16_t count) {
  constexpr uint32_t lanes = hn::MaxLanes(D());
  const uint32_t numbers = Vectors ? Vectors * lanes : synapse.rowNumbers;
  const auto counts = hn::Set(D(), count);
  auto add = [&](size_t r) HWY_ATTR {
    addRow<D, Vectors>(numbers / lanes, weights + r * numbers, state + r * synapse.stateRow, counts);
  };
  if constexpr (Rows != 0) {
#pragma clang loop unroll(full)
    for (uint32_t r = 0; r < Rows; ++r)
      add(r);
  } else {
    for (uint32_t r = 0; r < synapse.patchRows; ++r)
      add(r);
  }
}

HWY_INLINE void reach(BlockSet &blocks, const BlockSet &more) {
  const hn::CappedTag<uint64_t, blockWords> d;
  for (size_t i = 0; i < blockWords; i += hn::MaxLanes(d))
    hn::StoreU(hn::Or(hn::LoadU(d, blocks.data() + i), hn::LoadU(d, more.data() + i)), d, blocks.data() + i);
}

/// Vectors of at most `Lanes` numbers: no wider than a pixel, so that what a spike of the next pixel loads was stored
/// by one instruction. A load from two of them would wait until both are in the cache.
template <size_t Lanes, uint32_t Rows, uint32_t Vectors>
uint64_t accumulatePatches(const SynapseTables &synapse, llvm::ArrayRef<Spike> spikes, int16_t *state,
                           BlockSet &blocks) {
  using D = hn::CappedTag<int16_t, Lanes>;
  const SpikeFormat format = synapse.format;
  const PixelTarget *pixels = synapse.pixels.data();
  const uint32_t *channels = synapse.channels.data();
  uint64_t operations = 0;
  BlockSet reached = blocks;
  auto add = [&](Spike spike) HWY_ATTR {
    const PixelTarget &target = pixels[format.pixel(spike)];
    uint32_t channel = channels[format.channel(spike)];
    if (target.place < 0 || channel == SynapseTables::noChannel)
      return;
    int32_t count = SpikeFormat::count(spike);
    reach(reached, target.blocks);
    operations += target.reached * uint32_t(std::abs(count));
    const int16_t *weights = synapse.patches + (size_t(channel) + target.weights);
    addPatch<D, Rows, Vectors>(synapse, weights, state + target.place, int16_t(count));
  };
  // From both ends of the list in turn: neighbours in it often reach the same numbers, and would wait for each other.
  size_t half = spikes.size() / 2;
  for (size_t i = 0; i < half; ++i) {
    add(spikes[i]);
    add(spikes[half + i]);
  }
  if (spikes.size() % 2)
    add(spikes.back());
  blocks = reached;
  return operations;
}

/// All spikes go to the same place, one row of numbers, of which eight vectors at a time stay in registers.
template <size_t Lanes>
uint64_t accumulateAtOnePlace(const SynapseTables &synapse, llvm::ArrayRef<Spike> spikes, int16_t *state,
                              BlockSet &blocks) {
  constexpr size_t atOnce = 8, most = 256;
  struct Addend {
    const int16_t *weights;
    int16_t count;
  } addends[most];
  const hn::CappedTag<int16_t, Lanes> d;
  using V = hn::Vec<decltype(d)>;
  constexpr size_t lanes = hn::MaxLanes(hn::CappedTag<int16_t, Lanes>());
  uint64_t operations = 0;
  for (; !spikes.empty(); spikes = spikes.drop_front(std::min(most, spikes.size()))) {
    size_t n = 0;
    int32_t place = 0;
    for (Spike spike : spikes.take_front(most)) {
      const PixelTarget &target = synapse.pixels[synapse.format.pixel(spike)];
      uint32_t channel = synapse.channels[synapse.format.channel(spike)];
      if (target.place < 0 || channel == SynapseTables::noChannel)
        continue;
      int32_t count = SpikeFormat::count(spike);
      reach(blocks, target.blocks);
      operations += target.reached * uint32_t(std::abs(count));
      addends[n++] = {synapse.patches + (size_t(channel) + target.weights), int16_t(count)};
      place = target.place;
    }
    auto addTo = [&](auto vectors, size_t at) HWY_ATTR {
      V sums[vectors.value];
      for (size_t v = 0; v < vectors.value; ++v)
        sums[v] = hn::LoadU(d, state + place + at + v * lanes);
      for (size_t i = 0; i < n; ++i) {
        const V count = hn::Set(d, addends[i].count);
        for (size_t v = 0; v < vectors.value; ++v)
          sums[v] = hn::Add(sums[v], hn::Mul(hn::LoadU(d, addends[i].weights + at + v * lanes), count));
      }
      for (size_t v = 0; v < vectors.value; ++v)
        hn::StoreU(sums[v], d, state + place + at + v * lanes);
    };
    size_t at = 0;
    for (; at + atOnce * lanes <= synapse.rowNumbers; at += atOnce * lanes)
      addTo(std::integral_constant<size_t, atOnce>(), at);
    for (; at < synapse.rowNumbers; at += lanes)
      addTo(std::integral_constant<size_t, 1>(), at);
  }
  return operations;
}

template <size_t Lanes, uint32_t Rows> AccumulateFunction ofVectors(uint32_t vectors) {
  switch (vectors) {
  case 1:
    return accumulatePatches<Lanes, Rows, 1>;
  case 2:
    return accumulatePatches<Lanes, Rows, 2>;
  case 3:
    return accumulatePatches<Lanes, Rows, 3>;
  case 4:
    return accumulatePatches<Lanes, Rows, 4>;
  case 5:
    return accumulatePatches<Lanes, Rows, 5>;
  case 6:
    return accumulatePatches<Lanes, Rows, 6>;
  default:
    return accumulatePatches<Lanes, Rows, 0>;
  }
}

template <size_t Lanes> AccumulateFunction ofLanes(const SynapseTables &synapse, bool onePlace) {
  if (onePlace)
    return accumulateAtOnePlace<Lanes>;
  uint32_t vectors = synapse.rowNumbers / uint32_t(hn::MaxLanes(hn::CappedTag<int16_t, Lanes>()));
  switch (synapse.patchRows) {
  case 1:
    return ofVectors<Lanes, 1>(vectors);
  case 2:
    return ofVectors<Lanes, 2>(vectors);
  case 3:
    return ofVectors<Lanes, 3>(vectors);
  case 4:
    return ofVectors<Lanes, 4>(vectors);
  case 5:
    return ofVectors<Lanes, 5>(vectors);
  default:
    return accumulatePatches<Lanes, 0, 0>;
  }
}

/// Of so many numbers, or of as many as this processor has.
constexpr size_t atMost(size_t lanes) { return std::min(lanes, hn::MaxLanes(hn::ScalableTag<int16_t>())); }

AccumulateFunction chooseAccumulate(const SynapseTables &synapse, bool onePlace) {
  if (synapse.channelsOfPixel % 32 == 0)
    return ofLanes<atMost(32)>(synapse, onePlace);
  if (synapse.channelsOfPixel % 16 == 0)
    return ofLanes<atMost(16)>(synapse, onePlace);
  return ofLanes<8>(synapse, onePlace);
}

//===----------------------------------------------------------------------===//
// Firing
//===----------------------------------------------------------------------===//

/// The tables, copied: what is written through pointers cannot change them, so they stay in registers.
struct FiringParameters {
  const int16_t *threshold, *lower, *bias, *subtract, *atRest, *keeps, *keepsCurrent;
  const uint16_t *reciprocal, *decay, *currentDecay;
  const Spike *element;
  int16_t upper, maxCount;
  bool resetToZero, hasCurrent, isReadout;

  explicit FiringParameters(const FiringTables &t)
      : threshold(t.threshold.data()), lower(t.lower.data()), bias(t.bias.data()), subtract(t.subtract.data()),
        atRest(t.atRest.data()), keeps(t.keeps.data()), keepsCurrent(t.keepsCurrent.data()),
        reciprocal(t.reciprocal.data()), decay(t.decay.data()), currentDecay(t.currentDecay.data()),
        element(t.element.data()), upper(t.upper), maxCount(t.maxCount), resetToZero(t.resetToZero),
        hasCurrent(t.hasCurrent), isReadout(t.isReadout) {}
};

/// One firing, of all blocks.
template <class D> struct Firing {
  using V = hn::Vec<D>;
  static constexpr size_t lanes = hn::MaxLanes(D());
  using SpikeTag = hn::CappedTag<uint32_t, (lanes + 1) / 2>; ///< half as many numbers, twice as wide
  const FiringParameters tables;
  Spike *const begin;
  Fired fired{begin};

  /// The parameters of a vector of neurons that do not leak. Where all vectors have the same they stay in registers,
  /// which they would not as numbers that the state might lie on.
  struct Neurons {
    V threshold, lower, atRest, bias, subtract;
    hn::Vec<hn::RebindToUnsigned<D>> reciprocal;
    hn::Vec<SpikeTag> first, second; ///< elements, of each half
  };
  HWY_INLINE Neurons neuronsAt(size_t element) const {
    const D d;
    const SpikeTag spikes;
    return {
        hn::LoadU(d, tables.threshold + element),    hn::LoadU(d, tables.lower + element),
        hn::LoadU(d, tables.atRest + element),       hn::LoadU(d, tables.bias + element),
        hn::LoadU(d, tables.subtract + element),     hn::LoadU(hn::RebindToUnsigned<D>(), tables.reciprocal + element),
        hn::LoadU(spikes, tables.element + element), hn::LoadU(spikes, tables.element + element + lanes / 2)};
  }

  /// Writes a spike for each count that is not 0: whole vectors, of which the next write over what is too much.
  HWY_INLINE void emit(V counts, Spike place, const Neurons &neurons) {
    const hn::RebindToUnsigned<D> du;
    const auto unsignedCounts = hn::BitCast(du, counts);
    if constexpr (lanes == 1) {
      emitHalf(unsignedCounts, place, neurons.first);
    } else {
      emitHalf(hn::LowerHalf(unsignedCounts), place, neurons.first);
      emitHalf(hn::UpperHalf(hn::Half<decltype(du)>(), unsignedCounts), place, neurons.second);
    }
  }
  template <class Half> HWY_INLINE void emitHalf(Half half, Spike place, hn::Vec<SpikeTag> elements) {
    const SpikeTag d;
    const auto counts = hn::PromoteTo(d, half);
    const auto spiking = hn::Ne(counts, hn::Zero(d));
    const auto spikes = hn::Or(hn::Add(elements, hn::Set(d, place)), hn::ShiftLeft<countShift>(counts));
    hn::StoreU(hn::Compress(spikes, spiking), d, fired.end);
    fired.end += hn::CountTrue(d, spiking);
  }

  /// The same of potentials, which stand behind their spikes.
  HWY_INLINE void emitPotentials(V potentials, Spike place, size_t element) {
    alignas(64) int16_t values[lanes];
    hn::Store(potentials, D(), values);
    for (size_t lane = 0; lane < lanes; ++lane)
      if (values[lane]) {
        *fired.end++ = place + tables.element[element + lane];
        *fired.end++ = Spike(int32_t(values[lane]));
      }
  }

  /// Spike counts of potentials, 0 below the threshold.
  HWY_INLINE V countsOf(V v, const Neurons &neurons) {
    const D d;
    const hn::RebindToUnsigned<D> du;
    if (tables.resetToZero)
      return hn::IfThenElseZero(hn::Gt(v, neurons.atRest), hn::Set(d, 1));
    // With the reciprocal rounded down the quotient is right or 1 too small.
    const V positive = hn::Max(v, hn::Zero(d));
    V n = hn::BitCast(d, mulHigh(hn::BitCast(du, positive), neurons.reciprocal));
    const V left = hn::Sub(positive, hn::Mul(n, neurons.threshold));
    n = hn::Sub(n, hn::VecFromMask(d, hn::Gt(left, neurons.atRest)));
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
  HWY_INLINE V reset(V v, V counts, const Neurons &neurons) const {
    const D d;
    if (tables.resetToZero)
      return hn::IfThenZeroElse(hn::Gt(counts, hn::Zero(d)), v);
    return hn::Min(hn::Sub(v, hn::Mul(counts, neurons.subtract)), hn::Set(d, tables.upper));
  }

  /// What became of a vector of neurons.
  struct Outcome {
    V unbounded, integrated, counts, stored, current; ///< the first: in front of the lower bound
    hn::Mask<D> restless;                             ///< those that must be visited in the next step
  };

  /// Fires a vector of neurons that do not leak.
  HWY_INLINE Outcome fireIntegrating(int16_t *state, Spike place, const Neurons &neurons) {
    const D d;
    const V sum = hn::Add(hn::LoadU(d, state), neurons.bias), v = hn::Max(sum, neurons.lower);
    const V counts = countsOf(v, neurons);
    const V stored = reset(v, counts, neurons);
    hn::StoreU(stored, d, state);
    emit(counts, place, neurons);
    return {sum, v, counts, stored, hn::Zero(d), hn::Or(hn::Lt(stored, neurons.lower), hn::Gt(stored, neurons.atRest))};
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
  HWY_INLINE Outcome fireLeaking(int16_t *state, int16_t *potentials, Spike place, size_t element,
                                 const Neurons &neurons) {
    const D d;
    const V fed = hn::Add(hn::LoadU(d, state), neurons.bias);
    const V sum = tables.hasCurrent ? hn::Add(hn::LoadU(d, potentials), fed) : fed, v = hn::Max(sum, neurons.lower);
    V stored = hn::Min(v, hn::Set(d, tables.upper)), counts = hn::Zero(d);
    if (!hn::AllFalse(d, hn::Gt(v, neurons.atRest))) {
      counts = countsOf(v, neurons);
      stored = reset(v, counts, neurons);
      if (!tables.isReadout)
        emit(counts, place, neurons);
    }
    if (tables.isReadout)
      emitPotentials(v, place, element);
    stored = decayed(stored, tables.decay + element, tables.keeps + element);
    V left = stored;
    if (tables.hasCurrent) {
      hn::StoreU(stored, d, potentials);
      left = decayed(fed, tables.currentDecay + element, tables.keepsCurrent + element);
    }
    hn::StoreU(left, d, state);
    return {sum, v, counts, stored, left, hn::Ne(hn::Or(stored, left), hn::Zero(d))};
  }

  template <bool Leaking>
  HWY_INLINE Outcome fire(int16_t *state, int16_t *potentials, Spike place, size_t element, const Neurons &neurons) {
    return Leaking ? fireLeaking(state, potentials, place, element, neurons) : fireIntegrating(state, place, neurons);
  }

  HWY_INLINE Fired finish() {
    if (!tables.isReadout)
      for (const Spike *spike = begin; spike != fired.end; ++spike)
        fired.spikes += *spike >> countShift; // what is sent is positive
    return fired;
  }
};

/// `Lanes`: at most so many numbers of a vector, that a block is of whole vectors; `Single`: of one.
template <size_t Lanes, bool Leaking, bool Single>
Fired fireBlocks(const FiringTables &tables, int16_t *state, int16_t *potentials, BlockSet &blocks, Spike *out) {
  using D = hn::CappedTag<int16_t, Lanes>;
  Firing<D> firing{FiringParameters(tables), out};
  const uint32_t *offsets = tables.offset.data();
  const Spike *places = tables.place.data();
  const size_t numbers = Single ? Firing<D>::lanes : tables.numbers;
  const typename Firing<D>::Neurons first = firing.neuronsAt(0);
  for (size_t word = 0; word < blockWords; ++word) {
    uint64_t notAtRest = 0;
    for (uint64_t bits = blocks[word]; bits; bits &= bits - 1) {
      size_t block = word * 64 + size_t(__builtin_ctzll(bits)), offset = offsets[block];
      bool isAtRest = true;
      for (size_t element = 0; element < numbers; element += Firing<D>::lanes) {
        auto outcome =
            firing.template fire<Leaking>(state + offset + element, potentials + offset + element, places[block],
                                          element, Single ? first : firing.neuronsAt(element));
        isAtRest &= hn::AllFalse(D(), outcome.restless);
      }
      notAtRest |= isAtRest ? 0 : bits & -bits;
    }
    blocks[word] = notAtRest;
  }
  return firing.finish();
}

template <size_t Lanes> FireFunction ofKind(const FiringTables &tables) {
  bool single = tables.numbers == hn::MaxLanes(hn::CappedTag<int16_t, Lanes>());
  if (tables.hasDecay)
    return single ? fireBlocks<Lanes, true, true> : fireBlocks<Lanes, true, false>;
  return single ? fireBlocks<Lanes, false, true> : fireBlocks<Lanes, false, false>;
}

FireFunction chooseFire(const FiringTables &tables) {
  if (tables.numbers % 32 == 0)
    return ofKind<atMost(32)>(tables);
  if (tables.numbers % 16 == 0)
    return ofKind<atMost(16)>(tables);
  return ofKind<8>(tables);
}

//===----------------------------------------------------------------------===//
// Firing for observers
//===----------------------------------------------------------------------===//

/// Notes in which words of a pixel a neuron of a vector is not at rest: seldom one.
template <class D>
HWY_NOINLINE void noteRestless(hn::Mask<D> restless, const PixelTables &places, size_t pixel, size_t channel,
                               FiredPixels &fired) {
  uint8_t bytes[8] = {};
  hn::StoreMaskBits(D(), restless, bytes);
  size_t words = (places.offset.size() + 63) / 64;
  for (size_t lane = 0; lane < hn::MaxLanes(D()); ++lane)
    if (bytes[lane / 8] >> (lane % 8) & 1)
      fired.restless[(channel + lane) / places.lanes * words + pixel / 64] |= uint64_t(1) << (pixel % 64);
}

/// Writes a field of the records of a pixel's channels from `channel` on; 0 lanes of a word: found at run time.
template <uint32_t WordLanes, class D>
HWY_INLINE void writeField(hn::Vec<D> values, const PixelTables &places, size_t channel, uint32_t field,
                           double *records) {
  constexpr size_t lanes = hn::MaxLanes(D());
  alignas(64) int16_t numbers[lanes];
  hn::Store(values, D(), numbers);
  const size_t wordLanes = WordLanes ? WordLanes : places.lanes, record = wordLanes * places.fields;
  // As many at once as lie behind each other in a record.
  constexpr size_t atOnce = WordLanes ? std::min<size_t>(WordLanes, lanes) : 1;
  for (size_t i = 0; i < lanes; i += atOnce) {
    size_t group = (channel + i) / wordLanes, lane = (channel + i) % wordLanes;
    double *to = records + group * record + field * wordLanes + lane;
    for (size_t j = 0; j < atOnce; ++j)
      to[j] = numbers[i + j];
  }
}

/// `Lanes`: at most so many numbers of a vector, that a pixel is of whole vectors; `Single`: of one.
template <size_t Lanes, uint32_t WordLanes, bool Leaking, bool Single>
Fired firePixelsOf(const FiringTables &tables, const PixelTables &places, llvm::ArrayRef<uint64_t> pixels,
                   int16_t *state, int16_t *potentials, Spike *out, FiredPixels &fired) {
  using D = hn::CappedTag<int16_t, Lanes>;
  const D d;
  Firing<D> firing{FiringParameters(tables), out};
  const typename Firing<D>::Neurons first = firing.neuronsAt(0);
  const size_t channels = Single ? Firing<D>::lanes : places.channels;
  const size_t numbers = places.groups * places.lanes * places.fields;
  double *records = fired.records.data();
  for (size_t word = 0; word < pixels.size(); ++word)
    for (uint64_t bits = pixels[word]; bits; bits &= bits - 1) {
      size_t pixel = word * 64 + size_t(__builtin_ctzll(bits));
      for (size_t channel = 0; channel < channels; channel += Firing<D>::lanes) {
        size_t at = places.offset[pixel] + channel;
        const typename Firing<D>::Neurons neurons = Single ? first : firing.neuronsAt(channel);
        auto outcome =
            firing.template fire<Leaking>(state + at, potentials + at, places.place[pixel], channel, neurons);
        firing.fired.lifted += hn::CountTrue(d, hn::Lt(outcome.unbounded, neurons.lower));
        writeField<WordLanes, D>(outcome.integrated, places, channel, 0, records);
        writeField<WordLanes, D>(outcome.counts, places, channel, 1, records);
        writeField<WordLanes, D>(outcome.stored, places, channel, 2, records);
        if (tables.hasCurrent)
          writeField<WordLanes, D>(outcome.current, places, channel, 3, records);
        if (HWY_UNLIKELY(!hn::AllFalse(d, outcome.restless)))
          noteRestless<D>(outcome.restless, places, pixel, channel, fired);
      }
      fired.recordOf[pixel] = uint32_t(records - fired.records.data());
      records += numbers;
    }
  return firing.finish();
}

template <size_t Lanes, uint32_t WordLanes>
FirePixelsFunction pixelsOfKind(const FiringTables &tables, uint32_t channels) {
  bool single = channels == hn::MaxLanes(hn::CappedTag<int16_t, Lanes>());
  if (tables.hasDecay)
    return single ? firePixelsOf<Lanes, WordLanes, true, true> : firePixelsOf<Lanes, WordLanes, true, false>;
  return single ? firePixelsOf<Lanes, WordLanes, false, true> : firePixelsOf<Lanes, WordLanes, false, false>;
}

template <uint32_t WordLanes> FirePixelsFunction pixelsOfLanes(const FiringTables &tables, uint32_t channels) {
  if (channels % 32 == 0)
    return pixelsOfKind<atMost(32), WordLanes>(tables, channels);
  if (channels % 16 == 0)
    return pixelsOfKind<atMost(16), WordLanes>(tables, channels);
  return pixelsOfKind<8, WordLanes>(tables, channels);
}

FirePixelsFunction chooseFirePixels(const FiringTables &tables, const PixelTables &places) {
  if (places.lanes == 8)
    return pixelsOfLanes<8>(tables, places.channels);
  return pixelsOfLanes<0>(tables, places.channels);
}

const Kernels *getKernels() {
  static const Kernels result{hwy::TargetName(HWY_TARGET), uint32_t(hn::MaxLanes(hn::ScalableTag<int16_t>())),
                              chooseAccumulate, chooseFire, chooseFirePixels};
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
