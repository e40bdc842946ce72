//===- Values.h - what flows between layers ---------------------*- C++ -*-===//
//
// Spikes as events, currents as dense arrays. Both put the channel last, so that the channels of a pixel, which share
// parameters and kernel taps, lie side by side. A current that comes of spikes says which pixels they have reached: in
// most steps few, and the others need no look.
//
//===----------------------------------------------------------------------===//
#ifndef SNNC_SIM_REFERENCE_VALUES_H
#define SNNC_SIM_REFERENCE_VALUES_H

#include "sim/engine/Engine.h"
#include <algorithm>
#include <cstring>
#include <type_traits>
#include <utility>

namespace snnc::sim::reference {

/// The spikes of one neuron in one step.
struct Spike {
  uint32_t channel, y, x;
  int32_t count;
};

/// Some of the pixels of a frame.
class PixelSet {
public:
  void resize(size_t pixels) { marks.resize((pixels + wordSize - 1) / wordSize * wordSize, 0); }
  void insert(size_t pixel) { marks[pixel] = 1; }
  void clear() { std::fill(marks.begin(), marks.end(), 0); }

  /// Empties the set and calls `visit(pixel)` for each pixel of it and of `other`, which has as many, in ascending
  /// order. `visit` may insert the pixel that it is called for again.
  template <typename Visit> void takeWith(const PixelSet *other, Visit visit) {
    for (size_t first = 0; first < marks.size(); first += wordSize) {
      uint64_t word = wordAt(first) | (other ? other->wordAt(first) : 0);
      if (!word)
        continue;
      std::memset(&marks[first], 0, wordSize);
      for (; word; word &= word - 1)
        visit(first + size_t(__builtin_ctzll(word)) / 8);
    }
  }

private:
  /// A byte a pixel, for then an insertion is one write; looked at in words of so many.
  static constexpr size_t wordSize = sizeof(uint64_t);

  uint64_t wordAt(size_t first) const {
    uint64_t word = 0;
    std::memcpy(&word, &marks[first], wordSize);
    return word;
  }

  std::vector<uint8_t> marks;
};

/// One value of the network in the current step: events, or a current. T is float or int32_t; integers are exact modulo
/// 2^32, of which the neuron takes the low bits.
template <typename T> struct Value {
  Shape shape;
  bool isSpikes = false;
  std::vector<Spike> spikes;
  std::vector<T> current; ///< [y][x][channel]
  /// Whether the current is 0 wherever `reached` has no pixel; else nothing is known of it, and the set is empty.
  bool isSparse = false;
  PixelSet reached;

  size_t at(uint32_t channel, uint32_t y, uint32_t x) const {
    return (size_t(y) * shape.width + x) * shape.channels + channel;
  }
};

/// a + b * c, in integers modulo 2^32.
template <typename T> T multiplyAdd(T a, T b, T c) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<uint32_t>(a) + static_cast<uint32_t>(b) * static_cast<uint32_t>(c));
  else
    return a + b * c;
}

/// Adds up the spikes of several elements to those of one.
template <typename T> class SpikeSums {
public:
  /// Before `add` is called, at most so many times.
  void begin(const Value<T> &out, size_t most) {
    sums.resize(out.shape.size(), 0);
    if (list.size() <= most)
      list.resize(most + 1);
    listed = 0;
  }
  void add(const Value<T> &out, const Spike &spike) {
    size_t at = out.at(spike.channel, spike.y, spike.x);
    // Written in any case: which elements are new can hardly be foretold.
    list[listed] = {spike.channel, spike.y, spike.x, at};
    listed += sums[at] == 0;
    sums[at] += spike.count;
  }
  /// Gives `out` the sums. Counts of both signs may cancel, and an element may then be listed twice.
  void end(Value<T> &out) {
    out.spikes.clear();
    for (const Element &element : llvm::ArrayRef(list).take_front(listed))
      if (int32_t count = std::exchange(sums[element.at], 0))
        out.spikes.push_back({element.channel, element.y, element.x, count});
  }

private:
  struct Element {
    uint32_t channel, y, x;
    size_t at;
  };
  std::vector<int32_t> sums; ///< all 0 between steps
  std::vector<Element> list; ///< the first `listed`: in the order in which they came
  size_t listed = 0;
};

/// A layer without state of its own between steps, or with. Reads and writes values of the current step.
template <typename T> class Stage {
public:
  Stage(size_t source, size_t result) : source(source), result(result) {}
  virtual ~Stage() = default;
  virtual void run(std::vector<Value<T>> &values) = 0;
  /// Forgets what was before this sample.
  virtual void reset() {}

protected:
  const size_t source, result; ///< places in the list of values
};

} // namespace snnc::sim::reference

#endif // SNNC_SIM_REFERENCE_VALUES_H
