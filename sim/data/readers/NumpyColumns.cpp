//===- NumpyColumns.cpp - columns of numbers in NumPy's layout ------------===//

#include "sim/data/readers/NumpyColumns.h"
#include <cmath>
#include <cstring>
#include <fmt/format.h>

using namespace snnc::sim;

namespace {
/// Numbers of one field of some events, whole or not.
struct Numbers {
  std::vector<int64_t> whole;
  std::vector<double> real;
  bool areReal = false;
};

template <typename T> T load(const char *at, bool isBigEndian) {
  char bytes[sizeof(T)];
  std::memcpy(bytes, at, sizeof(T));
  if (isBigEndian)
    std::reverse(bytes, bytes + sizeof(T));
  T value;
  std::memcpy(&value, bytes, sizeof(T));
  return value;
}

template <typename T, typename To>
void loadAll(const char *at, uint64_t stride, bool isBigEndian, std::vector<To> &numbers) {
  for (To &number : numbers) {
    number = To(load<T>(at, isBigEndian));
    at += stride;
  }
}

void loadColumn(const char *at, uint64_t stride, NumpyType type, size_t count, Numbers &out) {
  out.areReal = type.isFloat();
  bool big = type.isBigEndian;
  if (out.areReal) {
    out.real.resize(count);
    return type.bytes == 4 ? loadAll<float>(at, stride, big, out.real) : loadAll<double>(at, stride, big, out.real);
  }
  out.whole.resize(count);
  bool isSigned = type.kind == 'i';
  switch (type.bytes) {
  case 1:
    return isSigned ? loadAll<int8_t>(at, stride, big, out.whole) : loadAll<uint8_t>(at, stride, big, out.whole);
  case 2:
    return isSigned ? loadAll<int16_t>(at, stride, big, out.whole) : loadAll<uint16_t>(at, stride, big, out.whole);
  case 4:
    return isSigned ? loadAll<int32_t>(at, stride, big, out.whole) : loadAll<uint32_t>(at, stride, big, out.whole);
  default:
    return isSigned ? loadAll<int64_t>(at, stride, big, out.whole) : loadAll<uint64_t>(at, stride, big, out.whole);
  }
}

class NumpyReader final : public EventReader {
public:
  NumpyReader(NumpyEvents events, std::shared_ptr<void> keepAlive)
      : keepAlive(std::move(keepAlive)), data(std::move(events)) {}

  llvm::Expected<size_t> read(llvm::MutableArrayRef<RecordedEvent> events) override;

private:
  llvm::Error fail(size_t i, Field field, const llvm::Twine &why) const {
    static constexpr const char *names[] = {"t", "x", "y", "p"};
    const Numbers &numbers = columns[size_t(field)];
    std::string value = numbers.areReal ? fmt::format("{}", numbers.real[i]) : fmt::format("{}", numbers.whole[i]);
    return llvm::createStringError(fmt::format("{}: event {}: {} is {}: {}", data.sources.front().bytes->path(),
                                               done + i, names[size_t(field)], value, why.str()));
  }
  llvm::Error takeTimes(llvm::MutableArrayRef<RecordedEvent> events);
  llvm::Error takeWhole(Field field, llvm::MutableArrayRef<RecordedEvent> events);

  std::shared_ptr<void> keepAlive; ///< what the sources read from, if they need it
  NumpyEvents data;
  uint64_t done = 0;
  Numbers columns[4];
};
} // namespace

llvm::Error NumpyReader::takeTimes(llvm::MutableArrayRef<RecordedEvent> events) {
  const Numbers &numbers = columns[size_t(Field::Time)];
  for (size_t i = 0; i < events.size(); ++i) {
    if (!numbers.areReal && data.ticks == 1 && numbers.whole[i] <= (int64_t(1) << 53) &&
        numbers.whole[i] >= -(int64_t(1) << 53)) {
      events[i].t = numbers.whole[i];
      continue;
    }
    double value = numbers.areReal ? numbers.real[i] : double(numbers.whole[i]);
    if (const char *why = toTime(value, data.ticks, data.unitIsStated, events[i].t))
      return fail(i, Field::Time, why);
  }
  return llvm::Error::success();
}

llvm::Error NumpyReader::takeWhole(Field field, llvm::MutableArrayRef<RecordedEvent> events) {
  const Numbers &numbers = columns[size_t(field)];
  for (size_t i = 0; i < events.size(); ++i) {
    int64_t value = 0;
    if (!numbers.areReal) {
      value = numbers.whole[i];
    } else {
      // Beyond 2^16 no coordinate is valid, so the bound only keeps the conversion defined.
      double real = numbers.real[i];
      if (!(std::fabs(real) < 1e9) || real != std::floor(real))
        return fail(i, field, "coordinates and polarities are whole numbers");
      value = int64_t(real);
    }
    uint16_t &target = field == Field::X ? events[i].x : field == Field::Y ? events[i].y : events[i].p;
    if (const char *why = field == Field::Polarity ? toPolarity(value, target) : toCoordinate(value, target))
      return fail(i, field, why);
  }
  return llvm::Error::success();
}

llvm::Expected<size_t> NumpyReader::read(llvm::MutableArrayRef<RecordedEvent> events) {
  size_t count = size_t(std::min<uint64_t>({events.size(), data.count - done, 1 << 14}));
  if (count == 0)
    return 0;
  for (size_t i = 0; i < data.sources.size(); ++i) {
    NumpySource &source = data.sources[i];
    llvm::Expected<llvm::StringRef> window = source.bytes->peek(count * source.stride);
    if (!window)
      return window.takeError();
    if (window->size() < count * source.stride)
      return source.bytes->fail("the array ends before its last event");
    for (size_t field = 0; field < 4; ++field)
      if (data.columns[field] && data.columns[field]->source == i)
        loadColumn(window->data() + data.columns[field]->offset, source.stride, data.columns[field]->type, count,
                   columns[field]);
    source.bytes->skip(count * source.stride);
  }
  events = events.take_front(count);
  std::fill(events.begin(), events.end(), RecordedEvent{0, 0, 0, 0});
  if (llvm::Error error = takeTimes(events))
    return std::move(error);
  for (Field field : {Field::X, Field::Y, Field::Polarity})
    if (data.columns[size_t(field)])
      if (llvm::Error error = takeWhole(field, events))
        return std::move(error);
  done += count;
  return count;
}

ReaderPtr snnc::sim::makeNumpyReader(NumpyEvents events, std::shared_ptr<void> keepAlive) {
  return std::make_unique<NumpyReader>(std::move(events), std::move(keepAlive));
}
